import type { Frame } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { untilOpen } from '../support/frame-bench.js';
import { readResult, useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();
// A machine that is busy for seconds must not look like a link that is gone.
beforeEach(() => openWorkbench({ heartbeatMs: 60_000 }));

/** What a page can try that stands beside, around or inside, over `window`, at a guest and at a workbench. */
async function attack(stranger: Frame, victim: 'workbench' | 'sibling' | 'parent'): Promise<void> {
  await stranger.evaluate((target) => {
    const windows = { workbench: top!, parent, sibling: top!.frames[0]! };
    const window = windows[target];
    const forged = [
      { aicc: 'syn', id: '0', min: 1, max: 1 },
      { aicc: 'syn', id: 'ffffffffffffffffffffffffffffffffffff', min: 1, max: 1 },
      { aicc: 'syn', id: 'newer', min: 9, max: 9 },
      { type: 'welcome', protocol: 1, name: 'forged' },
      { type: 'request', id: 1, operation: 'call.dial', input: { mediaType: 'audio', calledNum: '5550199' } },
      { type: 'result', id: 1, value: { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', epoch: 'fake-1' } },
      { type: 'event', seq: 1, event: { type: 'focus.changed', focus: { contactId: 'forged' } } },
      { type: 'bye' },
      { name: 'callout', param: ['5550199', 'audio'] },
    ];
    for (const message of forged) window.postMessage(message, '*');
    for (const peer of ['0', 'forged', '']) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => Object.assign(self, { heard: event.data as unknown });
      for (const message of forged) port1.postMessage(message);
      window.postMessage({ aicc: 'ack', id: 'ffffffffffffffffffffffffffffffffffff', peer, protocol: 1 }, '*', [port2]);
    }
  }, victim);
}

async function expectUnmoved(guest: Frame): Promise<void> {
  expect(await readResult(guest)).toEqual({ verifyResult: '0' });
  expect(await guest.evaluate(() => window.guest.statuses)).toEqual(['open']);
  expect(await guest.evaluate(() => window.guest.events)).toEqual(['agent.updated']); // of the first snapshot
  expect(await guest.evaluate(() => window.guest.errors)).toEqual([]);
  expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
  expect((await workbench.requests()).map(({ operation }) => operation)).toEqual(['verification.result']);
}

describe('a hostile third frame', () => {
  it('beside the guest changes nothing before, during and after the handshake, and locks nobody out', async () => {
    const guest = await workbench.addFrame(bench.guestUrl({ handshakeTimeoutMs: 60_000 }), { isStranger: true });
    const stranger = await workbench.addFrame(`${bench.stranger}/blank.html`, { name: 'stranger', isStranger: true });
    await stranger.evaluate(() => {
      addEventListener('message', (event) => Object.assign(self, { heard: event.data as unknown }));
    });

    await attack(stranger, 'sibling');
    await attack(stranger, 'workbench');
    expect(await guest.evaluate(() => window.guest.support.connection.status)).toBe('connecting');

    await stranger.evaluate(() => {
      const flood = (): void => {
        for (const window of [top!, top!.frames[0]!]) {
          window.postMessage({ aicc: 'syn', id: 'f'.repeat(40), min: 1, max: 1 }, '*');
          const { port2 } = new MessageChannel();
          window.postMessage({ aicc: 'ack', id: 'f'.repeat(40), peer: '0', protocol: 1 }, '*', [port2]);
        }
      };
      Object.assign(self, { flooding: setInterval(flood, 1) });
    });
    await workbench.page.evaluate(() => {
      window.workbench.host.attach(document.querySelector('iframe')!);
    });
    await untilOpen(guest);
    await stranger.evaluate(() => {
      clearInterval((self as unknown as { flooding: number }).flooding);
    });

    await attack(stranger, 'sibling');
    await attack(stranger, 'workbench');
    await expectUnmoved(guest);
    expect(await stranger.evaluate(() => (self as unknown as { heard?: unknown }).heard)).toBeUndefined();
    const counts = await guest.evaluate(() => window.guest.support.diagnostics());
    expect(counts.foreignFrames).toBeGreaterThan(10);
    expect(counts).toMatchObject({ sessions: 1, rejectedOrigins: 0 });
  });

  it('inside the guest changes nothing for the guest and nothing for the workbench', async () => {
    const guest = await workbench.addGuest();
    const child = await guest.evaluateHandle(async (url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      await new Promise((resolve) => (frame.onload = resolve));
      return frame;
    }, `${bench.stranger}/blank.html`);
    const stranger = (await child.contentFrame())!;
    await attack(stranger, 'parent');
    await attack(stranger, 'workbench');
    await guest.waitForTimeout(100);
    await expectUnmoved(guest);
  });

  it('of the origin of a guest, but not attached, is nobody either', async () => {
    const guest = await workbench.addGuest();
    const twin = await workbench.addFrame(`${bench.bank}/blank.html`, { name: 'twin', isStranger: true });
    await attack(twin, 'workbench');
    await attack(twin, 'sibling');
    await guest.waitForTimeout(100);
    await expectUnmoved(guest);
  });

  it('of the origin of the workbench, beside the guest, is not the workbench', async () => {
    const guest = await workbench.addGuest();
    const twin = await workbench.addFrame(`${bench.home}/blank.html`, { name: 'twin', isStranger: true });
    await attack(twin, 'sibling');
    await guest.waitForTimeout(100);
    await expectUnmoved(guest);
  });
});

describe('a repeated or stray message of the peer itself', () => {
  it('is ignored: repeated SYNs, ACKs of an old handshake, an ACK without a port', async () => {
    const guest = await workbench.addFrame(`${bench.bank}/guest.html`);
    const counts = await guest.evaluate(
      async ({ home }) => {
        const acks: unknown[] = [];
        addEventListener('message', ({ data }) => {
          if ((data as { aicc?: string }).aicc === 'ack') acks.push(data);
        });
        for (let times = 0; times < 5; times += 1) parent.postMessage({ aicc: 'syn', id: '0', min: 1, max: 1 }, '*');
        parent.postMessage({ aicc: 'ack', id: 'zzzz', peer: '0', protocol: 1 }, home);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return acks.length;
      },
      { home: bench.home },
    );
    expect(counts).toBe(1);
    const { sessions, ended } = await workbench.page.evaluate(
      () => window.workbench.host.diagnostics().attachments[0]!,
    );
    expect([sessions.length, ended]).toEqual([1, 0]);
  });

  it('does not end the session of a guest when its host repeats the handshake', async () => {
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(() => {
      const frame = window.workbench.frame('bank');
      for (let times = 0; times < 3; times += 1) frame.dispatchEvent(new Event('load')); // the host posts a SYN at each
    });
    await guest.waitForTimeout(600);
    await expectUnmoved(guest);
  });
});

describe('a hostile page that was granted a session and writes to its port itself', () => {
  it('is refused what it was not granted, in every spelling, and the centre never sees it', async () => {
    const guest = await workbench.addFrame(`${bench.bank}/blank.html`);
    const answers = await guest.evaluate(async () => {
      const port = await new Promise<MessagePort>((resolve) => {
        addEventListener('message', ({ ports: [first] }) => {
          if (first) resolve(first);
        });
        parent.postMessage({ aicc: 'syn', id: '0', min: 1, max: 1 }, '*');
      });
      const results: Record<string, unknown> = {};
      port.onmessage = ({ data }) => {
        const { type, id, error, value } = data as {
          type: string;
          id: number;
          error?: { code: string };
          value: unknown;
        };
        if (type === 'result' || type === 'error') results[String(id)] = error?.code ?? value;
      };
      const ask = (id: number, operation: unknown, input: unknown = {}): void => {
        port.postMessage({ type: 'request', id, operation, input });
      };
      ask(1, 'call.answer');
      ask(2, 'agent.setBusy');
      ask(3, 'call.dial', { mediaType: 'audio', calledNum: '5550199' });
      ask(4, '__proto__');
      ask(5, 'constructor');
      ask(6, 'toString');
      ask(7, 'agent.signOut');
      ask(8, 'verification.start', { verifyTypeCode: 'RETAIL_OTP' });
      ask(9, 'contact.start', { mediaType: 'fax', calledNum: '5550199' });
      ask(10, 'verification.result', { verifyTypeCode: '../../etc' });
      ask(11, 'verification.result', null);
      port.postMessage({ type: 'request', id: 12 });
      await new Promise((resolve) => setTimeout(resolve, 300));
      return results;
    });
    expect(answers).toEqual({
      1: 'bridge/not-allowed',
      2: 'bridge/not-allowed',
      3: 'bridge/not-allowed', // no confirmDial
      4: 'bridge/unsupported-operation',
      5: 'bridge/unsupported-operation',
      6: 'bridge/unsupported-operation',
      7: 'bridge/not-allowed',
      8: 'bridge/not-allowed',
      9: 'bridge/protocol-violation',
      10: 'bridge/protocol-violation',
      11: 'bridge/protocol-violation',
      12: 'bridge/protocol-violation',
    });
    expect(await workbench.requests()).toEqual([]);
  });

  it('cannot keep more sessions than a page has copies of the package', async () => {
    const guest = await workbench.addFrame(`${bench.bank}/blank.html`);
    await guest.evaluate(() => {
      for (let id = 0; id < 50; id += 1) parent.postMessage({ aicc: 'syn', id: `0000000${id}`, min: 1, max: 1 }, '*');
    });
    const counts = () => workbench.page.evaluate(() => window.workbench.host.diagnostics().attachments[0]!);
    await expect.poll(async () => (await counts()).refusedSessions).toBe(42);
    expect((await counts()).sessions).toHaveLength(8);
    // Nobody ever answers on their ports, so for the workbench none of them was there.
    expect(await workbench.guestEvents()).toEqual([]);
  });
});
