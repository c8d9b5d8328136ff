/** The first half of the story: a workbench with the bank's page in it, which unlocks when the customer is verified. */
import assert from 'node:assert/strict';
import { barOf } from './demo-bar.mjs';
import { bankPageIn, legacyPageIn, reads, typeOn } from './demo-stage.mjs';

/** @typedef {import('./demo-stage.mjs').Page} Page */

/**
 * What the bank's page shows now, once its lock is as wanted.
 *
 * @param {Page} workbench
 * @param {string} lock
 * @param {string} verifyResult
 */
async function bankShows(workbench, lock, verifyResult) {
  const bank = bankPageIn(workbench);
  const verdict = await reads(bank.locator('#verdict'), lock);
  const result = await reads(bank.locator('#result'), `'${verifyResult}'`);
  const balance = await bank.locator('#account dd').nth(1).textContent();
  assert.equal(
    balance === '••••••',
    lock !== 'Verified',
    `the balance reads ${balance} while the page is "${verdict}"`,
  );
  return `reads ${result} · ${verdict}`;
}

/**
 * Watches the lock of the bank's page without a gap: looking now and then would miss a page that locks and unlocks.
 *
 * @param {Page} workbench
 * @returns {Promise<() => Promise<string[]>>} reads what the lock was meanwhile, the present included
 */
async function watchLock(workbench) {
  const body = bankPageIn(workbench).locator('body');
  await body.evaluate((element) => {
    const note = () => (element.dataset.seen = `${element.dataset.seen ?? ''} ${element.dataset.lock}`);
    element.dataset.seen = '';
    note();
    new MutationObserver(note).observe(element, { attributeFilter: ['data-lock'] });
  });
  return async () => [...new Set(((await body.getAttribute('data-seen')) ?? '').split(' ').filter(Boolean))];
}

/** @param {import('./demo-stage.mjs').Stage} stage @param {import('./demo-story.mjs').Transcript} transcript */
export async function playBankStory(stage, { step, line }) {
  const ada = await stage.openWorkbench('371');
  const ben = await stage.openWorkbench('372');
  const alex = await stage.openPhone('5550100');
  const bank = bankPageIn(ada);
  const legacy = legacyPageIn(ada);
  const [adaBar, benBar] = [barOf(ada), barOf(ben)];
  /** @param {Page} page @param {string} id */
  const press = (page, id) => page.locator(`#${id}`).click();
  const resultOf = (/** @type {Page} */ page) => page.locator('#verify-result');
  const lastExchange = () => stage.exchanges.at(-1) ?? { request: 'nothing', response: 'nothing' };

  step('The agents sign in; the bank’s page is embedded, and locked');
  await reads(ada.locator('[data-guest="bank"]'), 'Business page: connected');
  await reads(ada.locator('[data-guest="legacy"]'), 'Legacy page: connected');
  await adaBar.press('Sign in');
  line('workbench 371', await adaBar.agentIs('Ready'));
  await benBar.press('Sign in');
  line('workbench 372', await benBar.agentIs('Ready'));
  line('bank page', await bankShows(ada, 'Locked: not verified', '0'));

  step('A call arrives');
  await press(alex, 'call');
  line('phone', await reads(alex.locator('#state'), 'Calling the bank …'));
  line('workbench 371', await adaBar.rings(/Incoming call.* 5550100/));
  line('bank page', await reads(bank.locator('#call-state'), 'Ringing'));
  line('bank page', await reads(bank.locator('#customer'), 'Customer 1001'));
  line('bank page', await reads(bank.locator('#customer-facts'), 'Inbound · ***0100 · C-1001'));

  step('The agent answers');
  await adaBar.press('Answer');
  line('workbench 371', await adaBar.shows('Talking: 5550100'));
  line('phone', await reads(alex.locator('#state'), 'Talking to the bank'));
  line('bank page', await reads(bank.locator('#call-state'), 'Talking'));
  line('bank page', await bankShows(ada, 'Locked: not verified', '0'));

  step('The agent starts the authentication; the customer enters a wrong PIN');
  await press(ada, 'verify-start');
  line('workbench 371', await reads(ada.locator('#verify-step'), 'The customer is asked for the PIN'));
  line('phone', await reads(alex.locator('#prompts p').last(), 'Please enter your six-digit PIN.'));
  line('bank page', await bankShows(ada, 'Locked: verification is running', '0'));
  await typeOn(alex, '000000');
  line('workbench 371', await reads(resultOf(ada), 'Failed'));
  line('bank’s API', `← ${lastExchange().request}`);
  line('bank’s API', `→ ${lastExchange().response}`);
  line('bank page', await bankShows(ada, 'Locked: verification failed', '2'));

  step('Another attempt, with the right PIN: the page unlocks');
  await press(ada, 'verify-start');
  line('workbench 371', await reads(resultOf(ada), 'Running'));
  line('bank page', await bankShows(ada, 'Locked: verification is running', '0'));
  await typeOn(alex, '246810');
  line('workbench 371', await reads(resultOf(ada), 'Successful'));
  const { request, response } = lastExchange();
  assert.deepEqual(JSON.parse(request), {
    calldata: { customerId: 'C-1001', pin: '******', verifyServiceNo: '88880011', verifyWorkNo: '371' },
  });
  line('bank’s API', `← ${request}`);
  assert.equal(JSON.parse(response).calldata.data.verifyResult, 1);
  line('bank’s API', `→ ${response}`);
  line('bank page', await bankShows(ada, 'Verified', '1'));
  line('bank page', `Balance ${await reads(bank.locator('#account dd').nth(1), '4,821.50')}`);
  line('legacy page', await reads(legacy.locator('#card'), 'OPEN'));
  await bank.locator('#raise-limit').click();
  line('bank page', await reads(bank.locator('#done'), 'The card limit is 3,000.00 now.'));

  step('A consult does not lock it');
  const locksSeen = await watchLock(ada);
  await adaBar.consult('Retail desk 2');
  line('workbench 371', await adaBar.asks(/372 Calling/));
  line('workbench 372', await benBar.rings(/Incoming call.* 371/));
  line('phone', await reads(alex.locator('#state'), 'On hold'));
  line('bank page', await bankShows(ada, 'Verified', '1'));
  await benBar.press('Answer');
  line('workbench 371', await adaBar.asks(/372 Consulting/));
  line('workbench 372', await benBar.shows('Talking: 371'));
  line('bank page', await bankShows(ada, 'Verified', '1'));
  await adaBar.press('Back to caller');
  line('phone', await reads(alex.locator('#state'), 'Talking to the bank'));
  line('workbench 371', await adaBar.shows('Talking: 5550100'));
  line('bank page', await bankShows(ada, 'Verified', '1'));
  assert.deepEqual(await locksSeen(), ['unlocked']);
  line('bank page', 'was unlocked all the while');
  await benBar.setBusy();

  step('The customer hangs up; during wrap-up the result still counts');
  await press(alex, 'hang-up');
  line('bank page', await reads(bank.locator('#call-state'), 'Call over'));
  line('workbench 371', await adaBar.shows('Wrap-up'));
  line('bank page', await bankShows(ada, 'Verified', '1'));

  step('Wrap-up ends, and the result falls back');
  await adaBar.press('End wrap-up');
  line('workbench 371', await adaBar.agentIs('Ready'));
  line('bank page', await bankShows(ada, 'Locked: not verified', '0'));
  line('bank page', await reads(bank.locator('#customer'), 'Nobody'));
  line('legacy page', await reads(legacy.locator('#card'), 'CLOSED: not returned'));
  const heard = await bank.locator('#log li').allTextContents();
  const names = heard.flatMap((each) => /^(Init|Ringing|Talking|Release|VerifyResult) /.exec(each)?.[1] ?? []);
  assert.deepEqual(
    names.filter((name) => name !== 'VerifyResult'),
    ['Init', 'Ringing', 'Talking', 'Release'],
  );
  line('bank page', `heard ${names.join(', ')}`);

  step('Another customer, whose bank system is down: abnormal, which is not failed');
  const chris = await stage.openPhone('5550102');
  await press(chris, 'call');
  line('bank page', await reads(bank.locator('#customer'), 'Customer 1003'));
  await adaBar.press('Answer');
  await reads(chris.locator('#state'), 'Talking to the bank');
  await press(ada, 'verify-start');
  await reads(chris.locator('#prompts p').last(), 'Please enter your six-digit PIN.');
  await typeOn(chris, '112358');
  line('workbench 371', await reads(resultOf(ada), 'Abnormal'));
  line('bank page', await bankShows(ada, 'Locked: verification was not possible', '3'));
  await adaBar.press('Hang up');
  line('phone', await reads(chris.locator('#state'), 'Call over'));
  await adaBar.press('End wrap-up');
  line('bank page', await bankShows(ada, 'Locked: not verified', '0'));

  step('The bank’s page calls a customer, when the agent agrees');
  const bo = await stage.openPhone('5550101');
  await bank.getByRole('button', { name: 'Call Customer 1002' }).click();
  line('workbench 371', await reads(ada.locator('#confirm-text'), 'Business page wants to call 5550101.'));
  await press(ada, 'confirm-yes');
  line('phone', await reads(bo.locator('#state'), 'The bank is calling'));
  line('bank page', await reads(bank.locator('#dial-state'), 'Calling Customer 1002.'));
  await press(bo, 'answer');
  line('bank page', await reads(bank.locator('#customer-facts'), 'Outbound · ***0101 · C-1002'));
  line('bank page', await bankShows(ada, 'Locked: not verified', '0'));
  await press(bo, 'hang-up');
  await adaBar.shows('Wrap-up');
  await adaBar.press('End wrap-up');
  line('workbench 371', await adaBar.agentIs('Ready'));
}
