/**
 * Takes the pictures of the README from the running demo: `node scripts/demo-screenshots.mjs [folder]`, by default
 * docs/images. With `--all` also those that only show whether every page and state looks right.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bankPageIn, openStage, reads, typeOn } from './demo-stage.mjs';

const { values, positionals } = parseArgs({ options: { all: { type: 'boolean' } }, allowPositionals: true });
const folder = positionals[0] ?? 'docs/images';
await mkdir(folder, { recursive: true });

/**
 * Plays a short story and takes a picture of each state of it.
 *
 * @param {string} name
 * @param {{ lang?: 'en' | 'zh-CN', context?: import('playwright-core').BrowserContextOptions, only?: string[] }} options
 */
async function shoot(name, { lang = 'en', context = {}, only }) {
  const stage = await openStage({ port: 0, lang, context });
  /** @param {string} state @param {import('playwright-core').Page} page */
  const picture = async (state, page) => {
    if (only && !only.includes(state)) return;
    await page.screenshot({ path: path.join(folder, `${name}-${state}.png`), animations: 'disabled' });
  };
  try {
    const workbench = await stage.openWorkbench('371');
    const phone = await stage.openPhone('5550100');
    const chris = await stage.openPhone('5550102');
    /** @param {string} wanted */
    const untilLock = (wanted) => bankPageIn(workbench).locator(`body[data-lock="${wanted}"]`).waitFor();
    /** @param {import('playwright-core').Page} page @param {string} id */
    const press = (page, id) => page.locator(`#${id}`).click();

    await picture('signed-out', workbench);
    await press(workbench, 'sign-in');
    await untilLock('locked');
    await picture('idle', workbench);
    await press(phone, 'call');
    await bankPageIn(workbench).locator('[data-call="Ringing"]').waitFor();
    await picture('ringing', workbench);
    await press(workbench, 'answer');
    await bankPageIn(workbench).locator('[data-call="Talking"]').waitFor();
    await picture('locked', workbench);
    await press(workbench, 'verify-start');
    await phone.locator('#prompts p').waitFor();
    await untilLock('pending');
    await picture('pending', workbench);
    await typeOn(phone, '0000');
    if (only) await phone.setViewportSize({ width: 460, height: 860 });
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
    await press(workbench, 'hang-up');
    await press(workbench, 'answer');
    await reads(chris.locator('#state'), lang === 'en' ? 'Talking to the bank' : '正在与银行通话');
    await press(workbench, 'verify-start');
    await chris.locator('#prompts p').waitFor();
    await typeOn(chris, '112358');
    await untilLock('abnormal');
    await picture('abnormal', workbench);
    await press(workbench, 'hang-up');
    await press(workbench, 'end-wrap-up');
    // Until nothing moves any more: a click would miss a button that goes up.
    await workbench.locator('#agent-state[data-state="ready"]').waitFor();
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

// The whole page in view: a picture of more resizes the frames while it is taken.
const tall = { viewport: { width: 1360, height: 1040 } };
const small = { viewport: { width: 1280, height: 860 } };

/** @type {Record<string, Parameters<typeof shoot>[1]>} */
const pictures = values.all
  ? {
      light: { context: tall },
      dark: { context: { ...tall, colorScheme: 'dark' } },
      zh: { lang: 'zh-CN', context: tall },
      narrow: { context: { viewport: { width: 320, height: 2000 } } },
    }
  : {
      demo: { only: ['locked', 'unlocked', 'phone'], context: small },
      'demo-zh': { lang: 'zh-CN', only: ['unlocked'], context: small },
    };
for (const [name, options] of Object.entries(pictures)) await shoot(name, options);
