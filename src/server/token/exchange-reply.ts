import { decodeJwt } from 'jose';
import * as z from 'zod/mini';
import { AiccError } from '../../errors.js';

/** An access token, and what is known of it. A secret: keep it out of logs. */
export interface TokenGrant {
  readonly accessToken: string;
  /** In milliseconds since the epoch, by our own clock; absent when neither the reply nor the token says it. */
  readonly expiresAt?: number;
  /** As the provider words it, which need not be as it was asked for. */
  readonly scope?: string;
  /** Whose the token says it is; absent when it cannot be read. Nobody has checked its signature. */
  readonly userName?: string;
}

/** Characters that can stand in a header, which is where it goes. */
const tokenSchema = z.string().check(z.regex(/^[\x21-\x7e]{1,16384}$/));
const secondsSchema = z.union([z.number(), z.string().check(z.regex(/^\d{1,12}$/))]);
const scopeSchema = z.union([z.string(), z.array(z.string())]);

const replySchema = z.object({
  access_token: tokenSchema,
  token_type: z.string(),
  expires_in: z.optional(z.nullable(secondsSchema)),
  scope: z.optional(z.nullable(scopeSchema)),
  issued_token_type: z.optional(z.string()),
});

const claimsSchema = z.object({ exp: z.optional(z.number()), user_name: z.optional(z.string()) });

export interface ReadReplyOptions {
  /** What was asked for: an exchange, or a token of our own by our credentials. */
  readonly profile: 'aiccs' | 'rfc8693' | 'client-credentials';
  /** When the request went out: what it says of its life counts from then at the earliest. In milliseconds. */
  readonly askedAt: number;
}

/**
 * Reads the reply to a successful exchange. That of the profile `aiccs` needs no more than a bearer token: which of the
 * other fields are always there is not documented.
 *
 * @throws AiccError `net/bad-response`, which holds nothing of the reply
 */
export function readReply(text: string, { profile, askedAt }: ReadReplyOptions): TokenGrant {
  const parsed = replySchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the reply'))];
    throw malformed(`The reply of the identity provider is malformed: ${fields.join(', ')}`);
  }
  const reply = parsed.data;
  // "bearer" in the vendor's sample, "Bearer" elsewhere: case does not matter. Source: RFC 6749, section 5.1.
  if (reply.token_type.toLowerCase() !== 'bearer') throw malformed('The identity provider gave no bearer token');
  if (profile === 'rfc8693' && reply.issued_token_type === undefined) {
    throw malformed('The reply of the identity provider has no issued_token_type');
  }
  const claims = readClaims(reply.access_token);
  const scope = Array.isArray(reply.scope) ? reply.scope.join(',') : reply.scope;
  const expiresAt = expiryOf(reply.expires_in ?? undefined, claims.exp, askedAt);
  return {
    accessToken: reply.access_token,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(typeof scope === 'string' && { scope }),
    ...(claims.user_name !== undefined && { userName: claims.user_name }),
  };
}

/** `expires_in` goes first: it needs no agreement of the clocks. */
function expiryOf(
  expiresIn: number | string | undefined,
  exp: number | undefined,
  askedAt: number,
): number | undefined {
  if (expiresIn !== undefined) {
    const seconds = Number(expiresIn);
    if (!(seconds > 0) || !Number.isFinite(seconds)) throw malformed('expires_in is not a duration');
    return askedAt + seconds * 1000;
  }
  return exp === undefined ? undefined : exp * 1000;
}

/** An access token need not be a JWT, nor hold these. */
function readClaims(token: string): z.infer<typeof claimsSchema> {
  try {
    return claimsSchema.parse(decodeJwt(token));
  } catch {
    return {};
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('The reply of the identity provider is not JSON');
  }
}

const malformed = (message: string): AiccError => new AiccError('net/bad-response', message);
