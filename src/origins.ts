import { AiccError } from './errors.js';

export interface OriginRules {
  readonly dangerouslyAllowHttp?: boolean;
}

/** Suffixes of two labels under which anybody can register; not the full list, as the documents say. */
const commonSuffix =
  /^((com?|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}|(github|gitlab|vercel|netlify|herokuapp|azurewebsites|cloudfront|appspot|web|pages)\.(io|app|dev|net|com))$/;

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Scheme, wildcard, host and port, as browsers write origins: small letters, no default port. */
const form = /^(https?):\/\/(\*\.)?([a-z0-9._-]+|\[[0-9a-f:]+\])(:(?!443$|80$)\d+)?$/;

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
    const [, scheme, wildcard, host = '', port = ''] = form.exec(entry) ?? [];
    const isHttps = scheme === 'https';
    const isValid = wildcard
      ? // A domain of two labels at least, which is no address and no public suffix.
        isHttps && /[^.]\.[a-z0-9-]*[a-z][a-z0-9-]*$/.test(host) && !commonSuffix.test(host)
      : isHttps || (scheme && (loopback.test(host) || dangerouslyAllowHttp));
    if (!isValid) throw new AiccError('config/invalid-origin', `Invalid origin: ${entry}`);
    // The dot in front keeps the border of a label; an origin has nothing behind the port.
    return (origin) =>
      wildcard ? origin.startsWith('https:') && origin.endsWith(`.${host}${port}`) : origin === entry;
  });
  return (origin) => matchers.some((matches) => matches(origin));
}
