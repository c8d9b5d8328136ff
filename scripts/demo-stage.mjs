/** The demo in headless Chromium: its pages as people see them, and how to tell what stands on them. */
import { chromium } from 'playwright-core';
import { startDemo } from '../examples/server/demo.mjs';
import { chromiumFlags, findChromium } from './chromium.mjs';

/**
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').FrameLocator} FrameLocator
 * @typedef {Awaited<ReturnType<typeof openStage>>} Stage
 */

/**
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {'en' | 'zh-CN'} [options.lang]
 * @param {import('playwright-core').BrowserContextOptions} [options.context]
 * @param {import('../examples/server/bundles.mjs').PageScripts} [options.scripts] when they are bundled already
 */
export async function openStage({ port = 4310, lang = 'en', context: contextOptions = {}, scripts } = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('Chromium was not found: "node scripts/setup.mjs" says how to install it.');
  }
  /** @type {import('../examples/backend/server.mjs').Exchange[]} what the bank's API was asked, PIN masked */
  const exchanges = [];
  const demo = await startDemo({
    port,
    onExchange: (exchange) => exchanges.push(exchange),
    ...(scripts && { scripts }),
  });
  const browser = await chromium
    .launch({ executablePath, headless: true, args: chromiumFlags })
    .catch(async (error) => {
      await demo.close();
      throw error;
    });

  /** @type {string[]} what must not happen on any page: exceptions, errors of the console, breaches of the policy */
  const problems = [];

  /**
   * A page of somebody: in a context of their own, as people have browsers of their own.
   *
   * @param {string} origin
   * @param {Record<string, string>} query
   */
  async function open(origin, query) {
    const context = await browser.newContext({ viewport: { width: 1360, height: 960 }, ...contextOptions });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`securitypolicyviolation ${violatedDirective} ${blockedURI}`);
      });
    });
    context.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    context.on('weberror', (webError) => problems.push(String(webError.error())));
    const page = await context.newPage();
    await page.goto(`${origin}/?${new URLSearchParams({ ...query, lang })}`);
    return page;
  }

  /**
   * A page of an agent, who signs in at the site at once.
   *
   * @param {string} origin
   * @param {string} workNo
   */
  async function openSignedIn(origin, workNo) {
    const page = await open(origin, { agent: workNo });
    await page.locator('#sign-in-button').click();
    return page;
  }

  return {
    demo,
    origins: demo.origins,
    exchanges,
    problems,
    open,
    /** @param {string} workNo */
    openWorkbench: (workNo) => openSignedIn(demo.origins.workbench, workNo),
    /** @param {string} number @param {'retail' | 'sales'} [service] which number it calls */
    openPhone: (number, service = 'retail') => open(demo.origins.phone, { number, service }),
    /** @param {string} workNo */
    openCrm: (workNo) => openSignedIn(demo.origins.crm, workNo),
    /** A page of an agent who has not signed in yet. @param {'workbench' | 'crm'} site @param {string} workNo */
    openSignedOut: (site, workNo) => open(demo.origins[site], { agent: workNo }),
    /** Another tab of the same browser, at the same address. @param {Page} page */
    async openTab(page) {
      const tab = await page.context().newPage();
      await tab.goto(page.url());
      return tab;
    },
    /** A page of the administrator, beside the workbench of an agent. @param {Page} workbench @param {'processes' | 'records'} name */
    async openOffice(workbench, name) {
      const office = await workbench.context().newPage();
      const url = new URL(`/${name}`, workbench.url());
      url.search = new URL(workbench.url()).search;
      await office.goto(url.href);
      return office;
    },
    /** The bank's own address, outside of any workbench. */
    openBank: () => open(demo.origins.bank, {}),
    openLegacy: () => open(demo.origins.legacy, {}),
    async close() {
      await browser.close();
      await demo.close();
    },
  };
}

/**
 * Asks for the window of the company's platform, where an agent signs in.
 *
 * @param {Page} page
 * @returns {Promise<Page>} the window, at the question who it is
 */
export async function openPlatform(page) {
  const [opened] = await Promise.all([page.waitForEvent('popup'), page.locator('#sign-in-platform').click()]);
  await opened.locator('input[name="login"]').waitFor();
  return opened;
}

/** Goes on, or refuses, in the window of the platform. @param {Page} opened @param {'go' | 'refuse'} answer */
export const answerPlatform = (opened, answer) =>
  opened.locator(`button[value="${answer}"]`).click({ noWaitAfter: true });

/** @param {Page} workbench */
export const bankPageIn = (workbench) => workbench.frameLocator('#frame-bank');

/** @param {Page} workbench */
export const legacyPageIn = (workbench) => workbench.frameLocator('#frame-legacy');

/**
 * Waits until a person would read this in that place.
 *
 * @param {Locator} locator
 * @param {string | RegExp} wanted the whole text, or what is in it
 * @param {number} [timeoutMs]
 * @returns {Promise<string>} the text
 */
export async function reads(locator, wanted, timeoutMs = 20_000) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const text = ((await locator.textContent({ timeout: timeoutMs })) ?? '').trim();
    if (typeof wanted === 'string' ? text === wanted : wanted.test(text)) return text;
    if (Date.now() > until) throw new Error(`${String(locator)} reads "${text}" and not ${String(wanted)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Types on the customer's phone.
 *
 * @param {Page} phone
 * @param {string} digits
 */
export async function typeOn(phone, digits) {
  for (const digit of digits) await phone.locator(`#keypad [data-key="${digit}"]`).click();
}
