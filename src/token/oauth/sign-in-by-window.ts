import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { isRecord } from '../../protocol/guards.js';
import { cookiesNamed } from '../cookies-named.js';
import { limited } from '../limited.js';
import { readReply } from '../read-reply.js';
import { readToken } from '../read-token.js';
import type { SourcedToken } from '../token.js';
import { authorizationRequest, type AuthorizationRequest } from './authorization-request.js';
import { callbackLayout } from './callback-layout.js';
import type { OAuthSourceOptions } from './options.js';
import { mismatchError, readCode, readQuery, refusedError } from './read-callback.js';
import type { RedeemCode } from './redeem-code.js';
import type { SignInPage } from './sign-in-page.js';
import { awaitCallback, type WindowWatch } from './sign-in-window.js';

/** How long redeeming a code may take: a backend asks the platform, and then the provider. In milliseconds. */
export const redeemMs = 20_000;

export interface WindowSignIn {
  readonly options: OAuthSourceOptions;
  readonly page: SignInPage;
  readonly callback: URL;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Absent where the provider redeems the code. */
  readonly redeem: RedeemCode | undefined;
  /** The token that the API refused last. */
  readonly rejected: () => string | undefined;
  readonly gone: (error: AiccError) => void;
  /** The platform answered: from here on there is no window. */
  readonly answered: () => void;
}

/** What is told of a window that is gone. A page cannot see whether it got as far as a callback that it cannot read. */
const closedText = 'The window to sign in was closed';
const unreadableText =
  '; or its callback left nothing that this page can read: a cookie whose Domain names the domain that both share, not HttpOnly, and not kept apart from this frame. The back-end way (exchangeSource) needs none of that';

/** Shows the platform in a window that was opened for it, and gets a token for what comes back. */
export async function signInByWindow(opened: Window, signIn: WindowSignIn): Promise<SourcedToken> {
  const { options, page, callback, clock, timeoutMs, signal, redeem } = signIn;
  let request: AuthorizationRequest;
  try {
    request = await authorizationRequest(options, page.crypto);
    opened.location.replace(request.url);
  } catch (error) {
    opened.close();
    throw error;
  }
  const { state, verifier = '' } = request;
  const isOwnOrigin = callback.origin === page.location.origin;
  const watch = { page, clock, callback, state, timeoutMs, signal };
  const gone = (): void => {
    signIn.gone(new AiccError('auth/popup-closed', closedText + (redeem || isOwnOrigin ? '' : unreadableText)));
  };

  if (redeem) {
    const read: WindowWatch<string>['read'] = ({ query }, isOfWindow) => {
      const parameters = readQuery(query);
      // That of another sign-in, of another tab.
      return isOfWindow || parameters.state === state ? readCode(parameters, state) : undefined;
    };
    const code = await awaitCallback(opened, { ...watch, readsDocument: false, read, look: () => undefined, gone });
    signIn.answered();
    return limited(clock, redeemMs, signal, (inner) => redeem({ code, verifier, rejected: signIn.rejected() }, inner));
  }

  const { cookieName = 'AC_TOKEN' } = options as { readonly cookieName?: string };
  const before = new Set(cookiesNamed(cookieName, page.document));
  return awaitCallback<SourcedToken>(opened, {
    ...watch,
    readsDocument: true,
    read({ query, reply }, isOfWindow) {
      const parameters = readQuery(query);
      if (parameters.state !== undefined && parameters.state !== state) {
        if (!isOfWindow) return undefined;
        throw mismatchError();
      }
      if (!isRecord(reply)) {
        if (parameters.error !== undefined) throw refusedError(parameters.error);
        return undefined;
      }
      if (reply['access_token'] === undefined) throw refusedError(reply['error']);
      return readReply({ status: 200, headers: new Headers() }, reply, clock);
    },
    look() {
      const value = cookiesNamed(cookieName, page.document).find((each) => !before.has(each));
      return value === undefined ? undefined : readToken(value, { clock, skewMs: 0, rejected: undefined });
    },
    gone,
  });
}

/**
 * The vendor's front-end way works where a page can read what the provider left.
 *
 * @throws AiccError `auth/callback-not-readable`
 */
export function mustBeReadable(page: SignInPage, callback: URL): void {
  if (callbackLayout(page.location, callback) !== 'other-site') return;
  throw new AiccError(
    'auth/callback-not-readable',
    `The callback is of another site (${callback.origin}), whose cookies and documents a page cannot read. Let your backend exchange the platform's token (exchangeSource), or serve the callback under your own origin`,
  );
}
