import { AiccError } from './errors.js';
import { safeForm, type OriginRules } from './origins.js';

/**
 * The whole address of a server that a page talks to: https, loopback, or the page's own origin; others with
 * `dangerouslyAllowHttp`. A path is taken from where the page lies. Without a `/` at its end.
 *
 * @param name The option that it comes from, for the message.
 * @throws AiccError `config/invalid-option`, `config/invalid-origin`
 */
export function serverUrl(name: string, address: string, { dangerouslyAllowHttp }: OriginRules): string {
  const page = globalThis as { readonly document?: Document; readonly location?: Location };
  let url: URL;
  try {
    url = new URL(address, page.document?.baseURI ?? page.location?.href);
  } catch {
    throw new AiccError('config/invalid-option', `${name} is not the address of a server`);
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new AiccError('config/invalid-option', `${name} must not carry a query, a fragment or credentials`);
  }
  const isAllowed = /^https?:/.test(url.origin) && (dangerouslyAllowHttp === true || safeForm.test(url.origin));
  if (!isAllowed && url.origin !== page.location?.origin) {
    throw new AiccError('config/invalid-origin', `${name}: ${url.origin}`);
  }
  return url.href.replace(/\/$/, '');
}
