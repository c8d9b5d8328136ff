import { describe, expect, it } from 'vitest';
import { barOf } from '../../scripts/demo-bar.mjs';
import { reads, typeOn } from '../../scripts/demo-stage.mjs';
import { callAndAnswer, openCrm } from '../support/demo.js';
import { pressByKeyboard } from '../support/keyboard.js';

describe('the CRM of the demo', { timeout: 120_000 }, () => {
  it('opens the card of a caller by the call data, and takes nobody’s keyboard', async () => {
    const demo = await openCrm();
    const { crm, bar, phone, stage } = demo;
    await crm.locator('#search').fill('Customer');
    await phone.locator('#call').click();
    await bar.rings(/Customer 1001/);
    await reads(crm.locator('#customer-name'), 'Customer 1001');
    await reads(crm.locator('#call-state'), 'Ringing');
    await reads(crm.locator('#announcement'), 'Customer 1001 is calling. Their card is open.');
    expect(await crm.evaluate(() => document.activeElement?.id)).toBe('search');
    expect(stage.problems).toEqual([]);
  });

  it('opens it by the number where the centre knows no more', async () => {
    const demo = await openCrm();
    const { crm, stage } = demo;
    const known = await stage.openPhone('5550104', 'sales');
    await known.locator('#call').click();
    await reads(crm.locator('#customer-name'), 'Customer 1005');
    await known.locator('#hang-up').click();
    await reads(crm.locator('#log > li').first(), /Customer 1005.*not answered|Customer 1005.*hung up/);
    const unknown = await stage.openPhone('5550199', 'sales');
    await unknown.locator('#call').click();
    await reads(crm.locator('#customer-name'), 'Unknown number 5550199');
  });

  it('finds customers by name, company and any way to write a number', async () => {
    const demo = await openCrm();
    const { crm } = demo;
    const found = async (text: string): Promise<string[]> => {
      await crm.locator('#search').fill(text);
      return crm.locator('#customers .name').allTextContents();
    };
    expect(await found('1003')).toEqual(['Customer 1003']);
    expect(await found('alpha')).toEqual(['Customer 1001']);
    expect(await found('555 0101')).toEqual(['Customer 1002']);
    await reads(crm.locator('#found'), '1 of 6 customers');
    expect(await found('nobody')).toEqual([]);
  });

  it('calls who is clicked, with a mouse and with the keyboard, and says why it does not', async () => {
    const demo = await openCrm();
    const { crm, bar, phone } = demo;
    const link = crm.getByRole('link', { name: 'Call Customer 1001' }).first();
    await pressByKeyboard(crm, link);
    await reads(phone.locator('#state'), 'The shop is calling');
    await bar.shows('Calling: Customer 1001');
    await reads(crm.locator('#customer-name'), 'Customer 1001');
    await phone.locator('#answer').click();
    await bar.shows('Talking: Customer 1001');
    await crm.getByRole('link', { name: 'Call Customer 1002' }).first().click();
    await bar.bar.getByRole('alert').filter({ hasText: 'This is not possible at the moment.' }).waitFor();
  });

  it('calls nobody for a script', async () => {
    const demo = await openCrm();
    const { crm, phone } = demo;
    // Last of all listeners: the browser follows a script's click to `tel:` too, and that is not what is tested here.
    await crm.evaluate(() => {
      addEventListener('click', (event) => {
        if (!event.isTrusted) event.preventDefault();
      });
    });
    await crm.getByRole('link', { name: 'Call Customer 1003' }).dispatchEvent('click');
    // The call of a person comes after it, and is the first one.
    await crm.getByRole('link', { name: 'Call Customer 1001' }).click();
    await reads(phone.locator('#state'), 'The shop is calling');
    expect(await crm.locator('#log .name').allTextContents()).toEqual(['Customer 1001']);
  });

  it('leads through a whole call with the keyboard alone', async () => {
    const demo = await openCrm();
    const { crm, bar, phone, stage } = demo;
    await phone.locator('#call').click();
    await pressByKeyboard(crm, bar.button('Answer'));
    await bar.shows('Talking: Customer 1001');
    await pressByKeyboard(crm, bar.button('Keypad'));
    await bar.bar.getByRole('dialog', { name: 'Keypad' }).locator(':focus').waitFor();
    await crm.keyboard.type('7#');
    await crm.keyboard.press('Escape');
    await reads(phone.locator('#dtmf'), 'Tones from the other side: 7#');
    await typeOn(phone, '1');
    await pressByKeyboard(crm, crm.getByRole('button', { name: 'Customer 1003' }));
    // Who opens a card by hand is taken to it.
    expect(await crm.evaluate(() => document.activeElement?.id)).toBe('card');
    await reads(crm.locator('#customer-name'), 'Customer 1003');
    await pressByKeyboard(crm, bar.button('Hang up'));
    await pressByKeyboard(crm, bar.button('End wrap-up'));
    await bar.isReady();
    await reads(crm.locator('#log > li').first(), /Customer 1001.*Inbound · .+ · 0:\d\d · agent hung up/);
    // A number in the log calls back.
    await pressByKeyboard(crm, crm.locator('#log').getByRole('button', { name: 'Call Customer 1001' }));
    await reads(phone.locator('#state'), 'The shop is calling');
    expect(stage.problems).toEqual([]);
  });

  it('asks before the agent leaves during a call, and not otherwise', async () => {
    const demo = await openCrm();
    const { crm, bar } = demo;
    const asked: string[] = [];
    crm.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await callAndAnswer(demo);
    await crm.reload();
    expect(asked).toEqual(['beforeunload']);
    // The call is the centre's: the page comes back to it.
    await bar.shows('Talking: Customer 1001');
    await bar.press('Hang up');
    await bar.press('End wrap-up');
    await bar.isReady();
    await crm.reload();
    expect(asked).toHaveLength(1);
  });

  it('rings in one tab, and goes on in another one, without a second ring, when that is closed', async () => {
    const demo = await openCrm();
    const { crm, phone, stage } = demo;
    const second = await stage.openTab(crm);
    const bar = barOf(second);
    await bar.isReady();
    await phone.locator('#call').click();
    await bar.rings(/Customer 1001/);
    await reads(crm.locator('#rang'), 'Calls that rang here: 1');
    await crm.close();
    await reads(second.locator('#tab-role'), 'Of all tabs, this one rings.');
    await bar.press('Answer');
    await bar.shows('Talking: Customer 1001');
    await reads(second.locator('#rang'), 'Calls that rang here: 0');
    await reads(phone.locator('#state'), 'Talking to the shop');
  });

  it('keeps ring tone and notifications off until the agent wants them', async () => {
    const demo = await openCrm({ context: { permissions: ['notifications'] } });
    const { crm, stage } = demo;
    for (const id of ['ring-tone', 'notify']) {
      const button = crm.locator(`#${id}`);
      expect(await button.getAttribute('aria-pressed'), id).toBe('false');
      await button.click();
      await crm.locator(`#${id}[aria-pressed="true"]`).waitFor();
      await button.click();
      await crm.locator(`#${id}[aria-pressed="false"]`).waitFor();
    }
    expect(stage.problems).toEqual([]);
  });

  it('says that the browser does not allow notifications, as often as the agent asks', async () => {
    const demo = await openCrm({ context: { permissions: [] } });
    const { crm } = demo;
    for (let time = 0; time < 2; time += 1) {
      await crm.locator('#notify').click();
      await reads(crm.locator('#notify-state'), 'The browser does not allow notifications.');
      expect(await crm.locator('#notify').getAttribute('aria-pressed')).toBe('false');
    }
  });
});
