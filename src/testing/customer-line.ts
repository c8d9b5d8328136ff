import { createEmitter } from '../emitter.js';
import { AiccError } from '../errors.js';
import type { CallerPort } from '../verification/flow/caller.js';
import type { CallerInput } from '../verification/language/caller-turn.js';
import type { CustomerCall, CustomerCallEvent, CustomerCallState } from './customer.js';

/** What the customer's doings set off in the centre; only a telephone that rings answers and rejects. */
export interface LineHandlers {
  answer?(): void;
  reject?(): void;
  hangUp(): void;
}

export interface LineOptions {
  readonly number: string;
  readonly contactId: string;
  readonly callId?: string;
  readonly state: 'dialing' | 'ringing';
  readonly handlers: LineHandlers;
  readonly onEnd?: () => void;
}

/** The centre's side of a customer's leg. */
export interface CustomerLine {
  readonly leg: CustomerCall;
  /** Where it leads from now on, and to which agent's call. */
  attach(handlers: LineHandlers, callId?: string): void;
  /** Which agent's call it leads to or rings. */
  setCallId(callId: string): void;
  setState(state: 'talking' | 'held'): void;
  end(reason: string): void;
  say(prompt: string): void;
  /** What an agent types. A flow that waits for digits does not hear it. */
  play(digits: string): void;
  /** The customer as a flow hears them: one listener at a time. */
  readonly caller: CallerPort;
}

export function createCustomerLine(options: LineOptions): CustomerLine {
  const { number, contactId, state: first, onEnd } = options;
  let { callId = '', handlers } = options;
  let dtmf = '';
  const emitter = createEmitter<{ event: CustomerCallEvent }>();
  const prompts: string[] = [];
  let state: CustomerCallState = first;
  let endReason: string | undefined;
  let collector: ((input: CallerInput) => void) | undefined;

  const change = (next: CustomerCallState): void => {
    if (state === next || state === 'ended') return;
    state = next;
    emitter.emit('event', { type: 'state', state });
  };
  const mustBe = (what: string, ...allowed: readonly CustomerCallState[]): void => {
    if (allowed.includes(state)) return;
    throw new AiccError('call/wrong-state', `A customer's call that is ${state} cannot be used to ${what}`);
  };

  const say = (prompt: string): void => {
    prompts.push(prompt);
    emitter.emit('event', { type: 'prompt', prompt });
  };

  const leg: CustomerCall = {
    contactId,
    get callId() {
      return callId;
    },
    number,
    get state() {
      return state;
    },
    get endReason() {
      return endReason;
    },
    get prompts() {
      return prompts.slice();
    },
    get dtmf() {
      return dtmf;
    },
    subscribe: (listener, options) => emitter.on('event', listener, options),
    answer() {
      mustBe('answer', 'ringing');
      handlers.answer?.();
    },
    reject() {
      mustBe('reject', 'ringing');
      handlers.reject?.();
    },
    sendDigits(digits) {
      if (!/^[\d*#]+$/.test(digits)) throw new AiccError('call/invalid-number', 'A keypad has digits, * and #');
      mustBe('type', 'talking', 'held');
      // Asked again for each digit: one of them may complete the entry.
      for (const digit of digits) collector?.({ type: 'dtmf', digits: digit });
    },
    speak(text) {
      mustBe('speak', 'talking', 'held');
      collector?.({ type: 'text', text });
    },
    hangUp() {
      if (state !== 'ended') handlers.hangUp();
    },
  };

  return {
    leg,
    attach(next, nextCallId = '') {
      handlers = next;
      callId = nextCallId;
    },
    setCallId(next) {
      callId = next;
    },
    setState: change,
    end(reason) {
      if (state === 'ended') return;
      endReason = reason;
      collector = undefined;
      onEnd?.();
      change('ended');
    },
    say,
    play(digits) {
      dtmf += digits;
      emitter.emit('event', { type: 'dtmf', digits });
    },
    caller: {
      say,
      subscribe(listener) {
        collector = listener;
        return () => {
          if (collector === listener) collector = undefined;
        };
      },
    },
  };
}
