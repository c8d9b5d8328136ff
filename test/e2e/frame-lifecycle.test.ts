import { beforeEach, describe, expect, it } from 'vitest';
import { untilOpen } from '../support/frame-bench.js';
import { attachRaw } from '../support/raw-target.js';
import { holdCalls, readResult, useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();

const calls = holdCalls(workbench);

// The clock of the host stands still in these tests: what ends a session is the browser's word, not the heartbeat.
describe('a frame that goes while its call is in flight', () => {
  beforeEach(async () => {
    await openWorkbench({ manualClock: true });
  });

  const connected = () => `connected ${bench.bank}`;
  const gone = () => `gone ${bench.bank} bridge/peer-gone`;

  async function expectGone(): Promise<void> {
    await calls.expectAborted();
    expect((await workbench.guestEvents()).slice(0, 2)).toEqual([connected(), gone()]);
  }

  for (const shadows of [0, 1, 2]) {
    const where = ['in the document', 'in a shadow root', 'in a shadow root in a shadow root'][shadows];

    it(`by reload ${where} ends the call, and the page that comes is served`, async () => {
      const guest = await workbench.addGuest({}, { shadows });
      await calls.begin(guest);
      await guest.evaluate(() => {
        location.reload();
      });
      await expectGone();
      await untilOpen(guest);
      expect(await readResult(guest)).toEqual({ verifyResult: '0' });
      expect(await workbench.guestEvents()).toEqual([connected(), gone(), connected()]);
    });

    it(`by removal ${where} ends the call in the same task, and is served again once it is put back`, async () => {
      const guest = await workbench.addGuest({}, { shadows });
      await calls.begin(guest);
      const inTheSameTask = await workbench.page.evaluate(async () => {
        const { frames, center } = window.workbench;
        frames.get('bank')!.remove();
        await Promise.resolve();
        return center.requests[0]!.aborted;
      });
      expect(inTheSameTask).toBe('bridge/peer-gone');
      await expectGone();
      const back = await workbench.page.evaluateHandle(() => {
        const frame = window.workbench.frame('bank');
        document.body.append(frame);
        return frame;
      });
      const again = (await back.contentFrame())!;
      await again.waitForFunction(() => 'guest' in window);
      await untilOpen(again);
      expect(await readResult(again)).toEqual({ verifyResult: '0' });
      expect(await workbench.guestEvents()).toEqual([connected(), gone(), connected()]);
    });
  }

  it('with an ancestor of its shadow host ends the call, and comes back with it', async () => {
    const guest = await workbench.addGuest({}, { shadows: 1 });
    await calls.begin(guest);
    await workbench.page.evaluate(() => {
      const host = document.querySelector('div')!;
      const wrapper = document.createElement('main');
      document.body.append(wrapper);
      wrapper.append(host); // moves it: the frame loads anew
    });
    await expectGone();
    const element = await workbench.page.evaluateHandle(() => window.workbench.frame('bank'));
    const moved = (await element.contentFrame())!;
    await moved.waitForFunction(() => 'guest' in window);
    await untilOpen(moved);
    await workbench.page.evaluate(() => {
      document.querySelector('main')!.remove();
    });
    await expect.poll(() => workbench.guestEvents()).toEqual([connected(), gone(), connected(), gone()]);
  });

  it('by a move in the document ends the call, and is served in its new place', async () => {
    const guest = await workbench.addGuest();
    await calls.begin(guest);
    const element = await workbench.page.evaluateHandle(() => {
      const frame = window.workbench.frame('bank');
      const section = document.createElement('section');
      document.body.append(section);
      section.append(frame);
      return frame;
    });
    await expectGone();
    const moved = (await element.contentFrame())!;
    await moved.waitForFunction(() => 'guest' in window);
    await untilOpen(moved);
    expect(await readResult(moved)).toEqual({ verifyResult: '0' });
    expect(await workbench.guestEvents()).toEqual([connected(), gone(), connected()]);
  });

  it('by navigation to another page of its origin ends the call, and that page is served', async () => {
    const guest = await workbench.addGuest();
    await calls.begin(guest);
    const next = bench.guestUrl().replace('/guest.html', '/other-guest.html');
    await guest.evaluate((url) => {
      location.href = url;
    }, next);
    await expectGone();
    await guest.waitForURL(next);
    await untilOpen(guest);
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
  });

  for (const [title, url] of [
    ['to a page of another origin', () => `${bench.stranger}/blank.html`],
    ['to about:blank', () => 'about:blank'],
  ] as const) {
    it(`by navigation ${title} ends the call, and is served when it comes back`, async () => {
      const guest = await workbench.addGuest();
      await calls.begin(guest);
      await workbench.page.evaluate((address) => {
        window.workbench.frame('bank').src = address;
      }, url());
      await expectGone();
      await workbench.page.evaluate((address) => {
        window.workbench.frame('bank').src = address;
      }, bench.guestUrl());
      await expect.poll(() => workbench.guestEvents()).toEqual([connected(), gone(), connected()]);
    });
  }

  it('does not go when it moves without loading anew, and is missed when it is removed from there', async () => {
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(() => {
      const host = document.createElement('div');
      document.body.append(host);
      const root = host.attachShadow({ mode: 'closed' });
      const slot = document.createElement('p');
      root.append(slot);
      (slot as unknown as { moveBefore(node: Node, before: Node | null): void }).moveBefore(
        window.workbench.frame('bank'),
        null,
      );
    });
    expect(await readResult(guest)).toEqual({ verifyResult: '0' });
    expect(await workbench.guestEvents()).toEqual([connected()]);
    const inTheSameTask = await workbench.page.evaluate(async () => {
      window.workbench.frame('bank').remove();
      await Promise.resolve();
      return window.workbench.guestEvents.length;
    });
    expect(inTheSameTask).toBe(2);
  });

  it('takes its prompt along when it reloads', async () => {
    await workbench.page.evaluate(
      (guests) => {
        window.workbench.restart({ guests, confirmDial: 'ask' });
      },
      [bench.policy()],
    );
    const guest = await workbench.addGuest();
    await guest.evaluate(() => {
      void window.guest.outcome(window.guest.support.clickToOutbound({ mediaType: 'audio', calledNum: '5550100' }));
    });
    const prompts = () => workbench.page.evaluate(() => window.workbench.prompts.map(({ withdrawn }) => withdrawn));
    await expect.poll(prompts).toEqual([false]);
    await guest.evaluate(() => {
      location.reload();
    });
    await expect.poll(prompts).toEqual([true]);
    expect(await workbench.requests()).toEqual([]);
  });
});

describe('a frame whose process crashes', () => {
  it('is missed at the heartbeat, and served again once the workbench has loaded it again', async () => {
    await openWorkbench({ heartbeatMs: 1000 });
    const guest = await workbench.addGuest();
    await calls.begin(guest);
    const page = await attachRaw(bench.browser, `${bench.home}/workbench.html`);
    const frame = await attachRaw(bench.browser, bench.bank);
    const events = () => page.evaluate('workbench.guestEvents.join(", ")');
    const aborted = () => page.evaluate('workbench.center.requests[0].aborted');

    frame.send('Page.crash').catch(() => undefined); // it takes the answer along
    await expect.poll(aborted).toBe('bridge/peer-gone');
    expect(await events()).toBe(`connected ${bench.bank}, gone ${bench.bank} bridge/peer-gone`);

    await page.evaluate('workbench.center.answer("agent.setReady"); const f = workbench.frame("bank"); f.src = f.src;');
    await expect.poll(events).toMatch(/gone.*, connected/);
    const again = await attachRaw(bench.browser, bench.bank);
    expect(await again.evaluate('guest.support.getVerifyResult("RETAIL_OTP").then((read) => read.verifyResult)')).toBe(
      '0',
    );
  });
});
