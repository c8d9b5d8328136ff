import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import { isAiccError } from '../../../src/errors.js';
import type { AgentAction, CallAction } from '../../../src/softphone/actions.js';
import { createSoftphone } from '../../../src/softphone/create-softphone.js';
import type { Softphone } from '../../../src/softphone/softphone.js';
import { createContactCenter, createManualClock, type ContactCenter } from '../../../src/testing/index.js';
import { messages } from '../../support/turns.js';

const workNos = ['371', '372', '373'] as const;
/** One agent has two seats, of which one at a time has the agent. */
const desks = [
  { workNo: '371', seat: 'default' },
  { workNo: '372', seat: 'default' },
  { workNo: '373', seat: 'default' },
  { workNo: '371', seat: 'home' },
] as const;
const serviceNumber = '88880011';
const outside = ['5550100', '5550101', '5550102'] as const;

interface World {
  readonly center: ContactCenter;
  readonly clock: ReturnType<typeof createManualClock>;
  /** One at each of the desks. */
  readonly softphones: readonly Softphone[];
  /** What was refused although it was offered. */
  readonly broken: string[];
}

interface Step {
  readonly say: string;
  run(world: World): Promise<void>;
}

async function createWorld(): Promise<World> {
  const clock = createManualClock();
  const center = createContactCenter({
    clock,
    agents: workNos.map((workNo) => ({ workNo })),
    numbers: [serviceNumber],
    wrapUpSeconds: 30,
    ringSeconds: 20,
    recording: true,
  });
  const softphones: Softphone[] = [];
  for (const desk of desks) {
    const connection = await connect(center.transport(desk), { clock, random: () => 0 });
    softphones.push(createSoftphone({ connection }, { clock }));
  }
  return { center, clock, softphones, broken: [] };
}

/** To whom an agent may turn: the colleagues as they are, free or not, and telephones. */
const someone = fc.oneof(fc.constantFrom(...workNos), fc.constantFrom(...outside));

const nameOf = (who: number): string => `agent ${desks[who]!.workNo} (${desks[who]!.seat})`;

interface Choice {
  readonly who: number;
  readonly action: AgentAction | CallAction;
  readonly call: number;
  readonly to: string;
}

const agentActions = [
  ...(['signIn', 'takeOver', 'signOut', 'setReady', 'setReady', 'setBusy', 'rest', 'endWrapUp', 'dial'] as const),
] as const;
const callActions = [
  ...(['answer', 'reject', 'hangUp', 'hold', 'retrieve', 'mute', 'unmute', 'sendDtmf', 'transfer', 'consult'] as const),
  ...(['completeTransfer', 'cancelConsult', 'conference', 'dropParty', 'focus', 'setData'] as const),
  ...(['pauseRecording', 'resumeRecording'] as const),
];

const isCallAction = (action: AgentAction | CallAction): action is CallAction =>
  (callActions as readonly string[]).includes(action);

function perform(softphone: Softphone, { action, to }: Choice, callId: string): Promise<unknown> {
  switch (action) {
    case 'takeOver':
      return softphone.signIn({ force: true });
    case 'dial':
      return softphone.dial(outside.find((number) => number === to) ?? outside[0]);
    case 'sendDtmf':
      return softphone.sendDtmf('12#', { callId });
    case 'transfer':
      return softphone.transfer({ to }, { callId });
    case 'consult':
      return softphone.consult({ to }, { callId });
    case 'dropParty':
      return softphone.dropParty(to, { callId });
    case 'setData':
      return softphone.setData(`{"by":"${to}"}`, { callId });
    default:
      return isCallAction(action) ? softphone[action]({ callId }) : softphone[action]();
  }
}

/** Does it, offered or not, and notes where the two sides disagree. */
async function attempt({ softphones, center, broken }: World, choice: Choice): Promise<void> {
  const { who, action, to } = choice;
  const softphone = softphones[who]!;
  const { calls, allowed, agent } = softphone.state();
  const call = calls[choice.call % Math.max(1, calls.length)];
  if (isCallAction(action) && !call) return;
  // Who takes an agent over that nobody has signs in.
  const asked = action === 'takeOver' && allowed.agent.has('signIn') ? 'signIn' : action;
  const isOffered = isCallAction(asked) ? allowed.calls.get(call!.id)!.has(asked) : allowed.agent.has(asked);
  // Whom an agent turns to is not in the agent's own state: a colleague may be busy, a party may be none.
  const isFree = softphones.some((each, index) => {
    const { agent: other, calls: theirs } = each.state();
    const isThere = desks[index]!.workNo === to && other?.elsewhere !== true;
    return isThere && to !== desks[who]!.workNo && other?.state === 'ready' && !theirs[0];
  });
  const isAboutTarget =
    action === 'dropParty' || (/^(consult|transfer)$/.test(action) && !isFree && !to.startsWith('555'));
  const before = center.requests.length;
  const outcome = perform(softphone, choice, call?.id ?? '').then(
    () => 'done',
    (error: unknown) => (isAiccError(error) ? error.code : `untyped ${String(error)}`),
  );
  await messages();
  const result = await outcome;
  const said = `${agent?.workNo ?? '-'} ${desks[who]!.seat} ${action} ${call?.state ?? ''} ${to}: ${result}`;
  const hasLeft = center.requests.length > before;
  if (isOffered && !hasLeft) broken.push(`offered, but kept back: ${said}`);
  if (!isOffered && hasLeft) broken.push(`not offered, but sent: ${said}`);
  if (isOffered && result !== 'done' && !isAboutTarget) broken.push(`offered, but refused: ${said}`);
}

const choice: fc.Arbitrary<Choice> = fc.record({
  who: fc.nat(desks.length - 1),
  action: fc.oneof(fc.constantFrom(...agentActions), fc.constantFrom(...callActions)),
  call: fc.nat(3),
  to: someone,
});

/** What long stories are made of, the rare ones more than once. */
const wishes = [
  ...(['answer', 'consult', 'conference', 'completeTransfer', 'dropParty', 'transfer', 'hold', 'retrieve'] as const),
  ...(['conference', 'completeTransfer', 'consult', 'answer', 'cancelConsult', 'unmute', 'resumeRecording'] as const),
  ...(['pauseRecording'] as const),
];

/** The first of some wishes that is offered, else, now and then, an outbound call. */
const offeredStep = fc
  .tuple(fc.nat(desks.length - 1), fc.shuffledSubarray([...wishes], { minLength: 4 }), someone)
  .map(([who, wanted, to]): Step => ({
    say: `${nameOf(who)} does the first offered of ${wanted.join()} (${to})`,
    run(world) {
      const { allowed, calls } = world.softphones[who]!.state();
      const offers = wanted.flatMap((action) =>
        calls.flatMap(({ id }, call) => (allowed.calls.get(id)!.has(action) ? [{ action, call }] : [])),
      );
      const offer = offers[0] ?? (to === outside[0] ? { action: 'dial' as const, call: 0 } : undefined);
      return offer ? attempt(world, { who, to, ...offer }) : Promise.resolve();
    },
  }));

const anyStep = choice.map((one): Step => ({
  say: `${nameOf(one.who)} tries ${one.action} ${one.call} (${one.to})`,
  run: (world) => attempt(world, one),
}));

/** Whoever is rung answers, inside and outside. */
const answers: Step = {
  say: 'everybody answers',
  async run(world) {
    for (const who of desks.keys()) {
      const { calls, allowed } = world.softphones[who]!.state();
      const call = calls.findIndex(({ id }) => allowed.calls.get(id)!.has('answer'));
      if (call >= 0) await attempt(world, { who, action: 'answer', call, to: '' });
    }
    for (const each of outside)
      if (world.center.phone(each).call?.state === 'ringing') world.center.phone(each).answer();
  },
};

const number = fc.constantFrom(...outside);
const outsideStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(number, fc.constantFrom(undefined, ...workNos)).map(([callerNum, workNo]) => ({
    say: `${callerNum} calls ${workNo ?? 'anybody'}`,
    async run({ center }: World) {
      center.callIn({ callerNum, calledNum: serviceNumber, ...(workNo !== undefined && { workNo }) });
    },
  })),
  number.map((each) => ({
    say: `${each} picks up`,
    async run({ center }: World) {
      if (center.phone(each).call?.state === 'ringing') center.phone(each).answer();
    },
  })),
  number.map((each) => ({
    say: `${each} hangs up`,
    async run({ center }: World) {
      center.phone(each).hangUp();
    },
  })),
  fc.constantFrom(1000, 25_000, 40_000).map((ms) => ({
    say: `${ms} ms pass`,
    run: ({ clock }: World) => clock.advance(ms),
  })),
  fc.constantFrom(...workNos).map((workNo) => ({
    say: `the link of ${workNo} is cut`,
    async run({ center, clock }: World) {
      center.faults.disconnect(workNo);
      await clock.advance(30_000);
    },
  })),
);

const story = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(answers) },
      { weight: 5, arbitrary: offeredStep },
      { weight: 3, arbitrary: anyStep },
      { weight: 3, arbitrary: outsideStep },
    ),
    {
      minLength: 20,
      maxLength: 40,
      // Else mostly short ones, in which little comes about.
      size: 'max',
    },
  )
  .map((steps) => ({ steps, toString: () => steps.map(({ say }) => say).join('\n') }));

/** Each call rings, is answered and ends at most once, in this order. */
function watchOrder(softphone: Softphone, broken: string[]): void {
  const told = new Map<string, string[]>();
  for (const name of ['ringing', 'answered', 'ended'] as const) {
    softphone.on(name, ({ call }) => {
      const names = [...(told.get(call.id) ?? []), name];
      told.set(call.id, names);
      if (!/^(ringing )?(answered )?(ended )?$/.test(`${names.join(' ')} `)) broken.push(`${call.id}: ${names.join()}`);
    });
  }
}

describe('whatever happens in a contact centre', () => {
  it('what is offered is never refused, and what is not offered never leaves the page', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ steps }) => {
        const world = await createWorld();
        for (const softphone of world.softphones) {
          watchOrder(softphone, world.broken);
        }
        for (const who of workNos.keys()) await world.softphones[who]!.signIn();
        for (const step of steps) {
          await step.run(world);
          await messages();
          for (const [index, softphone] of world.softphones.entries()) {
            const truth = world.center.snapshot(desks[index]!);
            const live = truth.calls.filter(({ state }) => state !== 'ended');
            expect([...softphone.state().calls].sort(byId)).toEqual(live.sort(byId));
          }
        }
        for (const softphone of world.softphones) {
          await softphone.dispose();
          await softphone.connection.close();
        }
        world.center.close();
        expect(world.broken).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
