import { systemClock, type Clock } from '../../clock.js';
import { silentLogger, type Logger } from '../../log.js';
import { isRecord } from '../../protocol/guards.js';
import type { MaybePromise } from '../admission.js';
import { badRequest } from '../error-response.js';
import type { FetchHandler } from '../serve-connection.js';
import type { CallerVerifier, InboundCaller } from './caller-verifier.js';
import { createEndpoint } from './endpoint.js';

/** What the flow sends: the two documented fields; call data and what the customer entered stand beside them. */
export interface VerifyApiCalldata {
  /** The handled number of the authentication. */
  readonly verifyServiceNo: string;
  /** The number of the agent who started it. */
  readonly verifyWorkNo: string;
  readonly [name: string]: unknown;
}

export interface VerifyApiAnswer {
  /** 0 not returned, 1 successful, 2 failed, 3 abnormal. */
  readonly verifyResult: 0 | 1 | 2 | 3;
  readonly verifyReturn1?: string;
  readonly verifyReturn2?: string;
  readonly verifyReturn3?: string;
}

export interface VerifyApiOptions {
  /**
   * Whether this is the customer. What it throws, and what is no answer, is 3: nobody could find out. `calldata` holds
   * what the customer entered: write it nowhere.
   */
  readonly verify: (
    calldata: VerifyApiCalldata,
    context: { readonly caller: InboundCaller; readonly signal: AbortSignal },
  ) => MaybePromise<VerifyApiAnswer>;
  /** Who may ask: {@link sharedHeader}, {@link signedRequest}, {@link idToken}, or your own. */
  readonly authenticateCaller: CallerVerifier;
  /** How long `verify` may take, in milliseconds; then the answer is 3, while the flow still waits for it. @default 8000 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * The third-party API of an authentication process: what an enterprise mounts for the flow to ask.
 *
 * It takes exactly the documented body, `{"calldata":{…}}` with its two strings, and answers the documented form.
 * Source: the AICC documentation of the identity-authentication result.
 *
 * @returns a handler of the Fetch API that never rejects
 * @throws AiccError `config/invalid-option`
 * @example
 * const handler = createVerifyApiHandler({
 *   authenticateCaller: sharedHeader({ secrets: { flow: process.env.FLOW_SECRET ?? '' } }),
 *   verify: ({ customerId, pin }) => ({ verifyResult: isRight(customerId, pin) ? 1 : 2 }),
 * });
 */
export function createVerifyApiHandler(options: VerifyApiOptions): FetchHandler {
  const { verify, authenticateCaller, timeoutMs = 8000, clock = systemClock, logger = silentLogger } = options;

  async function judge(calldata: VerifyApiCalldata, caller: InboundCaller, signal: AbortSignal): Promise<unknown> {
    let timer: unknown;
    const late = new Promise<undefined>((resolve) => {
      timer = clock.setTimeout(() => {
        resolve(undefined);
      }, timeoutMs);
    });
    try {
      const answer: unknown = await Promise.race([verify(calldata, { caller, signal }), late]);
      if (isAnswer(answer)) return answer;
      logger.warn(answer === undefined ? 'verify gave no answer in time' : 'verify gave an answer that is none');
    } catch {
      // Its words may hold what the customer entered.
      logger.error('verify failed');
    } finally {
      clock.clearTimeout(timer);
    }
    return { verifyResult: 3 };
  }

  return createEndpoint({
    authenticateCaller,
    logger,
    serve: async (body, caller, signal) => {
      const calldata = calldataOf(body);
      if (!calldata) throw badRequest('The body must be {"calldata":{…}} with verifyServiceNo and verifyWorkNo');
      const answer = (await judge(calldata, caller, signal)) as VerifyApiAnswer;
      const { verifyResult, verifyReturn1 = '', verifyReturn2 = '', verifyReturn3 = '' } = answer;
      return { calldata: { data: { verifyResult, verifyReturn1, verifyReturn2, verifyReturn3 } } };
    },
  });
}

function calldataOf(body: unknown): VerifyApiCalldata | undefined {
  if (!isRecord(body) || Object.keys(body).join() !== 'calldata') return undefined;
  const { calldata } = body;
  return isCalldata(calldata) ? calldata : undefined;
}

const isCalldata = (value: unknown): value is VerifyApiCalldata =>
  isRecord(value) &&
  ['verifyServiceNo', 'verifyWorkNo'].every((name) => Object.hasOwn(value, name) && typeof value[name] === 'string');

const isAnswer = (value: unknown): value is VerifyApiAnswer =>
  isRecord(value) &&
  [0, 1, 2, 3].includes(value['verifyResult'] as number) &&
  [1, 2, 3].every((place) => ['string', 'undefined'].includes(typeof value[`verifyReturn${place}`]));
