import { describe, expect, it } from 'vitest';
import { useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();

describe('a side that is busy, not gone', () => {
  it('keeps its session when the workbench is blocked longer than it doubts a guest', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(() => {
      window.workbench.frame('bank').dispatchEvent(new Event('load')); // makes the host doubt
      const until = performance.now() + 700;
      while (performance.now() < until);
    });
    await guest.waitForTimeout(500);
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual(['open']);
  });

  it('keeps its session when the page is blocked for seconds', async () => {
    await openWorkbench({ heartbeatMs: 1000 });
    const guest = await workbench.addGuest();
    await guest.evaluate(() => {
      const until = performance.now() + 3500;
      while (performance.now() < until);
    });
    await guest.waitForTimeout(1500);
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual(['open']);
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
  });
});

describe('the heartbeat interval of the host', () => {
  /** How often the guest pings in 20 idle seconds of its clock. */
  async function pings(heartbeatMs: number): Promise<number> {
    await openWorkbench({ heartbeatMs });
    const guest = await workbench.addFrame(`${bench.bank}/guest.html`);
    await guest.evaluate(
      async ({ home }) => {
        const { sdk, createManualClock } = window.guest;
        const clock = createManualClock();
        await sdk.connect(sdk.frameTransport({ allowedOrigins: [home], clock }));
        for (let second = 0; second < 20; second += 1) {
          await clock.advance(1000);
          await new Promise((resolve) => setTimeout(resolve, 30)); // the host's pong
        }
      },
      { home: bench.home },
    );
    return workbench.page.evaluate(
      () => window.workbench.received.filter((message) => (message as { type: string }).type === 'ping').length,
    );
  }

  it('is the one of the guest too', async () => {
    expect(await pings(60_000)).toBe(0);
    await workbench.close();
    const often = await pings(5000);
    expect(often).toBeGreaterThanOrEqual(3);
    expect(often).toBeLessThanOrEqual(5);
  });
});
