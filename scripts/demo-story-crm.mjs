/** The second half of the story: a shop's CRM with the softphone bar, two agents, and two tabs of one of them. */
import assert from 'node:assert/strict';
import { barOf } from './demo-bar.mjs';
import { answerPlatform, openPlatform, reads } from './demo-stage.mjs';

/** @typedef {import('./demo-stage.mjs').Page} Page */

/** The newest line of the call log about somebody, as it is read. @param {Page} crm @param {string} who @param {RegExp} wanted */
const logReads = (crm, who, wanted) => reads(crm.locator('#log > li', { hasText: who }).first(), wanted);

/**
 * Signs the agent of a page in at the company's platform.
 *
 * @param {Page} crm
 * @param {(who: string, text: string) => void} line
 */
async function signInAtPlatform(crm, line) {
  const answered = crm.waitForResponse(/\/api\/aicc-sign-in\//);
  const opened = await openPlatform(crm);
  const who = opened.locator('label', { hasText: 'User name' });
  line('Example ID', `User name ${await who.locator('input').inputValue()}`);
  await answerPlatform(opened, 'go');
  line('Example ID', await reads(opened.locator('form p'), 'May the application know who you are?'));
  await answerPlatform(opened, 'go');
  const { access_token: token, user_name: userName } = await (await answered).json();
  const { client_id: client } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  return `has an access token of ${userName}, by the registration ${client}`;
}

/** @param {import('./demo-stage.mjs').Stage} stage @param {import('./demo-story.mjs').Transcript} transcript */
export async function playCrmStory(stage, { step, line }) {
  const kim = await stage.openCrm('381');
  const lee = await stage.openSignedOut('crm', '382');
  const alex = await stage.openPhone('5550100', 'sales');
  const bo = await stage.openPhone('5550101', 'sales');
  const [kimBar, leeBar] = [barOf(kim), barOf(lee)];
  const cardOf = (/** @type {Page} */ crm) => crm.locator('#customer-name');

  step('A customer calls the shop, and waits: no agent is there');
  await alex.locator('#call').click();
  line('phone', await reads(alex.locator('#state'), 'Waiting for a free agent'));

  step('An agent signs in to the CRM; the call comes out of the queue and opens the customer’s card');
  await kimBar.press('Sign in');
  line('CRM 381', await kimBar.rings(/Incoming call.* Customer 1001/));
  line('CRM 381', await reads(cardOf(kim), 'Customer 1001'));
  line('CRM 381', await reads(kim.locator('#announcement'), 'Customer 1001 is calling. Their card is open.'));
  await kimBar.press('Answer');
  line('phone', await reads(alex.locator('#state'), 'Talking to the shop'));
  line('CRM 381', await kimBar.shows('Talking: Customer 1001'));
  await kimBar.typeTones('12#');
  line('phone', await reads(alex.locator('#dtmf'), 'Tones from the other side: 12#'));

  step('A colleague signs in with Example ID, the company’s own platform, and works with that token');
  line('CRM 382', await reads(lee.locator('#sign-in-heading'), 'You are not signed in'));
  const given = await signInAtPlatform(lee, line);
  assert.equal(given, 'has an access token of sales-2@example.com, by the registration idp_crmsso');
  line('CRM 382', given);
  await leeBar.press('Sign in');
  line('CRM 382', await leeBar.agentIs('Ready'));

  step('She asks that colleague, whose CRM opens the same card');
  await kimBar.consult('Sales desk 2');
  line('phone', await reads(alex.locator('#state'), 'On hold'));
  line('CRM 382', await leeBar.rings(/Incoming call.* Colleague 381/));
  line('CRM 382', await reads(cardOf(lee), 'Customer 1001'));
  await leeBar.press('Answer');
  line('CRM 382', await leeBar.shows('Talking: Colleague 381'));

  step('They make it a conference, and she drops out of it');
  await kimBar.press('Conference');
  line('CRM 381', await kimBar.shows('Conference: Customer 1001'));
  line('CRM 382', await leeBar.shows('Conference: Customer 1001'));
  line('phone', await reads(alex.locator('#state'), 'Talking to the shop'));
  await kimBar.press('Hang up');
  line('CRM 381', await kimBar.shows('Wrap-up'));
  line('CRM 381', await logReads(kim, 'Customer 1001', /Inbound · .+ · \d+:\d\d · agent hung up/));
  line('phone', await reads(alex.locator('#state'), 'Talking to the shop'));
  await leeBar.press('Hang up');
  line('phone', await reads(alex.locator('#state'), 'Call over'));
  for (const each of [kimBar, leeBar]) await each.press('End wrap-up');
  line('CRM 381', await kimBar.agentIs('Ready'));

  step('A click on a number in the list calls that customer');
  await kim.getByRole('link', { name: 'Call Customer 1002' }).first().click();
  line('phone', await reads(bo.locator('#state'), 'The shop is calling'));
  line('CRM 381', await kimBar.shows('Calling: Customer 1002'));
  line('CRM 381', await reads(cardOf(kim), 'Customer 1002'));
  await bo.locator('#answer').click();
  line('CRM 381', await kimBar.shows('Talking: Customer 1002'));

  step('A second tab shows the same call, and takes over when the first is closed');
  const tab = await stage.openTab(kim);
  const tabBar = barOf(tab);
  line('CRM 381, tab 2', await tabBar.shows('Talking: Customer 1002'));
  line('CRM 381, tab 2', await reads(cardOf(tab), 'Customer 1002'));
  line('CRM 381, tab 2', await reads(tab.locator('#tab-role'), 'Another tab rings.'));
  await kim.close();
  line('CRM 381, tab 2', await reads(tab.locator('#tab-role'), 'Of all tabs, this one rings.'));
  line('CRM 381, tab 2', await tabBar.shows('Talking: Customer 1002'));
  line('phone', await reads(bo.locator('#state'), 'Talking to the shop'));
  await tabBar.press('Hang up');
  line('phone', await reads(bo.locator('#state'), 'Call over'));
  line('CRM 381, tab 2', await logReads(tab, 'Customer 1002', /Outbound · .+ · \d+:\d\d · agent hung up/));
  // Of all that happened so far, nothing rang here: not the call that this tab took over either.
  line('CRM 381, tab 2', await reads(tab.locator('#rang'), 'Calls that rang here: 0'));
  await tabBar.press('End wrap-up');

  step('The next call rings in that tab, once');
  await leeBar.setBusy();
  await bo.locator('#call').click();
  line('CRM 381, tab 2', await tabBar.rings(/Incoming call.* Customer 1002/));
  line('CRM 381, tab 2', await reads(tab.locator('#rang'), 'Calls that rang here: 1'));
  await tabBar.press('Reject');
  assert.equal(await cardOf(tab).textContent(), 'Customer 1002');
}
