import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { untilOpen } from '../support/frame-bench.js';
import { holdCalls, readResult, useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();

const calls = holdCalls(workbench);

describe('a host that goes', () => {
  beforeEach(async () => {
    await openWorkbench();
  });

  it('by dispose() ends the call of the guest, and the next one is found without a call to the SDK', async () => {
    const guest = await workbench.addGuest();
    await guest.evaluate(() => {
      window.guest.support.addHandler('Ringing', ({ callerNum }) => window.guest.events.push(`Ringing ${callerNum}`));
    });
    await calls.begin(guest);
    await workbench.page.evaluate(() => {
      window.workbench.host.dispose();
    });
    expect(await guest.evaluate(() => window.guest.settled('held'))).toMatchObject({
      code: 'bridge/peer-gone',
      retryable: true,
    });
    await calls.expectAborted();

    await workbench.page.evaluate(() => {
      window.workbench.restart();
    });
    await untilOpen(guest);
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual([
      'open',
      'reconnecting bridge/peer-gone',
      'open',
    ]);

    await workbench.page.evaluate(() => {
      const { center, make } = window.workbench;
      center.emit(
        { type: 'contact.updated', contact: make.contact('contact-1') },
        { type: 'focus.changed', focus: { contactId: 'contact-1' } },
        { type: 'call.updated', call: make.call('call-1', 'contact-1') },
      );
    });
    await expect.poll(() => guest.evaluate(() => window.guest.events)).toContain('Ringing 5550100');
  });

  it('by detach() ends only the session of that frame', async () => {
    const guest = await workbench.addFrame(bench.guestUrl(), { isStranger: true });
    await workbench.page.evaluate(() => {
      const handle = window.workbench.host.attach(document.querySelector('iframe')!);
      Object.assign(window, { handle });
    });
    const other = await workbench.addGuest({}, { name: 'other' });
    await untilOpen(guest);
    await workbench.page.evaluate(() => {
      (window as unknown as { handle: { detach(): void } }).handle.detach();
    });
    await expect
      .poll(() => guest.evaluate(() => window.guest.statuses))
      .toEqual(expect.arrayContaining(['reconnecting bridge/peer-gone']));
    expect(await readResult(other)).toEqual({ verifyResult: '0' });
    expect(await other.evaluate(() => window.guest.statuses)).toEqual(['open']);
  });

  it('by replacement, without dispose(): the guest goes over to the new one and stays there', async () => {
    const guest = await workbench.addGuest();
    await calls.begin(guest);
    await workbench.page.evaluate(
      (guests) => {
        const { sdk, center, frame } = window.workbench;
        const settled = sdk.connect(center.transport).then((connection) => {
          const host = sdk.createWorkbenchHost({ connection, guests, name: 'second' });
          host.attach(frame('bank'));
        });
        return settled;
      },
      [bench.policy()],
    );
    expect(await guest.evaluate(() => window.guest.settled('held'))).toMatchObject({ code: 'bridge/peer-gone' });
    await untilOpen(guest);
    await guest.waitForTimeout(1000);
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual([
      'open',
      'reconnecting bridge/peer-gone',
      'open',
    ]);
    const welcomes = await guest.evaluate(() =>
      (window.guest.received as { type: string; name?: string }[]).filter(({ type }) => type === 'welcome'),
    );
    expect(welcomes.map(({ name }) => name)).toEqual(['workbench', 'second']);
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
  });
});

describe('a host that was replaced', () => {
  it('serves the guest again when the one that replaced it goes, and the two do not quarrel', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(
      async (guests) => {
        const { sdk, center, frame } = window.workbench;
        const connection = await sdk.connect(center.transport);
        const second = sdk.createWorkbenchHost({ connection, guests, name: 'second' });
        second.attach(frame('bank'));
        Object.assign(window, { second });
      },
      [bench.policy()],
    );
    const hosts = () =>
      guest.evaluate(() =>
        (window.guest.received as { type?: string; name?: string }[]).filter(({ type }) => type === 'welcome'),
      );
    await expect.poll(async () => (await hosts()).at(-1)).toMatchObject({ name: 'second' });
    await untilOpen(guest);
    await workbench.page.evaluate(() => {
      (window as unknown as { second: { dispose(): void } }).second.dispose();
    });
    await expect.poll(async () => (await hosts()).length).toBe(3);
    await untilOpen(guest);
    await guest.waitForTimeout(1000);
    expect(await hosts()).toHaveLength(3);
    expect((await hosts()).at(-1)).not.toMatchObject({ name: 'second' });
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
  });
});

describe('a guest that the workbench opened as a window', () => {
  let guest: Page;
  beforeEach(async () => {
    await openWorkbench();
    const popup = workbench.page.waitForEvent('popup');
    await workbench.page.evaluate(
      (url) => {
        window.workbench.host.attach(open(url, 'bank')!);
      },
      bench.guestUrl({ target: 'opener' }),
    );
    guest = await popup;
    await untilOpen(guest);
  });

  it('reads, and is missed when it is closed', async () => {
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
    await calls.begin(guest);
    await guest.close();
    await calls.expectAborted();
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`, `gone ${bench.bank} bridge/peer-gone`]);
  });

  it('is served again after its own reload', async () => {
    await calls.begin(guest);
    await guest.reload();
    await calls.expectAborted();
    await untilOpen(guest);
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
  });

  it('has its call ended when the opener goes', async () => {
    await calls.begin(guest);
    await workbench.page.close();
    expect(await guest.evaluate(() => window.guest.settled('held'))).toMatchObject({ code: 'bridge/peer-gone' });
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')),
    );
    expect(outcome).toMatchObject({ code: 'bridge/handshake-timeout' });
  });

  it('survives a reload of the workbench page, and goes on when that attaches it again', async () => {
    await calls.begin(guest);
    await workbench.page.reload();
    expect(await guest.evaluate(() => window.guest.settled('held'))).toMatchObject({ code: 'bridge/peer-gone' });
    await workbench.page.evaluate(
      async (guests) => {
        await window.workbench.start({ guests });
        window.workbench.host.attach(open('', 'bank')!);
      },
      [bench.policy()],
    );
    await untilOpen(guest);
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual(
      expect.arrayContaining(['open', 'reconnecting bridge/peer-gone']),
    );
  });
});
