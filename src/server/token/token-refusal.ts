import { isAiccError, type AiccError } from '../../errors.js';
import { retryAfterOf } from '../../retry-after.js';

/** How the token endpoint refuses: docs/protocol/token.md. */
export interface TokenRefusal {
  readonly status: number;
  readonly error: string;
  readonly description: string;
  readonly retryAfterSeconds?: number;
}

/** What a failure means for the page. The provider's words stay on the server. */
export function refusalOf(failure: unknown): TokenRefusal {
  if (!isAiccError(failure)) return { status: 500, error: 'server_error', description: 'The server failed' };
  const { code, message } = failure;
  switch (code) {
    case 'server/bad-request':
      return { status: statusIn(failure) ?? 400, error: 'invalid_request', description: message };
    case 'auth/login-required':
      return { status: 401, error: 'login_required', description: message };
    case 'server/origin-refused':
    case 'auth/forbidden':
    case 'auth/wrong-user':
      return { status: 403, error: 'access_denied', description: message };
    case 'bridge/rate-limited':
      return { status: 429, error: 'slow_down', description: message, ...waitOf(failure) };
    case 'auth/exchange-failed':
      return providerRefusal(failure);
    case 'net/unreachable':
    case 'net/timeout':
      return { status: 503, error: 'temporarily_unavailable', description: 'The identity provider is out of reach' };
    case 'net/bad-response':
      return { status: 502, error: 'server_error', description: 'The identity provider gave no usable answer' };
    default:
      return { status: 500, error: 'server_error', description: 'The server failed' };
  }
}

/** About the agent (403), about this server's registration (502), or passing (503). */
function providerRefusal(failure: AiccError): TokenRefusal {
  const { error } = failure.context;
  if (failure.retryable) {
    const description = 'The identity provider is busy or broken';
    return { status: 503, error: 'temporarily_unavailable', description, ...waitOf(failure) };
  }
  if (error === 'invalid_grant' || error === 'access_denied') {
    return { status: 403, error: 'access_denied', description: 'The identity provider refused the agent' };
  }
  return { status: 502, error: 'server_error', description: 'The identity provider refused this server' };
}

function waitOf(failure: AiccError): { readonly retryAfterSeconds?: number } {
  const ms = retryAfterOf(failure);
  return ms === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(ms / 1000)) };
}

function statusIn({ context }: AiccError): number | undefined {
  const { status } = context;
  return typeof status === 'number' ? status : undefined;
}
