import { isRecord } from '../../protocol/guards.js';
import type { ApiAnswer } from './api-answer.js';
import { ask } from './caller.js';
import type { FlowContext, FlowOutcome } from './flow.js';

/** One thing that a flow asks the customer to type. */
export interface CollectStep {
  /** Under which name the digits go to the third-party API, in `calldata`. */
  readonly name: string;
  /** What the customer hears. */
  readonly prompt: string;
  /** How many digits make it complete; without it only the terminator does. */
  readonly digits?: number;
  /** The key that ends the entry early. @default '#' */
  readonly terminator?: string;
  /** How long the customer may take for the whole entry; then the attempt has failed (2). @default 30 */
  readonly timeoutSeconds?: number;
}

/** Why the third-party API gave no answer. */
export type ApiFailure = 'timeout' | 'unreachable' | 'bad-response';

/** The documented request body. */
export interface ThirdPartyRequest {
  readonly calldata: Readonly<Record<string, unknown>>;
}

export interface ThirdPartyOptions {
  readonly collect?: readonly CollectStep[];
  /** Asks the third-party API. Never rejects: what goes wrong is the failure that it resolves with. */
  readonly askApi: (body: ThirdPartyRequest, signal: AbortSignal) => Promise<ApiAnswer | ApiFailure>;
  /** Stands beside the call data of the contact, and above it. */
  readonly callData?: Readonly<Record<string, unknown>>;
}

/**
 * Asks the customer, then the third-party API.
 *
 * What the customer fails at is 2, what fails technically is 3. Once `context.signal` aborts, the outcome means nothing.
 */
export async function runThirdPartyFlow(options: ThirdPartyOptions, context: FlowContext): Promise<FlowOutcome> {
  const { caller, after, signal } = context;
  const entered: [name: string, digits: string][] = [];
  for (const step of options.collect ?? []) {
    if (!caller) return { result: 3, failureReason: 'hangup' };
    const isToBeWritten = context.onStep(step.name);
    if (isToBeWritten) await isToBeWritten;
    const { digits, terminator, timeoutSeconds = 30 } = step;
    const answer = await ask(caller, [step.prompt], after, {
      timeoutMs: timeoutSeconds * 1000,
      ...(digits !== undefined && { digits }),
      ...(terminator !== undefined && { terminator }),
      signal,
    });
    if (answer.type === 'hang-up') return { result: 3, failureReason: 'hangup' };
    const keys = answer.type === 'dtmf' ? answer.digits : answer.type === 'text' ? answer.text.replace(/\D/g, '') : '';
    if (keys === '') return { result: 2, failureReason: 'no-input' };
    entered.push([step.name, keys]);
  }
  const isToBeWritten = context.onStep('third-party-api');
  if (isToBeWritten) await isToBeWritten;
  const answer = await options.askApi(requestBody(context, entered, options.callData), signal);
  if (typeof answer === 'string') return { result: 3, failureReason: answer };
  const { result, returns } = answer;
  return { result, returns, ...(result !== 1 && { failureReason: 'refused' }) };
}

/**
 * The documented request body: call data and entries stand beside the two documented fields, which nothing overrides.
 * Source: the AICC documentation of the authentication result, body passed by the IVR flow to the third-party API.
 */
export function requestBody(
  { callData, serviceNumber, workNo }: Pick<FlowContext, 'callData' | 'serviceNumber' | 'workNo'>,
  entered: readonly (readonly [string, string])[],
  more: Readonly<Record<string, unknown>> = {},
): ThirdPartyRequest {
  // fromEntries defines properties, so a key `__proto__` is a key like any other.
  const calldata = Object.fromEntries<unknown>([
    ...Object.entries(parseCallData(callData)),
    ...Object.entries(more),
    ...entered,
    ['verifyServiceNo', serviceNumber],
    ['verifyWorkNo', workNo],
  ]);
  return { calldata };
}

function parseCallData(callData: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(callData);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
