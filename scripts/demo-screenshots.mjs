/**
 * Takes the pictures of the README from the running demo: `node scripts/demo-screenshots.mjs [folder]`, by default
 * docs/images. With `--all` also those that only show whether every page and state looks right.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { barOf } from './demo-bar.mjs';
import { bankPageIn, openStage, typeOn } from './demo-stage.mjs';

const { values, positionals } = parseArgs({ options: { all: { type: 'boolean' } }, allowPositionals: true });
const folder = positionals[0] ?? 'docs/images';
await mkdir(folder, { recursive: true });

/**
 * @typedef {object} Shooting
 * @property {'en' | 'zh-CN'} [lang]
 * @property {import('playwright-core').BrowserContextOptions} [context]
 * @property {string[]} [only] which states
 */

/** @param {string} name @param {Shooting} options */
const shooterFor =
  (name, { only }) =>
  /** @param {string} state @param {import('playwright-core').Page} page */
  async (state, page) => {
    if (only && !only.includes(state)) return;
    await page.screenshot({ path: path.join(folder, `${name}-${state}.png`), animations: 'disabled' });
  };

/**
 * Plays a short story of the workbench and takes a picture of each state of it.
 *
 * @param {string} name
 * @param {Shooting} options
 */
async function shootWorkbench(name, options) {
  const { lang = 'en', context = {}, only } = options;
  const picture = shooterFor(name, options);
  const stage = await openStage({ port: 0, lang, context });
  try {
    const workbench = await stage.openWorkbench('371');
    const bar = barOf(workbench, lang);
    const phone = await stage.openPhone('5550100');
    const chris = await stage.openPhone('5550102');
    /** @param {string} wanted */
    const untilLock = (wanted) => bankPageIn(workbench).locator(`body[data-lock="${wanted}"]`).waitFor();
    /** @param {import('playwright-core').Page} page @param {string} id */
    const press = (page, id) => page.locator(`#${id}`).click();

    await picture('signed-out', workbench);
    await bar.pressWord('signIn');
    await bar.isReady();
    await untilLock('locked');
    await picture('idle', workbench);
    await press(phone, 'call');
    await bankPageIn(workbench).locator('[data-call="Ringing"]').waitFor();
    await picture('ringing', workbench);
    await bar.pressWord('answer');
    await bankPageIn(workbench).locator('[data-call="Talking"]').waitFor();
    await picture('locked', workbench);
    await press(workbench, 'verify-start');
    await phone.locator('#prompts p').last().waitFor();
    await untilLock('pending');
    await picture('pending', workbench);
    await typeOn(phone, '0000');
    if (only) await phone.setViewportSize({ width: 460, height: 960 });
    await picture('phone', phone);
    await typeOn(phone, '00');
    await untilLock('failed');
    await picture('failed', workbench);
    await press(workbench, 'verify-start');
    await untilLock('pending');
    await typeOn(phone, '246810');
    await untilLock('unlocked');
    await picture('unlocked', workbench);
    if (only) return;

    await press(chris, 'call');
    await workbench.locator('#contacts > li').nth(1).waitFor();
    await picture('waiting', workbench);
    await press(workbench, 'tab-legacy');
    await picture('legacy', workbench);
    await press(workbench, 'tab-bank');
    await bar.pressWord('hangUp');
    await bar.pressWord('answer');
    await chris.locator('#state[data-state="talking"]').waitFor();
    await press(workbench, 'verify-start');
    await chris.locator('#prompts p').waitFor();
    await typeOn(chris, '112358');
    await untilLock('abnormal');
    await picture('abnormal', workbench);
    await bar.pressWord('hangUp');
    await bar.pressWord('endWrapUp');
    // Until nothing moves any more: a click would miss a button that goes up.
    await bar.isReady();
    await bankPageIn(workbench).locator('#directory button').nth(1).click();
    await workbench.locator('#confirm').waitFor();
    await picture('confirm', workbench);
    await press(workbench, 'confirm-no');
    await picture('bank-alone', await stage.openBank());
    await picture('legacy-alone', await stage.openLegacy());
  } finally {
    await stage.close();
  }
}

/**
 * The same for the CRM: a call that comes in, a colleague who is asked, the page after it.
 *
 * @param {string} name
 * @param {Shooting} options
 */
async function shootCrm(name, options) {
  const { lang = 'en', context = {} } = options;
  const picture = shooterFor(name, options);
  const stage = await openStage({ port: 0, lang, context });
  try {
    const crm = await stage.openCrm('381');
    const bar = barOf(crm, lang);
    const colleague = barOf(await stage.openCrm('382'), lang);
    const phone = await stage.openPhone('5550100', 'sales');
    await picture('signed-out', crm);
    await phone.locator('#call').click();
    await phone.locator('#prompts p').waitFor();
    await picture('waiting', phone);
    await bar.pressWord('signIn');
    await bar.rings(/Customer 1001/);
    await picture('ringing', crm);
    await bar.pressWord('answer');
    await crm.locator('#call-state[data-tone="ok"]').waitFor();
    await picture('talking', crm);
    await colleague.pressWord('signIn');
    await colleague.isReady();
    await bar.consult('Sales desk 2');
    await bar.asks(/382/);
    await colleague.pressWord('answer');
    await crm.locator('#log > li').nth(1).waitFor();
    await picture('consult', crm);
    await bar.pressWord('join');
    await crm.locator('#log > li[data-state="conference"]').waitFor();
    await picture('conference', crm);
    await bar.pressWord('hangUp');
    await bar.pressWord('endWrapUp');
    await bar.isReady();
    await picture('idle', crm);
  } finally {
    await stage.close();
  }
}

// The whole page in view: a picture of more resizes the frames while it is taken.
const tall = { viewport: { width: 1360, height: 1040 } };
const small = { viewport: { width: 1280, height: 860 } };
const low = { viewport: { width: 1280, height: 820 } };

/** @type {[shoot: typeof shootCrm, name: string, options: Shooting][]} */
const pictures = values.all
  ? [shootWorkbench, shootCrm].flatMap((shoot) => {
      const prefix = shoot === shootCrm ? 'crm-' : '';
      return /** @type {typeof pictures} */ ([
        [shoot, `${prefix}light`, { context: tall }],
        [shoot, `${prefix}dark`, { context: { ...tall, colorScheme: 'dark' } }],
        [shoot, `${prefix}zh`, { lang: 'zh-CN', context: tall }],
        [shoot, `${prefix}narrow`, { context: { viewport: { width: 320, height: 2000 } } }],
      ]);
    })
  : [
      [shootWorkbench, 'demo', { only: ['locked', 'unlocked', 'phone'], context: small }],
      [shootWorkbench, 'demo-zh', { lang: 'zh-CN', only: ['unlocked'], context: small }],
      [shootCrm, 'demo-crm', { only: ['ringing', 'consult'], context: low }],
      [shootCrm, 'demo-crm-zh', { lang: 'zh-CN', only: ['consult'], context: low }],
    ];
for (const [shoot, name, options] of pictures) await shoot(name, options);
