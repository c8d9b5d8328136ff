import { isRecord } from '../../protocol/guards.js';
import type { VerificationResult } from '../../protocol/entities.js';
import type { CustomerLine } from '../customer-line.js';
import type { FlowOptions } from '../options.js';
import { collectDigits } from './collect.js';
import { askThirdParty } from './third-party-api.js';

export interface FlowContext {
  readonly callData: string;
  readonly serviceNumber: string;
  readonly workNo: string;
  /** Absent for e-mail and chat, which cannot be asked anything. */
  readonly line: CustomerLine | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly signal: AbortSignal;
  /** Where the flow is: the name of what it collects, then `third-party-api`. */
  readonly onStep: (step: string) => void;
}

export interface FlowOutcome {
  readonly result: VerificationResult;
  readonly failureReason?: string;
  readonly returns?: readonly [string, string, string];
}

/**
 * Runs an authentication flow: asks the customer, then the third-party API.
 *
 * What the customer fails at is 2, what fails technically is 3. Once `signal` aborts, the outcome means nothing.
 */
export async function runFlow(flow: FlowOptions, context: FlowContext): Promise<FlowOutcome> {
  const entered: [name: string, digits: string][] = [];
  for (const step of flow.collect ?? []) {
    if (!context.line) return { result: 3, failureReason: 'hangup' };
    context.onStep(step.name);
    const digits = await collectDigits(step, { ...context, line: context.line });
    if (digits === undefined) return { result: 2, failureReason: 'no-input' };
    entered.push([step.name, digits]);
  }
  context.onStep('third-party-api');
  const answer = await askThirdParty({
    url: flow.url,
    body: requestBody(context, entered),
    timeoutMs: flow.timeoutMs ?? 10_000,
    fetch: context.fetch,
    after: context.after,
    signal: context.signal,
  });
  if (typeof answer === 'string') return { result: 3, failureReason: answer };
  const { result, returns } = answer;
  return { result, returns, ...(result !== 1 && { failureReason: 'refused' }) };
}

/**
 * The documented request body: call data and entries stand beside the two documented fields, which nothing overrides.
 * Source: the AICC documentation of
 * the authentication result, body passed by the IVR flow to the third-party API.
 */
export function requestBody(
  { callData, serviceNumber, workNo }: Pick<FlowContext, 'callData' | 'serviceNumber' | 'workNo'>,
  entered: readonly (readonly [string, string])[],
): { readonly calldata: Readonly<Record<string, unknown>> } {
  // fromEntries defines properties, so a key `__proto__` is a key like any other.
  const calldata = Object.fromEntries<unknown>([
    ...Object.entries(parseCallData(callData)),
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
