import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { BarPageOptions } from '../support/bar-page.js';
import { useBarPages } from '../support/use-bar-pages.js';

/** What the bar fetches once it stands there, where a page has it as modules. */
const parts = { panels: /\/later-[\w-]+\.js$/, chinese: /\/zh-cn-[\w-]+\.js$/ };

const isExpected = (problem: string): boolean => problem.includes('Failed to load resource');
const { page, open } = useBarPages({ split: true, isExpected });

interface Server {
  /** What becomes of the next requests. */
  answer: (route: Route) => Promise<void>;
  asked: number;
}

/** Opens a page of which one part is answered as the test says: at first not at all. */
async function openWithout(part: RegExp, options: BarPageOptions = {}): Promise<Server> {
  const server: Server = { answer: (route) => route.abort(), asked: 0 };
  await open({
    ...options,
    before: (opened) =>
      opened.route(part, (route) => {
        server.asked += 1;
        return server.answer(route);
      }),
  });
  return server;
}

/** Lets the bar's time pass, and what it asks for then be answered. */
async function pass(ms: number): Promise<void> {
  await page.evaluate((time) => window.harness.clock.advance(time), ms);
  await page.waitForTimeout(100);
}
const rendered = (): Promise<boolean> => page.evaluate(() => window.harness.bar.updateComplete);
const stateButton = (): Promise<string> => page.locator('[data-opens=state]').innerText();
const language = (): Promise<string | null> => page.locator('.bar').getAttribute('lang');
const openDialPad = (): Promise<void> => page.locator('[data-opens=dial]').click();
const dialPad = (): Promise<number> => page.locator('[data-panel=dial]').count();
/** As the browser says it; the network itself is as the routes are. */
const comeOnline = (): Promise<unknown> => page.evaluate(() => dispatchEvent(new Event('online')));

describe('panels that cannot be fetched', () => {
  it('are fetched again after a while, less and less often, and serve when they are there', async () => {
    const server = await openWithout(parts.panels);
    await expect.poll(() => server.asked).toBe(1);
    await pass(999);
    expect(server.asked).toBe(1);
    await pass(1);
    expect(server.asked).toBe(2);
    await pass(1999);
    expect(server.asked).toBe(2);
    await pass(1);
    expect(server.asked).toBe(3);
    server.answer = (route) => route.continue();
    await pass(4000);
    expect(server.asked).toBe(4);
    await openDialPad();
    await expect.poll(dialPad).toBe(1);
    await pass(600_000);
    expect(server.asked, 'what is there is not fetched again').toBe(4);
  });

  it('never cost more than a request a minute, however much happens on the bar', async () => {
    const server = await openWithout(parts.panels);
    await expect.poll(() => server.asked).toBe(1);
    for (let minute = 0; minute < 10; minute += 1) await pass(60_000);
    const before = server.asked;
    for (const name of ['ringing', 'talking', 'ready', 'wrap-up', 'ready']) {
      await page.evaluate((wanted) => window.harness.show(wanted), name);
      await rendered();
    }
    expect(server.asked).toBe(before);
    await pass(59_999);
    expect(server.asked).toBe(before);
    await pass(1);
    expect(server.asked).toBe(before + 1);
  });

  it('are fetched at once when the browser is online again, and when somebody opens one', async () => {
    const server = await openWithout(parts.panels);
    await expect.poll(() => server.asked).toBe(1);
    await comeOnline();
    await expect.poll(() => server.asked).toBe(2);
    await openDialPad();
    await expect.poll(() => page.locator('[role=alert]').innerText()).toContain('net/unreachable');
    expect(server.asked).toBe(3);
    expect(await dialPad()).toBe(0);
    server.answer = (route) => route.continue();
    await openDialPad();
    await expect.poll(dialPad).toBe(1);
  });

  it('cost nobody a call where the file is broken, which browsers remember', async () => {
    const server = await openWithout(parts.panels);
    server.answer = (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken")' });
    await pass(1000);
    for (let minute = 0; minute < 3; minute += 1) await pass(60_000);
    expect(server.asked).toBe(2);
    await page.evaluate(() => window.harness.actOut());
    await page.evaluate(() => window.harness.show('ringing'));
    await page.locator('[data-key=answer]').click();
    await page.locator('[data-key=hangUp]').click();
    expect(await page.evaluate(() => window.harness.fake.asked.map(([name]) => name))).toEqual(['answer', 'hangUp']);
  });

  it('leave nothing behind when the bar is removed, and are fetched when it comes back', async () => {
    const server = await openWithout(parts.panels);
    await expect.poll(() => server.asked).toBe(1);
    const timers = await page.evaluate(() => {
      window.harness.bar.remove();
      return window.harness.clock.timers;
    });
    expect(timers).toBe(0);
    await comeOnline();
    await pass(120_000);
    expect(server.asked).toBe(1);
    server.answer = (route) => route.continue();
    await page.evaluate(() => document.body.append(window.harness.bar));
    await expect.poll(() => server.asked).toBe(2);
    await openDialPad();
    await expect.poll(dialPad).toBe(1);
  });
});

describe('a language that cannot be fetched', () => {
  it('is English at once, and itself as soon as its words come', async () => {
    const server = await openWithout(parts.chinese, { lang: 'zh-CN' });
    expect(await stateButton()).toContain('Ready');
    expect(await language()).toBe('en');
    expect(server.asked).toBe(1);
    await pass(1000);
    expect(server.asked).toBe(2);
    expect(await stateButton()).toContain('Ready');
    server.answer = (route) => route.continue();
    await pass(2000);
    await expect.poll(stateButton).toContain('空闲');
    expect(await language()).toBe('zh-CN');
    await pass(600_000);
    expect(server.asked).toBe(3);
  });

  it('comes at once when the browser is online again', async () => {
    const server = await openWithout(parts.chinese, { lang: 'zh-CN' });
    expect(await stateButton()).toContain('Ready');
    server.answer = (route) => route.continue();
    await comeOnline();
    await expect.poll(stateButton).toContain('空闲');
  });

  it('does not keep the bar from being shown, also where the request hangs', async () => {
    const waiting: Route[] = [];
    const server: Server = { asked: 0, answer: async (route) => void waiting.push(route) };
    await open({
      before: (opened) => opened.route(parts.chinese, (route) => server.answer(route)),
    });
    await page.evaluate(() => {
      const { bar, clock } = window.harness;
      bar.remove();
      // A bar of its own, which has shown nothing yet.
      const other = new (bar.constructor as new () => typeof bar)();
      Object.assign(other, { clock, softphone: window.harness.fake, locale: 'zh-CN' });
      other.id = 'other';
      document.body.append(other);
    });
    await expect.poll(() => waiting.length).toBe(1);
    expect(await page.locator('#other .bar').count()).toBe(0);
    await pass(1000);
    await expect.poll(() => page.locator('#other [data-opens=state]').innerText()).toContain('Ready');
    await waiting[0]?.continue();
    await expect.poll(() => page.locator('#other [data-opens=state]').innerText()).toContain('空闲');
  });

  it('holds up no rendering when the page changes to it', async () => {
    const waiting: Route[] = [];
    await open({
      before: (opened) => opened.route(parts.chinese, async (route) => void waiting.push(route)),
    });
    await page.evaluate(() => (window.harness.bar.locale = 'zh-CN'));
    await expect.poll(() => waiting.length).toBe(1);
    await page.evaluate(() => window.harness.show('ringing'));
    expect(await page.locator('[data-key=answer]').innerText()).toContain('Answer');
    await waiting[0]?.continue();
    await expect.poll(() => page.locator('[data-key=answer]').innerText()).toContain('接听');
  });

  it('is not fetched any more by a page that speaks another by now', async () => {
    const server = await openWithout(parts.chinese, { lang: 'zh-CN' });
    await page.evaluate(() => (window.harness.bar.locale = 'en'));
    await rendered();
    await pass(600_000);
    expect(server.asked).toBe(1);
    expect(await language()).toBe('en');
  });
});
