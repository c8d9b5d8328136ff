import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { pageBundle } from '../support/page-bundle.js';
import { startPageServer, type PageServer } from '../support/page-server.js';

let server: PageServer;
let browser: Browser;
let page: Page;
let devtools: CDPSession;
beforeAll(async () => {
  server = await startPageServer();
  server.serve('/ring.js', await pageBundle('ring-tone'), { type: 'text/javascript' });
  server.serve(
    '/',
    '<!doctype html><title>Ring tone</title><button>Enable sound</button><script src="/ring.js"></script>',
  );
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(server.origin('localhost'));
  devtools = await page.context().newCDPSession(page);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Not `page.evaluate`, which counts as a gesture of the person and allows audio. */
async function read(expression: string): Promise<unknown> {
  const { result } = await devtools.send('Runtime.evaluate', {
    expression: `ringing.then((page) => ${expression})`,
    awaitPromise: true,
    returnByValue: true,
  });
  return result.value;
}

const state = () => read('page.state()');

// A browser of its own: one that has been used for anything else allows audio.
it('is withheld in a page that nobody has used yet, says so, and is heard after a click', async () => {
  await expect.poll(() => read('page.told')).toEqual([{ ringing: false, blocked: true }]);
  await read('page.callIn()');
  expect(await state()).toMatchObject({ ringing: true, blocked: true, playedTo: 0 });

  await page.getByRole('button', { name: 'Enable sound' }).click();
  await expect.poll(state).toMatchObject({ ringing: true, blocked: false, audio: 'running' });
  await expect.poll(() => read('page.state().playedTo')).toBeGreaterThan(0);

  await read('page.hangUp()');
  expect(await state()).toMatchObject({ ringing: false });
  await expect.poll(() => read('page.state().audio')).toBe('suspended');
  await read('page.dispose()');
  expect(await state()).toMatchObject({ audio: 'closed' });
});
