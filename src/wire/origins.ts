import { AiccError } from '../errors.js';

export interface OriginRules {
  readonly dangerouslyAllowHttp?: boolean;
}

/** Suffixes of two labels under which anybody can register; not the full list, as the documents say. */
const commonSuffix =
  /^((com?|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}|(github|gitlab|vercel|netlify|herokuapp|azurewebsites|cloudfront|appspot|web|pages)\.(io|app|dev|net|com))$/;

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

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
    throw new AiccError('config/allowed-origins-missing', 'allowedOrigins names no origin');
  }
  const matchers = (allowed as readonly string[]).map((entry): ((origin: string) => boolean) => {
    const invalid = (why: string): AiccError =>
      new AiccError('config/invalid-origin', `The origin ${entry} cannot be used: ${why}`);
    const wildcard = /^https:\/\/\*\.([a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?$/.exec(entry);
    if (wildcard) {
      const domain = wildcard[1] ?? '';
      // Digits are an address, not a domain.
      if (commonSuffix.test(domain) || /\.\d+$/.test(domain)) throw invalid('anybody can register under it');
      const pattern = new RegExp(`^https://([a-z0-9-]+\\.)+${entry.slice(10).replace(/\./g, '\\.')}$`);
      return (origin) => pattern.test(origin);
    }
    const url = parse(entry);
    if (url?.origin !== entry || entry.includes('*')) throw invalid('write https://host[:port], in small letters');
    const isSafe = url.protocol === 'https:' || loopback.test(url.hostname) || dangerouslyAllowHttp;
    if (!isSafe || !/^https?:/.test(entry)) throw invalid('http needs loopback or dangerouslyAllowHttp');
    return (origin) => origin === entry;
  });
  return (origin) => matchers.some((matches) => matches(origin));
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
