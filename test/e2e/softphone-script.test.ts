/** `dist/aicc-softphone.min.js` on pages without a bundler, against the contract's centre behind a real server. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SoftphoneGlobal } from '../../src/softphone-script.js';
import { launchChromium } from '../support/chromium.js';
import { startPageServer, type PageServer } from '../support/page-server.js';
import { serveCenter, type ServedCenter } from '../support/served-center.js';
import { ring } from '../support/shared-bench.js';

const file = path.join(import.meta.dirname, '../../dist/aicc-softphone.min.js');
const policy =
  "default-src 'self'; connect-src 'self' http:; require-trusted-types-for 'script'; trusted-types lit-html";

let server: PageServer;
let center: ServedCenter;
let browser: Browser;
let page: Page;
const problems: string[] = [];
beforeAll(async () => {
  server = await startPageServer();
  center = await serveCenter({ allowedOrigins: [server.origin('localhost')] });
  server.serve('/aicc-softphone.min.js', readFileSync(file, 'utf8'), { type: 'text/javascript' });
  const configure = "AICCSupport.configure({ getToken: async () => 'token-of-371' });";
  server.serve('/configure.js', configure, { type: 'text/javascript' });
  server.serve('/favicon.ico', '', { type: 'image/x-icon' });
  browser = await launchChromium();
});
afterEach(async () => {
  await page.context().close();
  expect(problems.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await center.dispose();
});

async function open(body: string, headers: Record<string, string> = {}): Promise<void> {
  const html = `<!doctype html><html lang="en"><title>CRM</title>${body}`;
  server.serve('/', html, { headers: { 'content-security-policy': policy, ...headers } });
  page = await (await browser.newContext()).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.origin('localhost'));
}

const phoneState = () =>
  page.evaluate(() => {
    const { calls, agent } = (window as unknown as { AICCSupport: SoftphoneGlobal }).AICCSupport.softphone().state();
    return { agent: agent?.state, calls: calls.map(({ state }) => state) };
  });
const button = (name: string) => page.getByRole('button', { name });

const tag = (attributes = '') =>
  `<script src="/aicc-softphone.min.js" data-base-url="${center.baseUrl}" ${attributes}></script>`;

it.each([
  ['before the bar', (bar: string) => `${tag()}<script src="/configure.js"></script>${bar}`],
  ['behind the bar', (bar: string) => `${tag()}${bar}<script type="module" src="/configure.js"></script>`],
  ['for shared tabs', (bar: string) => `${tag('data-shared="crm"')}<script src="/configure.js"></script>${bar}`],
])('a bar that is only written down takes a call, configured %s', async (_, write) => {
  await center.behind.request('agent.signOut', {}).catch(() => undefined);
  await open(write('<aicc-softphone-bar></aicc-softphone-bar>'));
  await button('Sign in').click();
  await expect.poll(phoneState).toEqual({ agent: 'ready', calls: [] });
  await ring(center);
  await button('Answer').click();
  await expect.poll(phoneState).toEqual({ agent: 'on-call', calls: ['talking'] });
  await button('Hang up').click();
  await expect.poll(async () => (await phoneState()).calls).toEqual([]);
  await center.center.endContact(center.behind.snapshot().contacts[0]!.id);
});

describe('access tokens', () => {
  const endpoint = '/api/aicc-token';
  const exchanges = (): number => server.requests.filter((path) => path === endpoint).length;
  const manager = () =>
    page.evaluate(async () => {
      const tokens = (window as unknown as { AICCSupport: SoftphoneGlobal }).AICCSupport.tokens();
      return [await tokens?.getToken(), tokens?.toJSON()] as const;
    });

  beforeEach(() => {
    const reply = { access_token: 'token-of-371', token_type: 'Bearer', expires_in: 600, user_name: 'ann@example.com' };
    server.serve(endpoint, JSON.stringify(reply), { type: 'application/json' });
  });

  it.each([
    ['of the page’s own backend', `data-token-endpoint="${endpoint}"`],
    ['of the backend where there is no cookie', `data-token-cookie data-token-endpoint="${endpoint}"`],
  ])('are those %s, asked for once for the bar and the page', async (_, attributes) => {
    const before = exchanges();
    await center.behind.request('agent.signOut', {}).catch(() => undefined);
    await open(`${tag(attributes)}<aicc-softphone-bar></aicc-softphone-bar>`);
    await button('Sign in').waitFor();
    await expect.poll(phoneState).toEqual({ agent: 'offline', calls: [] });
    const [token, told] = await manager();
    expect(token).toBe('token-of-371');
    expect(told).toMatchObject({ userName: 'ann@example.com' });
    expect(JSON.stringify(told)).not.toContain('token-of');
    expect(exchanges()).toBe(before + 1);
  });

  it('are that of the cookie where it can be read, and of the backend when the centre refuses it', async () => {
    const before = exchanges();
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const cookie = `${part({ alg: 'none' })}.${part({ exp: 4_102_444_800, user_name: 'ann@example.com' })}.c2ln`;
    await open(tag(`data-token-cookie data-token-endpoint="${endpoint}"`), {
      'set-cookie': `AC_TOKEN=${cookie}; Path=/`,
    });
    await expect.poll(async () => (await manager())[0]).toBe('token-of-371');
    expect(center.requests.map(({ headers }) => headers.get('authorization'))).toContain(`Bearer ${cookie}`);
    expect(exchanges()).toBe(before + 1);
    // The browser itself writes down that the centre refused the cookie's token.
    expect(problems.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  it('come from the page itself where it gives them', async () => {
    const before = exchanges();
    await open(`${tag(`data-token-endpoint="${endpoint}"`)}<script src="/configure.js"></script>`);
    expect(await manager()).toEqual([undefined, undefined]);
    expect(exchanges()).toBe(before);
  });
});

it('reads results through the facade of the same global', async () => {
  await open(`${tag()}<script src="/configure.js"></script>`);
  const result = await page.evaluate(() =>
    (window as unknown as { AICCSupport: SoftphoneGlobal }).AICCSupport.getVerifyResult('RETAIL_OTP'),
  );
  expect(result).toEqual({ verifyResult: '0' });
});

it('says of a page with a bar and no configuration what is missing, and does so once', async () => {
  await open('<script src="/aicc-softphone.min.js"></script><aicc-softphone-bar></aicc-softphone-bar>');
  await expect.poll(() => problems.length).toBeGreaterThan(0);
  expect(problems.splice(0)).toEqual([expect.stringContaining('baseUrl (data-base-url) is missing')]);
});
