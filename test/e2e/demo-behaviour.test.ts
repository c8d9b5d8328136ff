import { describe, expect, it } from 'vitest';
import { bankPageIn, reads } from '../../scripts/demo-stage.mjs';
import { authenticate, callAndAnswer, openDemo, untilLock } from '../support/demo.js';
import { pressByKeyboard } from '../support/keyboard.js';

describe('the pages of the demo', { timeout: 120_000 }, () => {
  it('lead through a whole call with the keyboard alone', async () => {
    const demo = await openDemo();
    const { workbench, bar, phone, stage } = demo;
    await pressByKeyboard(phone, phone.locator('#call'));
    await pressByKeyboard(workbench, bar.button('Answer'));
    await bar.shows('Talking: 5550100');
    await pressByKeyboard(workbench, workbench.locator('#verify-start'));
    await reads(phone.locator('#prompts p').last(), 'Please enter your six-digit PIN.');
    await phone.keyboard.type('246810');
    await untilLock(workbench, 'unlocked');
    await pressByKeyboard(workbench, bar.button('Hang up'));
    await pressByKeyboard(workbench, bar.button('End wrap-up'));
    await untilLock(workbench, 'locked');
    await bar.isReady();
    expect(stage.problems).toEqual([]);
  });

  it('show the customer and the result again after the bank’s page was reloaded in the middle of the call', async () => {
    const demo = await openDemo();
    const { workbench, phone } = demo;
    await callAndAnswer(demo);
    await authenticate(workbench, phone, '246810');
    await untilLock(workbench, 'unlocked');
    const bank = bankPageIn(workbench);
    await bank.locator('body').evaluate(() => {
      location.reload();
    });
    await reads(bank.locator('#log'), /^(?!.*VerifyResult \{).*Ringing \{/);
    await untilLock(workbench, 'unlocked');
    await reads(bank.locator('#customer'), 'Customer 1001');
  });

  it('lock the bank’s page when the agent turns to another customer, and unlock it on return', async () => {
    const demo = await openDemo();
    const { workbench, bar, phone, stage } = demo;
    await callAndAnswer(demo);
    await authenticate(workbench, phone, '246810');
    await untilLock(workbench, 'unlocked');
    const bank = bankPageIn(workbench);

    const second = await stage.openPhone('5550101');
    await second.locator('#call').click();
    await bar.rings(/5550101/);
    // It only waits: the agent still looks at the first one.
    await reads(bank.locator('#customer'), 'Customer 1001');
    await untilLock(workbench, 'unlocked');

    await workbench.getByRole('button', { name: 'Look at 5550101' }).click();
    await reads(bank.locator('#customer'), 'Customer 1002');
    await untilLock(workbench, 'locked');
    expect(await bank.locator('#account').textContent()).not.toMatch(/\d/);

    await workbench.getByRole('button', { name: 'Look at 5550100' }).click();
    await reads(bank.locator('#customer'), 'Customer 1001');
    await untilLock(workbench, 'unlocked');
  });

  it('lock the bank’s page while the workbench is cut off, and unlock it when the line is back', async () => {
    const demo = await openDemo();
    const { workbench, bar, phone } = demo;
    await callAndAnswer(demo);
    await authenticate(workbench, phone, '246810');
    await untilLock(workbench, 'unlocked');
    await demo.stage.demo.stopWorkbench();
    await reads(bar.bar.locator('[part~="connection"]'), /Reconnecting/);
    await untilLock(workbench, 'offline');
    await demo.stage.demo.startWorkbench();
    await reads(bar.bar.locator('[part~="connection"]'), '');
    await untilLock(workbench, 'unlocked');
  });

  it('do not dial when the agent says no', async () => {
    const demo = await openDemo();
    const { workbench, stage } = demo;
    const second = await stage.openPhone('5550101');
    const bank = bankPageIn(workbench);
    await bank.getByRole('button', { name: 'Call Customer 1002' }).click();
    // On a button of the dialog: a frame of another process hands the keyboard over only after a moment.
    await workbench.locator('#confirm button').first().press('Escape');
    await reads(bank.locator('#dial-state'), 'The agent did not want to call.');
    await reads(second.locator('#state'), 'Ready');
    await reads(workbench.locator('#contacts'), '');
  });

  it('do not dial for a script on the bank’s page', async () => {
    const demo = await openDemo();
    const { workbench } = demo;
    const bank = bankPageIn(workbench);
    await bank.locator('#directory button').first().dispatchEvent('click');
    await reads(bank.locator('#dial-state'), '');
    await bank.locator('#directory button').first().click();
    await reads(bank.locator('#dial-state'), 'The agent is asked …');
  });

  it('say on the bank’s page that it belongs into the workbench when it is opened alone', async () => {
    const demo = await openDemo();
    const alone = await demo.stage.openBank();
    await reads(alone.locator('#verdict'), 'Locked: no workbench');
    await reads(alone.locator('#verdict-why'), 'This page works inside the agent workbench, while that is connected.');
  });

  it('keep the customer’s number from the embedded pages but for its end', async () => {
    const demo = await openDemo();
    const { workbench } = demo;
    await callAndAnswer(demo);
    const bank = bankPageIn(workbench);
    await reads(bank.locator('#customer-facts'), 'Inbound · ***0100 · C-1001');
    expect(await bank.locator('#log').textContent()).not.toContain('5550100');
    const legacy = workbench.frameLocator('#frame-legacy');
    await reads(legacy.locator('#callerNum'), '***0100');
  });
});
