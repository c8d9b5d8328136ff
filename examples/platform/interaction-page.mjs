// @ts-check
/** The two pages that the platform shows: who somebody is, and whether the application may know. Plain forms. */

const en = {
  lang: 'en',
  loginText: 'The demo asks for no password.',
  login: 'User name',
  stranger: 'Nobody here is called {login}.',
  consentText: 'May the application know who you are?',
  go: 'Continue',
  refuse: 'Refuse',
};

/** @type {typeof en} */
const zh = {
  lang: 'zh-CN',
  loginText: '演示不需要密码。',
  login: '用户名',
  stranger: '这里没有名为 {login} 的用户。',
  consentText: '是否允许该应用获知您的身份？',
  go: '继续',
  refuse: '拒绝',
};

/**
 * @param {object} options
 * @param {string} options.uid of the interaction
 * @param {string} options.prompt `login` or `consent`
 * @param {Readonly<Record<string, unknown>>} options.params what the application asked with
 * @param {string} [options.stranger] who was not found
 * @returns {{ headers: Record<string, string>, body: string }}
 */
export function interactionPage({ uid, prompt, params, stranger }) {
  const words = String(params['ui_locales'] ?? '').startsWith('zh') ? zh : en;
  const title = `Example ID · ${new URL(String(params['redirect_uri'])).host}`;
  const said =
    stranger === undefined
      ? ''
      : `<p id="problem" data-tone="bad">${escapeHtml(words.stranger.replace('{login}', stranger))}</p>`;
  const known = escapeHtml(stranger ?? String(params['login_hint'] ?? ''));
  const asked =
    prompt === 'login'
      ? `<p class="muted">${words.loginText}</p>
        <label><span>${words.login}</span>
          <input name="login" value="${known}" required maxlength="64" autocomplete="username" autofocus ${said && 'aria-invalid="true" aria-describedby="problem"'}>
        </label>
        ${said}`
      : `<p>${words.consentText}</p>`;
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // What a form is answered with leads back to the application.
      'content-security-policy': [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        `form-action 'self' ${new URL(String(params['redirect_uri'])).origin}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="${words.lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <main class="sign-in">
      <form class="card" method="post" action="/interaction/${uid}">
        <h1>Example ID</h1>
        ${asked}
        <div class="row">
          <button class="primary" name="answer" value="go">${words.go}</button>
          <button name="answer" value="refuse" formnovalidate>${words.refuse}</button>
        </div>
      </form>
    </main>
  </body>
</html>
`,
  };
}

/** @type {Readonly<Record<string, string>>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @param {string} text */
const escapeHtml = (text) => text.replace(/[&<>"]/g, (each) => entities[each] ?? '');
