import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import { isAiccError } from '../../../src/errors.js';
import type { Call } from '../../../src/protocol/entities.js';
import type { Input, Operation } from '../../../src/protocol/operations.js';
import { createContactCenter, createManualClock, type ManualClock } from '../../../src/testing/index.js';
import { sorted } from '../../contracts/contract-steps.js';
import { follow } from '../../support/follow.js';
import { bank, liveCalls } from './a-call.js';
import { startMs } from './a-center.js';

const workNos = ['371', '372', '373'] as const;
const seats = ['default', 'home'] as const;
const customers = ['5550100', '5550101', '5550102', '5550103'] as const;
const outside = ['5550190', '5550191'] as const;
const phones = [...customers, ...outside];
const times = { wrapUpSeconds: 20, ringSeconds: 60, queueSeconds: 300 };
const flow = { url: 'https://bank.example.com/verify' };

interface Step {
  readonly say: string;
  run(day: Day): void | Promise<void>;
}

/** A clock that knows how many timers wait. */
function countingClock(): ManualClock & { readonly waiting: () => number } {
  const clock = createManualClock(startMs);
  const timers = new Set<unknown>();
  return {
    ...clock,
    setTimeout(callback, ms) {
      const timer = clock.setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers.delete(timer);
      clock.clearTimeout(timer);
    },
    waiting: () => timers.size,
  };
}

type Day = Awaited<ReturnType<typeof createDay>>;

async function createDay() {
  const clock = countingClock();
  const center = createContactCenter({
    ...bank,
    ...times,
    clock,
    recording: true,
    processes: [{ verifyTypeCode: 'ANI', name: 'ANI', enabled: true, flow }],
    fetch: async () => Response.json({ data: { verifyResult: 1 } }),
  });
  const links: { workNo: string; seat: string; connection: Connection; heard: ReturnType<typeof follow> }[] = [];
  for (const workNo of workNos) {
    for (const seat of seats) {
      const connection = await connect(center.transport({ workNo, seat }), { clock, random: () => 0 });
      links.push({ workNo, seat, connection, heard: follow(connection) });
    }
  }
  const untyped: unknown[] = [];
  const linkOf = (workNo: string, seat = 'default'): Connection =>
    links.find((each) => each.workNo === workNo && each.seat === seat)!.connection;
  for (const workNo of workNos) await linkOf(workNo).request('agent.signIn', {});
  return {
    center,
    clock,
    links,
    untyped,
    /** Whether it was done or refused is the centre's affair here. */
    async ask<O extends Operation>(workNo: string, operation: O, input: Input<O>, seat?: string): Promise<void> {
      try {
        await linkOf(workNo, seat).request(operation, input);
      } catch (error) {
        if (!isAiccError(error) || error.code.startsWith('bridge/')) untyped.push(error);
      }
    },
  };
}

const who = fc.constantFrom(...workNos);
const phone = fc.constantFrom(...phones);
const target = fc.constantFrom(
  { to: '371' },
  { to: '372' },
  { to: '373' },
  { to: 'retail', kind: 'skillGroup' as const },
  { to: 'cards', kind: 'skillGroup' as const },
  { to: 'survey', kind: 'ivr' as const },
  { to: '88880011', kind: 'accessCode' as const },
  { to: '5550190', kind: 'number' as const },
  { to: '5550191' },
  { to: '5550100' },
);

const plain = fc.constantFrom<Operation>(
  'agent.setReady',
  'agent.setReady',
  'agent.setBusy',
  'agent.endWrapUp',
  'agent.signOut',
  'call.answer',
  'call.answer',
  'call.answer',
  'call.reject',
  'call.hangUp',
  'call.hold',
  'call.retrieve',
  'call.mute',
  'call.unmute',
  'call.completeTransfer',
  'call.completeTransfer',
  'call.cancelConsult',
  'call.conference',
  'call.conference',
  'call.pauseRecording',
  'call.resumeRecording',
);

const step = <T>(arbitrary: fc.Arbitrary<T>, say: (value: T) => string, run: (day: Day, value: T) => Promise<void>) =>
  arbitrary.map((value): Step => ({ say: say(value), run: (day) => run(day, value) }));

const operations = fc.oneof(
  { weight: 8, arbitrary: step(fc.tuple(who, plain), String, (day, [by, what]) => day.ask(by, what, {})) },
  {
    weight: 4,
    arbitrary: step(
      fc.tuple(who, target, fc.constantFrom('blind' as const, 'on-answer' as const)),
      ([by, to, mode]) => `${by} transfers ${mode} to ${to.to}`,
      (day, [by, to, mode]) => day.ask(by, 'call.transfer', { ...to, mode }),
    ),
  },
  {
    weight: 4,
    arbitrary: step(
      fc.tuple(who, target),
      ([by, to]) => `${by} consults ${to.to}`,
      (day, [by, to]) => day.ask(by, 'call.consult', to),
    ),
  },
  step(
    fc.tuple(who, fc.constantFrom(...phones, ...workNos)),
    ([by, number]) => `${by} drops ${number}`,
    (day, [by, number]) => day.ask(by, 'call.dropParty', { number }),
  ),
  step(
    fc.tuple(who, phone),
    ([by, number]) => `${by} dials ${number}`,
    (day, [by, calledNum]) => day.ask(by, 'call.dial', { calledNum, mediaType: 'audio' }),
  ),
  step(
    fc.tuple(who, fc.constantFrom(...seats), fc.boolean()),
    ([by, seat, force]) => `${by} signs in at ${seat}${force ? ' by force' : ''}`,
    (day, [by, seat, force]) => day.ask(by, 'agent.signIn', { force }, seat),
  ),
  step(
    who,
    (by) => `${by} rests`,
    (day, by) => day.ask(by, 'agent.rest', { seconds: 60 }),
  ),
  step(
    who,
    (by) => `${by} authenticates`,
    (day, by) => day.ask(by, 'verification.start', { verifyTypeCode: 'ANI' }),
  ),
  step(
    who,
    (by) => `${by} is signed out`,
    async ({ center }, by) => center.signOut(by),
  ),
);

const doings = fc.oneof(
  step(
    fc.tuple(fc.constantFrom(...customers), fc.constantFrom('88880011', '88880012'), fc.option(who)),
    ([callerNum, calledNum, workNo]) => `${callerNum} calls ${calledNum} (${workNo ?? 'anybody'})`,
    async ({ center }, [callerNum, calledNum, workNo]) => {
      // One telephone is on one call.
      if ((center.phone(callerNum).call?.state ?? 'ended') !== 'ended') return;
      center.callIn({ callerNum, calledNum, ...(workNo !== null && { workNo }) });
    },
  ),
  step(
    phone,
    (number) => `${number} picks up`,
    async ({ center }, number) => {
      if (center.phone(number).call?.state === 'ringing') center.phone(number).answer();
    },
  ),
  step(
    phone,
    (number) => `${number} rejects`,
    async ({ center }, number) => {
      if (center.phone(number).call?.state === 'ringing') center.phone(number).reject();
    },
  ),
  step(
    phone,
    (number) => `${number} hangs up`,
    async ({ center }, number) => center.phone(number).hangUp(),
  ),
);

const isFree = ({ center }: Day, number: string): boolean => (center.phone(number).call?.state ?? 'ended') === 'ended';

/** Chance alone seldom gets this far. */
const scenarios = fc.oneof(
  step(
    fc.tuple(
      who,
      who,
      fc.constantFrom(...customers),
      fc.constantFrom('call.conference' as const, 'call.completeTransfer' as const, 'call.cancelConsult' as const),
    ),
    ([by, to, number, end]) => `${by} talks to ${number}, consults ${to}, ${end}`,
    async (day, [by, to, number, end]) => {
      if (!isFree(day, number)) return;
      await day.ask(to, 'agent.setReady', {});
      const { callId } = day.center.callIn({ callerNum: number, calledNum: '88880011', workNo: by });
      await day.ask(by, 'call.answer', { callId });
      await day.ask(by, 'call.consult', { to });
      await day.ask(to, 'call.answer', {});
      await day.ask(by, end, {});
    },
  ),
  step(
    fc.constantFrom(...customers),
    (number) => `${number} calls the queue, and somebody answers`,
    async (day, number) => {
      if (!isFree(day, number)) return;
      const { callId } = day.center.callIn({ callerNum: number, calledNum: '88880012' });
      for (const workNo of workNos) await day.ask(workNo, 'call.answer', { callId });
    },
  ),
);

const time = step(
  fc.constantFrom(0, 1000, 20_000, 60_000, 300_000),
  (ms) => `${ms} ms pass`,
  ({ clock }, ms) => clock.advance(ms),
);

const aDay = fc.array(
  fc.oneof(
    { arbitrary: operations, weight: 12 },
    { arbitrary: doings, weight: 8 },
    { arbitrary: scenarios, weight: 3 },
    { arbitrary: time, weight: 3 },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);

function expectLinked({ center, links, untyped }: Day): void {
  for (const { workNo, seat, connection, heard } of links) {
    const truth = center.snapshot({ workNo, seat });
    expect(connection.status).toBe('open');
    expect(connection.snapshot()).toEqual(truth);
    expect(heard.state()).toEqual(sorted(truth));
    expect(heard.doubled).toEqual([]);
  }
  expect(untyped).toEqual([]);
}

const isActive = ({ state }: Call): boolean => state === 'talking' || state === 'conference' || state === 'dialing';

/** One active call each, and both ends of every call say the same. */
function expectSane({ center }: Day): void {
  const of = Object.fromEntries(workNos.map((workNo) => [workNo, liveCalls(center.snapshot(workNo))]));
  const lines = phones.flatMap((number) => center.phone(number).call ?? []).filter(({ state }) => state !== 'ended');
  for (const workNo of workNos) {
    const { agent, contacts, focus } = center.snapshot(workNo);
    const calls = of[workNo]!;
    expect(calls.filter(isActive).length).toBeLessThanOrEqual(1);
    expect(contacts.map(({ id }) => id)).toEqual(expect.arrayContaining(calls.map(({ contactId }) => contactId)));
    if (contacts.length > 0) expect(contacts.map(({ id }) => id)).toContain(focus.contactId);
    else expect(focus).toEqual({});
    if (agent?.state === 'offline') expect(contacts).toEqual([]);
    else expect(agent?.state === 'on-call').toBe(calls.some(({ state }) => state !== 'ringing'));
    for (const call of calls) {
      for (const party of call.parties) {
        if (party.number === workNo || call.state === 'ringing' || call.state === 'dialing') continue;
        if (party.kind === 'agent') {
          const theirs = of[party.number]!.filter(({ contactId }) => contactId === call.contactId);
          // A colleague who was asked has the same parties; one who was rung has not picked up yet.
          expect(theirs.map(({ parties }) => parties)).toContainEqual(call.parties);
          continue;
        }
        const line = lines.find((each) => each.number === party.number && each.contactId === call.contactId);
        const isHeld = call.state === 'held' && call.parties.length === 2;
        expect(line?.state).toBe(isHeld ? 'held' : 'talking');
      }
    }
  }
  for (const { callId } of lines) {
    if (callId !== '') expect(workNos.flatMap((workNo) => of[workNo]!.map(({ id }) => id))).toContain(callId);
  }
}

/** Rings and waits are over: whoever is on the line now has somebody there. */
function expectNobodyForgotten({ center }: Day): void {
  const lines = phones.flatMap((number) => center.phone(number).call ?? []).filter(({ state }) => state !== 'ended');
  const calls = workNos.flatMap((workNo) => liveCalls(center.snapshot(workNo)));
  for (const { state, contactId, prompts } of lines) {
    const isWithAgent = calls.some((call) => call.contactId === contactId);
    const isWithOther = lines.filter((each) => each.contactId === contactId).length === 2 && state === 'talking';
    const isInMenu = prompts.at(-1) === 'Were you content?' && state === 'talking';
    expect([isWithAgent, isWithOther, isInMenu]).toContain(true);
  }
}

describe('any day of a contact centre', () => {
  it('keeps everybody on one call, every two ends alike, every link true, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(aDay, async (steps) => {
        const day = await createDay();
        const { center, clock, links } = day;
        for (const each of steps) {
          await each.run(day);
          expectSane(day);
          await clock.advance(0);
          expectLinked(day);
        }
        await clock.advance((times.queueSeconds + 2 * times.ringSeconds) * 1000);
        expectSane(day);
        expectNobodyForgotten(day);

        for (const number of phones) center.phone(number).hangUp();
        for (const workNo of workNos) center.signOut(workNo);
        await clock.advance(0);
        expectLinked(day);
        for (const workNo of workNos) {
          expect(center.snapshot(workNo)).toMatchObject({ contacts: [], calls: [], verifications: [], focus: {} });
        }
        for (let id = 1; id <= steps.length + 1; id += 1) expect(() => center.endContact(`contact-${id}`)).toThrow();
        for (const { connection } of links) await connection.close();
        expect(clock.waiting()).toBe(0);
        center.close();
      }),
      { numRuns: 100, reporter: reportSteps },
    );
  }, 120_000);
});

/** Names the steps of a failure. */
function reportSteps(details: fc.RunDetails<[Step[]]>): void {
  if (!details.failed) return;
  const told = details.counterexample?.[0].map(({ say }) => say).join('\n  ');
  throw new Error(`seed ${details.seed}, path ${details.counterexamplePath}:\n  ${told}`, {
    cause: details.errorInstance,
  });
}
