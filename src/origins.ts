import { AiccError } from './errors.js';

export interface OriginRules {
  readonly dangerouslyAllowHttp?: boolean;
}

/**
 * `*.` and a domain of two labels at least, which is no address, and no suffix of two labels under which anybody can
 * register; not the full list of those, as the documents say.
 */
export const wildcardForm =
  /^https:\/\/\*\.(?!((com?|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}|(github|gitlab|vercel|netlify|herokuapp|azurewebsites|cloudfront|appspot|web|pages)\.(io|app|dev|net|com))(:|$))([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*(:(?!443$|80$)\d+)?$/;

/** Scheme, host and port, as browsers write origins: small letters, no default port. */
const exactForm = /^https?:\/\/([a-z0-9._-]+|\[[0-9a-f:]+\])(:(?!443$|80$)\d+)?$/;

/** https, or a loopback host: of an origin. */
export const safeForm = /^https|\/(localhost|127(\.\d+){3}|\[::1\])(:|$)/;

/**
 * Reads a list of allowed origins once, and answers for each origin from then on.
 *
 * Accepted are exact origins and `https://*.example.com`, which stands for one or more whole labels. https only,
 * except loopback, and except exact http origins with `dangerouslyAllowHttp`.
 *
 * @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`
 */
export function createOriginMatcher(
  allowed: readonly string[] | undefined,
  { dangerouslyAllowHttp }: OriginRules = {},
): (origin: string) => boolean {
  if (!Array.isArray(allowed) || allowed.length === 0) {
    throw new AiccError('config/allowed-origins-missing');
  }
  const matchers = (allowed as readonly string[]).map((entry): ((origin: string) => boolean) => {
    const isWildcard = wildcardForm.test(entry);
    if (!isWildcard && !(exactForm.test(entry) && (dangerouslyAllowHttp || safeForm.test(entry)))) {
      throw new AiccError('config/invalid-origin', `Invalid origin: ${entry}`);
    }
    // The dot in front keeps the border of a label; an origin has nothing behind the port.
    return (origin) => (isWildcard ? origin.startsWith('https:') && origin.endsWith(entry.slice(9)) : origin === entry);
  });
  return (origin) => matchers.some((matches) => matches(origin));
}
