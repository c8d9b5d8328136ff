// @ts-check
/** The way into a page of an agent: a session at the page's own site, and the access tokens that come for it. */
import { createTokenManager, exchangeSource } from 'aicc-support';
import { byId, onPress, setText } from './dom.js';

/** What it says, in the languages of the demo. */
export const signInMessages = {
  en: {
    signInHeading: 'You are not signed in',
    signInText: 'The demo asks for no password. A real site signs its agents in as it always does.',
    signIn: 'Sign in as agent {workNo}',
    signInRefused: 'There is no agent {workNo} here',
    signInFailed: 'The server did not answer. Try again.',
  },
  'zh-CN': {
    signInHeading: '您尚未登录',
    signInText: '演示不需要密码。正式站点按自己的方式登录座席。',
    signIn: '以座席 {workNo} 登录',
    signInRefused: '这里没有座席 {workNo}',
    signInFailed: '服务器没有响应，请重试。',
  },
};

/**
 * Settles once the agent is signed in; shows `#sign-in` until then, and the rest of the page after.
 *
 * @param {object} options
 * @param {string} options.workNo
 * @param {string} options.page the id of the rest of the page
 * @param {(key: keyof typeof signInMessages['en'], values?: Record<string, string>) => string} options.t
 * @returns {Promise<import('aicc-support').TokenManager>} gives the access tokens of that agent
 */
export async function untilSignedIn({ workNo, page, t }) {
  if (!(await isSignedIn(workNo))) await ask({ workNo, t });
  byId('sign-in', HTMLElement).hidden = true;
  byId(page, HTMLElement).hidden = false;
  return createTokenManager({ source: exchangeSource({ endpoint: `/api/aicc-token/${encodeURIComponent(workNo)}` }) });
}

/** @param {string} workNo */
async function isSignedIn(workNo) {
  const response = await fetch(`/session/${encodeURIComponent(workNo)}`).catch(() => undefined);
  if (!response?.ok) return false;
  return /** @type {{ signedIn: boolean }} */ (await response.json()).signedIn;
}

/**
 * @param {Pick<Parameters<typeof untilSignedIn>[0], 'workNo' | 't'>} options
 * @returns {Promise<void>}
 */
function ask({ workNo, t }) {
  const button = byId('sign-in-button', HTMLButtonElement);
  const problem = byId('sign-in-problem', HTMLElement);
  setText(button, t('signIn', { workNo }));
  byId('sign-in', HTMLElement).hidden = false;
  return new Promise((resolve) => {
    onPress(button, async () => {
      setText(problem, '');
      const status = await open(workNo);
      if (status === 200) return resolve();
      setText(problem, status === 404 ? t('signInRefused', { workNo }) : t('signInFailed'));
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
