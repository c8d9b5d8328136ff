import { brand } from './error-brand.js';

/**
 * Every code that this version can throw; `docs/errors.md` says what each means. Codes are stable; new ones may be
 * added in a minor version.
 */
export type AiccErrorCode =
  | 'bridge/not-embedded'
  | 'bridge/handshake-timeout'
  | 'bridge/opaque-origin'
  | 'bridge/origin-rejected'
  | 'bridge/peer-gone'
  | 'bridge/protocol-unsupported'
  | 'bridge/protocol-violation'
  | 'bridge/uncloneable'
  | 'bridge/not-allowed'
  | 'bridge/unsupported-operation'
  | 'bridge/handler-failed'
  | 'bridge/rate-limited'
  | 'bridge/closed'
  | 'net/timeout'
  | 'net/aborted'
  | 'net/unreachable'
  | 'net/bad-response'
  | 'auth/token-rejected'
  | 'auth/forbidden'
  | 'auth/signed-in-elsewhere'
  | 'auth/login-required'
  | 'auth/interaction-required'
  | 'auth/cookie-unreadable'
  | 'auth/token-malformed'
  | 'auth/token-expired'
  | 'auth/wrong-user'
  | 'auth/exchange-failed'
  | 'auth/signed-out'
  | 'auth/popup-blocked'
  | 'auth/popup-closed'
  | 'auth/callback-not-readable'
  | 'auth/state-mismatch'
  | 'auth/authorization-refused'
  | 'call/unsupported-media'
  | 'call/not-found'
  | 'call/wrong-state'
  | 'call/refused'
  | 'call/invalid-number'
  | 'verification/unknown-code'
  | 'verification/already-running'
  | 'verification/not-running'
  | 'verification/no-contact'
  | 'verification/contact-ended'
  | 'verification/focus-lost'
  | 'verification/timeout'
  | 'verification/not-verified'
  | 'verification/invalid-process'
  | 'verification/process-enabled'
  | 'verification/proof-malformed'
  | 'verification/proof-forged'
  | 'verification/proof-expired'
  | 'verification/proof-replayed'
  | 'verification/proof-wrong-audience'
  | 'verification/proof-wrong-code'
  | 'verification/proof-wrong-contact'
  | 'config/allowed-origins-missing'
  | 'config/invalid-origin'
  | 'config/invalid-option'
  | 'config/unknown-event'
  | 'config/already-configured'
  | 'config/vendor-global-missing'
  | 'config/script-blocked'
  | 'config/secret-in-browser'
  | 'server/bad-request'
  | 'server/origin-refused'
  | 'server/internal'
  | 'server/store-unavailable'
  | 'server/outbound-refused'
  | 'server/delivery-failed'
  | 'server/webhook-failed'
  | 'server/caller-refused';

/** What the registry calls retryable, in fewer bytes than its list; a test holds the two together. */
const retryable = /timeout|gone|limited|un(reach|avail)able|bad-response|internal/;

export interface AiccErrorOptions {
  /** Overrides what the registry says of the code, for a system that knows better. */
  readonly retryable?: boolean;
  readonly remedy?: string;
  readonly cause?: unknown;
  /** Plain facts for a support ticket: never a secret, never a whole phone number. */
  readonly context?: Readonly<Record<string, unknown>>;
}

export interface AiccErrorJSON {
  readonly name: 'AiccError';
  readonly code: AiccErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly remedy: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of the package.
 *
 * @example
 * try {
 *   await AICCSupport.getVerifyResult('RETAIL_OTP');
 * } catch (error) {
 *   if (isAiccError(error, 'bridge/handshake-timeout')) showOffline();
 *   else throw error;
 * }
 */
export class AiccError extends Error {
  override readonly name = 'AiccError';
  readonly code: AiccErrorCode;
  /** Whether the same call may succeed later without a change of code or configuration. */
  readonly retryable: boolean;
  /** What a developer can do about it, or where in `docs` that stands. Tell agents in words of your own. */
  readonly remedy: string;
  override readonly cause?: unknown;
  readonly context: Readonly<Record<string, unknown>>;

  /** @param message Where absent, the code and where its meaning is written down: for what needs no further words. */
  constructor(code: AiccErrorCode, message?: string, options: AiccErrorOptions = {}) {
    const { remedy = `See docs/errors.md#${code.replace('/', '')}`, context = {}, cause } = options;
    super(message ?? `${code} (${remedy})`);
    this.code = code;
    this.retryable = options.retryable ?? retryable.test(code);
    this.remedy = remedy;
    this.context = context;
    if (cause !== undefined) this.cause = cause;
  }

  /** @internal Marks instances of every copy of the package and of every realm. */
  get [brand](): true {
    return true;
  }

  /** Plain data for a log or a ticket. The cause is left out: it may be anybody's object. */
  toJSON(): AiccErrorJSON {
    const { name, code, message, retryable, remedy, context } = this;
    return { name, code, message, retryable, remedy, context };
  }
}

/**
 * Whether a value is an {@link AiccError}, also one of another frame or another copy of the package.
 *
 * @param code When given, whether it has this code too.
 */
export function isAiccError<Code extends AiccErrorCode = AiccErrorCode>(
  value: unknown,
  code?: Code,
): value is AiccError & { readonly code: Code } {
  const error = value as (AiccError & { readonly [brand]?: true }) | null | undefined;
  return error?.[brand] === true && (code ?? error.code) === error.code;
}
