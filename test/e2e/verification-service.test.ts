import { decodeJwt } from 'jose';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GuestPolicy } from '../../src/host/guest-policy.js';
import type { Input, Operation, Output } from '../../src/protocol/operations.js';
import { verifyVerificationProof } from '../../src/server/index.js';
import { memoryReplayStore } from '../../src/server/replay-store.js';
import { launchChromium } from '../support/chromium.js';
import { untilOpen } from '../support/frame-bench.js';
import type { Outcome } from '../support/frames/outcome.js';
import type {} from '../support/frames/service-workbench-page.js';
import { pageBundle } from '../support/page-bundle.js';
import { startPageServer, type PageServer } from '../support/page-server.js';
import { sayAll, serveVerification, type ServedVerification } from '../support/served-verification.js';

const otp = { verifyTypeCode: 'RETAIL_OTP' };
const operations = [
  'verification.processes',
  'verification.start',
  'verification.cancel',
  'verification.result',
  'verification.proof',
  'verification.records',
  'verification.configure',
] as const satisfies readonly Operation[];

let pages: PageServer;
let browser: Browser;
let home: string;
let bank: string;
let served: ServedVerification;
let workbench: Page;

beforeAll(async () => {
  pages = await startPageServer();
  for (const [name, script] of [
    ['workbench', 'service-workbench'],
    ['guest', 'guest'],
  ] as const) {
    pages.serve(`/${name}.js`, await pageBundle(script), { type: 'text/javascript' });
    pages.serve(`/${name}.html`, `<!doctype html><title>${name}</title><body><script src="/${name}.js"></script>`);
  }
  home = pages.origin('localhost');
  bank = pages.origin('127.0.0.1');
  browser = await launchChromium();
});
beforeEach(async () => {
  served = await serveVerification([home]);
});
afterEach(async () => {
  await workbench.context().close();
  await served.close();
});
afterAll(async () => {
  await browser.close();
  await pages.close();
});

/** The workbench of an agent, with the bank's page in a frame of another site. */
async function aGuest(workNo = '371', policy: Partial<GuestPolicy> = {}): Promise<Frame> {
  workbench = await (await browser.newContext()).newPage();
  await workbench.goto(`${home}/workbench.html`);
  const guests = [{ origin: bank, operations, events: ['verification.updated', 'focus.changed'] as const, ...policy }];
  await workbench.evaluate(
    async (options) => {
      window.serviceWorkbench = await window.startServiceWorkbench(options);
    },
    { baseUrl: served.baseUrl, workNo, guests },
  );
  const url = `${bank}/guest.html#${encodeURIComponent(JSON.stringify({ allowedOrigins: [home] }))}`;
  await workbench.evaluate((address) => {
    window.serviceWorkbench.addGuest(address);
  }, url);
  await expect.poll(() => workbench.frame('bank')?.url()).toBe(url);
  const guest = workbench.frame('bank')!;
  await untilOpen(guest);
  return guest;
}

const until = (isDone: () => boolean) => expect.poll(isDone, { timeout: 30_000, interval: 20 }).toBe(true);
const verificationsOf = (guest: Frame) =>
  guest.evaluate(() => window.guest.support.connection.snapshot().verifications);
const ask = <O extends Operation>(guest: Frame, operation: O, input: Input<O>): Promise<Output<O>> =>
  guest.evaluate(([name, its]) => window.guest.support.connection.request(name as never, its as never), [
    operation,
    input,
  ] as const);
const outcomeOf = (guest: Frame, operation: Operation, input: object): Promise<Outcome> =>
  guest.evaluate(
    ([name, its]) =>
      window.guest.outcome(window.guest.support.connection.request(name, its as never) as Promise<unknown>),
    [operation, input] as const,
  );

describe('a page in a frame of another site, with the verification service behind the workbench', () => {
  it('starts, follows, reads and proves, each proof for its own origin whatever it asks for', async () => {
    const guest = await aGuest();
    const customer = await served.customer();
    await expect
      .poll(() => guest.evaluate(() => window.guest.support.connection.snapshot().focus.contactId))
      .toBeDefined();
    expect(await ask(guest, 'verification.processes', {})).toHaveLength(2);
    expect(await ask(guest, 'verification.start', otp)).toEqual({ contactId: customer.contactId, attempt: 1 });
    await sayAll(customer, served.codes, until, 'code');
    await expect.poll(async () => (await verificationsOf(guest))[0]?.step).toBe('await-code');
    customer.speak(served.codes.at(-1)!);
    const verifyResult = () => guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'));
    await expect.poll(verifyResult).toMatchObject({ verifyResult: '1' });

    const proofs = [
      await ask(guest, 'verification.proof', otp),
      await ask(guest, 'verification.proof', { ...otp, audience: 'https://evil.example.com' }),
      await ask(guest, 'verification.proof', { ...otp, audience: home }),
      await guest.evaluate(() => window.guest.support.getVerificationProof('RETAIL_OTP')),
    ];
    expect(proofs.map(({ token }) => decodeJwt(token).aud)).toEqual([bank, bank, bank, bank]);
    const options = {
      keys: served.keys(),
      audience: bank,
      verifyTypeCode: 'RETAIL_OTP',
      replayStore: memoryReplayStore(),
    };
    expect(await verifyVerificationProof(proofs[1]!.token, options)).toMatchObject({ contactId: customer.contactId });
    // What the guest learnt of it all holds no secret.
    const heard = JSON.stringify(await guest.evaluate(() => window.guest.received));
    for (const secret of [...served.codes, '2025550000', 'account-7', 'john@']) expect(heard).not.toContain(secret);
  });

  it('cancels', async () => {
    const guest = await aGuest();
    const customer = await served.customer();
    const { contactId } = customer;
    await ask(guest, 'verification.start', { ...otp, contactId });
    await until(() => customer.prompts.length > 0);
    await expect.poll(() => verificationsOf(guest)).toHaveLength(1);
    await ask(guest, 'verification.cancel', { ...otp, contactId });
    await expect.poll(async () => (await verificationsOf(guest))[0]?.endedAt).toBeDefined();
    expect(await outcomeOf(guest, 'verification.cancel', { ...otp, contactId })).toMatchObject({
      code: 'verification/not-running',
    });
  });

  it('sees neither capability nor records where its agent has not the permissions', async () => {
    const guest = await aGuest('372');
    const offered = await guest.evaluate(
      (names) => names.filter((name) => window.guest.support.connection.capabilities.has(name)),
      operations,
    );
    expect(offered).toEqual(['verification.result', 'verification.proof']);
    for (const operation of ['verification.processes', 'verification.records', 'verification.configure'] as const) {
      const input = operation === 'verification.configure' ? { action: 'list' } : {};
      const { code } = (await outcomeOf(guest, operation, input)) as { code?: string };
      expect(code, operation).toMatch(/^(auth\/forbidden|bridge\/(unsupported-operation|not-allowed))$/);
    }
  });

  it('configures and reads no more than the codes of its policy, as an administrator too', async () => {
    const guest = await aGuest('900', { verifyTypeCodes: ['RETAIL_OTP', 'BANK_PIN'] });
    const { contactId } = await served.customer('900');
    for (const verifyTypeCode of ['RETAIL_ANI', 'RETAIL_OTP']) {
      await workbench.evaluate(
        async (ref) => {
          await window.serviceWorkbench.connection.request('verification.start', ref);
          await window.serviceWorkbench.connection.request('verification.cancel', ref);
        },
        { verifyTypeCode, contactId },
      );
    }
    const { records } = await ask(guest, 'verification.records', {});
    expect(records.map(({ verifyTypeCode }) => verifyTypeCode)).toEqual(['RETAIL_OTP']);
    const draft = (verifyTypeCode: string) =>
      ({ verifyTypeCode, name: 'Mine', flow: 'retail-authentication', requiredLevel: 0 }) as const;
    const created = await ask(guest, 'verification.configure', { action: 'create', process: draft('BANK_PIN') });
    expect(created.processes.map(({ verifyTypeCode }) => verifyTypeCode)).toEqual(['RETAIL_OTP', 'BANK_PIN']);
    for (const input of [
      { action: 'create', process: draft('OTHERS') },
      { action: 'update', verifyTypeCode: 'BANK_PIN', process: draft('OTHERS') },
      { action: 'disable', verifyTypeCode: 'RETAIL_ANI' },
    ]) {
      const { code } = (await outcomeOf(guest, 'verification.configure', input)) as { code?: string };
      expect(code).toMatch(/^(bridge\/not-allowed|verification\/unknown-code)$/);
    }
    const all = await workbench.evaluate(() =>
      window.serviceWorkbench.connection.request('verification.configure', { action: 'list' }),
    );
    expect(all.processes.map(({ verifyTypeCode, enabled }) => [verifyTypeCode, enabled])).toEqual([
      ['RETAIL_ANI', true],
      ['RETAIL_OTP', true],
      ['BANK_PIN', false],
    ]);
  });
});
