import { AiccError } from '../../errors.js';
import { safeForm, type OriginRules } from '../../origins.js';
import { refuseSecretsWithin } from '../../refuse-secrets.js';
import type { SignInPage } from './sign-in-page.js';

/**
 * A whole address, of the kind that a platform knows: it may carry a query, and no fragment.
 *
 * @param name The option that it comes from, for the message.
 * @throws AiccError `config/invalid-option`, `config/invalid-origin`, `config/secret-in-browser`
 */
export function oauthUrl(
  name: string,
  address: string,
  { dangerouslyAllowHttp }: OriginRules,
  page: Pick<SignInPage, 'location'> | undefined,
): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new AiccError('config/invalid-option', `${name} is no whole address`);
  }
  refuseSecretsWithin(Object.fromEntries(url.searchParams));
  if (url.hash || url.username || url.password) {
    throw new AiccError('config/invalid-option', `${name} must not carry a fragment or credentials`);
  }
  const isAllowed = /^https?:/.test(url.origin) && (dangerouslyAllowHttp === true || safeForm.test(url.origin));
  if (!isAllowed && url.origin !== page?.location.origin) {
    throw new AiccError('config/invalid-origin', `${name}: ${url.origin}`);
  }
  return url;
}
