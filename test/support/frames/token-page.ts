/** The script of a page of which many tabs are open: a token manager whose clock a test can set, and what it told. */
import * as sdk from '../../../src/index.js';
import { keptBy } from './kept.js';

function createTokenTab() {
  const given = new URLSearchParams(location.search);
  /** What the clock of this page is ahead of the right time, in milliseconds. */
  let aheadMs = Number(given.get('ahead') ?? 0);
  const timeoutMs = given.get('timeout');
  const clock: sdk.Clock = {
    now: () => Date.now() + aheadMs,
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (handle) => clearTimeout(handle as number),
  };
  const exchange = sdk.exchangeSource({
    endpoint: '/api/aicc-token',
    ...(timeoutMs !== null && { timeoutMs: Number(timeoutMs) }),
  });
  const tokens = sdk.createTokenManager({ source: sdk.firstOf(sdk.cookieSource(), exchange), clock });
  const heard: string[] = [];
  for (const name of ['token', 'expiring', 'expired', 'failed'] as const) tokens.on(name, () => heard.push(name));

  return {
    tokens,
    heard,
    /** Each call's token, or the code that it rejected with. */
    ask: (count: number, options: sdk.GetTokenOptions = {}): Promise<string[]> =>
      Promise.all(
        Array.from({ length: count }, () =>
          tokens.getToken(options).catch((error: unknown) => (sdk.isAiccError(error) ? error.code : String(error))),
        ),
      ),
    /** As after a sleep. */
    leap(ms: number) {
      aheadMs += ms;
      dispatchEvent(new Event('pageshow'));
    },
    kept: () => keptBy(tokens),
  };
}

export type TokenTabPage = ReturnType<typeof createTokenTab>;

declare global {
  interface Window {
    tokenTab: TokenTabPage;
  }
}

window.tokenTab = createTokenTab();
