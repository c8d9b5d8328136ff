import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startFrameBench, type FrameBench, type WorkbenchPage } from './frame-bench.js';
import type { StartOptions } from './frames/workbench-page.js';
import { lateBound } from './late-bound.js';

export interface UsedFrameBench {
  readonly bench: FrameBench;
  /** The one that was opened last. Closed after its test. */
  readonly workbench: WorkbenchPage;
  openWorkbench(options?: Partial<StartOptions>): Promise<void>;
}

/** A browser for a test file, and a workbench for each of its tests. */
export function useFrameBench(): UsedFrameBench {
  let bench: FrameBench | undefined;
  let workbench: WorkbenchPage | undefined;
  beforeAll(async () => {
    bench = await startFrameBench();
  });
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });
  afterAll(() => bench?.close());
  return {
    bench: lateBound(() => bench),
    workbench: lateBound(() => workbench),
    async openWorkbench(options) {
      workbench = await bench?.openWorkbench(options);
    },
  };
}

export const readResult = (guest: Frame | Page): Promise<{ verifyResult: string }> =>
  guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'));

export interface HeldCalls {
  /** A call in flight, which the centre has and does not answer. */
  begin(guest: Frame | Page): Promise<void>;
  /** The centre heard that nobody waits for it any more. */
  expectAborted(): Promise<void>;
}

export function holdCalls(workbench: WorkbenchPage): HeldCalls {
  const held = async () => (await workbench.requests()).filter(({ operation }) => operation === 'agent.setReady');
  return {
    async begin(guest) {
      await workbench.page.evaluate(() => window.workbench.center.hold('agent.setReady'));
      await guest.evaluate(() => {
        window.guest.begin('held', window.guest.support.connection.request('agent.setReady', {}));
      });
      await expect.poll(held).toHaveLength(1);
    },
    async expectAborted() {
      await expect
        .poll(async () => (await held())[0]?.aborted, { timeout: 2000, interval: 10 })
        .toBe('bridge/peer-gone');
    },
  };
}
