import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { bundlePages } from '../../examples/server/bundles.mjs';
import { barOf } from '../../scripts/demo-bar.mjs';
import { bankPageIn, openStage, reads, typeOn } from '../../scripts/demo-stage.mjs';

export type Stage = Awaited<ReturnType<typeof openStage>>;

export type Bar = ReturnType<typeof barOf>;

export interface OpenedDemo {
  readonly stage: Stage;
  /** Of agent 371, signed in, with the bank's page connected. */
  readonly workbench: Page;
  /** The softphone on it. */
  readonly bar: Bar;
  /** Of the customer whose PIN is 246810. */
  readonly phone: Page;
}

/** Bundled once for all tests of a file. */
const scripts = bundlePages();

/** The demo for one test: it is closed when the test is over. */
async function openForTest(options: Parameters<typeof openStage>[0]): Promise<Stage> {
  const stage = await openStage({ port: 0, scripts: await scripts, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

/** With one agent and one customer. */
export async function openDemo(options: Parameters<typeof openStage>[0] = {}): Promise<OpenedDemo> {
  const stage = await openForTest(options);
  const workbench = await stage.openWorkbench('371');
  const phone = await stage.openPhone('5550100');
  await workbench.locator('[data-guest="bank"][data-state="connected"]').waitFor();
  const bar = barOf(workbench, options.lang);
  await bar.pressWord('signIn');
  await bar.isReady();
  return { stage, workbench, bar, phone };
}

export interface OpenedCrm {
  readonly stage: Stage;
  /** Of agent 381, signed in. */
  readonly crm: Page;
  /** The softphone on it. */
  readonly bar: Bar;
  /** Of Customer 1001, who calls the shop. */
  readonly phone: Page;
}

/** With one agent of the shop and one customer. */
export async function openCrm(options: Parameters<typeof openStage>[0] = {}): Promise<OpenedCrm> {
  const stage = await openForTest(options);
  const crm = await stage.openCrm('381');
  const phone = await stage.openPhone('5550100', 'sales');
  const bar = barOf(crm, options.lang);
  await bar.pressWord('signIn');
  await bar.isReady();
  return { stage, crm, bar, phone };
}

/** Waits until the bank's page in the workbench is locked in this way. */
export const untilLock = (workbench: Page, lock: string): Promise<void> =>
  bankPageIn(workbench).locator(`body[data-lock="${lock}"]`).waitFor();

/** From the call to the agent talking to the customer. */
export async function callAndAnswer({ bar, phone }: Pick<OpenedDemo, 'bar' | 'phone'>): Promise<void> {
  await phone.locator('#call').click();
  await phone.locator('#state[data-state="dialing"]').waitFor();
  await bar.pressWord('answer');
  await phone.locator('#state[data-state="talking"]').waitFor();
}

/** One attempt of the telephone PIN. */
export async function authenticate(workbench: Page, phone: Page, pin: string): Promise<void> {
  await workbench.locator('#verify-start').click();
  await untilLock(workbench, 'pending');
  await reads(phone.locator('#typed'), '');
  await typeOn(phone, pin);
}
