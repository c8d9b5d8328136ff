import { resultOfReason } from '../reasons.js';
import { actions, say, type Done } from './actions.js';
import type { RetailEffect } from './effects.js';
import { guards } from './guards.js';
import type { RetailInput } from './inputs.js';
import { isEnd, isWaiting, type RetailState } from './state.js';
import { retailTable, type Row } from './table.js';

export interface RetailStep {
  readonly state: RetailState;
  /** In the order in which they are to be done. */
  readonly effects: readonly RetailEffect[];
  /** The rows of the table that were taken: none for an input that means nothing where the machine is. */
  readonly rows: readonly Row[];
}

/**
 * The retail authentication as a function: what an input makes of a state, and what is to be done.
 *
 * @param now milliseconds since the epoch
 * @example
 * let { state, effects } = transition(idle, { on: 'start', parameters: { auth_level_req: 1 }, options, ani }, Date.now());
 * const expected = expectedIn(state);
 * if (expected) ({ state, effects } = transition(state, understand(heard, expected, english), Date.now()));
 */
export function transition(state: RetailState, input: RetailInput, now: number): RetailStep {
  const row = retailTable.find((each) => fits(each, state, input, now));
  if (!row) return { state, effects: [], rows: [] };
  const isMissed = row.does?.includes('countSilence') === true || row.does?.includes('countMiss') === true;
  const isUnderstood = isWaiting(state.at) && !isMissed && input.on !== 'entered';

  const effects: RetailEffect[] = [];
  let next: RetailState = {
    ...state,
    ...(isUnderstood && { silences: 0, misses: 0 }),
    ...(row.reason !== undefined && { reason: row.reason }),
  };
  const take = (done: Done): void => {
    next = done.state;
    effects.push(...(done.effects ?? []));
  };
  for (const name of row.does ?? []) take(actions[name](next, input, now));
  next = { ...next, at: row.to ?? state.at };
  if (isEnd(next.at)) take(finish(next));
  if (row.to === undefined || isEnd(next.at)) return { state: next, effects, rows: [row] };
  const entered = transition(next, { on: 'entered' }, now);
  return { state: entered.state, effects: [...effects, ...entered.effects], rows: [row, ...entered.rows] };
}

function fits({ from, on, when }: Row, state: RetailState, input: RetailInput, now: number): boolean {
  return from.includes(state.at) && on.includes(input.on) && (when === undefined || guards[when](state, input, now));
}

/** Takes back what is open, says how it ended, and tells. */
function finish({ code, ...state }: RetailState): Done {
  const { at, reason, level, settings, account } = state;
  const effects: RetailEffect[] = [];
  if (code) effects.push({ do: 'cancel-code', challengeId: code.challengeId });
  if (at === 'succeeded') effects.push({ do: 'clear', parameters: ['transfer_reason', 'failure_reason'] });
  // Who hung up hears nothing any more.
  if (reason !== 'hangup') effects.push(...(farewell().effects ?? []));
  effects.push({ do: 'end', ...(reason !== undefined && { reason }) });
  return { state, effects };

  function farewell(): Done {
    if (at === 'escalated') return say(state, 'escalated');
    if (reason !== undefined) return say(state, resultOfReason(reason) === 3 ? 'out-of-order' : 'failed');
    const firstName = level === 1 || settings?.speakFirstNameBeforeProof ? account?.firstName : undefined;
    return firstName === undefined ? say(state, 'identified') : say(state, 'identified-named', { firstName });
  }
}
