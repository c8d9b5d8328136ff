// @ts-check
/**
 * The way into a page of an agent: a session at the page's own site, and the access tokens that come for it. It begins
 * there at once, or at the platform where the company's people sign in.
 */
import { createTokenManager, exchangeSource, firstOf, isAiccError, oauthSource } from 'aicc-support';
import { byId, onPress, setText } from './dom.js';
import { chosenLanguage } from './i18n.js';

/** What it says, in the languages of the demo. */
export const signInMessages = {
  en: {
    signInHeading: 'You are not signed in',
    signInText: 'The demo asks for no password. A real site signs its agents in as it always does.',
    signIn: 'Sign in as agent {workNo}',
    signInPlatformText: 'Or at Example ID, where the company’s people sign in. It opens in a window of its own.',
    signInPlatform: 'Sign in with Example ID',
    signInProgress: 'Go on in the window of Example ID.',
    signInRefused: 'There is no agent {workNo} here',
    signInFailed: 'The server did not answer. Try again.',
    'signIn.auth/popup-blocked': 'The browser opened no window. Allow pop-ups for this page, then try again.',
    'signIn.auth/popup-closed': 'The window was closed before you were signed in.',
    'signIn.auth/authorization-refused': 'You refused at Example ID.',
    'signIn.auth/login-required': 'At Example ID you are not agent {workNo}.',
    'signIn.other': 'That did not work ({code}). Try again.',
  },
  'zh-CN': {
    signInHeading: '您尚未登录',
    signInText: '演示不需要密码。正式站点按自己的方式登录座席。',
    signIn: '以座席 {workNo} 登录',
    signInPlatformText: '也可以通过公司员工使用的 Example ID 登录，它会在单独的窗口中打开。',
    signInPlatform: '使用 Example ID 登录',
    signInProgress: '请在 Example ID 窗口中继续。',
    signInRefused: '这里没有座席 {workNo}',
    signInFailed: '服务器没有响应，请重试。',
    'signIn.auth/popup-blocked': '浏览器没有打开窗口。请允许本页弹出窗口后重试。',
    'signIn.auth/popup-closed': '窗口在登录完成之前已关闭。',
    'signIn.auth/authorization-refused': '您在 Example ID 拒绝了授权。',
    'signIn.auth/login-required': '您在 Example ID 的身份不是座席 {workNo}。',
    'signIn.other': '登录失败（{code}），请重试。',
  },
};

/**
 * @typedef {object} SignIn
 * @property {string} workNo
 * @property {string} page the id of the rest of the page
 * @property {'workbench' | 'crm'} site by which the platform knows it
 * @property {(key: keyof typeof signInMessages['en'], values?: Record<string, string>) => string} t
 */

/**
 * Settles once the agent is signed in; shows `#sign-in` until then, and the rest of the page after.
 *
 * @param {SignIn} options
 * @returns {Promise<import('aicc-support').TokenManager>} gives the access tokens of that agent
 */
export async function untilSignedIn({ workNo, page, site, t }) {
  const platform = platformFor(workNo, site);
  const endpoint = `/api/aicc-token/${encodeURIComponent(workNo)}`;
  // Whichever way the session began: the site's own server renews.
  const tokens = createTokenManager({ source: firstOf(exchangeSource({ endpoint }), platform) });
  if (!(await isSignedIn(workNo))) await ask({ workNo, platform, t });
  byId('sign-in', HTMLElement).hidden = true;
  byId(page, HTMLElement).hidden = false;
  return tokens;
}

/**
 * The platform comes back to the site with a code, which the site's server redeems.
 *
 * @param {string} workNo
 * @param {string} site
 */
function platformFor(workNo, site) {
  const { platformOrigin } = byId('sign-in', HTMLElement).dataset;
  return oauthSource({
    profile: 'own-callback',
    authorizeUrl: `${platformOrigin}/auth`,
    clientId: site,
    redirectUri: `${location.origin}/signed-in`,
    scope: 'openid profile',
    // Each tab may be of another agent here, so the platform asks again, and knows whom to expect.
    parameters: { prompt: 'login', login_hint: workNo, ui_locales: chosenLanguage() },
    endpoint: `/api/aicc-sign-in/${encodeURIComponent(workNo)}`,
  });
}

/** @param {string} workNo */
async function isSignedIn(workNo) {
  const response = await fetch(`/session/${encodeURIComponent(workNo)}`).catch(() => undefined);
  if (!response?.ok) return false;
  return /** @type {{ signedIn: boolean }} */ (await response.json()).signedIn;
}

/**
 * @param {Pick<SignIn, 'workNo' | 't'> & { platform: import('aicc-support').OAuthSource }} options
 * @returns {Promise<void>}
 */
function ask({ workNo, platform, t }) {
  const button = byId('sign-in-button', HTMLButtonElement);
  const progress = byId('sign-in-progress', HTMLElement);
  const problem = byId('sign-in-problem', HTMLElement);
  const isDone = new AbortController();
  setText(button, t('signIn', { workNo }));
  byId('sign-in', HTMLElement).hidden = false;

  /** @param {unknown} error */
  const problemOf = (error) => {
    const code = isAiccError(error) ? error.code : String(error);
    const key = `signIn.${code}`;
    return key in signInMessages.en
      ? t(/** @type {keyof typeof signInMessages['en']} */ (key), { workNo })
      : t('signIn.other', { code });
  };

  return new Promise((resolve) => {
    const done = () => {
      // A window that is still open is of no use any more.
      isDone.abort();
      resolve();
    };
    onPress(button, async () => {
      setText(problem, '');
      const status = await open(workNo);
      if (status === 200) return done();
      setText(problem, status === 404 ? t('signInRefused', { workNo }) : t('signInFailed'));
    });
    onPress(byId('sign-in-platform', HTMLButtonElement), async () => {
      setText(problem, '');
      setText(progress, t('signInProgress'));
      try {
        // Nothing is awaited before it: a browser opens a window only while a click is handled.
        await platform.signIn({ signal: isDone.signal });
        done();
      } catch (error) {
        if (!isDone.signal.aborted) setText(problem, problemOf(error));
      } finally {
        setText(progress, '');
      }
    });
  });
}

/** @param {string} workNo @returns {Promise<number>} 0 when nobody answered */
async function open(workNo) {
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workNo }),
    });
    return response.status;
  } catch {
    return 0;
  }
}
