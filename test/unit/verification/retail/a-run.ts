import { english } from '../../../../src/verification/language/english.js';
import { renderPrompt, type Language } from '../../../../src/verification/language/language.js';
import { understand } from '../../../../src/verification/language/understand.js';
import { northAmerica } from '../../../../src/verification/phone-number.js';
import type { RetailEffect } from '../../../../src/verification/retail/effects.js';
import type { RetailInput } from '../../../../src/verification/retail/inputs.js';
import { expectedIn } from '../../../../src/verification/retail/outputs.js';
import type { RetailOptions, RetailParameters } from '../../../../src/verification/retail/settings.js';
import { idle, type RetailAccount, type RetailState } from '../../../../src/verification/retail/state.js';
import type { Row } from '../../../../src/verification/retail/table.js';
import { transition } from '../../../../src/verification/retail/transition.js';

export const registered = '+12025550000';
export const elsewhere = '+12025550199';

export const john: RetailAccount = {
  key: 'account-7',
  email: 'john@example.com',
  firstName: 'John',
  recentOrderIds: ['order-9', 'order-8'],
};

/** A run of the machine that is fed by hand. */
export function aRun(overrides: Partial<RetailOptions> = {}, language: Language = english) {
  const options: RetailOptions = { numberPlans: [northAmerica], ...overrides };
  const rows: Row[] = [];
  const effects: RetailEffect[] = [];
  let state: RetailState = idle;
  let now = 1_000_000;

  const run = {
    rows,
    effects,
    get state() {
      return state;
    },
    get at() {
      return state.at;
    },
    get now() {
      return now;
    },
    wait(ms: number) {
      now += ms;
    },
    /** Feeds inputs; what is said last is what comes back. */
    feed(...inputs: readonly RetailInput[]) {
      let said: string[] = [];
      for (const input of inputs) {
        const step = transition(state, input, now);
        ({ state } = step);
        rows.push(...step.rows);
        effects.push(...step.effects);
        said = step.effects.flatMap((each) =>
          each.do === 'say' ? [renderPrompt(language, each.prompt, each.values)] : [],
        );
      }
      return said;
    },
    start(parameters: Partial<Record<keyof RetailParameters, unknown>> = {}, ani?: string) {
      const input = { on: 'start', parameters: { auth_level_req: 1, ...parameters }, options } as const;
      return run.feed({ ...input, ...(ani !== undefined && { ani: { number: ani } }) });
    },
    /** The caller says something, in the language of the run. */
    hear(text: string) {
      const expected = expectedIn(state);
      if (!expected) throw new Error(`Nobody listens in ${state.at}`);
      return run.feed(understand({ type: 'text', text }, expected, language));
    },
    found: (account = john) => run.feed({ on: 'account', account }),
    sent(id = 'challenge-1') {
      return run.feed({ on: 'sent', challengeId: id, expiresAt: now + 300_000, resendAfterMs: 30_000 });
    },
    /** To where a code is awaited, by a registered calling number. */
    toCode(parameters: Partial<Record<keyof RetailParameters, unknown>> = {}) {
      run.start(parameters, registered);
      run.found();
      run.feed({ on: 'no' }, { on: 'channel', channel: 'phone' }, { on: 'yes' });
      run.sent();
      return run;
    },
  };
  return run;
}
