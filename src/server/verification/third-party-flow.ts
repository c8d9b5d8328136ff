import { AiccError, isAiccError } from '../../errors.js';
import { readApiAnswer } from '../../verification/flow/api-answer.js';
import type { VerificationFlow } from '../../verification/flow/flow.js';
import { runThirdPartyFlow, type CollectStep } from '../../verification/flow/third-party-flow.js';

/** How the third-party API is reached: what `createOutbound` makes has this form, and keeps to its rules. */
export type ThirdPartyCall = (request: {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}) => Promise<{ readonly status: number; readonly body: string }>;

export interface ThirdPartyFlowOptions {
  /** By which an administrator chooses it. @default 'third-party-api' */
  readonly name?: string;
  readonly url: string;
  /** Keeps to the allow-list, to addresses outside, to 64 KiB. */
  readonly outbound: ThirdPartyCall;
  /** What the customer is asked to type. It stands beside the call data, and in no log or record. */
  readonly collect?: readonly CollectStep[];
  /** Stands beside the call data of the contact, and above it. */
  readonly callData?: Readonly<Record<string, unknown>>;
  /** Sent along: how the API knows that it is you who asks. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the API may take, in milliseconds; then the attempt is abnormal (3). @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Asks the customer, then a third-party API: the bodies both ways are those that the vendor documents. What the API
 * returns beside its result (`verifyReturn1` to `3`) goes to the record, never into the result that a page reads.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const flow = thirdPartyFlow({
 *   url: 'https://bank.example.com/verify',
 *   outbound: createOutbound({ allowedOrigins: ['https://bank.example.com'] }),
 *   collect: [{ name: 'pin', prompt: 'Please type your PIN', digits: 4 }],
 * });
 */
export function thirdPartyFlow(options: ThirdPartyFlowOptions): VerificationFlow {
  const { name = 'third-party-api', url, outbound, collect = [], callData = {}, headers = {} } = options;
  const { timeoutMs = 10_000 } = options;
  const names = collect.map((step) => step.name);
  if (new Set(names).size < names.length) {
    throw new AiccError('config/invalid-option', 'Two steps collect under the same name');
  }
  return {
    name,
    run: (context) =>
      runThirdPartyFlow(
        {
          collect,
          callData,
          async askApi(body, signal) {
            try {
              const response = await outbound({
                url,
                method: 'POST',
                headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
                body: JSON.stringify(body),
                timeoutMs,
                signal,
              });
              const isFine = response.status >= 200 && response.status < 300;
              return (isFine ? readApiAnswer(response.body) : undefined) ?? 'bad-response';
            } catch (error) {
              if (isAiccError(error, 'net/timeout')) return 'timeout';
              return isAiccError(error, 'net/bad-response') ? 'bad-response' : 'unreachable';
            }
          },
        },
        context,
      ),
  };
}
