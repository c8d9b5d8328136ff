/** The third part of the story: a customer proves who they are to a level, and what is written down of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { barOf } from './demo-bar.mjs';
import { bankPageIn, reads, typeOn } from './demo-stage.mjs';

/** @typedef {import('./demo-stage.mjs').Page} Page */

/**
 * @param {Page} phone
 * @param {RegExp} asked what the customer has heard
 * @param {string} words
 */
async function answers(phone, asked, words) {
  await reads(phone.locator('#prompts p').last(), asked);
  await phone.locator('#words').fill(words);
  await phone.locator('#say').click();
  return `“${words}”`;
}

/** @param {import('./demo-stage.mjs').Stage} stage @param {import('./demo-story.mjs').Transcript} transcript */
export async function playIdentityStory(stage, { step, line }) {
  const ada = await stage.openWorkbench('371');
  const alex = await stage.openPhone('5550100');
  const adaBar = barOf(ada);
  const bank = bankPageIn(ada);
  const result = ada.locator('#verify-result');
  const statement = bank.locator('#statement-state');
  /** @param {string} code */
  const start = async (code) => {
    await ada.locator('#process').selectOption(code);
    await ada.locator('#verify-start').click();
  };
  await reads(ada.locator('[data-guest="bank"]'), 'Business page: connected');

  step('The number that the customer calls from is level 0');
  await alex.locator('#call').click();
  await adaBar.press('Answer');
  await reads(alex.locator('#state'), 'Talking to the bank');
  line('bank page', await reads(bank.locator('#level-0'), 'Needs level 0'));
  await start('RETAIL_ANI');
  line('phone', await answers(alex, /somebody else's order/, 'no'));
  line('workbench 371', await reads(result, 'Successful'));
  line('bank page', `RETAIL_ANI reads ${await reads(bank.locator('#result-ani'), "'1'")}`);
  line('bank page', await reads(bank.locator('#level-0'), 'Level 0 reached'));
  line('bank page', await reads(bank.locator('#level-1'), 'Needs level 1'));
  await bank.locator('#order-status').click();
  line('bank page', await reads(bank.locator('#order'), 'The newest order is on its way.'));

  step('The bank’s server gives nothing to a page that has no proof');
  const refused = await bank.locator('body').evaluate(async () => {
    const response = await fetch('/api/statement', { method: 'POST', headers: { 'x-verification-proof': 'forged' } });
    return `${response.status} ${await response.text()}`;
  });
  assert.equal(refused, '403 {"code":"verification/proof-malformed"}');
  line('bank’s server', refused);
  // The browser writes a refusal to its console by itself.
  assert.match(stage.problems.pop() ?? '', /403/);

  step('A one-time code is level 1; the agent sees the steps, and not the code');
  await start('RETAIL_OTP');
  line('phone', await answers(alex, /somebody else's order/, 'no'));
  line('phone', await answers(alex, /by phone or by email/, 'phone'));
  line('phone', await answers(alex, /by phone\?/, 'yes'));
  line('phone', await reads(alex.locator('#prompts p').last(), /We have sent a code to .+ ending in 0100/));
  const message = await reads(alex.locator('#messages p').last(), /^Your code is \d{6}$/);
  line('phone', message.replace(/\d/g, '•'));
  line('workbench 371', await reads(ada.locator('#verify-steps li').last(), 'The customer is asked for the code'));
  await typeOn(alex, message.replace(/\D/g, ''));
  line('workbench 371', await reads(result, 'Successful'));
  line('bank page', await reads(bank.locator('#level-1'), 'Level 1 reached'));
  await bank.locator('#statement').click();
  line('bank page', await reads(statement, 'Entries: 2'));
  line('bank page', await reads(bank.locator('#entries li').first(), '2026-11-02 · Example Goods · -129.90'));

  step('When the contact ends, so does the level');
  await alex.locator('#hang-up').click();
  await adaBar.shows('Wrap-up');
  await adaBar.press('End wrap-up');
  line('bank page', await reads(bank.locator('#level-1'), 'Needs level 1'));
  assert.equal(await bank.locator('#entries li').count(), 0);
  line('bank page', 'shows no entries any more');

  step('An administrator makes a process, chooses its flow, and enables it');
  const office = await stage.openOffice(ada, 'processes');
  await office.locator('#code').fill('RETAIL_DEMO');
  await office.locator('#name').fill('Made in the demo');
  await office.locator('#flow').selectOption('telephone-pin');
  await office.locator('#save').click();
  line('processes', await reads(office.locator('#said'), 'RETAIL_DEMO is saved.'));
  line('processes', await reads(office.locator('[data-process="RETAIL_DEMO"] .pill'), 'Disabled'));
  await office.getByRole('button', { name: 'Enable RETAIL_DEMO' }).click();
  line('processes', await reads(office.locator('#said'), 'RETAIL_DEMO is enabled: agents can start it.'));
  await ada.reload();
  line('workbench 371', await reads(ada.locator('#process option').last(), 'Made in the demo'));

  step('What happened is written down, and can be exported');
  const records = await stage.openOffice(ada, 'records');
  await records.locator('#result').selectOption('1');
  await records.locator('#agent').fill('371');
  await records.locator('#code').fill('RETAIL_OTP');
  await records.locator('#search button').first().click();
  line('records', await reads(records.locator('#said'), 'Records found: 1'));
  line('records', await reads(records.locator('#records [data-field=customer]'), 'C-1001 · ***0100'));
  const [download] = await Promise.all([records.waitForEvent('download'), records.locator('#export').click()]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.match(csv, /C-1001/);
  assert.ok(!csv.includes(message.replace(/\D/g, '')), 'the code stands in the export');
  line('records', await reads(records.locator('#said'), 'Records exported: 1'));

  step('An agent without the permissions sees neither button nor records');
  const trainee = await stage.openWorkbench('373');
  await reads(trainee.locator('[data-guest="bank"]'), 'Business page: connected');
  for (const id of ['verify', 'records-link', 'processes-link']) {
    assert.equal(await trainee.locator(`#${id}`).isVisible(), false, `${id} is shown`);
  }
  const closed = await stage.openOffice(trainee, 'records');
  line('records', await reads(closed.locator('#problem'), 'Your role does not have the permission for this page.'));
}
