import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import type { ConnectionStatusEvent } from '../../../../src/protocol/events.js';
import { createFakeBrowser } from '../../../support/shared-browser.js';
import {
  createSharedCenter,
  openPage,
  typesIn,
  type SharedCenter,
  type SharedPage,
} from '../../../support/shared-center.js';
import { aCall, aContact, anAgent } from '../../../support/samples.js';
import { microtasks } from '../../../support/turns.js';
import { rejectionOf } from '../../../support/rejection.js';

const ringing = aCall({ id: 'call-b', contactId: 'contact-b', state: 'ringing' });

function aBrowser(options: Parameters<typeof createFakeBrowser>[0] = {}) {
  const browser = createFakeBrowser(options);
  const center = createSharedCenter();
  const open = async (count: number): Promise<SharedPage[]> => {
    const pages: SharedPage[] = [];
    for (let each = 0; each < count; each += 1) {
      pages.push(openPage(browser, center));
      await browser.pass(250);
    }
    return pages;
  };
  return { browser, center, open };
}

const outcomeOf = async (promise: Promise<unknown>): Promise<string> => (await rejectionOf(promise)).code;

const ownersOf = (pages: readonly SharedPage[]): number[] =>
  pages.flatMap(({ transport, tab }, index) => (transport.isOwner && tab.isAlive && !tab.isStopped ? [index] : []));
const statuses = (pages: readonly SharedPage[]): string[] => pages.map(({ connection }) => connection.status);

for (const hasLocks of [true, false]) {
  describe(hasLocks ? 'tabs with Web Locks' : 'tabs with a lease', () => {
    it('share one link, and the first one owns it', async () => {
      const { center, open } = aBrowser({ hasLocks });
      const pages = await open(5);
      expect(statuses(pages)).toEqual(['open', 'open', 'open', 'open', 'open']);
      expect(ownersOf(pages)).toEqual([0]);
      expect(center.linked).toEqual([pages[0]!.tab]);
    });

    it('all hear each event once, and hold the same state', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(3);
      center.emit({ type: 'call.updated', call: ringing });
      await browser.settle();
      for (const { heard, connection } of pages) {
        expect(heard.at(-1)).toEqual({ type: 'call.updated', call: ringing });
        expect(typesIn(heard).filter((type) => type === 'call.updated')).toHaveLength(2);
        expect(connection.snapshot()).toEqual(center.state);
      }
    });

    it('hand over when the owner closes: the next one opens its link, and the ringing call is no news', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(3);
      center.emit({ type: 'call.updated', call: ringing });
      await browser.settle();
      const [first, ...others] = pages as [SharedPage, ...SharedPage[]];
      for (const { heard } of others) heard.length = 0;
      first.tab.close();
      const contact = aContact({ id: 'contact-c' });
      center.slip({ type: 'contact.updated', contact });
      await browser.pass(1000);
      expect(ownersOf(pages)).toHaveLength(1);
      expect(center.linked).toHaveLength(1);
      for (const { heard, connection } of others) {
        expect(typesIn(heard)).toEqual(['stale', 'contact.updated', 'open']);
        expect(connection.snapshot()).toEqual(center.state);
      }
    });

    it('hand over when the owner crashes', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(3);
      pages[0]!.tab.crash();
      await browser.pass(6000);
      expect(ownersOf(pages)).toHaveLength(1);
      expect(statuses(pages).slice(1)).toEqual(['open', 'open']);
      expect(center.linked).toHaveLength(1);
    });

    it('hand over when the owner freezes; awake again it follows', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(3);
      pages[0]!.tab.freeze();
      expect(statuses(pages)[0]).toBe('stale');
      await browser.pass(1000);
      expect(ownersOf(pages)).toHaveLength(1);
      center.emit({ type: 'agent.updated', agent: anAgent({ state: 'rest' }) });
      await browser.pass(60_000);
      pages[0]!.tab.resume();
      await browser.pass(2000);
      expect(statuses(pages)).toEqual(['open', 'open', 'open']);
      expect(ownersOf(pages)).toHaveLength(1);
      expect(pages[0]!.transport.isOwner).toBe(false);
      expect(pages[0]!.owned).toEqual([true, false]);
      expect(pages[0]!.connection.snapshot()).toEqual(center.state);
      expect(center.linked).toHaveLength(1);
    });

    it('take the link from an owner that hangs; it stands down when it runs again', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(3);
      pages[0]!.tab.stop();
      await browser.pass(3000);
      expect(pages.map(({ transport }) => transport.isOwner)).toEqual([true, false, false]);
      await browser.pass(4000);
      expect(ownersOf(pages)).toHaveLength(1);
      expect(statuses(pages).slice(1)).toEqual(['open', 'open']);
      pages[0]!.tab.resume();
      await browser.pass(3000);
      expect(ownersOf(pages)).toHaveLength(1);
      expect(pages[0]!.transport.isOwner).toBe(false);
      expect(statuses(pages)).toEqual(['open', 'open', 'open']);
      expect(center.linked).toHaveLength(1);
    });

    it('go on when all of them slept, once the owner’s link has proved to be alive', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(2);
      for (const { heard } of pages) heard.length = 0;
      browser.clock.leap(3_600_000);
      expect(statuses(pages)).toEqual(['stale', 'stale']);
      await browser.pass(2000);
      expect(statuses(pages)).toEqual(['open', 'open']);
      expect(ownersOf(pages)).toEqual([0]);
      for (const { heard } of pages) expect(new Set(typesIn(heard))).toEqual(new Set(['stale', 'open']));
      expect(center.linked).toHaveLength(1);
    });

    it('make a new link when events were missed in a sleep', async () => {
      const { browser, center, open } = aBrowser({ hasLocks });
      const pages = await open(2);
      center.slip({ type: 'agent.updated', agent: anAgent({ state: 'rest' }) });
      browser.clock.leap(3_600_000);
      await browser.pass(5000);
      expect(statuses(pages)).toEqual(['open', 'open']);
      for (const { connection } of pages) expect(connection.snapshot()).toEqual(center.state);
      expect(center.linked).toHaveLength(1);
    });

    it('leave nothing behind when the last connection is closed', async () => {
      const { browser, open } = aBrowser({ hasLocks });
      const pages = await open(3);
      for (const { connection } of pages) await connection.close();
      await browser.pass(1000);
      expect(browser.clock.timers).toBe(0);
      expect(pages.map(({ owned }) => owned.at(-1) ?? false)).toEqual([false, false, false]);
    });
  });
}

describe('tabs that are denied locks', () => {
  it('share one link all the same, by what they hear of each other', async () => {
    const { browser, center, open } = aBrowser({ deniesLocks: true });
    const pages = await open(3);
    await browser.pass(2000);
    expect(statuses(pages)).toEqual(['open', 'open', 'open']);
    expect(ownersOf(pages)).toHaveLength(1);
    expect(center.linked).toHaveLength(1);
  });

  it('come to one owner when they open at once, and to the next when it crashes', async () => {
    const { browser, center } = aBrowser({ deniesLocks: true });
    const pages = [openPage(browser, center), openPage(browser, center), openPage(browser, center)];
    await browser.pass(5000);
    const [owner = 0] = ownersOf(pages);
    expect(ownersOf(pages)).toEqual([owner]);
    pages[owner]!.tab.crash();
    await browser.pass(8000);
    const left = pages.filter(({ tab }) => tab.isAlive);
    expect(statuses(left)).toEqual(['open', 'open']);
    expect(ownersOf(pages)).toHaveLength(1);
    expect(center.linked).toHaveLength(1);
  });
});

describe('a tab that follows', () => {
  it('asks through the owner, by the capabilities and deadlines of its link', async () => {
    const { browser, center, open } = aBrowser();
    const [, page] = (await open(2)) as [SharedPage, SharedPage];
    expect(page.connection.capabilities.has('call.dial')).toBe(true);
    const dialled = page.connection.request('call.dial', { calledNum: '5550101', mediaType: 'audio' });
    await browser.settle();
    await dialled;
    expect(center.performed.map(({ call }) => call.input)).toEqual([{ calledNum: '5550101', mediaType: 'audio' }]);
    const refused = outcomeOf(
      page.connection.request('contact.start', { mediaType: 'email', calledNum: 'a@example.com' }),
    );
    expect(await refused).toBe('bridge/not-allowed');
    center.answer = () => new Promise(() => undefined);
    const slow = outcomeOf(page.connection.request('call.dial', { calledNum: '5550101', mediaType: 'audio' }));
    await browser.pass(59_000);
    expect(center.performed).toHaveLength(2);
    expect(center.performed[1]!.call.signal.aborted).toBe(false);
    await browser.pass(2000);
    expect(await slow).toBe('net/timeout');
    expect(center.performed[1]!.call.signal.aborted).toBe(true);
  });

  it('passes an abort through', async () => {
    const { browser, center, open } = aBrowser();
    const [, page] = (await open(2)) as [SharedPage, SharedPage];
    center.answer = () => new Promise(() => undefined);
    const abort = new AbortController();
    const asked = outcomeOf(page.connection.request('agent.setReady', {}, { signal: abort.signal }));
    await browser.settle();
    abort.abort();
    await browser.settle();
    expect(await asked).toBe('net/aborted');
    expect(center.performed[0]!.call.signal.aborted).toBe(true);
  });

  it('does not own the link for a moment, when the lock was given to it and taken from it while it hung', async () => {
    const { browser, open } = aBrowser();
    const pages = await open(3);
    const [owner, hung, other] = pages as [SharedPage, SharedPage, SharedPage];
    hung.tab.stop();
    owner.tab.close();
    await browser.pass(7000);
    expect(other.transport.isOwner).toBe(true);
    other.heard.length = 0;
    hung.tab.resume();
    await browser.pass(10_000);
    expect(hung.owned).toEqual([]);
    expect(other.owned).toEqual([true]);
    expect(other.heard).toEqual([]);
    expect(hung.connection.status).toBe('open');
  });

  it('owns the link when the lock was given to it while it hung, and nobody took it', async () => {
    const { browser, open } = aBrowser();
    const [owner, hung] = (await open(2)) as [SharedPage, SharedPage];
    hung.tab.stop();
    owner.tab.close();
    await browser.pass(7000);
    expect(hung.owned).toEqual([]);
    hung.tab.resume();
    await browser.settle();
    expect(hung.owned).toEqual([true]);
    expect(hung.connection.status).toBe('open');
  });

  it('is told that the owner is gone, and its request is not made again', async () => {
    const { browser, center, open } = aBrowser();
    const [owner, page] = (await open(2)) as [SharedPage, SharedPage];
    center.answer = () => new Promise(() => undefined);
    const asked = page.connection.request('agent.setReady', {}).catch((error: unknown) => error);
    await browser.settle();
    owner.tab.close();
    await browser.pass(1000);
    expect(await asked).toMatchObject({ code: 'bridge/peer-gone', retryable: true });
    expect(page.connection.status).toBe('open');
    expect(center.performed).toHaveLength(1);
  });

  it('is told why the owner cannot open its link', async () => {
    const { browser, center } = aBrowser();
    center.trouble = new AiccError('net/unreachable', 'No network');
    const pages = [openPage(browser, center), openPage(browser, center)];
    await browser.pass(250);
    for (const { connection, opened } of pages) {
      await expect(opened).rejects.toMatchObject({ code: 'net/unreachable' });
      expect(await outcomeOf(connection.request('agent.setReady', {}))).toBe('net/unreachable');
    }
    const late = openPage(browser, center);
    await browser.pass(500);
    await expect(late.opened).rejects.toMatchObject({ code: 'net/unreachable' });
    center.trouble = undefined;
    await browser.pass(10_000);
    expect(statuses([...pages, late])).toEqual(['open', 'open', 'open']);
  });

  it('hears when the owner tries again, as the owner’s own page does', async () => {
    const { browser, center } = aBrowser();
    const why = (page: SharedPage): Partial<ConnectionStatusEvent> => {
      const last = page.heard.filter((event) => event.type === 'connection.status').at(-1)!;
      return { status: last.status, attempt: last.attempt!, nextTryAt: last.nextTryAt!, error: last.error! };
    };
    center.trouble = new AiccError('net/unreachable', 'No network');
    const early = openPage(browser, center);
    await browser.pass(250);
    expect(why(early).status).toBe('connecting');
    expect(why(early).attempt).toBeGreaterThan(0);
    expect(why(early).nextTryAt).toBeGreaterThan(0);
    center.trouble = undefined;
    await browser.pass(1000);
    const pages = [early, openPage(browser, center)];
    await browser.pass(500);
    center.trouble = new AiccError('net/unreachable', 'No network');
    center.cut();
    await browser.pass(500);
    const late = openPage(browser, center);
    await browser.settle();
    const [owners, followers, newest] = [...pages, late].map(why);
    expect(owners).toMatchObject({ status: 'stale', error: { code: 'net/unreachable' } });
    expect(owners?.nextTryAt).toBeGreaterThan(browser.clock.now());
    const { attempt, nextTryAt } = owners!;
    expect(followers).toMatchObject({ status: 'stale', attempt, nextTryAt, error: { code: 'net/unreachable' } });
    expect(newest).toMatchObject({ status: 'stale', attempt, nextTryAt, error: { code: 'net/unreachable' } });
    center.trouble = undefined;
    await browser.pass(5000);
    for (const page of [...pages, late]) {
      expect(page.heard.at(-1)).toEqual({ type: 'connection.status', status: 'open' });
    }
  });

  it('stays open over a take-over without a policy to reconnect, and what it asks meanwhile waits', async () => {
    const { browser, center, open } = aBrowser();
    const [owner] = (await open(1)) as [SharedPage];
    const page = openPage(browser, center, 'agent-371', { reconnect: false });
    await browser.pass(250);
    owner.tab.close();
    await browser.settle();
    const asked = page.connection.request('agent.setReady', {});
    await browser.pass(1000);
    await asked;
    expect(page.connection.status).toBe('open');
    expect(page.transport.isOwner).toBe(true);
    expect(center.performed.map(({ tab }) => tab)).toEqual([page.tab]);
  });

  it('does not ask what was given up while there was no owner', async () => {
    const { browser, center, open } = aBrowser();
    const [owner, page] = (await open(2)) as [SharedPage, SharedPage];
    owner.tab.stop();
    await browser.pass(3000);
    page.tab.freeze();
    page.tab.resume();
    const abort = new AbortController();
    const asked = outcomeOf(page.connection.request('agent.setReady', {}, { signal: abort.signal }));
    abort.abort();
    expect(await asked).toBe('net/aborted');
    await browser.pass(7000);
    expect(page.connection.status).toBe('open');
    expect(center.performed).toEqual([]);
  });

  it('refuses what cannot be handed to the owner', async () => {
    const { browser, center, open } = aBrowser();
    const [owner, page] = (await open(2)) as [SharedPage, SharedPage];
    const input = { calledNum: (() => undefined) as never, mediaType: 'audio' } as const;
    expect(await outcomeOf(page.connection.request('call.dial', input))).toBe('bridge/uncloneable');
    center.answer = async () => () => undefined;
    const asked = outcomeOf(page.connection.request('agent.setReady', {}));
    await browser.settle();
    expect(await asked).toBe('bridge/uncloneable');
    expect(owner.connection.status).toBe('open');
  });

  it('says stale while the owner’s own link is down', async () => {
    const { browser, center, open } = aBrowser();
    const pages = await open(2);
    center.trouble = new AiccError('net/unreachable', 'No network');
    center.cut();
    await browser.settle();
    expect(statuses(pages)).toEqual(['stale', 'stale']);
    center.trouble = undefined;
    center.slip({ type: 'contact.updated', contact: aContact({ id: 'contact-c' }) });
    await browser.pass(5000);
    expect(statuses(pages)).toEqual(['open', 'open']);
    for (const { connection } of pages) expect(connection.snapshot()).toEqual(center.state);
  });

  it('hears a conflict, and the end of all that was when the centre began anew', async () => {
    const { browser, center, open } = aBrowser();
    const pages = await open(2);
    for (const { heard } of pages) heard.length = 0;
    center.emit({ type: 'agent.conflict', workNo: '1001' });
    await browser.settle();
    center.restart();
    await browser.pass(1000);
    for (const { heard, connection } of pages) {
      const [conflict, ...rest] = typesIn(heard).filter((type) => type !== 'stale' && type !== 'open');
      expect(conflict).toBe('agent.conflict');
      expect(rest).toEqual(['call.ended', 'contact.ended', 'focus.changed']);
      expect(connection.snapshot()).toEqual(center.state);
    }
  });
});

describe('an owner', () => {
  it('that fails for good closes its connection, and the next tab tries for itself', async () => {
    const { browser, center } = aBrowser();
    center.trouble = new AiccError('auth/token-rejected', 'No token');
    const pages = [openPage(browser, center), openPage(browser, center)];
    await browser.pass(500);
    for (const { opened } of pages) await expect(opened).rejects.toMatchObject({ code: 'auth/token-rejected' });
    expect(statuses(pages)).toEqual(['closed', 'closed']);
    expect(browser.clock.timers).toBe(0);
  });

  it('that was taken over does not perform what was asked of it while it hung', async () => {
    const { browser, center, open } = aBrowser();
    const pages = await open(2);
    pages[0]!.tab.stop();
    const asked = outcomeOf(pages[1]!.connection.request('agent.setReady', {}));
    await browser.pass(7000);
    expect(await asked).toBe('bridge/peer-gone');
    expect(pages[1]!.transport.isOwner).toBe(true);
    pages[0]!.tab.resume();
    await browser.pass(2000);
    expect(center.performed).toEqual([]);
  });

  const hangs: Record<string, (center: SharedCenter, open: (count: number) => Promise<unknown>) => Promise<unknown>> = {
    'at work': (_center, open) => open(2),
    'when its centre had begun anew': async (center, open) => {
      await open(2);
      center.restart();
    },
    'before its link was open': async (center, open) => {
      center.trouble = new AiccError('net/unreachable', 'No network');
      await open(2);
      center.trouble = undefined;
    },
  };
  for (const [when, begin] of Object.entries(hangs)) {
    it(`that hung ${when}, and was taken over, tells nothing that it hears when it runs again`, async () => {
      const { browser, center, open } = aBrowser();
      const pages: SharedPage[] = [];
      await begin(center, async (count) => pages.push(...(await open(count))));
      const [hung, next] = pages as [SharedPage, SharedPage];
      const asOwner: string[] = [];
      hung.connection.subscribe(({ type }) => {
        if (hung.transport.isOwner && type !== 'connection.status') asOwner.push(type);
      });
      hung.tab.stop();
      center.emit({ type: 'call.updated', call: ringing });
      await browser.pass(7000);
      expect(next.transport.isOwner).toBe(true);
      hung.tab.resume();
      await browser.pass(2000);
      expect(asOwner).toEqual([]);
      expect(hung.connection.snapshot()).toEqual(center.state);
      expect(
        typesIn(hung.heard)
          .filter((type) => type === 'call.updated')
          .at(-1),
      ).toBeDefined();
    });
  }

  it('that only hung for a moment is left in place', async () => {
    const { browser, open } = aBrowser();
    const pages = await open(2);
    pages[0]!.tab.stop();
    await browser.pass(2000);
    pages[0]!.tab.resume();
    await browser.pass(2000);
    expect(ownersOf(pages)).toEqual([0]);
    expect(pages[1]!.owned).toEqual([]);
    expect(statuses(pages)).toEqual(['open', 'open']);
  });
});

it('Tabs of another name have a link of their own', async () => {
  const { browser, center } = aBrowser();
  const pages = [openPage(browser, center, 'agent-371'), openPage(browser, center, 'agent-372')];
  await browser.pass(250);
  expect(ownersOf(pages)).toEqual([0, 1]);
});

it('A shared transport serves one connection at a time', async () => {
  const { browser, center } = aBrowser();
  const page = openPage(browser, center);
  await browser.pass(250);
  const again = page.transport.open({} as never, { signal: new AbortController().signal });
  expect(await outcomeOf(again)).toBe('config/invalid-option');
  await page.connection.close();
  await microtasks();
  expect(page.transport.isOwner).toBe(false);
});
