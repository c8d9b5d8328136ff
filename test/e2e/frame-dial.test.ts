import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();

const dial = (guest: Frame, calledNum = '5550100') =>
  guest.evaluate(
    (number) => window.guest.outcome(window.guest.support.clickToOutbound({ mediaType: 'audio', calledNum: number })),
    calledNum,
  );

describe('dialling by a guest', () => {
  const prompts = () =>
    workbench.page.evaluate(() =>
      window.workbench.prompts.map(({ origin, calledNum, withdrawn }) => ({ origin, calledNum, withdrawn })),
    );

  it('needs the agent: without confirmDial it is bridge/not-allowed', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    expect(await dial(guest)).toMatchObject({ code: 'bridge/not-allowed' });
    expect(await workbench.requests()).toEqual([]);
  });

  it('goes out when the agent agrees, and the agent sees who asks for what', async () => {
    await openWorkbench({ confirmDial: 'ask' });
    const guest = await workbench.addGuest();
    const dialled = dial(guest);
    await expect.poll(prompts).toEqual([{ origin: bench.bank, calledNum: '5550100', withdrawn: false }]);
    expect(await workbench.requests()).toEqual([]);
    await workbench.page.evaluate(() => {
      window.workbench.prompts[0]!.answer(true);
    });
    expect(await dialled).toEqual({ value: undefined });
    expect(await workbench.requests()).toEqual([
      { operation: 'call.dial', input: { mediaType: 'audio', calledNum: '5550100' } },
    ]);
  });

  it('does not go out when the agent refuses', async () => {
    await openWorkbench({ confirmDial: 'no' });
    const guest = await workbench.addGuest();
    expect(await dial(guest)).toMatchObject({ code: 'call/refused' });
    expect(await workbench.requests()).toEqual([]);
  });

  it('that the page gives up withdraws the prompt, and a late yes dials nothing', async () => {
    await openWorkbench({ confirmDial: 'ask' });
    const guest = await workbench.addGuest();
    await guest.evaluate(() => {
      const controller = new AbortController();
      const call = window.guest.support.clickToOutbound(
        { mediaType: 'audio', calledNum: '5550100' },
        { signal: controller.signal },
      );
      window.guest.begin('dial', call);
      Object.assign(window, { controller });
    });
    await expect.poll(prompts).toHaveLength(1);
    await guest.evaluate(() => {
      (window as unknown as { controller: AbortController }).controller.abort();
    });
    await expect.poll(prompts).toEqual([expect.objectContaining({ withdrawn: true })]);
    await workbench.page.evaluate(() => {
      window.workbench.prompts[0]!.answer(true);
    });
    expect(await guest.evaluate(() => window.guest.settled('dial'))).toMatchObject({ code: 'net/aborted' });
    await guest.waitForTimeout(100);
    expect(await workbench.requests()).toEqual([]);
  });

  it('is withdrawn by the host at 60 seconds, on its clock', async () => {
    await openWorkbench({ confirmDial: 'ask', manualClock: true });
    const guest = await workbench.addGuest();
    const dialled = dial(guest);
    await expect.poll(prompts).toHaveLength(1);
    const advance = (ms: number) => workbench.page.evaluate((time) => window.workbench.clock.advance(time), ms);
    for (let second = 0; second < 59; second += 1) {
      await advance(1000);
      // A sign of life, however slow the machine is: three pings without one would end the session.
      await guest.evaluate(() => window.guest.support.connection.request('snapshot', {}));
    }
    await advance(999);
    expect(await prompts()).toEqual([expect.objectContaining({ withdrawn: false })]);
    await advance(1);
    expect(await prompts()).toEqual([expect.objectContaining({ withdrawn: true })]);
    expect(await dialled).toMatchObject({ code: 'net/timeout' });
    expect(await workbench.requests()).toEqual([]);
  });

  it('is given 60 seconds by the page too, on its clock', async () => {
    await openWorkbench({ confirmDial: 'ask' });
    const guest = await workbench.addFrame(`${bench.bank}/guest.html`);
    await guest.evaluate(
      async ({ home }) => {
        const { sdk, createManualClock, begin } = window.guest;
        const clock = createManualClock();
        const connection = await sdk.connect(sdk.frameTransport({ allowedOrigins: [home] }), { clock });
        begin('dial', connection.request('call.dial', { mediaType: 'audio', calledNum: '5550100' }));
        Object.assign(window, { clock });
      },
      { home: bench.home },
    );
    await expect.poll(prompts).toHaveLength(1);
    const advance = (ms: number) =>
      guest.evaluate(async (time) => {
        await (window as unknown as { clock: { advance(ms: number): Promise<void> } }).clock.advance(time);
        return window.guest.ended('dial');
      }, ms);
    expect(await advance(59_999)).toBe('pending');
    expect(await advance(1)).toMatchObject({ code: 'net/timeout' });
    await expect.poll(prompts).toEqual([expect.objectContaining({ withdrawn: true })]);
  });

  it('asks the agent about one number at a time, and about ten in a minute', async () => {
    await openWorkbench({ confirmDial: 'ask' });
    const guest = await workbench.addGuest();
    const first = dial(guest);
    await expect.poll(prompts).toHaveLength(1);
    expect(await dial(guest, '5550101')).toMatchObject({ code: 'bridge/rate-limited', retryable: true });
    expect(await prompts()).toHaveLength(1);
    await workbench.page.evaluate(() => {
      window.workbench.prompts[0]!.answer(true);
    });
    await first;
    for (let count = 2; count <= 10; count += 1) {
      const next = dial(guest);
      await expect.poll(prompts).toHaveLength(count);
      await workbench.page.evaluate(() => {
        window.workbench.prompts.at(-1)!.answer(true);
      });
      expect(await next).toEqual({ value: undefined });
    }
    expect(await dial(guest)).toMatchObject({ code: 'bridge/rate-limited' });
    expect(await workbench.requests()).toHaveLength(10);
  });
});
