import type { Page } from 'playwright-core';
import { bundlePages } from '../../examples/server/bundles.mjs';
import { bankPageIn, openStage, reads, typeOn } from '../../scripts/demo-stage.mjs';

export type Stage = Awaited<ReturnType<typeof openStage>>;

export interface OpenedDemo {
  readonly stage: Stage;
  /** Of agent 371, signed in, with the bank's page connected. */
  readonly workbench: Page;
  /** Of the customer whose PIN is 246810. */
  readonly phone: Page;
}

/** Bundled once for all tests of a file. */
const scripts = bundlePages();

/** The demo with one agent and one customer. */
export async function openDemo(options: Parameters<typeof openStage>[0] = {}): Promise<OpenedDemo> {
  const stage = await openStage({ port: 0, scripts: await scripts, ...options });
  const workbench = await stage.openWorkbench('371');
  const phone = await stage.openPhone('5550100');
  await workbench.locator('[data-guest="bank"][data-state="connected"]').waitFor();
  await workbench.locator('#sign-in').click();
  await workbench.locator('#agent-state[data-state="ready"]').waitFor();
  return { stage, workbench, phone };
}

/** Waits until the bank's page in the workbench is locked in this way. */
export const untilLock = (workbench: Page, lock: string): Promise<void> =>
  bankPageIn(workbench).locator(`body[data-lock="${lock}"]`).waitFor();

/** From the call to the agent talking to the customer. */
export async function callAndAnswer(workbench: Page, phone: Page): Promise<void> {
  await phone.locator('#call').click();
  await phone.locator('#state[data-state="dialing"]').waitFor();
  await workbench.locator('#answer[aria-disabled="false"]').click();
  await phone.locator('#state[data-state="talking"]').waitFor();
}

/** One attempt of the telephone PIN. */
export async function authenticate(workbench: Page, phone: Page, pin: string): Promise<void> {
  await workbench.locator('#verify-start').click();
  await untilLock(workbench, 'pending');
  await reads(phone.locator('#typed'), '');
  await typeOn(phone, pin);
}
