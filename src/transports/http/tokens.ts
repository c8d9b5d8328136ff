import { AiccError, isAiccError } from '../../errors.js';

/**
 * Gives the access token, as often as it is asked.
 *
 * @param options.signal Aborts when nobody needs the token any more.
 * @param options.rejected The token that the server refused: a new one is wanted.
 * @throws an AiccError says itself whether trying again can help. A TypeError, as `fetch` throws without a network,
 * counts as `net/unreachable`, which is tried again; everything else as `auth/token-rejected`, which is not.
 */
export type GetToken = (options: { readonly signal: AbortSignal; readonly rejected?: string }) => Promise<string>;

export interface Tokens {
  /** The token in use; none when the server knows the page by other means. */
  current(signal: AbortSignal): Promise<string | undefined>;
  /**
   * A token in place of one that was refused. Whoever was refused the same one gets the same new one, without asking
   * again. `undefined` when there is nobody to ask.
   */
  renew(rejected: string | undefined, signal: AbortSignal): Promise<string | undefined>;
}

/**
 * Keeps the token in memory, and lets `getToken` be asked once at a time. The signals given here are of the link, not
 * of a request: an answer serves all requests, so none of them may end the asking.
 */
export function createTokens(getToken: GetToken | undefined, onRenewal: () => void): Tokens {
  let token: string | undefined;
  let pending: { readonly answer: Promise<string>; readonly signal: AbortSignal } | undefined;

  function ask(signal: AbortSignal, rejected?: string): Promise<string> {
    if (pending && !pending.signal.aborted) return pending.answer;
    const answer = request(signal, rejected).finally(() => {
      if (pending?.answer === answer) pending = undefined;
    });
    pending = { answer, signal };
    return answer;
  }

  async function request(signal: AbortSignal, rejected?: string): Promise<string> {
    let given: unknown;
    try {
      given = await getToken?.({ signal, ...(rejected !== undefined && { rejected }) });
    } catch (error) {
      throw tokenError(error, signal);
    }
    if (typeof given !== 'string' || given === '') throw tokenError(undefined, signal);
    token = given;
    return given;
  }

  return {
    current: async (signal) => (getToken ? (token ?? ask(signal)) : undefined),
    async renew(rejected, signal) {
      if (!getToken) return undefined;
      if (token !== undefined && token !== rejected) return token;
      onRenewal();
      token = undefined;
      return ask(signal, rejected);
    },
  };
}

function tokenError(cause: unknown, signal: AbortSignal): AiccError {
  if (isAiccError(cause)) return cause;
  if (signal.aborted) return new AiccError('net/aborted', 'The access token is not needed any more', { cause });
  return cause instanceof TypeError
    ? new AiccError('net/unreachable', 'The access token could not be fetched', { cause })
    : new AiccError('auth/token-rejected', 'getToken gave no access token', { cause });
}
