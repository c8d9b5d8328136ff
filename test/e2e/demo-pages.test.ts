import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { messages as officeMessages } from '../../examples/administration/messages.js';
import { messages as bankMessages } from '../../examples/business-page/messages.js';
import { messages as crmMessages } from '../../examples/crm-call-bar/messages.js';
import { messages as phoneMessages } from '../../examples/customer-phone/messages.js';
import { messages as workbenchMessages } from '../../examples/workbench/messages.js';
import { barOf } from '../../scripts/demo-bar.mjs';
import { openStage, reads } from '../../scripts/demo-stage.mjs';
import { authenticate, callAndAnswer, openDemo, untilLock, type OpenedDemo } from '../support/demo.js';
import { pressByKeyboard } from '../support/keyboard.js';

interface BusyDemo extends OpenedDemo {
  readonly crm: Page;
}

/**
 * The pages with the most on them: a verified customer on the line and another one waiting; in the CRM a customer on
 * the line and a call in the log.
 */
async function openBusyDemo(options: Parameters<typeof openDemo>[0] = {}): Promise<BusyDemo> {
  const demo = await openDemo(options);
  const { workbench, phone, stage } = demo;
  await callAndAnswer(demo);
  await authenticate(workbench, phone, '246810');
  await untilLock(workbench, 'unlocked');
  const second = await stage.openPhone('5550102');
  await second.locator('#call').click();
  await workbench.locator('#contacts > li').nth(1).waitFor();

  const crm = await stage.openCrm('381');
  const bar = barOf(crm, options.lang);
  const caller = await stage.openPhone('5550101', 'sales');
  await bar.pressWord('signIn');
  await callAndAnswer({ bar, phone: caller });
  await crm.locator('#log > li[data-state="talking"]').waitFor();
  return { ...demo, crm };
}

const framesOf = ({ workbench, phone, crm }: BusyDemo): Frame[] => [
  ...workbench.frames(),
  phone.mainFrame(),
  crm.mainFrame(),
];

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

async function violationsOf(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate(() =>
    (window as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } }).axe.run({ iframes: false }),
  );
  return violations.map(({ id, nodes }) => `${frame.url()} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function expectNoViolations(frames: readonly Frame[]): Promise<void> {
  const found: string[] = [];
  for (const frame of frames) found.push(...(await violationsOf(frame)));
  expect(found).toEqual([]);
}

/** How far a page could be scrolled sideways, in pixels. */
const sidewaysScroll = (frame: Frame): Promise<number> =>
  frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Shows the second tab: a hidden frame has no layout to measure. */
const showLegacy = (workbench: Page): Promise<void> => workbench.locator('#tab-legacy').click();

describe('the pages of the demo', { timeout: 120_000 }, () => {
  it.each(['light', 'dark'] as const)('have no accessibility violation that axe can find, %s', async (colorScheme) => {
    const opened = await openBusyDemo({ context: { colorScheme } });
    const [main, ...embedded] = opened.workbench.frames();
    expect(embedded).toHaveLength(2);
    await expectNoViolations([main!, embedded[0]!, opened.phone.mainFrame(), opened.crm.mainFrame()]);
    await showLegacy(opened.workbench);
    await expectNoViolations([embedded[1]!]);
    expect(opened.stage.problems).toEqual([]);
  });

  it('have none while the bank’s page is locked, pending and failed either', async () => {
    const demo = await openDemo();
    const { workbench, phone } = demo;
    await callAndAnswer(demo);
    const bank = workbench.frames()[1]!;
    await untilLock(workbench, 'locked');
    await expectNoViolations([bank]);
    await workbench.locator('#verify-start').click();
    await untilLock(workbench, 'pending');
    await expectNoViolations([bank, workbench.mainFrame()]);
    for (const digit of '000000') await phone.locator(`#keypad [data-key="${digit}"]`).click();
    await untilLock(workbench, 'failed');
    await expectNoViolations([bank]);
  });

  it.each(['workbench', 'crm'] as const)('ask who is not signed in to sign in, %s', async (site) => {
    const stage = await openStage({ port: 0 });
    try {
      const stranger = await stage.open(stage.origins[site], { agent: '999' });
      await expectNoViolations([stranger.mainFrame()]);
      expect(await sidewaysScroll(stranger.mainFrame())).toBe(0);
      await stranger.getByRole('button', { name: 'Sign in as agent 999' }).click();
      await reads(stranger.locator('#sign-in-problem'), 'There is no agent 999 here');
      expect(await stranger.locator('#softphone').getByRole('button').count()).toBe(0);

      const agent = await stage.open(stage.origins[site], { agent: site === 'crm' ? '381' : '371' });
      await pressByKeyboard(agent, agent.locator('#sign-in-button'));
      await barOf(agent).button('Sign in').waitFor();
      // The session lasts; the access token is in no place that outlives the page.
      await agent.reload();
      await barOf(agent).button('Sign in').waitFor();
      const stored = await agent.evaluate(() =>
        JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
      );
      expect(stored).not.toContain('ey');
    } finally {
      await stage.close();
    }
  });

  it.each(['processes', 'records'] as const)('are as good for the administrator, %s', async (name) => {
    const demo = await openDemo({
      lang: 'zh-CN',
      context: { viewport: { width: 640, height: 480 }, deviceScaleFactor: 2 },
    });
    await callAndAnswer(demo);
    await authenticate(demo.workbench, demo.phone, '246810');
    const office = await demo.stage.openOffice(demo.workbench, name);
    await office.locator('tbody tr').first().waitFor();
    await expectNoViolations([office.mainFrame()]);
    expect(await sidewaysScroll(office.mainFrame())).toBe(0);
    await office.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysScroll(office.mainFrame())).toBe(0);
    const text = await office.locator('main:visible').innerText();
    const english = Object.entries<string>(officeMessages.en).filter(
      ([key, words]) => officeMessages['zh-CN'][key as keyof typeof officeMessages.en] !== words && words.length > 3,
    );
    for (const [, words] of english) expect(text).not.toContain(words);
    expect(demo.stage.problems).toEqual([]);
  });

  it.each([
    ['320 pixels wide', { viewport: { width: 320, height: 640 } }],
    ['zoomed to 200 %', { viewport: { width: 640, height: 480 }, deviceScaleFactor: 2 }],
  ])('need no sideways scrolling, %s', async (_name, context) => {
    const opened = await openBusyDemo({ context });
    const [main, bank, legacy] = opened.workbench.frames() as [Frame, Frame, Frame];
    for (const frame of [main, bank, opened.phone.mainFrame(), opened.crm.mainFrame()]) {
      expect(await sidewaysScroll(frame), frame.url()).toBe(0);
    }
    await showLegacy(opened.workbench);
    expect(await sidewaysScroll(legacy), legacy.url()).toBe(0);
  });

  it('need no sideways scrolling with text of twice the size', async () => {
    const opened = await openBusyDemo();
    for (const frame of framesOf(opened)) {
      await frame.evaluate(() => {
        document.documentElement.style.setProperty('font-size', '200%');
      });
    }
    await showLegacy(opened.workbench);
    for (const frame of framesOf(opened)) expect(await sidewaysScroll(frame), frame.url()).toBe(0);
  });

  it('speak Chinese throughout when asked to', async () => {
    const opened = await openBusyDemo({ lang: 'zh-CN' });
    const english = new Set<string>();
    for (const { en, 'zh-CN': zh } of [workbenchMessages, bankMessages, phoneMessages, crmMessages, officeMessages]) {
      for (const [key, text] of Object.entries<string>(en)) if (zh[key as never] !== text) english.add(text);
    }
    for (const frame of framesOf(opened)) {
      const { language, texts } = await frame.evaluate(() => ({
        language: document.documentElement.lang,
        texts: [...document.querySelectorAll('body *')].flatMap((each) => [
          ...[...each.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ textContent }) => textContent ?? ''),
          each.getAttribute('aria-label') ?? '',
          each.getAttribute('title') ?? '',
        ]),
      }));
      expect(language, frame.url()).toBe('zh-CN');
      expect(texts.map((text) => text.trim()).filter((text) => english.has(text))).toEqual([]);
      expect(texts.join(''), frame.url()).toMatch(/\p{Script=Han}/u);
    }
    expect(opened.stage.problems).toEqual([]);
  });

  it('have the same words in both languages', () => {
    for (const { en, 'zh-CN': zh } of [workbenchMessages, bankMessages, phoneMessages, crmMessages]) {
      expect(Object.keys(zh)).toEqual(Object.keys(en));
      for (const [key, text] of Object.entries<string>(en)) {
        const names = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
        expect(names((zh as Record<string, string>)[key] ?? ''), key).toEqual(names(text));
      }
    }
  });
});
