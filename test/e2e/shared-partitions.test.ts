import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { serveConnection } from '../../src/server/index.js';
import { createContactCenter, type ContactCenter } from '../../src/testing/index.js';
import { launchChromium } from '../support/chromium.js';
import { serveHttp, type RunningServer } from '../support/node-http.js';
import { pageBundle } from '../support/page-bundle.js';
import { startPageServer, type PageServer } from '../support/page-server.js';

const workNo = '371';
let pages: PageServer;
let center: ContactCenter;
let server: RunningServer;
let browser: Browser;
let profile: string;
const seats = new Map<string, Promise<Connection>>();

beforeAll(async () => {
  pages = await startPageServer();
  pages.serve('/phone.js', await pageBundle('seat'), { type: 'text/javascript' });
  pages.serve('/phone.html', '<!doctype html><title>phone</title><body><script src="/phone.js"></script>');
  center = createContactCenter({ agents: [{ workNo }] });
  const handler = serveConnection({
    allowedOrigins: [pages.origin('localhost')],
    dangerouslyAllowHttp: true,
    authenticate: () => ({ id: workNo }),
    authorize: () => true,
    async connectionFor(_agent, { seat = '' }) {
      const known = seats.get(seat) ?? connect(center.transport({ workNo, seat }));
      seats.set(seat, known);
      return known;
    },
  });
  server = await serveHttp(handler, { port: 0 });
  const address = `${pages.origin('localhost')}/phone.html#${encodeURIComponent(server.origin)}`;
  const frames = [1, 2].map((each) => `<iframe name="phone-${each}" src="${address}"></iframe>`).join('');
  pages.serve('/crm.html', `<!doctype html><title>CRM</title><body>${frames}`);
  // Playwright's own arguments switch the partitions off.
  profile = await mkdtemp(path.join(tmpdir(), 'aicc-support-'));
  const args = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  browser = await launchChromium({ ignoreDefaultArgs: true, args });
});
afterAll(async () => {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
  for (const seat of seats.values()) await (await seat).close();
  await server.close();
  center.close();
  await pages.close();
});

interface Site {
  readonly page: Page;
  readonly phones: readonly Frame[];
}

/** A page of a CRM with two phones of the same origin in it, which is another than the CRM's. */
async function openSite(host: string, page: Page): Promise<Site> {
  await page.goto(`${pages.origin(host)}/crm.html`);
  const phones = [1, 2].map((each) => page.frame(`phone-${each}`)!);
  for (const phone of phones) await expect.poll(() => phone.evaluate('window.phone?.status()')).toBe('open');
  return { page, phones };
}

const all = <T>({ phones }: Site, read: () => T): Promise<T[]> =>
  Promise.all(phones.map((phone) => phone.evaluate<T>(read)));
const owners = async (site: Site): Promise<number> =>
  (await all(site, () => window.phone.isOwner())).filter(Boolean).length;
const rings = async (site: Site): Promise<string[]> => (await all(site, () => window.phone.rang)).flat();

it('a frame that is denied all storage opens all the same, and one of two owns the link', async () => {
  // As Chromium does to frames of other sites where it does not keep them apart.
  const denying = await launchChromium();
  const context = await denying.newContext();
  const bank = await openSite('bank.localhost', await context.newPage());
  const deniedAs = await bank.phones[0]!.evaluate(() =>
    navigator.locks.request('probe', () => 'granted').catch((error: unknown) => (error as Error).name),
  );
  expect(deniedAs).toBe('SecurityError');
  await expect.poll(() => owners(bank)).toBe(1);
  await denying.close();
});

it('one phone owns the link on each site that frames it, and only the site where the agent is signed in rings', async () => {
  const context = await browser.newContext();
  const bank = await openSite('bank.localhost', await context.newPage());
  const shop = await openSite('shop.localhost', await context.newPage());

  // The browser keeps channels, locks and storage of a frame apart by the site around it, or denies them.
  expect([await owners(bank), await owners(shop)]).toEqual([1, 1]);

  expect(await bank.phones[1]!.evaluate(() => window.phone.signIn())).toBe('done');
  expect(await shop.phones[0]!.evaluate(() => window.phone.signIn())).toBe('auth/signed-in-elsewhere');
  expect(await shop.phones[0]!.evaluate(() => window.phone.allowed())).toEqual(['takeOver']);

  const first = center.callIn({ callerNum: '5550101', calledNum: '88880011' });
  await expect.poll(() => rings(bank)).toContain('5550101');
  await expect.poll(() => all(shop, () => window.phone.calls())).toEqual([['ringing'], ['ringing']]);
  expect((await rings(bank)).filter((number) => number === '5550101')).toHaveLength(1);
  expect(await rings(shop)).toEqual([]);
  first.hangUp();

  // The agent walks over, and says so.
  expect(await shop.phones[1]!.evaluate(() => window.phone.signIn(true))).toBe('done');
  await expect.poll(() => all(bank, () => window.phone.conflicts)).toEqual([[workNo], [workNo]]);
  const before = await rings(bank);
  center.callIn({ callerNum: '5550102', calledNum: '88880011' });
  await expect.poll(() => rings(shop)).toEqual(['5550102']);
  await expect.poll(() => all(bank, () => window.phone.calls())).toEqual([['ringing'], ['ringing']]);
  expect(await rings(bank)).toEqual(before);
  await context.close();
});
