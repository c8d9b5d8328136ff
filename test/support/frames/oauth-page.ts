/** The script of a page with a button to sign in, and a token manager behind it. */
import * as sdk from '../../../src/index.js';
import { keptBy } from './kept.js';

export interface StartOptions {
  /** The page's own backend is asked first. */
  readonly exchange?: boolean;
}

const codeOf = (error: unknown): string => (sdk.isAiccError(error) ? error.code : String(error));

function createOAuthPage() {
  let oauth: sdk.OAuthSource | undefined;
  let tokens: sdk.TokenManager | undefined;
  let outcome: Promise<string> = Promise.resolve('not asked');
  const heard: string[] = [];
  let message = '';

  const signIn = (): Promise<string> => {
    outcome = oauth!.signIn().then(
      () => 'signed in',
      (error: unknown) => {
        message = String(error);
        return codeOf(error);
      },
    );
    return outcome;
  };
  document.querySelector('button')!.onclick = () => void signIn();

  return {
    heard,
    /** @returns the code that it throws */
    start(options: sdk.OAuthSourceOptions, { exchange = false }: StartOptions = {}): string {
      try {
        oauth = sdk.oauthSource(options);
      } catch (error) {
        return codeOf(error);
      }
      const source = exchange
        ? sdk.firstOf(sdk.exchangeSource({ endpoint: '/api/aicc-token', dangerouslyAllowHttp: true }), oauth)
        : oauth;
      tokens = sdk.createTokenManager({ source });
      tokens.on('token', ({ userName }) => heard.push(`token of ${userName}`));
      tokens.on('failed', ({ error }) => heard.push(error.code));
      return 'started';
    },
    signIn,
    outcome: () => outcome,
    message: () => message,
    userName: () => tokens!.toJSON().userName,
    getToken: (options: sdk.GetTokenOptions = {}): Promise<string> => tokens!.getToken(options).catch(codeOf),
    /** The session is over. */
    signOut: () => tokens!.invalidate(),
    kept: () => keptBy(tokens),
  };
}

export type OAuthPage = ReturnType<typeof createOAuthPage>;

declare global {
  interface Window {
    oauthPage: OAuthPage;
    /** Where the page is to start by itself, as one must that it is redirected to. */
    startWith?: sdk.OAuthSourceOptions;
  }
}

window.oauthPage = createOAuthPage();
if (window.startWith) window.oauthPage.start(window.startWith);
