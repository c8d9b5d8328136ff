import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { isAiccError } from '../../src/errors.js';
import type { Snapshot } from '../../src/protocol/entities.js';
import type { Input, Operation } from '../../src/protocol/operations.js';
import type { FaultKind, FaultOptions } from '../../src/testing/index.js';
import { follow } from '../support/follow.js';
import { contract, createContractCenter } from './center-driver.js';
import { sorted } from './contract-steps.js';

const agents = [contract.agent, contract.colleague] as const;
const { serviceNumber, queueNumber, otpCode, aniCode, disabledCode } = contract;

type World = Awaited<ReturnType<typeof createWorld>>;
interface Step {
  readonly say: string;
  run(world: World): void | Promise<void>;
}

async function createWorld() {
  const { center, clock, driver } = createContractCenter();
  const open = (workNo: string): Promise<Connection> =>
    connect(center.transport({ workNo }), { clock, random: () => 0.5, reconnect: { maxDelayMs: 4000 } });
  const connections = [await open(agents[0]), await open(agents[1])] as const;
  const followers = connections.map(follow);
  // What was there before the first event.
  for (const connection of connections) await connection.request('agent.signIn', {});
  const requests: { operation: Operation; outcome?: 'done' | 'refused' | 'untyped' }[] = [];
  return {
    center,
    clock,
    driver,
    connections,
    followers,
    requests,
    customers: [] as ReturnType<typeof center.callIn>[],
    ask<O extends Operation>(who: 0 | 1, operation: O, input: Input<O>): void {
      const entry: (typeof requests)[number] = { operation };
      requests.push(entry);
      connections[who].request(operation, input).then(
        () => {
          entry.outcome = 'done';
        },
        (error: unknown) => {
          entry.outcome = isAiccError(error) ? 'refused' : 'untyped';
        },
      );
    },
  };
}

const who = fc.constantFrom(0 as const, 1 as const);
const phoneNumber = fc.constantFrom('5550100', '5550101', '5550102');

const plainOperation = fc.constantFrom<Operation>(
  'agent.setReady',
  'agent.setBusy',
  'agent.endWrapUp',
  'call.answer',
  'call.answer',
  'call.reject',
  'call.hangUp',
  'call.hangUp',
  'call.hold',
  'call.retrieve',
  'call.mute',
  'call.unmute',
  'call.cancelConsult',
  'call.completeTransfer',
  'call.conference',
  'call.pauseRecording',
  'snapshot',
);

const operationStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(who, plainOperation).map(([by, operation]) => ({
    say: `${agents[by]} ${operation}`,
    run: (world: World) => world.ask(by, operation, {}),
  })),
  fc.tuple(who, phoneNumber).map(([by, calledNum]) => ({
    say: `${agents[by]} dials ${calledNum}`,
    run: (world: World) => world.ask(by, 'call.dial', { calledNum, mediaType: 'audio' }),
  })),
  fc.tuple(who, fc.constantFrom(...agents, '5550100')).map(([by, to]) => ({
    say: `${agents[by]} consults ${to}`,
    run: (world: World) => world.ask(by, 'call.consult', { to }),
  })),
  fc
    .tuple(
      who,
      fc.constantFrom(...agents, '5550100', contract.skillGroup),
      fc.constantFrom('blind' as const, 'on-answer' as const),
    )
    .map(([by, to, mode]) => ({
      say: `${agents[by]} transfers ${mode} to ${to}`,
      run: (world: World) =>
        world.ask(by, 'call.transfer', {
          to,
          mode,
          ...(to === contract.skillGroup && { kind: 'skillGroup' as const }),
        }),
    })),
  fc.tuple(who, fc.constantFrom(...agents, '5550100')).map(([by, number]) => ({
    say: `${agents[by]} drops ${number}`,
    run: (world: World) => world.ask(by, 'call.dropParty', { number }),
  })),
  fc.tuple(who, fc.integer({ min: 1, max: 4 })).map(([by, id]) => ({
    say: `${agents[by]} focuses contact-${id}`,
    run: (world: World) => world.ask(by, 'call.focus', { contactId: `contact-${id}` }),
  })),
  fc.tuple(who, fc.constantFrom('', '{"a":1}')).map(([by, callData]) => ({
    say: `${agents[by]} sets the call data ${callData}`,
    run: (world: World) => world.ask(by, 'call.setData', { callData }),
  })),
  who.map((by) => ({
    say: `${agents[by]} starts an e-mail`,
    run: (world: World) => world.ask(by, 'contact.start', { mediaType: 'email', calledNum: 'a@example.com' }),
  })),
  fc
    .tuple(
      who,
      fc.constantFrom('verification.start' as const, 'verification.cancel' as const, 'verification.result' as const),
      fc.constantFrom(otpCode, aniCode, aniCode, disabledCode),
    )
    .map(([by, operation, verifyTypeCode]) => ({
      say: `${agents[by]} ${operation} ${verifyTypeCode}`,
      run: (world: World) => world.ask(by, operation, { verifyTypeCode }),
    })),
);

const customerStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(phoneNumber, fc.constantFrom(undefined, queueNumber, ...agents)).map(([callerNum, whom]) => ({
    say: `${callerNum} calls ${whom ?? 'anybody'}`,
    run(world: World) {
      const workNo = whom === queueNumber ? undefined : whom;
      const calledNum = whom === queueNumber ? queueNumber : serviceNumber;
      const options = { callerNum, calledNum, ...(workNo !== undefined && { workNo }) };
      world.customers.push(world.center.callIn(options));
    },
  })),
  phoneNumber.map((number) => ({
    say: `${number} picks up`,
    run({ center }: World) {
      if (center.phone(number).call?.state === 'ringing') center.phone(number).answer();
    },
  })),
  phoneNumber.map((number) => ({
    say: `${number} types a code`,
    run({ center }: World) {
      const state = center.phone(number).call?.state;
      if (state === 'talking' || state === 'held') center.phone(number).sendDigits('123456');
    },
  })),
  phoneNumber.map((number) => ({
    say: `${number} hangs up`,
    run: ({ center }: World) => center.phone(number).hangUp(),
  })),
  fc.constantFrom(0, 1, 2, 3, 9).map((result) => ({
    say: `the API answers ${result}`,
    run: ({ driver }: World) => driver.apiAnswers({ body: `{"data":{"verifyResult":${result}}}` }),
  })),
);

/** Chance alone seldom gets this far. */
const scenarioStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(who, phoneNumber).map(([by, callerNum]) => ({
    say: `${callerNum} calls ${agents[by]}, who answers`,
    run(world: World) {
      const customer = world.center.callIn({ callerNum, calledNum: serviceNumber, workNo: agents[by] });
      world.customers.push(customer);
      world.ask(by, 'call.answer', { callId: customer.callId });
    },
  })),
  who.map((by) => ({
    say: `${agents[by]} consults the other, who answers`,
    async run(world: World) {
      const other = by === 0 ? 1 : 0;
      world.ask(by, 'call.consult', { to: agents[other] });
      await world.clock.advance(0);
      world.ask(other, 'call.answer', {});
    },
  })),
  who.map((by) => ({
    say: `${agents[by]} authenticates the customer`,
    async run(world: World) {
      await world.driver.apiAnswers({ body: '{"data":{"verifyResult":1}}' });
      world.ask(by, 'verification.start', { verifyTypeCode: aniCode });
      await world.clock.advance(0);
    },
  })),
  fc.constant({
    say: 'both are free again',
    async run(world: World) {
      for (const workNo of agents) {
        for (const { id } of world.center.snapshot(workNo).contacts) endQuietly(world, id);
      }
      world.ask(0, 'agent.setReady', {});
      world.ask(1, 'agent.setReady', {});
      await world.clock.advance(0);
    },
  }),
);

const eventFault = fc.constantFrom<FaultKind>('drop', 'delay', 'duplicate', 'reorder');
const operationFault = fc.constantFrom<FaultKind>('drop', 'delay', 'error');

const faultStep: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(
      fc.oneof(
        eventFault.map((kind): [FaultKind, FaultOptions] => [kind, { on: 'event' }]),
        fc
          .tuple(operationFault, fc.constantFrom('operation' as const, 'answer' as const))
          .map(([kind, on]): [FaultKind, FaultOptions] => [kind, { on }]),
      ),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom(undefined, ...agents),
    )
    .map(([[kind, { on }], count, ms, workNo]) => ({
      say: `${count} ${on}s of ${workNo ?? 'all'}: ${kind} (${ms} ms)`,
      run: ({ center }: World) =>
        center.faults.next(kind, { count, ms, ...(on && { on }), ...(workNo !== undefined && { workNo }) }),
    })),
  fc.constantFrom(undefined, ...agents).map((workNo) => ({
    say: `the links of ${workNo ?? 'all'} are cut`,
    run: ({ center }: World) => center.faults.disconnect(workNo),
  })),
);

const timeStep: fc.Arbitrary<Step> = fc.constantFrom(0, 0, 100, 6000, contract.wrapUpMs).map((ms) => ({
  say: `${ms} ms pass`,
  run: ({ clock }: World) => clock.advance(ms),
}));

const restartStep: fc.Arbitrary<Step> = fc.constant({
  say: 'the centre restarts',
  run(world: World) {
    world.center.restart();
    world.ask(0, 'agent.signIn', {});
    world.ask(1, 'agent.signIn', {});
  },
});

const episode = fc.array(
  fc.oneof(
    { arbitrary: operationStep, weight: 12 },
    { arbitrary: scenarioStep, weight: 6 },
    { arbitrary: customerStep, weight: 8 },
    { arbitrary: faultStep, weight: 4 },
    { arbitrary: timeStep, weight: 6 },
    { arbitrary: restartStep, weight: 1 },
  ),
  { minLength: 1, maxLength: 15, size: 'max' },
);

/** The truth is compared after each episode. */
const story = fc.array(episode, { minLength: 1, maxLength: 4, size: 'max' });

/** Every deadline, every pause before a new link and every late event is over. */
async function settle(world: World): Promise<void> {
  world.center.faults.clear();
  await world.clock.advance(120_000);
}

function expectConverged(world: World): void {
  for (const [index, connection] of world.connections.entries()) {
    const truth = world.center.snapshot(agents[index]!);
    expect(connection.status).toBe('open');
    expect(connection.snapshot()).toEqual(truth);
    expect(world.followers[index]!.state()).toEqual(sorted(truth));
    expect(world.followers[index]!.doubled).toEqual([]);
  }
}

describe('any sequence of operations and faults', () => {
  it('leaves every connection with the state of the centre, every request settled and no event doubled', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (episodes) => {
        const world = await createWorld();
        try {
          for (const steps of episodes) {
            for (const step of steps) await step.run(world);
            await settle(world);
            expect(world.requests.filter(({ outcome }) => outcome === undefined)).toEqual([]);
            expect(world.requests.filter(({ outcome }) => outcome === 'untyped')).toEqual([]);
            expectConverged(world);
          }
        } finally {
          await world.driver.dispose();
        }
      }),
      { numRuns: 45, reporter: reportSteps },
    );
  }, 120_000);

  it('never leaves an agent with two talks, a focus on nothing or a contact that nobody ends', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (episodes) => {
        const world = await createWorld();
        const { center } = world;
        try {
          for (const step of episodes.flat()) {
            await step.run(world);
            for (const workNo of agents) expectSane(center.snapshot(workNo));
          }
          await settle(world);
          for (const { contacts } of agents.map(center.snapshot)) for (const { id } of contacts) endQuietly(world, id);
          // Who waits, or was given to somebody outside, is with no agent.
          for (const customer of world.customers) customer.hangUp();
          for (const workNo of agents) {
            expect(center.snapshot(workNo)).toMatchObject({ contacts: [], calls: [], verifications: [], focus: {} });
          }
          for (const { state } of world.customers) expect(state).toBe('ended');
        } finally {
          await world.driver.dispose();
        }
      }),
      { numRuns: 45, reporter: reportSteps },
    );
  }, 120_000);
});

function endQuietly({ center }: World, contactId: string): void {
  const isThere = agents.some((workNo) => center.snapshot(workNo).contacts.some(({ id }) => id === contactId));
  if (isThere) center.endContact(contactId);
}

function expectSane({ agent, contacts, calls, verifications, focus }: Snapshot): void {
  const ids = contacts.map(({ id }) => id);
  const live = calls.filter(({ state }) => state !== 'ended');
  expect(
    live.filter(({ state }) => state === 'talking' || state === 'conference' || state === 'dialing').length,
  ).toBeLessThanOrEqual(1);
  if (contacts.length > 0) expect(ids).toContain(focus.contactId);
  else expect(focus).toEqual({});
  for (const { contactId } of [...calls, ...verifications]) expect(ids).toContain(contactId);
  const isOnCall = live.some(({ state }) => state !== 'ringing');
  if (agent?.state !== 'offline') expect(agent?.state === 'on-call').toBe(isOnCall);
}

/** Names the steps of a failure. */
function reportSteps(details: fc.RunDetails<[Step[][]]>): void {
  if (!details.failed) return;
  const told = details.counterexample?.[0].map((steps) => steps.map(({ say }) => say).join('\n  ')).join('\n  --\n  ');
  throw new Error(`seed ${details.seed}, path ${details.counterexamplePath}:\n  ${told}`, {
    cause: details.errorInstance,
  });
}
