import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import type { Agent } from '../protocol/entities.js';
import type { Softphone, SoftphoneState } from './softphone.js';

export interface AutomaticOptions {
  /**
   * Answers by itself, where the call that rings is the agent's only one: at once, or after a time in milliseconds.
   *
   * @default false
   */
  readonly autoAnswer?: boolean | { readonly afterMs: number };
  /** Ends wrap-up by itself after so many seconds, where the centre does not do so earlier. */
  readonly wrapUpSeconds?: number;
}

/** When wrap-up is to be ended from here, in milliseconds since the epoch. */
export const wrapUpEnd = ({ agent }: { readonly agent?: Agent | undefined }, seconds: number | undefined): number =>
  agent?.state === 'wrap-up' && seconds !== undefined ? agent.since + seconds * 1000 : Infinity;

/**
 * What the softphone does without being asked. Each thing is tried once; what goes wrong is told by `failed`.
 *
 * @returns what is to be told of every state; of none at the end.
 * @throws AiccError `config/invalid-option`
 */
export function createAutomatics(
  { autoAnswer, wrapUpSeconds }: AutomaticOptions,
  clock: Clock,
): (state: SoftphoneState | undefined, phone: Pick<Softphone, 'answer' | 'endWrapUp'>) => void {
  const answerMs = typeof autoAnswer === 'object' ? autoAnswer.afterMs : 0;
  const wrapUpMs = (wrapUpSeconds ?? 0) * 1000;
  if (!(answerMs >= 0 && wrapUpMs >= 0)) throw new AiccError('config/invalid-option', 'Negative time');
  const planAnswer = createPlan(clock);
  const planEnd = createPlan(clock);

  return (state, phone) => {
    const [call, second] = state?.calls ?? [];
    const rings = autoAnswer && call && !second && state?.allowed.calls.get(call.id)?.has('answer');
    planAnswer(rings ? `${call.id} ${call.startedAt}` : undefined, answerMs, () =>
      phone.answer({ callId: call?.id ?? '' }),
    );

    const { agent } = state ?? {};
    const end = state?.allowed.agent.has('endWrapUp') ? wrapUpEnd(state, wrapUpSeconds) : Infinity;
    const isOurs = agent && end < Infinity && end <= (agent.until ?? Infinity);
    // The centre's clock may be ahead or behind: never longer than was asked for.
    const inMs = Math.min(Math.max(0, end - clock.now()), wrapUpMs);
    planEnd(isOurs ? `${agent.since}` : undefined, inMs, () => phone.endWrapUp());
  };
}

/** One thing to do later, as long as its reason lasts. */
function createPlan(clock: Clock) {
  let current: string | undefined;
  let timer: unknown;
  return (reason: string | undefined, inMs: number, act: () => Promise<unknown>): void => {
    if (reason === current) return;
    clock.clearTimeout(timer);
    current = reason;
    if (reason === undefined) return;
    timer = clock.setTimeout(() => {
      act().catch(() => undefined);
    }, inMs);
  };
}
