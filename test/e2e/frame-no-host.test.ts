import { beforeEach, describe, expect, it } from 'vitest';
import { untilOpen } from '../support/frame-bench.js';
import { useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();
beforeEach(() => openWorkbench());

const bareGuest = (): string => `${bench.bank}/guest.html`;

describe('a page that finds no workbench', () => {
  it('is told at once at top level, without waiting for any timer', async () => {
    const context = await bench.newContext();
    const page = await context.newPage();
    await page.goto(bareGuest());
    const outcome = await page.evaluate(
      ({ home }) => {
        const clock = window.guest.createManualClock();
        return window.guest.outcome(
          window.guest.sdk.connect(window.guest.sdk.frameTransport({ allowedOrigins: [home], clock }), { clock }),
        );
      },
      { home: bench.home },
    );
    expect(outcome).toMatchObject({ code: 'bridge/not-embedded', retryable: false });
    await context.close();
  });

  it('is told at once without an opener', async () => {
    const context = await bench.newContext();
    const page = await context.newPage();
    await page.goto(bench.guestUrl({ target: 'opener', handshakeTimeoutMs: 60_000 }));
    const outcome = await page.evaluate(() => window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')));
    expect(outcome).toMatchObject({ code: 'bridge/not-embedded' });
    await context.close();
  });

  it('is told bridge/handshake-timeout exactly at the time set', async () => {
    const guest = await workbench.addFrame(bareGuest(), { isStranger: true });
    const outcomes = await guest.evaluate(
      async ({ home }) => {
        const { sdk, createManualClock, begin, ended } = window.guest;
        const clock = createManualClock();
        const transport = sdk.frameTransport({ allowedOrigins: [home], handshakeTimeoutMs: 3000, clock });
        begin('connect', sdk.connect(transport, { clock }));
        await clock.advance(2999);
        const before = await ended('connect');
        await clock.advance(1);
        return { before, after: await ended('connect') };
      },
      { home: bench.home },
    );
    expect(outcomes.before).toBe('pending');
    expect(outcomes.after).toMatchObject({
      code: 'bridge/handshake-timeout',
      message: expect.stringContaining('No answer within 3000 ms') as string,
      retryable: true,
      context: { rejectedOrigins: [] },
    });
  });

  it('is told after five seconds unless it says otherwise', async () => {
    const guest = await workbench.addFrame(bareGuest(), { isStranger: true });
    const outcomes = await guest.evaluate(
      async ({ home }) => {
        const { sdk, createManualClock, begin, ended } = window.guest;
        const clock = createManualClock();
        begin('connect', sdk.connect(sdk.frameTransport({ allowedOrigins: [home], clock }), { clock }));
        await clock.advance(4999);
        const before = await ended('connect');
        await clock.advance(1);
        return [before, await ended('connect')];
      },
      { home: bench.home },
    );
    expect(outcomes).toEqual(['pending', expect.objectContaining({ code: 'bridge/handshake-timeout' })]);
  });

  it('is told which origins it rejected meanwhile', async () => {
    const guest = await workbench.addFrame(bareGuest());
    const outcome = await guest.evaluate(() => {
      const options = { allowedOrigins: ['https://workbench.example.com'], handshakeTimeoutMs: 300 };
      const connecting = window.guest.outcome(window.guest.connect(options));
      return connecting;
    });
    expect(outcome).toMatchObject({
      code: 'bridge/handshake-timeout',
      message: expect.stringContaining(`rejected meanwhile: ${bench.home}`) as string,
      context: { rejectedOrigins: [bench.home] },
    });
  });

  it('has its connect() rejected for good: a host that comes later finds nobody', async () => {
    const guest = await workbench.addFrame(bareGuest(), { isStranger: true });
    const outcome = await guest.evaluate(
      ({ home }) => window.guest.outcome(window.guest.connect({ allowedOrigins: [home], handshakeTimeoutMs: 100 })),
      { home: bench.home },
    );
    expect(outcome).toMatchObject({ code: 'bridge/handshake-timeout' });
    await workbench.page.evaluate(() => {
      window.workbench.host.attach(document.querySelector('iframe')!);
    });
    await guest.waitForTimeout(300);
    expect(await workbench.guestEvents()).toEqual([]);
  });

  it('keeps listening through its facade: calls reject with the reason until the host comes', async () => {
    const guest = await workbench.addFrame(bench.guestUrl({ handshakeTimeoutMs: 200 }), { isStranger: true });
    const read = () => guest.evaluate(() => window.guest.outcome(window.guest.support.getVerifyResult('RETAIL_OTP')));
    expect(await read()).toMatchObject({ code: 'bridge/handshake-timeout' });
    const again = await read();
    expect(again).toMatchObject({ code: 'bridge/handshake-timeout' });
    expect((again as { ms: number }).ms).toBeLessThan(150); // known by now: nobody waits again

    await workbench.page.evaluate(() => {
      window.workbench.host.attach(document.querySelector('iframe')!);
    });
    await untilOpen(guest);
    expect(await read()).toEqual({ value: { verifyResult: '0' } });
  });
});
