import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../../src/connection/connect.js';
import type { Connection } from '../../../../src/connection/connection.js';
import type { Transport } from '../../../../src/connection/transport.js';
import { isAiccError } from '../../../../src/errors.js';
import type { AgentAction, CallAction } from '../../../../src/softphone/actions.js';
import { createSoftphone } from '../../../../src/softphone/create-softphone.js';
import type { Softphone } from '../../../../src/softphone/softphone.js';
import { createContactCenter, type ContactCenter, type FaultOptions } from '../../../../src/testing/index.js';
import { shareTransport, type SharedTransport } from '../../../../src/transports/shared/share.js';
import { sorted } from '../../../contracts/contract-steps.js';
import { createFakeBrowser, type FakeBrowser, type FakeTab } from '../../../support/shared-browser.js';
import { follow } from '../../../support/follow.js';

/**
 * All at once: two browsers of one agent, each with tabs that share a link, and the simulated centre behind them, with
 * its faults. Softphones act in the tabs while tabs open, close, crash, freeze and hang.
 */
const workNo = '371';
const serviceNumber = '88880011';
const seats = ['default', 'home'] as const;
const customers = ['5550100', '5550101', '5550102'] as const;
/** Rings longer than a take-over lasts, or a call would be gone before anybody could ring for it. */
const times = { wrapUpSeconds: 20, ringSeconds: 60, queueSeconds: 120 };

interface Page {
  readonly seat: (typeof seats)[number];
  readonly tab: FakeTab;
  readonly transport: SharedTransport;
  readonly connection: Connection;
  readonly softphone: Softphone;
  readonly heard: ReturnType<typeof follow>;
}

interface World {
  readonly browser: FakeBrowser;
  readonly center: ContactCenter;
  readonly pages: Page[];
  /** What must not be, in words. */
  readonly broken: string[];
  /** Who told that a call rings. */
  readonly rung: Map<string, readonly Page[]>;
  /** A fault may still strike: what is offered may fail. */
  isFaulty: boolean;
}

interface Step {
  readonly say: string;
  run(world: World): void | Promise<void>;
}

/** What the centre says reaches a tab when that runs, and one that is gone never. */
function inTab({ open, ...transport }: Transport, tab: FakeTab): Transport {
  return {
    ...transport,
    async open(sink, options) {
      const inTurn =
        <Args extends unknown[]>(hear: (...args: Args) => void) =>
        (...args: Args): void =>
          tab.run(() => hear(...args));
      const link = await open(
        {
          // At once: the link is not open before.
          snapshot: sink.snapshot,
          event: inTurn(sink.event),
          reached: inTurn(sink.reached),
          stale: inTurn(sink.stale),
          capabilities: inTurn(sink.capabilities),
          waiting: inTurn(sink.waiting),
          lost: inTurn(sink.lost),
        },
        options,
      );
      return { ...link, perform: (call) => tab.settle(link.perform(call)) };
    },
  };
}

function openPage({ browser, center, pages, broken, rung }: World, seat: Page['seat']): void {
  const tab = browser.newTab();
  const { clock } = tab;
  const transport = shareTransport(
    inTab(center.transport({ workNo, seat }), tab),
    { name: `${workNo} ${seat}`, reconnect: { initialDelayMs: 100, maxDelayMs: 1000 } },
    tab,
  );
  const { connection } = openConnection(transport, { clock, random: () => 0 });
  const softphone = createSoftphone({ connection }, { clock, rings: () => transport.isOwner });
  const told = new Map<string, string>();
  for (const name of ['ringing', 'answered', 'ended'] as const) {
    softphone.on(name, ({ call }) => {
      const key = `${call.id} ${call.startedAt}`;
      const names = `${told.get(key) ?? ''}${name} `;
      told.set(key, names);
      if (!/^(ringing )?(answered )?(ended )?$/.test(names)) broken.push(`${key} in one tab: ${names}`);
      if (name !== 'ringing') return;
      const earlier = rung.get(key) ?? [];
      rung.set(key, [...earlier, page]);
      if (connection.snapshot().agent?.elsewhere) broken.push(`${key} rang in ${seat}, where the agent is not`);
      // A page that opens while the call rings, and none of those that told it is there any more, tells it too.
      const others = earlier.filter((each) => each.tab.isAlive && !each.tab.isStopped && each.softphone.rings());
      if (others.length > 0) broken.push(`${key} rings twice`);
    });
  }
  const page: Page = { seat, tab, transport, connection, softphone, heard: follow(connection) };
  pages.push(page);
}

function createWorld(): World {
  const browser = createFakeBrowser();
  const center = createContactCenter({
    ...times,
    clock: browser.clock,
    agents: [{ workNo }, { workNo: '372' }],
    numbers: [serviceNumber],
    recording: true,
  });
  const world: World = { browser, center, pages: [], broken: [], rung: new Map(), isFaulty: false };
  for (const seat of seats) for (let count = 0; count < 2; count += 1) openPage(world, seat);
  return world;
}

const callActions = [
  ...(['answer', 'answer', 'reject', 'hangUp', 'hold', 'retrieve', 'mute', 'unmute'] as const),
  ...(['sendDtmf', 'transfer', 'consult', 'completeTransfer', 'cancelConsult', 'conference', 'dropParty'] as const),
  ...(['focus', 'setData', 'pauseRecording', 'pauseRecording', 'resumeRecording', 'resumeRecording'] as const),
] satisfies readonly CallAction[];
const agentActions = [
  ...(['signIn', 'signIn', 'takeOver', 'signOut', 'setReady', 'setReady', 'setBusy', 'rest', 'endWrapUp'] as const),
  ...(['dial', 'dial'] as const),
] satisfies readonly AgentAction[];

const isCallAction = (action: AgentAction | CallAction): action is CallAction =>
  (callActions as readonly string[]).includes(action);

function perform(softphone: Softphone, action: AgentAction | CallAction, callId: string, to: string): Promise<unknown> {
  switch (action) {
    case 'takeOver':
      return softphone.signIn({ force: true });
    case 'dial':
      return softphone.dial(to);
    case 'sendDtmf':
      return softphone.sendDtmf('12#', { callId });
    case 'transfer':
    case 'consult':
      return softphone[action]({ to, kind: 'number' }, { callId });
    case 'dropParty':
      return softphone.dropParty(to, { callId });
    case 'setData':
      return softphone.setData(`{"by":"${to}"}`, { callId });
    default:
      return isCallAction(action) ? softphone[action]({ callId }) : softphone[action]();
  }
}

const running = ({ pages }: World): Page[] => pages.filter(({ tab }) => tab.isAlive && !tab.isStopped);

/** Does it, offered or not, once all tabs know the same; what is offered must be done unless something else fails. */
async function attempt(world: World, which: number, action: AgentAction | CallAction, to: string): Promise<void> {
  const { browser, broken, center } = world;
  await browser.settle();
  const page = running(world)[which % Math.max(1, running(world).length)];
  if (!page) return;
  const { softphone, seat } = page;
  const { calls, allowed, status } = softphone.state();
  const offering = calls.filter(({ id }) => isCallAction(action) && allowed.calls.get(id)?.has(action));
  const call = offering[which % Math.max(1, offering.length)] ?? calls[which % Math.max(1, calls.length)];
  if (isCallAction(action) && !call) return;
  const isOffered = isCallAction(action)
    ? offering.length > 0
    : allowed.agent.has(action) || (action === 'takeOver' && allowed.agent.has('signIn'));
  const truth = center.snapshot({ workNo, seat });
  const isTrue = JSON.stringify(truth.calls) === JSON.stringify(page.connection.snapshot().calls);
  const before = center.requests.length;
  let result = 'pending';
  const asked = perform(softphone, action, call?.id ?? '', to).then(
    () => (result = 'done'),
    (error: unknown) => (result = isAiccError(error) ? error.code : `untyped ${String(error)}`),
  );
  await browser.settle();
  const said = `${seat} ${action} ${call?.state ?? ''} ${to} (${status}): ${result}`;
  if (result.startsWith('untyped')) broken.push(said);
  if (!isOffered && center.requests.length > before) broken.push(`not offered, but sent: ${said}`);
  // Whom an agent turns to is not in the agent's own state.
  const isAboutTarget = action === 'dropParty' || action === 'transfer' || action === 'consult' || action === 'dial';
  const ownerHangs = world.pages.some((each) => each.seat === seat && each.tab.isStopped);
  if (isOffered && isTrue && !world.isFaulty && !ownerHangs && !isAboutTarget && result !== 'done') {
    broken.push(`offered, but not done: ${said}`);
  }
  // Whatever comes of it comes within its deadline.
  void asked;
}

const nth = fc.nat(1000);
const action = fc.oneof(fc.constantFrom(...callActions), fc.constantFrom(...agentActions));
const customer = fc.constantFrom(...customers);

const operation = fc.tuple(nth, action, customer).map(([which, what, to]): Step => ({
  say: `tab ${which} tries ${what} (${to})`,
  run: (world) => attempt(world, which, what, to),
}));

const outside: fc.Arbitrary<Step> = fc.oneof(
  customer.map((callerNum) => ({
    say: `${callerNum} calls`,
    run({ center }: World) {
      const { state = 'ended' } = center.phone(callerNum).call ?? {};
      if (state === 'ended') center.callIn({ callerNum, calledNum: serviceNumber, workNo });
    },
  })),
  customer.map((number) => ({
    say: `${number} picks up`,
    run({ center }: World) {
      if (center.phone(number).call?.state === 'ringing') center.phone(number).answer();
    },
  })),
  customer.map((number) => ({ say: `${number} hangs up`, run: ({ center }: World) => center.phone(number).hangUp() })),
);

const tabStep = fc
  .tuple(nth, fc.constantFrom('open', 'close', 'crash', 'freeze', 'stop', 'resume', 'resume'))
  .map(([which, what]): Step => ({
    say: `tab ${which}: ${what}`,
    async run(world) {
      const alive = world.pages.filter(({ tab }) => tab.isAlive);
      const page = alive[which % Math.max(1, alive.length)];
      if (what === 'open') openPage(world, seats[which % 2]!);
      else if (what === 'resume') page?.tab.resume();
      else if (page && !page.tab.isStopped) page.tab[what]();
      await world.browser.settle();
    },
  }));

const fault = fc
  .tuple(
    fc.constantFrom<['drop' | 'delay' | 'duplicate' | 'reorder' | 'error', FaultOptions['on']]>(
      ['drop', 'event'],
      ['delay', 'event'],
      ['duplicate', 'event'],
      ['reorder', 'event'],
      ['drop', 'operation'],
      ['delay', 'answer'],
      ['error', 'operation'],
      ['error', 'answer'],
    ),
    fc.constantFrom(500, 3000),
  )
  .map(([[kind, on], ms]): Step => ({
    say: `the next ${on}: ${kind}`,
    run(world) {
      world.isFaulty = true;
      world.center.faults.next(kind, { workNo, on: on!, ms });
    },
  }));

const breaks = fc.constantFrom<Step>(
  {
    say: 'all links are cut',
    run(world) {
      world.isFaulty = true;
      world.center.faults.disconnect(workNo);
    },
  },
  {
    say: 'the centre restarts',
    run(world) {
      world.isFaulty = true;
      // A call of the next run is told apart from one of this by when it began.
      world.browser.clock.advance(1);
      world.center.restart();
    },
  },
);

const time = fc.constantFrom(0, 250, 1000, 7000, 30_000).map((ms): Step => ({
  say: `${ms} ms pass`,
  async run(world) {
    await world.browser.pass(ms);
    if (ms >= 7000) {
      world.center.faults.clear();
      world.isFaulty = false;
    }
  },
}));

const story = fc
  .array(
    fc.oneof(
      { weight: 10, arbitrary: operation },
      { weight: 5, arbitrary: outside },
      { weight: 5, arbitrary: tabStep },
      { weight: 2, arbitrary: fault },
      { weight: 1, arbitrary: breaks },
      { weight: 4, arbitrary: time },
    ),
    { minLength: 5, maxLength: 40, size: 'max' },
  )
  .map((steps) => ({ steps, toString: () => steps.map(({ say }) => say).join('\n') }));

const isActive = ({ state }: { readonly state: string }): boolean => /^(talking|conference|dialing)$/.test(state);

/** At every moment. */
function expectSane(world: World): void {
  const { center, pages, broken } = world;
  expect(broken).toEqual([]);
  for (const seat of seats) {
    expect(center.snapshot({ workNo, seat }).calls.filter(isActive).length).toBeLessThanOrEqual(1);
    const terms = pages
      .filter(({ tab, transport, seat: theirs }) => theirs === seat && tab.isAlive && transport.isOwner)
      .map(({ transport }) => transport.diagnostics?.().term);
    expect(new Set(terms).size).toBe(terms.length);
  }
  for (const { heard } of pages) expect(heard.doubled).toEqual([]);
}

/** When nothing breaks any more. */
async function expectConverged(world: World): Promise<void> {
  const { browser, center, pages } = world;
  center.faults.clear();
  for (const { tab } of pages) tab.resume();
  for (const seat of seats) openPage(world, seat);
  await browser.pass(20_000);
  center.callIn({ callerNum: '5550199', calledNum: serviceNumber, workNo });
  await browser.settle();
  for (const seat of seats) {
    const theirs = pages.filter((page) => page.seat === seat && page.tab.isAlive);
    const truth = center.snapshot({ workNo, seat });
    expect(theirs.filter(({ transport }) => transport.isOwner)).toHaveLength(1);
    for (const { connection, softphone, heard } of theirs) {
      expect(connection.status).toBe('open');
      expect(connection.snapshot()).toEqual(truth);
      expect(
        softphone
          .state()
          .calls.map(({ id }) => id)
          .sort(),
      ).toEqual(truth.calls.flatMap(({ id, state }) => (state === 'ended' ? [] : [id])).sort());
      expect(heard.state()).toEqual(sorted(truth));
    }
  }
  expectSane(world);
}

describe('tabs of two browsers of one agent over one centre, whatever happens to either', () => {
  it('show what the centre knows, offer what it grants, ring once, and lose and double nothing', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ steps }) => {
        const world = createWorld();
        await world.browser.pass(500);
        for (const each of steps) {
          await each.run(world);
          await world.browser.settle();
          expectSane(world);
        }
        await expectConverged(world);
        for (const { connection, tab } of world.pages) if (tab.isAlive) await connection.close();
        world.center.close();
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('ring once when a tab that hung was given the mandate, and another took it before it ran again', async () => {
    const world = createWorld();
    const { browser, center, pages } = world;
    await browser.pass(500);
    const [owner, hung] = pages as [Page, Page];
    hung.tab.stop();
    owner.tab.freeze();
    owner.tab.resume();
    await browser.pass(7000);
    await owner.softphone.signIn();
    center.callIn({ callerNum: customers[0], calledNum: serviceNumber, workNo });
    await browser.settle();
    await expectConverged(world);
    expect([...world.rung.values()]).toEqual([[owner], [owner]]);
  });

  it('ring once when an owner hung while the centre restarted, and runs again', async () => {
    const world = createWorld();
    const { browser, center, pages } = world;
    await browser.pass(500);
    const [hung, next] = pages as [Page, Page];
    center.restart();
    hung.tab.stop();
    await browser.pass(7000);
    await next.softphone.signIn();
    center.callIn({ callerNum: customers[0], calledNum: serviceNumber, workNo });
    await browser.settle();
    await expectConverged(world);
    expect([...world.rung.values()]).toEqual([[next], [next]]);
  });

  it('come back when an event is lost and the snapshot that was asked for because of it', async () => {
    const world = createWorld();
    const { browser, center, pages } = world;
    await browser.settle();
    await pages[0]!.softphone.signIn();
    await browser.settle();
    center.faults.next('drop', { workNo, on: 'event' });
    center.faults.next('drop', { workNo, on: 'operation' });
    center.callIn({ callerNum: customers[0], calledNum: serviceNumber, workNo });
    await browser.pass(6000);
    expect(pages[0]!.connection.status).toBe('stale');
    await browser.pass(14_000);
    await expectConverged(world);
  });
});
