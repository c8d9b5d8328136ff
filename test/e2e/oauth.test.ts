/** Signing in at oidc-provider, in windows of a real Chromium: what a page can read where, and what goes wrong. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OAuthSourceOptions } from '../../src/index.js';
import { launchChromium, launchProfile } from '../support/chromium.js';
import type { StartOptions } from '../support/frames/oauth-page.js';
import { agent, hosts, startOAuthSite, stranger, type OAuthSite } from '../support/oauth-site.js';

let site: OAuthSite;
/** Pop-ups are blocked as for everybody. */
const options = { ignoreDefaultArgs: ['--disable-popup-blocking'] };
beforeAll(async () => {
  site = await startOAuthSite();
});
afterAll(() => site.close());

let context: BrowserContext;
/** All that any page printed or asked for. */
let shown: string[];

function watch(opened: BrowserContext): BrowserContext {
  opened.setDefaultTimeout(20_000);
  opened.on('console', (message) => shown.push(message.text()));
  opened.on('request', (request) => shown.push(request.url()));
  return opened;
}

/** Those that show something: a profile begins with an empty one. */
async function shownPages(): Promise<Page[]> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return context.pages().filter((page) => page.url() !== 'about:blank');
}

const common = { dangerouslyAllowHttp: true, scope: 'openid profile' };
const authorizeUrl = (): string => site.platform.authorizeUrl;
const aiccs = (redirectUri: string): OAuthSourceOptions => ({
  ...common,
  profile: 'aiccs',
  authorizeUrl: authorizeUrl(),
  clientId: 'aicc-host',
  redirectUri,
});
const ownCallback = (host = hosts.crm, path = '/signed-in'): OAuthSourceOptions => ({
  ...common,
  profile: 'own-callback',
  authorizeUrl: authorizeUrl(),
  clientId: 'crm-page',
  redirectUri: `${site.origin(host)}${path}`,
  endpoint: '/api/aicc-sign-in',
});
const publicClient = (): OAuthSourceOptions => ({
  ...common,
  profile: 'own-callback',
  authorizeUrl: authorizeUrl(),
  clientId: 'public-page',
  redirectUri: `${site.origin(hosts.crm)}/signed-in`,
  tokenEndpoint: site.platform.tokenEndpoint,
});

async function openPage(options: OAuthSourceOptions, host = hosts.crm, more: StartOptions = {}): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.origin(host)}/app.html`);
  expect(await page.evaluate(([given, rest]) => window.oauthPage.start(given, rest), [options, more] as const)).toBe(
    'started',
  );
  return page;
}

async function clickSignIn(page: Page): Promise<Page> {
  const [opened] = await Promise.all([context.waitForEvent('page'), page.getByRole('button').click()]);
  return opened;
}

async function logIn(at: Page, login = agent.login): Promise<void> {
  await at.getByLabel('User name').fill(login);
  await at.getByRole('button', { name: 'Continue' }).click();
  await at.getByText('May the application').waitFor();
}

const consent = (at: Page): Promise<void> => at.getByRole('button', { name: 'Continue' }).click({ noWaitAfter: true });

async function signIn(page: Page, login = agent.login): Promise<string> {
  const opened = await clickSignIn(page);
  await logIn(opened, login);
  await consent(opened);
  return page.evaluate(() => window.oauthPage.outcome());
}

const outcomeOf = (page: Page): Promise<string> => page.evaluate(() => window.oauthPage.outcome());
const tokenOf = (page: Page): Promise<string> => page.evaluate(() => window.oauthPage.getToken());

/** It is a token of the provider for the agent, and shows nowhere. */
async function expectToken(page: Page): Promise<void> {
  const token = await tokenOf(page);
  const [, claims] = token.split('.');
  expect(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())).toMatchObject({ user_name: agent.accountName });
  const kept = await page.evaluate(() => window.oauthPage.kept());
  // The provider's own cookie is where the vendor puts it.
  expect(kept.replaceAll(`AC_TOKEN=${token}`, '')).not.toContain(token);
  expect(shown.join('\n')).not.toContain(token);
}

describe.each([true, false])('a browser that blocks cookies of third parties: %s', (isBlocking) => {
  let browser: Browser | undefined;
  let profile: BrowserContext | undefined;
  beforeAll(async () => {
    if (isBlocking) browser = await launchChromium(options);
    else profile = watch(await launchProfile(options));
  });
  afterAll(async () => {
    await browser?.close();
    await profile?.close();
  });
  beforeEach(async () => {
    shown = [];
    context = profile ?? watch(await browser!.newContext());
  });
  afterEach(async () => {
    site.platform.behave('well');
    if (!profile) return context.close();
    await Promise.all((await shownPages()).map((page) => page.close()));
    await profile.clearCookies();
  });

  it('does what it says', async () => {
    const page = await context.newPage();
    const inner = `${site.origin(hosts.otherSite)}/empty.html`;
    await page.goto(inner);
    await page.evaluate(() => {
      document.cookie = 'seen=1; SameSite=None; Secure';
    });
    expect(await page.evaluate(() => document.cookie)).toBe('seen=1');
    await page.goto(`${site.origin(hosts.crm)}/frame.html?page=${encodeURIComponent(inner)}`);
    expect(await page.frames()[1]!.evaluate(() => document.cookie)).toBe(isBlocking ? '' : 'seen=1');
  });

  describe('the front-end way of the vendor', () => {
    it('signs in where page and provider share a domain and the cookie names it', async () => {
      const page = await openPage(aiccs(site.providerCallback('crm')));
      expect(await signIn(page)).toBe('signed in');
      await expectToken(page);
      expect(await shownPages()).toHaveLength(1);
    });

    it('says what may be the matter where the cookie does not name the domain', async () => {
      const page = await openPage(aiccs(site.providerCallback('hostonly')));
      const opened = await clickSignIn(page);
      await logIn(opened);
      await consent(opened);
      await opened.getByText('access_token').waitFor();
      await opened.close();
      expect(await outcomeOf(page)).toBe('auth/popup-closed');
      expect(await page.evaluate(() => window.oauthPage.message())).toMatch(/Domain.*back-end way/);
    });

    it.each(['/provider/json', '/provider/page'])(
      'signs in where the page of another site serves the callback itself: %s',
      async (path) => {
        const page = await openPage(aiccs(`${site.origin(hosts.otherSite)}${path}`), hosts.otherSite);
        expect(await signIn(page)).toBe('signed in');
        await expectToken(page);
        expect(await page.evaluate(() => document.cookie)).not.toContain('Domain');
      },
    );

    it('is refused at once for a page of another site', async () => {
      const page = await openPage(aiccs(site.providerCallback('crm')), hosts.otherSite);
      await page.getByRole('button').click();
      expect(await outcomeOf(page)).toBe('auth/callback-not-readable');
      expect(await page.evaluate(() => window.oauthPage.message())).toMatch(/exchangeSource/);
      expect(await shownPages()).toHaveLength(1);
      // What it names works: the back-end way.
      const other = await openPage(ownCallback(hosts.otherSite), hosts.otherSite);
      expect(await signIn(other)).toBe('signed in');
      await expectToken(other);
    });

    it('is refused where the callback is a page for people', async () => {
      const page = await openPage(aiccs(`${site.origin(hosts.crm)}/provider/people`));
      expect(await signIn(page)).toBe('auth/callback-not-readable');
    });

    it.each(['/provider/json', '/provider/page'])('is refused for somebody who is no agent: %s', async (path) => {
      const page = await openPage(aiccs(`${site.origin(hosts.crm)}${path}`));
      expect(await signIn(page, stranger.login)).toBe('auth/authorization-refused');
    });
  });

  describe('a callback of the page', () => {
    it.each(['/signed-in', '/bare-callback'])('gets a code, which the backend redeems: %s', async (path) => {
      const page = await openPage(ownCallback(hosts.crm, path));
      expect(await signIn(page)).toBe('signed in');
      await expectToken(page);
    });

    it('gets a code, which the page redeems as a public client', async () => {
      const page = await openPage(publicClient());
      expect(await signIn(page)).toBe('signed in');
      const token = await tokenOf(page);
      expect(token).toMatch(/^[\w-]{20,}$/);
      expect(await page.evaluate(() => window.oauthPage.kept())).not.toContain(token);
    });

    it('gets it for a page in a frame of another site too', async () => {
      const page = await context.newPage();
      const app = `${site.origin(hosts.crm)}/app.html`;
      await page.goto(`${site.origin(hosts.otherSite)}/frame.html?page=${encodeURIComponent(app)}`);
      const frame = page.frames()[1]!;
      await frame.waitForFunction(() => 'oauthPage' in window);
      await frame.evaluate((options) => window.oauthPage.start(options), ownCallback());
      const [opened] = await Promise.all([context.waitForEvent('page'), frame.getByRole('button').click()]);
      await logIn(opened);
      await consent(opened);
      expect(await frame.evaluate(() => window.oauthPage.outcome())).toBe('signed in');
      expect(await frame.evaluate(() => window.oauthPage.getToken())).toMatch(/^ey/);
    });
  });

  if (!isBlocking) return;

  describe('what goes wrong', () => {
    it('is a window that the browser blocks, where no click asked', async () => {
      site.startWith(ownCallback());
      const page = await context.newPage();
      await page.addInitScript(() => {
        addEventListener('load', () => void window.oauthPage.signIn());
      });
      await page.goto(`${site.origin(hosts.crm)}/returning.html`);
      await expect.poll(() => outcomeOf(page)).toBe('auth/popup-blocked');
      // And it goes on, by a click.
      expect(await signIn(page)).toBe('signed in');
    });

    it('is a window that is closed', async () => {
      const page = await openPage(ownCallback());
      const opened = await clickSignIn(page);
      await opened.getByLabel('User name').waitFor();
      const waiting = tokenOf(page);
      await opened.close();
      expect(await outcomeOf(page)).toBe('auth/popup-closed');
      expect(await waiting).toBe('auth/popup-closed');
      expect(await signIn(page)).toBe('signed in');
    });

    it('is an agent who refuses', async () => {
      for (const options of [ownCallback(), aiccs(`${site.origin(hosts.crm)}/provider/json`)]) {
        const page = await openPage(options);
        const opened = await clickSignIn(page);
        await opened.getByRole('button', { name: 'Refuse' }).click({ noWaitAfter: true });
        expect(await outcomeOf(page)).toBe('auth/authorization-refused');
        expect(await page.evaluate(() => window.oauthPage.message())).toContain('access_denied');
        await page.close();
      }
    });

    it('is an answer to a question that nobody asked', async () => {
      for (const path of ['/signed-in', '/bare-callback']) {
        const page = await openPage(ownCallback(hosts.crm, path));
        const opened = await clickSignIn(page);
        await opened.getByLabel('User name').waitFor();
        const before = site.redeemed.length;
        // As the page in it would do it.
        await opened.evaluate(
          (url) => {
            location.href = url;
          },
          `${site.origin(hosts.crm)}${path}?code=of-somebody-else&state=forged`,
        );
        expect(await outcomeOf(page)).toBe('auth/state-mismatch');
        expect(site.redeemed).toHaveLength(before);
        await expect.poll(() => opened.isClosed()).toBe(true);
      }
    });

    it('is not a message of another origin, or one without the state', async () => {
      const page = await openPage(ownCallback());
      const opened = await clickSignIn(page);
      await opened.getByLabel('User name').waitFor();
      const before = site.redeemed.length;
      const forge = (from: Page): Promise<void> =>
        from.evaluate(() => {
          const opener = window.opener as Window;
          const reply = { access_token: 'forged', token_type: 'bearer', expires_in: 60 };
          for (const query of ['?code=forged&state=forged', '?code=forged', '?error=forged', '']) {
            opener.postMessage({ type: 'aicc-support.oauth', query, reply }, '*');
          }
          opener.postMessage('aicc-support.oauth', '*');
        });
      for (const host of [hosts.evil, hosts.crm]) {
        const [other] = await Promise.all([
          context.waitForEvent('page'),
          page.evaluate((url) => void window.open(url), `${site.origin(host)}/empty.html`),
        ]);
        await other.waitForLoadState();
        await forge(other);
        await other.close();
      }
      // The window itself, while it is at the platform.
      await forge(opened);
      await logIn(opened);
      await consent(opened);
      expect(await outcomeOf(page)).toBe('signed in');
      expect(site.redeemed.slice(before)).not.toContain('forged');
      await expectToken(page);
    });

    it('is a platform that never answers', async () => {
      site.platform.behave('hangs');
      const page = await openPage({ ...ownCallback(), timeoutMs: 2000 });
      const opened = await clickSignIn(page);
      expect(await outcomeOf(page)).toBe('net/timeout');
      await expect.poll(() => opened.isClosed()).toBe(true);
    });

    it('is not a platform that cuts its window off', async () => {
      site.platform.behave('cuts-off');
      const page = await openPage(ownCallback());
      const opened = await clickSignIn(page);
      await logIn(opened);
      await consent(opened);
      // To the page it looks as if the agent had closed the window; what comes then counts.
      await expect.poll(() => page.evaluate(() => window.oauthPage.heard)).toContain(`token of ${agent.accountName}`);
      await expectToken(page);
    });
  });

  describe('afterwards', () => {
    it('a token that was refused asks for the agent, and a click brings another', async () => {
      const page = await openPage(ownCallback());
      expect(await tokenOf(page)).toBe('auth/interaction-required');
      expect(await signIn(page)).toBe('signed in');
      const first = await tokenOf(page);
      const refused = await page.evaluate((rejected) => window.oauthPage.getToken({ rejected }), first);
      expect(refused).toBe('auth/interaction-required');
      const opened = await clickSignIn(page);
      await consent(opened);
      expect(await outcomeOf(page)).toBe('signed in');
      await expect.poll(() => tokenOf(page)).toMatch(/^ey/);
      expect(await tokenOf(page)).not.toBe(first);
    });

    it('the session of the backend renews without the agent', async () => {
      const page = await openPage(ownCallback(), hosts.crm, { exchange: true });
      expect(await tokenOf(page)).toBe('auth/interaction-required');
      expect(await signIn(page)).toBe('signed in');
      const first = await tokenOf(page);
      await expect
        .poll(() => page.evaluate((rejected) => window.oauthPage.getToken({ rejected }), first))
        .toMatch(/^ey/);
      expect(await shownPages()).toHaveLength(1);
    });

    it('the other tabs have the token too, and none has it when the session is over', async () => {
      const [one, other] = [await openPage(ownCallback()), await openPage(ownCallback())];
      expect(await tokenOf(other)).toBe('auth/interaction-required');
      expect(await signIn(one)).toBe('signed in');
      await expect.poll(() => tokenOf(other)).toMatch(/^ey/);
      expect(await tokenOf(other)).toBe(await tokenOf(one));
      await one.evaluate(() => window.oauthPage.signOut());
      for (const page of [one, other]) {
        await expect.poll(() => tokenOf(page)).toBe('auth/interaction-required');
      }
    });
  });

  describe('leaving the page', () => {
    const returning = (): OAuthSourceOptions => ({
      ...(ownCallback(hosts.crm, '/returning.html') as OAuthSourceOptions & { profile: 'own-callback' }),
      display: 'redirect',
    });
    const openReturning = async (): Promise<Page> => {
      site.startWith(returning());
      const page = await context.newPage();
      await page.goto(`${site.origin(hosts.crm)}/returning.html?customer=7#top`);
      return page;
    };

    it('comes back with a token, and nothing of it in address or storage', async () => {
      const page = await openReturning();
      await page.getByRole('button').click();
      await logIn(page);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForFunction(() => 'oauthPage' in window);
      await expectToken(page);
      expect(new URL(page.url()).search).toBe('');
      expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
      await page.reload();
      expect(await tokenOf(page)).toBe('auth/interaction-required');
    });

    it('comes back with a refusal', async () => {
      const page = await openReturning();
      await page.getByRole('button').click();
      await page.getByRole('button', { name: 'Refuse' }).click();
      await page.waitForFunction(() => 'oauthPage' in window);
      expect(await tokenOf(page)).toBe('auth/authorization-refused');
      expect(new URL(page.url()).search).toBe('');
    });

    it('refuses an answer with another state, and leaves alone what nobody asked for', async () => {
      const page = await openReturning();
      await page.getByRole('button').click();
      await page.getByLabel('User name').waitFor();
      const before = site.redeemed.length;
      const forged = `${site.origin(hosts.crm)}/returning.html?code=of-somebody-else&state=forged`;
      await page.goto(forged);
      expect(await tokenOf(page)).toBe('auth/state-mismatch');
      expect(new URL(page.url()).search).toBe('');
      await page.goto(forged);
      expect(await tokenOf(page)).toBe('auth/interaction-required');
      expect(site.redeemed).toHaveLength(before);
    });
  });
});
