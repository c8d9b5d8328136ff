import * as z from 'zod/mini';
import { AiccError } from '../../errors.js';
import { parseRetryAfter } from '../../retry-after.js';

const errorSchema = z.object({
  error: z.optional(z.string()),
  error_description: z.optional(z.string()),
  // Not OAuth's, but what other interfaces of the vendor answer with.
  message: z.optional(z.string()),
});

export interface ExchangeErrorOptions {
  readonly now: number;
  /** What must not stand in the error, though the provider may have quoted it. */
  readonly secrets: readonly string[];
}

/** The error that a reply means which is no success. Keeps the provider's words, less what is secret in them. */
export function exchangeError(
  response: Pick<Response, 'status' | 'headers'>,
  text: string,
  { now, secrets }: ExchangeErrorOptions,
): AiccError {
  const { status } = response;
  if (status < 400) {
    return new AiccError('net/bad-response', `The identity provider answered with the status ${status}`, {
      context: { status },
    });
  }
  const parsed = errorSchema.safeParse(parseJson(text));
  const { error, error_description: description, message } = parsed.success ? parsed.data : {};
  const words = [error, description ?? message].filter((each) => each !== undefined && each !== '');
  const told = words.map((each) => withoutSecrets(String(each), secrets).slice(0, 500)).join(': ');
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now);
  return new AiccError(
    'auth/exchange-failed',
    `The identity provider answered ${status}${told === '' ? '' : ` (${told})`}`,
    {
      retryable: status === 429 || status >= 500,
      context: {
        status,
        ...(error !== undefined && { error: withoutSecrets(error, secrets).slice(0, 100) }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      },
    },
  );
}

/** Whatever looks like a JWT goes too: it is ours in another form, or somebody else's. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  return known.replace(/[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***').replace(/[\p{Cc}]/gu, ' ');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
