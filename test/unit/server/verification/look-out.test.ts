import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactRef } from '../../../../src/server/index.js';
import { createLookOut, type LookOut } from '../../../../src/server/verification/look-out.js';
import { ended, started } from '../../../contracts/verification-store-contract.js';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.js';
import { createSharedStore, type SharedStore } from '../../../support/shared-store.js';
import { microtasks } from '../../../support/turns.js';

let clock: FakeClock;
let store: SharedStore;
let lookOut: LookOut;
/** The attempts that run here. */
let mine: Map<string, ContactRef>;
let news: ContactRef[];
const warn = vi.fn();

function watch(options: { leaseMs?: number; lookEveryMs?: number } = {}): void {
  clock = createFakeClock();
  store = createSharedStore(clock, options);
  mine = new Map();
  news = [];
  const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
  const onNews = (contacts: readonly ContactRef[]) => void news.push(...contacts);
  lookOut = createLookOut({ ...{ shared: store.shared, clock, logger, onNews }, running: () => mine });
}
beforeEach(() => {
  warn.mockReset();
  watch();
});

const contactOf = (id: string): ContactRef => ({ epoch: 'center-1', contactId: `contact-${id}` });

async function run(...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await store.append(started(id, clock.now()));
    mine.set(id, contactOf(id));
  }
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    clock.advance(Math.min(1000, left));
    await microtasks();
  }
}

describe('A look at the other servers', () => {
  it('comes at once, and then from time to time until it is stopped', async () => {
    lookOut.start();
    lookOut.start();
    await microtasks();
    expect(store.looks).toHaveLength(1);
    await pass(3000);
    expect(store.looks).toHaveLength(4);
    lookOut.stop();
    await pass(5000);
    expect([store.looks.length, clock.timers]).toEqual([4, 0]);
  });

  it('is one at a time, also where it is stopped and started in the middle of one', async () => {
    lookOut.start();
    lookOut.stop();
    lookOut.start();
    await microtasks();
    expect([store.looks.length, clock.timers]).toEqual([1, 1]);
    lookOut.stop();
    lookOut.start();
    await microtasks();
    await pass(1000);
    expect([store.looks.length, clock.timers]).toEqual([3, 1]);
  });

  it('tells what was written since the one before, and nothing twice', async () => {
    await store.append(started('before', clock.now()));
    lookOut.start();
    await microtasks();
    expect(news).toEqual([]);
    await store.append(started('r1', clock.now()));
    await pass(1000);
    expect(news).toEqual([contactOf('r1')]);
    await pass(1000);
    expect(news).toEqual([contactOf('r1')]);
    await store.append(ended('r1', clock.now(), 1));
    await pass(1000);
    expect(news).toEqual([contactOf('r1'), contactOf('r1')]);
  });

  it('tells that an attempt of this server was ended by another one', async () => {
    await run('r1');
    lookOut.start();
    await microtasks();
    await store.append(ended('r1', clock.now(), 0, { failureReason: 'cancelled' }));
    news = [];
    await pass(3000);
    expect(news).toContainEqual(contactOf('r1'));
  });

  it('tells nothing that comes after it was stopped', async () => {
    lookOut.start();
    await microtasks();
    await store.append(started('r1', clock.now()));
    clock.advance(1000);
    lookOut.stop();
    await microtasks();
    expect(news).toEqual([]);
  });
});

describe('The leases of this server', () => {
  const isOver = async (id: string): Promise<boolean> =>
    (await store.shared.recordsOf(contactOf(id)))[0]?.endedAt !== undefined;

  it('never run out while it looks, and do when it does not', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
    await run(...ids);
    lookOut.start();
    await microtasks();
    await pass(60_000);
    expect(await Promise.all(ids.map(isOver))).not.toContain(true);
    lookOut.stop();
    await pass(9000);
    expect(await Promise.all(ids.map(isOver))).not.toContain(false);
  });

  it('are renewed in parts, each within a third of its time', async () => {
    await run(...Array.from({ length: 30 }, (_, index) => `r${index}`));
    lookOut.start();
    await microtasks();
    await pass(2000);
    expect(store.looks.map(({ running }) => running.length)).toEqual([10, 10, 10]);
    expect(new Set(store.looks.flatMap(({ running }) => running)).size).toBe(30);
  });

  it('are renewed by a thousand at the most with one command', async () => {
    watch({ leaseMs: 3000 });
    await run(...Array.from({ length: 1500 }, (_, index) => `r${index}`));
    lookOut.start();
    await microtasks();
    expect(store.looks.map(({ running }) => running.length)).toEqual([1000, 500]);
  });
});

describe('A store that is away', () => {
  it('is told of once, until it was there again', async () => {
    lookOut.start();
    await microtasks();
    for (const isAway of [true, false, true]) {
      store.isAway = isAway;
      await pass(3000);
    }
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls[0]?.[1]).toMatchObject({ code: 'server/store-unavailable' });
  });

  it('is asked for what was written meanwhile', async () => {
    lookOut.start();
    await microtasks();
    store.isAway = true;
    await pass(2000);
    store.isAway = false;
    await store.append(started('r1', clock.now()));
    await pass(1000);
    expect(news).toEqual([contactOf('r1')]);
  });
});
