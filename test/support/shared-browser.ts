import type { Clock } from '../../src/clock.js';
import { leaseMandate } from '../../src/transports/shared/lease.js';
import { lockMandate } from '../../src/transports/shared/mandate.js';
import type { Tab } from '../../src/transports/shared/tab.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { createFakeDatabase } from './shared-database.js';
import { microtasks } from './turns.js';

/** A browser of which only tabs exist: their timers, channels, locks, and what happens to them. */
export interface FakeBrowser {
  readonly clock: FakeClock;
  newTab(): FakeTab;
  /** How many messages are under way, each from one channel to another. */
  readonly underWay: number;
  /** Delivers one of them: the oldest of the line that `pick` chooses. */
  deliver(pick: number): void;
  /** Delivers all, and all that follows from them. */
  settle(): Promise<void>;
  /** Lets time pass in steps, and settles after each. */
  pass(ms: number): Promise<void>;
}

export interface FakeTab extends Tab {
  /** None on plain http. */
  readonly locks: LockManager | undefined;
  readonly database: IDBFactory;
  readonly isAlive: boolean;
  readonly isStopped: boolean;
  /** Runs it in this tab: later when it is stopped, never when it is gone. */
  run(task: () => void): void;
  /** Settles in this tab, as an answer that comes from outside. */
  settle<T>(answer: Promise<T>): Promise<T>;
  /** With a last word. */
  close(): void;
  crash(): void;
  /** Without a word: it hangs, or is frozen by a browser that does not say so. */
  stop(): void;
  /** With a `freeze` event. */
  freeze(): void;
  /** Ends either. */
  resume(): void;
}

interface FakeChannel {
  readonly name: string;
  readonly tab: FakeTab;
  isOpen: boolean;
  onmessage: ((event: { data: unknown }) => void) | null;
  readonly listeners: Set<(event: { data: unknown }) => void>;
}

interface LockRequest {
  readonly tab: FakeTab;
  readonly grant: () => void;
  readonly fail: (error: Error) => void;
}

/** @param options.deniesLocks They are there, but every request of one is refused: a frame without storage. */
export function createFakeBrowser({ hasLocks = true, deniesLocks = false } = {}): FakeBrowser {
  const clock = createFakeClock();
  const channels = new Set<FakeChannel>();
  const lines = new Map<string, { readonly to: FakeChannel; readonly data: unknown }[]>();
  const holders = new Map<string, LockRequest>();
  const queues = new Map<string, LockRequest[]>();
  const databaseFor = createFakeDatabase();
  const channelIds = new Map<FakeChannel, number>();
  /** How many tabs run what waited for them. */
  let catchingUp = 0;

  const idOf = (channel: FakeChannel): number => {
    const id = channelIds.get(channel) ?? channelIds.size;
    channelIds.set(channel, id);
    return id;
  };

  function open(tab: FakeTab, name: string): BroadcastChannel {
    const channel: FakeChannel = { name, tab, isOpen: true, onmessage: null, listeners: new Set() };
    channels.add(channel);
    return Object.assign(channel, {
      postMessage(message: unknown) {
        if (!channel.isOpen) throw new Error('InvalidStateError');
        for (const to of channels) {
          if (to === channel || to.name !== name) continue;
          const line = `${idOf(channel)} ${idOf(to)}`;
          lines.set(line, [...(lines.get(line) ?? []), { to, data: structuredClone(message) }]);
        }
      },
      addEventListener(type: string, listener: (event: { data: unknown }) => void) {
        if (type === 'message') channel.listeners.add(listener);
      },
      removeEventListener(_type: string, listener: (event: { data: unknown }) => void) {
        channel.listeners.delete(listener);
      },
      close() {
        channel.isOpen = false;
        channels.delete(channel);
      },
    }) as unknown as BroadcastChannel;
  }

  function grantNext(name: string): void {
    const next = queues.get(name)?.shift();
    if (!next) return;
    holders.set(name, next);
    // Never at once, as in a browser.
    void Promise.resolve().then(() => next.tab.run(next.grant));
  }

  function giveBack(name: string, request: LockRequest): void {
    if (holders.get(name) !== request) return;
    holders.delete(name);
    grantNext(name);
  }

  function locksOf(tab: FakeTab): LockManager {
    const request = (
      name: string,
      { signal, steal, ifAvailable }: LockOptions,
      callback: (lock: object | null) => unknown,
    ): Promise<void> =>
      new Promise((resolve, reject) => {
        if (deniesLocks) {
          reject(new DOMException('Denied', 'SecurityError'));
          return;
        }
        if (signal?.aborted) {
          reject(new Error('AbortError'));
          return;
        }
        if (ifAvailable && holders.has(name)) {
          void Promise.resolve(callback(null)).then(() => resolve(), reject);
          return;
        }
        const mine: LockRequest = {
          tab,
          fail: reject,
          grant() {
            const work = Promise.resolve(callback({ name })).then(() => undefined);
            void work.catch(() => undefined).then(() => giveBack(name, mine));
            // Not resolved with it, since a theft still rejects.
            work.then(resolve, reject);
          },
        };
        const queue = queues.get(name) ?? [];
        queues.set(name, queue);
        signal?.addEventListener('abort', () => {
          if (!queue.includes(mine)) return;
          queue.splice(queue.indexOf(mine), 1);
          reject(new Error('AbortError'));
        });
        const holder = holders.get(name);
        if (steal) {
          queue.unshift(mine);
          if (holder) holder.tab.run(() => holder.fail(new Error('AbortError')));
        } else queue.push(mine);
        if (steal || !holder) grantNext(name);
      });
    // The answer comes after all that the tab was told of its locks before.
    const query = (): Promise<object> => tab.settle(Promise.resolve({}));
    return { request, query } as unknown as LockManager;
  }

  function dropLocksOf(tab: FakeTab): void {
    for (const queue of queues.values()) {
      for (const each of queue.filter((request) => request.tab === tab)) queue.splice(queue.indexOf(each), 1);
    }
    for (const [name, holder] of [...holders]) if (holder.tab === tab) giveBack(name, holder);
  }

  function newTab(): FakeTab {
    let isAlive = true;
    let isStopped = false;
    let isFrozen = false;
    const waiting: (() => void)[] = [];
    const lives = new Set<(isAwake: boolean) => void>();
    const tellLife = (isAwake: boolean): void => {
      for (const listener of lives) listener(isAwake);
    };
    const end = (): void => {
      isAlive = false;
      for (const channel of channels) if (channel.tab === tab) channels.delete(channel);
      dropLocksOf(tab);
    };
    /** One task after the other, with all that follows from each in between, as a browser does it. */
    const catchUp = async (): Promise<void> => {
      catchingUp += 1;
      while (isAlive && !isStopped && waiting.length > 0) {
        // Taken away when it is done: what comes meanwhile stands behind it.
        waiting[0]!();
        await microtasks();
        waiting.shift();
      }
      catchingUp -= 1;
    };
    const cleared = new Set<unknown>();
    const tabClock: Clock = {
      now: clock.now,
      setTimeout(callback, ms) {
        const handle: unknown = clock.setTimeout(() => {
          tab.run(() => {
            if (!cleared.has(handle)) callback();
          });
        }, ms);
        return handle;
      },
      clearTimeout(handle) {
        cleared.add(handle);
        clock.clearTimeout(handle);
      },
    };

    const tab: FakeTab = {
      clock: tabClock,
      get isAlive() {
        return isAlive;
      },
      get isStopped() {
        return isStopped;
      },
      get locks() {
        return hasLocks ? locksOf(tab) : undefined;
      },
      get database() {
        return databaseFor(tab);
      },
      channel: (name) => open(tab, name),
      mandate: (name, standing, events) =>
        hasLocks
          ? lockMandate(locksOf(tab), name, standing, events)
          : leaseMandate(databaseFor(tab), name, tabClock, standing, events),
      onLife(listener) {
        lives.add(listener);
        return () => lives.delete(listener);
      },
      run(task) {
        if (!isAlive) return;
        if (isStopped || waiting.length > 0) waiting.push(task);
        else task();
      },
      async settle(answer) {
        await answer.catch(() => undefined);
        await new Promise<void>((resolve) => {
          tab.run(resolve);
        });
        return answer;
      },
      close() {
        if (!isStopped) tellLife(false);
        // What it said on its way out goes out, and its locks are given back, before it is gone.
        end();
      },
      crash: end,
      stop() {
        isStopped = true;
      },
      freeze() {
        tellLife(false);
        isStopped = true;
        isFrozen = true;
      },
      resume() {
        if (!isStopped) return;
        isStopped = false;
        if (isFrozen) tellLife(true);
        isFrozen = false;
        void catchUp();
      },
    };
    return tab;
  }

  const browser: FakeBrowser = {
    clock,
    newTab,
    get underWay() {
      return [...lines.values()].flat().length;
    },
    deliver(pick) {
      const busy = [...lines.values()].filter((line) => line.length > 0);
      const next = busy[pick % busy.length]?.shift();
      if (!next) return;
      const { to, data } = next;
      to.tab.run(() => {
        if (!to.isOpen) return;
        for (const listener of to.listeners) listener({ data });
        to.onmessage?.({ data });
      });
    },
    async settle() {
      await microtasks();
      while (browser.underWay > 0 || catchingUp > 0) {
        browser.deliver(0);
        await microtasks();
      }
    },
    async pass(ms) {
      for (let left = ms; left > 0; left -= 250) {
        clock.advance(Math.min(250, left));
        await browser.settle();
      }
    },
  };
  return browser;
}
