/** Ten thousand calls through one page leave nothing behind: no memory, no listener, no timer. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { pageBundle } from '../support/page-bundle.js';
import { startPageServer, type PageServer } from '../support/page-server.js';

declare global {
  interface Window {
    /** What is waiting or listening now. */
    held: { timers: number; listeners: number };
  }
}

let server: PageServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  server = await startPageServer();
  server.serve('/day.js', await pageBundle('long-day'), { type: 'text/javascript' });
  server.serve('/', '<!doctype html><title>A long day</title><body><script src="/day.js"></script>');
  browser = await launchChromium();
  page = await browser.newPage();
  await page.addInitScript(countWhatIsHeld);
  await page.goto(server.origin('localhost'));
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Runs in the page, before its scripts. */
function countWhatIsHeld(): void {
  const timers = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = window;
  window.setTimeout = ((act: () => void, ms?: number) => {
    const id = set(() => {
      timers.delete(id);
      act();
    }, ms);
    timers.add(id);
    return id;
  }) as typeof window.setTimeout;
  window.clearTimeout = (id) => {
    timers.delete(id);
    clear(id);
  };
  let listeners = 0;
  const live = new WeakMap<EventTarget, { readonly type: string; readonly listener: unknown }[]>();
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const end = (target: EventTarget, type: string, listener: unknown): void => {
    const all = live.get(target) ?? [];
    const at = all.findIndex((each) => each.type === type && each.listener === listener);
    if (at < 0) return;
    all.splice(at, 1);
    listeners -= 1;
  };
  EventTarget.prototype.addEventListener = function (...args: Parameters<typeof add>) {
    const [type, listener, options] = args;
    end(this, type, listener);
    live.set(this, [...(live.get(this) ?? []), { type, listener }]);
    listeners += 1;
    add.apply(this, args);
    // It goes with its signal, without a word to the target.
    const signal = typeof options === 'object' ? options.signal : undefined;
    if (signal) add.call(signal, 'abort', () => end(this, type, listener), { once: true });
  };
  EventTarget.prototype.removeEventListener = function (...args: Parameters<typeof remove>) {
    end(this, args[0], args[1]);
    remove.apply(this, args);
  };
  Object.defineProperty(window, 'held', { get: () => ({ timers: timers.size, listeners }) });
}

async function heldNow() {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  // Twice: what the first finds dead may have been all that held something else.
  for (let n = 0; n < 2; n += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return { heap: usedSize, ...(await page.evaluate(() => window.held)) };
}

it('ends as it began', { timeout: 180_000 }, async () => {
  const take = (calls: number) => page.evaluate(async (wanted) => (await window.day).take(wanted), calls);
  // The first ones warm the compilers and fill the caches.
  await take(5000);
  const before = await heldNow();
  await take(10_000);
  const after = await heldNow();
  expect(after.heap / before.heap).toBeLessThan(1.05);
  expect(after.timers).toBeLessThanOrEqual(before.timers);
  expect(after.listeners - before.listeners).toBeLessThanOrEqual(0);
});
