import { AiccError, isAiccError } from '../errors.js';
import { refuseSecretsWithin } from '../refuse-secrets.js';

import { cookiesNamed } from './cookies-named.js';
import { readToken } from './read-token.js';
import type { TokenSource } from './token.js';

export interface CookieSourceOptions {
  /** @default 'AC_TOKEN' */
  readonly name?: string;
  /** What the page's cookies are read from. @default document */
  readonly document?: { readonly cookie: string };
}

/** As much of the Cookie Store as is needed; the types of the browser floor do not know it. */
interface CookieStoreLike {
  addEventListener(type: 'change', listener: () => void): void;
  removeEventListener(type: 'change', listener: () => void): void;
}

/** Not everything of it is certain: the test of a page may run without one. */
interface PageLike extends Partial<Pick<typeof globalThis, 'addEventListener' | 'removeEventListener'>> {
  readonly cookieStore?: CookieStoreLike;
}

/**
 * The cookie that the provider, or your own backend, puts the access token in. A change is noticed at once where the
 * browser has the Cookie Store, and else when the page is looked at again.
 *
 * @throws AiccError `config/invalid-option`; from `getToken`: `auth/cookie-unreadable` (a page cannot tell a cookie that
 * is missing from one that it may not read), `auth/token-malformed`, `auth/token-expired`, `auth/token-rejected`
 */
export function cookieSource(options: CookieSourceOptions = {}): TokenSource {
  refuseSecretsWithin(options);
  const { name = 'AC_TOKEN' } = options;
  // Source: RFC 6265, section 4.1.1.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new AiccError('config/invalid-option', 'name is no name of a cookie');

  const values = (): readonly string[] => cookiesNamed(name, options.document);

  return {
    name: 'cookie',
    async get(request) {
      let problem: AiccError | undefined;
      for (const value of values()) {
        try {
          return readToken(value, request);
        } catch (error) {
          if (isAiccError(error)) problem ??= error;
        }
      }
      throw (
        problem ??
        new AiccError(
          'auth/cookie-unreadable',
          `No cookie ${name} can be read here: there is none, or it is HttpOnly, of another site, of another path, or kept apart from this frame`,
        )
      );
    },
    watch(changed) {
      const page: PageLike = globalThis;
      const store = page.cookieStore;
      let last = values().join();
      const look = (): void => {
        const now = values().join();
        if (now === last) return;
        last = now;
        changed();
      };
      store?.addEventListener('change', look);
      // Also where there is a store: it says nothing while a page sleeps.
      page.addEventListener?.('focus', look);
      return () => {
        store?.removeEventListener('change', look);
        page.removeEventListener?.('focus', look);
      };
    },
  };
}
