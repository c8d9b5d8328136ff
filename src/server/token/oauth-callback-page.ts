import { AiccError } from '../../errors.js';
import { createOriginMatcher, type OriginRules } from '../../origins.js';
import { callbackChannel, callbackType } from '../../protocol/oauth-callback.js';

export interface OAuthCallbackPageOptions extends OriginRules {
  /** The origin of the page that signs in, exactly: nobody else hears of it. */
  readonly pageOrigin: string;
  /**
   * For the vendor's front-end way: what the identity provider answered, a token or an error, as it was parsed. The
   * page hands it on, and shows it nowhere. @default none: the code in the address is handed on
   */
  readonly reply?: Readonly<Record<string, unknown>>;
}

/**
 * 1. What stands in the address and in the document is taken out of both.
 * 2. The opener gets it, if it is of the one origin that may.
 * 3. A window that its platform cut off from its opener speaks over a channel that only pages of this origin hear, and
 *    of those the one that knows the state.
 */
const script = `
const { origin, reply } = JSON.parse(document.body.dataset.answer);
document.body.removeAttribute('data-answer');
const query = location.search;
history.replaceState(null, '', location.pathname);
const message = { type: '${callbackType}', query, reply };
const state = new URLSearchParams(query).get('state');
if (window.opener) window.opener.postMessage(message, origin);
else if (state && location.origin === origin) new BroadcastChannel('${callbackChannel('')}' + state).postMessage(message);
setTimeout(() => window.close(), 300);
`;

/**
 * The page at the `redirectUri` of `oauthSource`: it hands the answer of the platform to the page that opened the
 * window, and closes. It shows nothing of it, loads nothing, and runs the one script that its policy names.
 *
 * With `profile: 'own-callback'` any host of pages can serve it, always the same. With `profile: 'aiccs'`, under the
 * page's own origin, your server asks the provider first and passes on its `reply`.
 *
 * @throws AiccError `config/invalid-origin`
 * @example
 * app.get('/signed-in', () => oauthCallbackPage({ pageOrigin: 'https://crm.example.com' }));
 */
export async function oauthCallbackPage(options: OAuthCallbackPageOptions): Promise<Response> {
  const { pageOrigin, reply } = options;
  createOriginMatcher([pageOrigin], options);
  if (pageOrigin.includes('*')) throw new AiccError('config/invalid-origin', 'pageOrigin must be one origin');
  const answer = escapeHtml(JSON.stringify({ origin: pageOrigin, reply }));
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Signed in · 已登录</title>
<body data-answer="${answer}">
<p>You can close this window. <span lang="zh-CN">可以关闭此窗口。</span></p>
<script>${script}</script>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${await scriptHash()}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
}

async function scriptHash(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (each) => entities[each] ?? '');
