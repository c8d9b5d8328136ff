import { describe, expect, it } from 'vitest';
import { bankPageIn, reads, typeOn } from '../../scripts/demo-stage.mjs';
import { authenticate, callAndAnswer, openDemo, type OpenedDemo } from '../support/demo.js';

async function open(lang: 'en' | 'zh-CN' = 'en'): Promise<OpenedDemo> {
  const demo = await openDemo({ lang });
  await callAndAnswer(demo);
  return demo;
}

const start = async ({ workbench }: OpenedDemo, code: string): Promise<void> => {
  await workbench.locator('#process').selectOption(code);
  await workbench.locator('#verify-start').click();
};

/** What the customer says once they have heard it. */
const say = async ({ phone }: OpenedDemo, heard: RegExp, words: string): Promise<void> => {
  await reads(phone.locator('#prompts p').last(), heard);
  await phone.locator('#words').fill(words);
  await phone.locator('#say').click();
};

/** The digits of the newest text message. */
const codeOn = async ({ phone }: OpenedDemo): Promise<string> =>
  (await reads(phone.locator('#messages p').last(), /\d{6}/)).replace(/\D/g, '').slice(-6);

async function reachLevel1(opened: OpenedDemo): Promise<void> {
  await start(opened, 'RETAIL_OTP');
  await say(opened, /somebody else's order/, 'no');
  await say(opened, /by phone or by email/, 'by email please');
  await say(opened, /by email\?/, 'yes');
  await reads(opened.phone.locator('#prompts p').last(), /registered email address/);
  await typeOn(opened.phone, await codeOn(opened));
  await reads(opened.workbench.locator('#verify-result'), 'Successful');
}

describe('identity authentication in the demo', { timeout: 120_000 }, () => {
  it('gives the data of level 1 once for a proof, and for none that is somebody else’s', async () => {
    const opened = await open();
    await reachLevel1(opened);
    const bank = bankPageIn(opened.workbench);
    const sent = opened.workbench.waitForRequest((request) => request.url().endsWith('/api/statement'));
    await bank.locator('#statement').click();
    await reads(bank.locator('#statement-state'), 'Entries: 2');
    const proof = (await sent).headers()['x-verification-proof'] ?? '';

    const ask = async (headers: Record<string, string>): Promise<unknown> => {
      const response = await fetch(`${opened.stage.origins.bank}/api/statement`, { method: 'POST', headers });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await ask({ 'x-verification-proof': proof })).toEqual([403, 'verification/proof-replayed']);
    const [header, payload, signature = ''] = proof.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    const forged = `${header}.${payload}.${other}${signature.slice(1)}`;
    expect(await ask({ 'x-verification-proof': forged })).toEqual([403, 'verification/proof-forged']);
    expect(await ask({})).toEqual([403, 'verification/proof-malformed']);
  });

  it('fails by a wrong code, and level 1 stays closed', async () => {
    const opened = await open();
    await start(opened, 'RETAIL_OTP');
    await say(opened, /somebody else's order/, 'no');
    await say(opened, /by phone or by email/, 'phone');
    await say(opened, /by phone\?/, 'yes');
    const wrong = (await codeOn(opened)) === '111111' ? '222222' : '111111';
    await typeOn(opened.phone, wrong);
    await reads(opened.phone.locator('#prompts p').last(), /not the right code/);
    const bank = bankPageIn(opened.workbench);
    await reads(bank.locator('#result-otp'), "'0'");
    await reads(bank.locator('#level-1'), 'Needs level 1');
    await opened.workbench.locator('#verify-cancel').click();
    await reads(opened.workbench.locator('#verify-result'), 'Not returned');
    await reads(bank.locator('#level-1'), 'Needs level 1');
  });

  it('speaks Chinese to who calls in Chinese', async () => {
    const opened = await open('zh-CN');
    await start(opened, 'RETAIL_ANI');
    await say(opened, /[\u4e00-\u9fff]/, '不是');
    await reads(opened.workbench.locator('#verify-result'), '成功');
  });

  it('shows an agent their own records only, and an administrator everybody’s', async () => {
    const opened = await open();
    await authenticate(opened.workbench, opened.phone, '246810');
    await reads(opened.workbench.locator('#verify-result'), 'Successful');
    const colleague = await opened.stage.openWorkbench('372');
    await reads(colleague.locator('[data-guest="bank"]'), 'Business page: connected');
    expect(await colleague.locator('#records-link').isVisible()).toBe(true);
    expect(await colleague.locator('#processes-link').isVisible()).toBe(false);

    const theirs = await opened.stage.openOffice(colleague, 'records');
    await reads(theirs.locator('#said'), 'Records found: 0');
    const closed = await opened.stage.openOffice(colleague, 'processes');
    await reads(closed.locator('#problem'), 'Your role does not have the permission for this page.');

    const all = await opened.stage.openOffice(opened.workbench, 'records');
    await reads(all.locator('#said'), 'Records found: 1');
    await all.locator('#result').selectOption('2');
    await all.locator('#search button').first().click();
    await reads(all.locator('#said'), 'Records found: 0');
  });

  it('edits and deletes a process only while it is disabled, and refuses a code twice', async () => {
    const opened = await open();
    const office = await opened.stage.openOffice(opened.workbench, 'processes');
    const row = office.locator('[data-process="RETAIL_OLD"]');
    await row.getByRole('button', { name: 'Edit RETAIL_OLD' }).click();
    await office.locator('#name').fill('Older telephone PIN');
    await office.locator('#save').click();
    await reads(row.locator('[data-field=name]'), 'Older telephone PIN');
    await row.getByRole('button', { name: 'Enable RETAIL_OLD' }).click();
    await reads(row.locator('.pill'), 'Enabled');
    expect(await row.getByRole('button', { name: 'Delete RETAIL_OLD' }).getAttribute('aria-disabled')).toBe('true');
    await office.locator('#code').fill('RETAIL_OLD');
    await office.locator('#name').fill('Again');
    await office.locator('#save').click();
    await reads(office.locator('#problem'), /only one of each/);
    await row.getByRole('button', { name: 'Disable RETAIL_OLD' }).click();
    await reads(row.locator('.pill'), 'Disabled');
    await row.getByRole('button', { name: 'Delete RETAIL_OLD' }).click();
    await reads(office.locator('#said'), 'RETAIL_OLD is deleted.');
    expect(await row.count()).toBe(0);
  });
});
