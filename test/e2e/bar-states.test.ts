import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { stateNames, type BarPageOptions } from '../support/bar-page.js';
import { useBarPages } from '../support/use-bar-pages.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const pages = useBarPages();

/** Each state of the softphone, and what the bar can show on top of one. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  ...Object.fromEntries(
    stateNames.map((name) => [name, (page: Page) => page.evaluate((wanted) => window.harness.show(wanted), name)]),
  ),
  error: (page) => page.evaluate(() => window.harness.fail('net/timeout')),
  'sound blocked': (page) =>
    page.evaluate(() => {
      window.harness.bar.sound = { state: 'blocked', enable: () => Promise.resolve() };
    }),
  'state menu': (page) => page.locator('[data-opens=state]').click(),
  'dial pad': (page) => page.locator('[data-opens=dial]').click(),
  help: (page) => page.locator('[data-opens=help]').click(),
  keypad: async (page) => {
    await page.evaluate(() => window.harness.show('talking'));
    await page.locator('[data-opens=keypad]').click();
  },
  'list of targets': async (page) => {
    await page.evaluate(() => window.harness.show('talking'));
    await page.locator('[data-opens=transfer]').click();
    await page.evaluate(() => window.harness.clock.advance(1));
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
  },
};

/** From a fresh bar to a scene, at rest. */
async function show(page: Page, scene: string): Promise<void> {
  await page.evaluate(() => {
    const { bar } = window.harness;
    bar.remove();
    bar.softphone = undefined;
    bar.softphone = window.harness.fake;
    bar.sound = undefined;
    document.querySelector('main')?.append(bar);
    return window.harness.show('ready');
  });
  await scenes[scene]!(page);
  await page.evaluate(() => window.harness.bar.updateComplete);
}

/** The element itself runs under the policy; the checker comes in by the debugger. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate<AxeResults>(
    'axe.run(document, { rules: { "page-has-heading-one": { enabled: false }, region: { enabled: false } } })',
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary ?? ''}`),
  );
}

const looks: Readonly<Record<string, BarPageOptions>> = {
  light: { colorScheme: 'light', reducedMotion: 'reduce' },
  dark: { colorScheme: 'dark', reducedMotion: 'reduce' },
  'forced colours': { forcedColors: 'active', reducedMotion: 'reduce' },
};

describe.each(Object.entries(looks))('in %s', (_, look) => {
  it('every state is free of accessibility violations', { timeout: 120_000 }, async () => {
    const page = await pages.open(look);
    await page.evaluate(axe);
    const found: Record<string, string[]> = {};
    for (const scene of Object.keys(scenes)) {
      await show(page, scene);
      const problems = await violations(page);
      if (problems.length > 0) found[scene] = problems;
    }
    expect(found).toEqual({});
  });
});

// 640 pixels at 200 % zoom leave 320.
it.each([
  { layout: 'compact' },
  { layout: 'docked' },
  { layout: 'floating', dir: 'rtl' as const },
  { layout: 'docked', lang: 'zh-CN' },
])('loses nothing sideways at 320 pixels (%o)', { timeout: 120_000 }, async (options) => {
  const page = await pages.open({ ...options, viewport: { width: 320, height: 700 } });
  const lost: Record<string, string[]> = {};
  for (const scene of Object.keys(scenes)) {
    await show(page, scene);
    const out = await page.evaluate(() => {
      const root = window.harness.bar.shadowRoot!;
      const visible = [...root.querySelectorAll('button, input, strong, time, .notice, .chip, dd')];
      const outside = visible.filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        return width > 0 && (left < -0.5 || right > 320.5);
      });
      const scroller = document.documentElement;
      return [
        ...outside.map((each) => `${each.tagName} ${each.className} ${each.textContent}`),
        ...(scroller.scrollWidth > scroller.clientWidth ? [`the page is ${scroller.scrollWidth} wide`] : []),
      ];
    });
    if (out.length > 0) lost[scene] = out;
  }
  expect(lost).toEqual({});
});

it.each([820, 1024, 1180, 1440])('keeps the controls of a docked call in one row (%i pixels)', async (width) => {
  const page = await pages.open({ layout: 'docked', viewport: { width, height: 700 } });
  const rows: Record<string, number> = {};
  for (const scene of ['talking', 'held', 'consult-talking', 'conference', 'two-calls', 'second-ringing']) {
    await show(page, scene);
    const tops = await page
      .locator('.controls button')
      .evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().top)));
    rows[scene] = new Set(tops).size;
  }
  expect(Object.values(rows), JSON.stringify(rows)).toEqual([1, 1, 1, 1, 1, 1]);
});

it('offers what is allowed, and nothing else', async () => {
  const page = await pages.open();
  const offered = async (name: string): Promise<string[]> => {
    await page.evaluate((wanted) => window.harness.show(wanted), name);
    return page.locator('.controls button:not([aria-disabled])').allInnerTexts();
  };
  expect(await offered('talking')).toEqual([
    'Mute',
    'Hold',
    'Keypad',
    'Transfer',
    'Consult',
    'Pause recording',
    'Hang up',
  ]);
  expect(await offered('held')).toEqual(['Resume', 'Transfer', 'Consult', 'Hang up']);
  expect(await offered('dialing')).toEqual(['Hang up']);
  expect(await offered('consult-dialing')).toEqual(['Back to caller', 'Hang up']);
  expect(await offered('stale')).toEqual([]);
  await page.evaluate(() => window.harness.show('dialing'));
  await page.locator('[data-key=hold]').click({ force: true });
  expect(await page.evaluate(() => window.harness.fake.asked)).toEqual([]);
});

it('stands on the other side in a page that is written from right to left', async () => {
  const page = await pages.open({ dir: 'rtl' });
  await page.evaluate(() => window.harness.show('talking'));
  const [hangUp, mute, number] = await Promise.all(
    ['[data-key=hangUp]', '[data-key=mute]', '.call bdi'].map((each) => page.locator(each).boundingBox()),
  );
  expect(hangUp!.x).toBeLessThan(mute!.x);
  expect(number!.x).toBeGreaterThan(150);
  expect(await page.locator('.call bdi').getAttribute('dir')).toBe('ltr');
});
