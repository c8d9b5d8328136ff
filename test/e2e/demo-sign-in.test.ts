/** Signing in to the pages of the demo at the company's own platform, in a window beside them. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { bundlePages } from '../../examples/server/bundles.mjs';
import { barOf } from '../../scripts/demo-bar.mjs';
import { answerPlatform, openPlatform, openStage, reads } from '../../scripts/demo-stage.mjs';
import type { Stage } from '../support/demo.js';
import { pressByKeyboard } from '../support/keyboard.js';

const scripts = bundlePages();
let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const sites = [
  ['workbench', '371', 'retail-1@example.com', 'idp_benchsso'],
  ['crm', '381', 'sales-1@example.com', 'idp_crmsso'],
] as const;

type Options = NonNullable<Parameters<typeof openStage>[0]>;

async function openPage(site: 'workbench' | 'crm', workNo: string, options: Options = {}): Promise<Page> {
  stage = await openStage({ port: 0, scripts: await scripts, ...options });
  return stage.openSignedOut(site, workNo);
}

async function signIn(page: Page): Promise<void> {
  const opened = await openPlatform(page);
  await answerPlatform(opened, 'go');
  await opened.getByText(/May the application|是否允许/).waitFor();
  await answerPlatform(opened, 'go');
}

/** What the page got, in the answer of its own server. */
const answerOf = async (page: Page, path: RegExp): Promise<{ access_token: string; user_name: string }> =>
  (await page.waitForResponse(path)).json() as Promise<{ access_token: string; user_name: string }>;

const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown;

async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }
    ).axe.run();
    return violations.map(({ id }) => id);
  });
}

const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('signing in at the platform', { timeout: 120_000 }, () => {
  it.each(sites)(
    'brings a token that the centre takes as it takes the other, %s',
    async (site, workNo, name, client) => {
      const page = await openPage(site, workNo);
      const answered = answerOf(page, /\/api\/aicc-sign-in\//);
      await signIn(page);
      const { access_token: token, user_name: userName } = await answered;
      expect(userName).toBe(name);
      expect(claimsOf(token)).toMatchObject({ user_name: name, client_id: client, scope: ['hotline'] });
      const bar = barOf(page);
      await bar.pressWord('signIn');
      await bar.isReady();
      expect(page.context().pages()).toHaveLength(1);
      const stored = await page.evaluate(() =>
        JSON.stringify([location.href, Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
      );
      expect(stored).not.toContain(token);
      expect(stage?.problems).toEqual([]);
    },
  );

  it('lasts as the other does: the page is renewed by its own server, with the token of the platform', async () => {
    const page = await openPage('crm', '381');
    await signIn(page);
    await barOf(page).button('Sign in').waitFor();
    const answered = answerOf(page, /\/api\/aicc-token\//);
    await page.reload();
    const { access_token: kept } = await answered;
    expect(claimsOf(kept)).toMatchObject({ client_id: 'idp_crmsso' });
    await barOf(page).button('Sign in').waitFor();
    const renewed = await page.evaluate(async (rejected) => {
      const headers = { 'content-type': 'application/json', 'x-requested-with': 'aicc-support' };
      const body = JSON.stringify({ rejected });
      const response = await fetch('/api/aicc-token/381', { method: 'POST', headers, body });
      return ((await response.json()) as { access_token: string }).access_token;
    }, kept);
    expect(renewed).not.toBe(kept);
    expect(claimsOf(renewed)).toMatchObject({ client_id: 'idp_crmsso' });
    expect(stage?.problems).toEqual([]);
  });

  it('is for the keyboard alone too', async () => {
    const page = await openPage('workbench', '371');
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      pressByKeyboard(page, page.getByRole('button', { name: 'Sign in with Example ID' })),
    ]);
    // The cursor is in the field, where the platform has put who is expected.
    await opened.locator('input:focus').waitFor();
    expect(await opened.locator('input').inputValue()).toBe('371');
    await opened.keyboard.press('Enter');
    await opened.getByText('May the application').waitFor();
    await pressByKeyboard(opened, opened.getByRole('button', { name: 'Continue' }));
    await barOf(page).button('Sign in').waitFor();
    expect(stage?.problems).toEqual([]);
  });

  it.each([
    ['en', 'light', { width: 1360, height: 960 }],
    ['en', 'dark', { width: 320, height: 640 }],
    ['zh-CN', 'light', { width: 320, height: 640 }],
    ['zh-CN', 'dark', { width: 1360, height: 960 }],
  ] as const)('is without a violation that axe can find: %s, %s, %o', async (lang, colorScheme, viewport) => {
    const page = await openPage('crm', '381', { lang, context: { colorScheme, viewport } });
    expect(await violationsIn(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    const opened = await openPlatform(page);
    await opened.setViewportSize({ width: 320, height: 480 });
    await opened.locator('input').fill('nobody');
    await answerPlatform(opened, 'go');
    await reads(
      opened.locator('#problem'),
      lang === 'en' ? 'Nobody here is called nobody.' : '这里没有名为 nobody 的用户。',
    );
    expect(await violationsIn(opened)).toEqual([]);
    expect(await sidewaysScroll(opened)).toBe(0);
    await opened.locator('input').fill('381');
    await answerPlatform(opened, 'go');
    await opened.getByText(/May the application|是否允许/).waitFor();
    expect(await violationsIn(opened)).toEqual([]);
    expect(await opened.evaluate(() => document.documentElement.lang)).toBe(lang);
    expect(await opened.locator('body').innerText()).toMatch(lang === 'en' ? /^[\x20-\x7e\s]+$/ : /继续/);
  });

  it.each([
    ['en', 'You refused at Example ID.', 'The window was closed before you were signed in.'],
    ['zh-CN', '您在 Example ID 拒绝了授权。', '窗口在登录完成之前已关闭。'],
  ] as const)('says when it was refused, and when its window was closed: %s', async (lang, refused, closed) => {
    const page = await openPage('crm', '381', { lang });
    const problem = page.locator('#sign-in-problem');
    const refusing = await openPlatform(page);
    await reads(page.locator('#sign-in-progress'), /Example ID/);
    await answerPlatform(refusing, 'refuse');
    await reads(problem, refused);
    await reads(page.locator('#sign-in-progress'), '');
    const closing = await openPlatform(page);
    await reads(problem, '');
    await closing.close();
    await page.bringToFront();
    await reads(problem, closed);
    // The other button is as good as before.
    await page.locator('#sign-in-button').click();
    await barOf(page, lang).bar.getByRole('button').first().waitFor();
    expect(stage?.problems).toEqual([]);
  });

  it('closes its window when the agent comes in by the other button', async () => {
    const page = await openPage('crm', '381');
    const opened = await openPlatform(page);
    await page.locator('#sign-in-button').click();
    await barOf(page).button('Sign in').waitFor();
    await expect.poll(() => opened.isClosed()).toBe(true);
    expect(stage?.problems).toEqual([]);
  });

  it.each([
    ['another agent of the site', '382'],
    ['an agent of another site', '371'],
  ])('lets nobody in as somebody else: %s', async (_who, login) => {
    const page = await openPage('crm', '381');
    const opened = await openPlatform(page);
    await opened.locator('input').fill(login);
    await answerPlatform(opened, 'go');
    await opened.getByText('May the application').waitFor();
    await answerPlatform(opened, 'go');
    await reads(page.locator('#sign-in-problem'), 'At Example ID you are not agent 381.');
    expect(await page.evaluate(async () => (await fetch('/session/381')).json() as Promise<unknown>)).toEqual({
      signedIn: false,
    });
    expect(await page.context().cookies()).not.toContainEqual(expect.objectContaining({ name: 'sales-session-381' }));
  });

  it('takes no code that the platform did not give, and none for a page of another origin', async () => {
    const page = await openPage('crm', '381');
    const { crm, bank } = stage!.origins;
    const send = (origin: string): Promise<Response> =>
      fetch(`${crm}/api/aicc-sign-in/381`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', 'x-requested-with': 'aicc-support' },
        body: JSON.stringify({ code: 'made-up', code_verifier: 'x'.repeat(43), redirect_uri: `${crm}/signed-in` }),
      });
    expect((await send(bank)).status).toBe(403);
    const refused = await send(crm);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('set-cookie')).toBeNull();
    await page.locator('#sign-in-platform').waitFor();
  });
});
