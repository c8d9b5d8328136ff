import { beforeEach, describe, expect, it } from 'vitest';
import { untilOpen } from '../support/frame-bench.js';
import { useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();
beforeEach(() => openWorkbench());

const bareGuest = (): string => `${bench.bank}/guest.html`;

describe('the handshake of two windows', () => {
  it('opens, and the guest reads through it', async () => {
    const guest = await workbench.addGuest();
    expect(await guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'))).toEqual({
      verifyResult: '0',
    });
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
  });

  it('begins with the versions, names, locale, heartbeat, session and capabilities of the host', async () => {
    const guest = await workbench.addGuest();
    const [welcome] = await guest.evaluate(() => window.guest.received);
    expect(welcome).toMatchObject({
      type: 'welcome',
      protocol: 1,
      name: 'workbench',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      session: expect.stringMatching(/^(\d{1,10}-){3}\d{1,10}$/) as string,
      locale: expect.any(String) as string,
      heartbeatMs: 2000,
      capabilities: { 'call.dial': true, 'call.answer': 'not-allowed' },
      stale: false,
    });
  });

  // The ids are texts: nines are above nearly all others.
  for (const [leader, number] of [
    ['guest', 999_999_999],
    ['host', 0],
  ] as const) {
    it(`makes one session when the ${leader} leads`, async () => {
      const guest = await workbench.addFrame(bareGuest());
      await guest.evaluate(
        async ({ home, filler }) => {
          crypto.getRandomValues = (array) => (array as unknown as Uint32Array).fill(filler) as never;
          const connection = await window.guest.connect({ allowedOrigins: [home] });
          window.guest.begin('set', connection.request('agent.setReady', {}));
          await window.guest.settled('set');
        },
        { home: bench.home, filler: number },
      );
      expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
      expect(await guest.evaluate(() => window.guest.received.length)).toBe(3); // welcome, ping, result
    });
  }

  it('serves two copies of the package in one page, each with its session', async () => {
    const guest = await workbench.addGuest();
    const results = await guest.evaluate(async () => {
      const first = window.guest;
      const script = document.createElement('script');
      script.src = '/guest.js';
      document.body.append(script);
      await new Promise((resolve) => (script.onload = resolve));
      const second = window.guest;
      const read = (copy: typeof first) => copy.support.getVerifyResult('RETAIL_OTP');
      const results = [await read(second), await read(first), await read(second)];
      await new Promise((resolve) => setTimeout(resolve, 600)); // longer than the host doubts a session
      return [...results, await read(first), first === second, first.statuses, second.statuses];
    });
    const open = { verifyResult: '0' };
    expect(results).toEqual([open, open, open, open, false, ['open'], ['open']]);
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`, `connected ${bench.bank}`]);
  });

  it('serves ten copies of the package in one page: as many as it may, and the others wait without driving them out', async () => {
    const guest = await workbench.addGuest({ handshakeTimeoutMs: 300 });
    await guest.evaluate(async () => {
      const copies = [window.guest];
      while (copies.length < 10) {
        const script = document.createElement('script');
        script.src = '/guest.js';
        document.body.append(script);
        await new Promise((resolve) => (script.onload = resolve));
        copies.push(window.guest);
      }
      Object.assign(window, { copies });
    });
    interface Copies {
      copies: (typeof window.guest)[];
    }
    const statuses = () =>
      guest.evaluate(() => (window as unknown as Copies).copies.map(({ support }) => support.connection.status).sort());
    const open = (count: number): string[] => [
      ...Array.from({ length: 10 - count }, () => 'connecting'),
      ...Array.from({ length: count }, () => 'open'),
    ];
    await expect.poll(statuses).toEqual(open(8));
    await guest.waitForTimeout(1500); // longer than the host doubts a session, many times
    expect(await statuses()).toEqual(open(8));
    expect(await workbench.guestEvents()).toEqual(Array.from({ length: 8 }, () => `connected ${bench.bank}`));
    const outcomes = await guest.evaluate(() =>
      Promise.all(
        (window as unknown as Copies).copies.map(({ outcome, support }) =>
          outcome(support.getVerifyResult('RETAIL_OTP')),
        ),
      ),
    );
    expect(outcomes.filter((each) => 'value' in each)).toHaveLength(8);
    expect(outcomes.filter((each) => 'code' in each)).toMatchObject([
      { code: 'bridge/handshake-timeout' },
      { code: 'bridge/handshake-timeout' },
    ]);

    // One that goes makes room for one that waits.
    await guest.evaluate(async () => {
      const { copies } = window as unknown as Copies;
      await copies.find(({ support }) => support.connection.status === 'open')?.support.connection.close();
    });
    await expect.poll(async () => (await statuses()).filter((status) => status === 'open').length).toBe(8);
  });

  it('reaches over a frame in between with target top, and the host with the window of a frame in a frame', async () => {
    const outer = await workbench.addFrame(`${bench.bank}/blank.html`, { isStranger: true });
    const url = bench.guestUrl({ target: 'top' });
    const inner = await outer.evaluateHandle((address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
      return frame;
    }, url);
    const guest = (await inner.contentFrame())!;
    await guest.waitForURL(url);
    await workbench.page.evaluate(() => {
      const [frame] = document.getElementsByTagName('iframe');
      window.workbench.host.attach(frame!.contentWindow![0]!);
    });
    await untilOpen(guest);
    expect(await guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'))).toEqual({
      verifyResult: '0',
    });
  });

  it('works on plain http origins where both sides say so', async () => {
    const context = await bench.newContext();
    const page = await context.newPage();
    const home = bench.server.origin('workbench.test');
    const bank = bench.server.origin('legacy.test');
    await page.goto(`${home}/workbench.html`);
    const policy = bench.policy({ origin: bank });
    const refused = await page.evaluate(
      (guests) => window.workbench.start({ guests }).catch((error: unknown) => (error as { code: string }).code),
      [policy],
    );
    expect(refused).toBe('config/invalid-origin');
    await page.evaluate((guests) => window.workbench.start({ guests }), [{ ...policy, dangerouslyAllowHttp: true }]);
    const url = bench.guestUrl({ allowedOrigins: [home], dangerouslyAllowHttp: true }, bank);
    const element = await page.evaluateHandle((address) => window.workbench.addFrame(address, { name: 'legacy' }), url);
    const guest = (await element.contentFrame())!;
    await guest.waitForURL(url);
    await untilOpen(guest);
    expect(
      await guest.evaluate(async () => [
        isSecureContext,
        typeof crypto.subtle,
        await window.guest.support.getVerifyResult('RETAIL_OTP'),
      ]),
    ).toEqual([false, 'undefined', { verifyResult: '0' }]);
    const code = await guest.evaluate(
      ({ allowedOrigins }) => {
        try {
          window.guest.sdk.frameTransport({ allowedOrigins });
          return 'accepted';
        } catch (error) {
          return (error as { code: string }).code;
        }
      },
      { allowedOrigins: [home] },
    );
    expect(code).toBe('config/invalid-origin');
    await context.close();
  });
});

describe('a side that cannot be verified', () => {
  it('is a sandboxed frame without allow-same-origin: both sides say bridge/opaque-origin', async () => {
    const url = bench.guestUrl({ handshakeTimeoutMs: 60_000 });
    const guest = await workbench.addFrame(url, { sandbox: 'allow-scripts' });
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')),
    );
    expect(outcome).toMatchObject({ code: 'bridge/opaque-origin', retryable: false });
    await expect.poll(() => workbench.guestEvents()).toEqual(['rejected null bridge/opaque-origin']);
  });

  it('is served in a sandbox with allow-same-origin', async () => {
    await workbench.addGuest({}, { sandbox: 'allow-scripts allow-same-origin' });
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
  });

  it('is a workbench in a sandbox: the page around it counts as opaque', async () => {
    const outer = await workbench.addFrame(`${bench.home}/workbench.html`, {
      sandbox: 'allow-scripts',
      isStranger: true,
    });
    const element = await outer.evaluateHandle(
      async ([url, guests]) => {
        await window.workbench.start({ guests });
        return window.workbench.addFrame(url, { name: 'inner' });
      },
      [bench.guestUrl({ handshakeTimeoutMs: 300 }), [bench.policy()]] as const,
    );
    const guest = (await element.contentFrame())!;
    await guest.waitForFunction(() => 'guest' in window);
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')),
    );
    expect(outcome).toMatchObject({ code: 'bridge/opaque-origin' });
  });

  it('is a guest of an origin that no policy names', async () => {
    const url = bench.guestUrl({ handshakeTimeoutMs: 300 }, bench.server.origin('legacy.test'));
    const guest = await workbench.addFrame(url);
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')),
    );
    expect(outcome).toMatchObject({ code: 'bridge/handshake-timeout' });
    const rejected = `rejected ${bench.server.origin('legacy.test')} bridge/origin-rejected`;
    expect(new Set(await workbench.guestEvents())).toEqual(new Set([rejected]));
  });
});

describe('versions of the protocol', () => {
  it('tell the guest bridge/protocol-unsupported when the host knows only newer ones', async () => {
    const guest = await workbench.addFrame(bench.guestUrl({ handshakeTimeoutMs: 400 }), { isStranger: true });
    await workbench.page.evaluate(() => {
      const [frame] = document.getElementsByTagName('iframe');
      frame!.contentWindow!.postMessage({ aicc: 'syn', id: 'newer', min: 2, max: 7 }, '*');
    });
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')),
    );
    expect(outcome).toMatchObject({ code: 'bridge/protocol-unsupported', retryable: false });
  });

  it('tell the host, and hand out no port', async () => {
    const guest = await workbench.addFrame(bareGuest());
    const heard = await guest.evaluate(async () => {
      const messages: unknown[] = [];
      addEventListener('message', (event) => messages.push({ data: event.data as unknown, ports: event.ports.length }));
      parent.postMessage({ aicc: 'syn', id: '0', min: 2, max: 7 }, '*');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return messages;
    });
    expect(heard).toEqual([]);
    expect(await workbench.guestEvents()).toEqual([`rejected ${bench.bank} bridge/protocol-unsupported`]);
  });

  it('agree on the highest that both know', async () => {
    const guest = await workbench.addFrame(bareGuest());
    const ack = await guest.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('message', (event) => {
            resolve({ data: event.data as unknown, ports: event.ports.length });
          });
          parent.postMessage({ aicc: 'syn', id: '0', min: 1, max: 99 }, '*');
        }),
    );
    expect(ack).toMatchObject({ data: { aicc: 'ack', peer: '0', protocol: 1 }, ports: 1 });
  });
});

describe('what is said before an origin is known', () => {
  it('is the empty SYN only: a stranger in an attached frame hears nothing else, whatever it sends', async () => {
    const stranger = await workbench.addFrame(`${bench.stranger}/blank.html`);
    const heard = await stranger.evaluate(async () => {
      const messages: unknown[] = [];
      addEventListener('message', (event) => messages.push({ data: event.data as unknown, ports: event.ports.length }));
      for (const id of ['0', 'ffffffffffffffffffffffffffffffffff']) {
        parent.postMessage({ aicc: 'syn', id, min: 1, max: 1 }, '*');
        parent.postMessage({ aicc: 'ack', id, peer: '0', protocol: 1 }, '*', [new MessageChannel().port2]);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
      return messages;
    });
    expect(heard).toEqual([]);
  });

  it('is the empty SYN only: a hostile page around a guest hears nothing else, whatever it sends', async () => {
    const context = await bench.newContext();
    const page = await context.newPage();
    await page.goto(`${bench.stranger}/blank.html`);
    const heard = await page.evaluate(async (url) => {
      const messages: { data: Record<string, unknown>; ports: number }[] = [];
      addEventListener('message', (event) => {
        messages.push({ data: event.data as Record<string, unknown>, ports: event.ports.length });
        const { id } = event.data as { id: string };
        const guest = event.source as Window;
        guest.postMessage({ aicc: 'syn', id: '0', min: 1, max: 1 }, '*');
        guest.postMessage({ aicc: 'syn', id: 'zzz', min: 1, max: 1 }, '*');
        guest.postMessage({ aicc: 'ack', id: 'zzz', peer: id, protocol: 1 }, '*', [new MessageChannel().port2]);
      });
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      await new Promise((resolve) => (frame.onload = resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return messages;
    }, bench.guestUrl());
    expect(heard).toEqual([{ data: { aicc: 'syn', id: expect.any(String) as string, min: 1, max: 1 }, ports: 0 }]);
    await context.close();
  });
});
