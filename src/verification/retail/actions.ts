import type { PromptKey } from '../language/language.js';
import { convertPhoneNumber } from '../phone-number.js';
import type { RetailEffect } from './effects.js';
import { channelChosen, channelsOf, destinationOf, numberSaid, otherChannel } from './guards.js';
import type { RetailInput } from './inputs.js';
import { readSettings } from './settings.js';
import type { RetailState } from './state.js';

/** What an action makes of the state, and what it wants done. */
export interface Done {
  readonly state: RetailState;
  readonly effects?: readonly RetailEffect[];
}

type Action = (state: RetailState, input: RetailInput, now: number) => Done;

/** A step of the table. */
export const actions = {
  begin(state, input) {
    if (input.on !== 'start') return { state };
    const settings = readSettings(input.parameters, input.options);
    const ani = input.ani && convertPhoneNumber(input.ani.number, 'e164', input.options.numberPlans);
    const phone = ani ?? settings?.given;
    return {
      state: {
        ...state,
        ...(settings && { settings }),
        ...(settings?.held !== undefined && { level: settings.held }),
        ...(ani !== undefined && { ani }),
        ...(input.ani?.attestation !== undefined && { attestation: input.ani.attestation }),
        ...(phone !== undefined && { phone: { number: phone, source: ani === undefined ? 'given' : 'ani' } }),
      },
      effects: [{ do: 'clear', parameters: ['transfer_reason', 'failure_reason'] }],
    };
  },
  lookUp(state) {
    const { phone, settings } = state;
    if (!phone || !settings) return { state };
    const nationalNumber = convertPhoneNumber(phone.number, 'national', settings.numberPlans) ?? '';
    return { state, effects: [{ do: 'look-up', phoneNumber: phone.number, nationalNumber }] };
  },
  takeNumber(state, input) {
    const number = numberSaid(state, input);
    return { state: number === undefined ? state : { ...state, phone: { number, source: 'spoken' } } };
  },
  countNumber: (state) => ({ state: { ...state, used: { ...state.used, phone: state.used.phone + 1 } } }),
  countChannel: (state) => ({ state: { ...state, used: { ...state.used, channel: state.used.channel + 1 } } }),
  countCode: (state) => ({ state: { ...state, used: { ...state.used, otp: state.used.otp + 1 } } }),
  countSilence: (state) => ({ state: { ...state, silences: state.silences + 1 } }),
  countMiss: (state) => ({ state: { ...state, misses: state.misses + 1 } }),
  takeAccount: (state, input) => ({ state: input.on === 'account' ? { ...state, account: input.account } : state }),
  forgetProfile({ account: _account, phone: _phone, channel: _channel, level: _level, ...state }) {
    // What was proven was about the account that is not the caller's concern.
    const held = state.settings?.held;
    return { state: { ...state, ...(held !== undefined && { level: held }) } };
  },
  proveNumber: (state) => ({ state: { ...state, level: state.level ?? 0 } }),
  proveCode({ code: _code, ...state }) {
    // Consumed: there is nothing to take back.
    return { state: { ...state, level: 1 } };
  },
  forgetCode: ({ code: _code, ...state }) => ({ state }),
  challenge: (state) => ({
    state,
    effects:
      state.account && state.phone
        ? [{ do: 'challenge', account: state.account, phoneNumber: state.phone.number }]
        : [],
  }),
  chooseChannel(state, input) {
    const channel = channelChosen(state, input);
    return { state: channel === undefined ? state : { ...state, channel } };
  },
  chooseOther: (state, input) => {
    const channel = input.on === 'yes' ? otherChannel(state) : undefined;
    return { state: channel === undefined ? state : { ...state, channel } };
  },
  resend: (state) => ({ state: { ...state, isResend: true } }),
  sendCode(state) {
    const { account, channel, code, isResend = false } = state;
    const destination = channel && destinationOf(state, channel);
    if (!account || !channel || destination === undefined) return { state };
    const replaces = isResend && code ? { replaces: code.challengeId } : {};
    return { state, effects: [{ do: 'send-code', account: account.key, channel, destination, ...replaces }] };
  },
  takeCode(state, input, now) {
    const { isResend = false, channel, used, ...rest } = state;
    if (input.on !== 'sent' || !channel) return { state };
    const { challengeId, expiresAt, resendAfterMs } = input;
    const resend = used.resend + (isResend ? 1 : 0);
    const code = { challengeId, channel, expiresAt, resendAt: now + resendAfterMs };
    return { state: { ...rest, channel, code, used: { ...used, resend } } };
  },
  /** The sender knows better than we do how long the wait is, and nothing was sent. */
  heedWait(state, input, now) {
    const { isResend: _isResend, code, ...rest } = state;
    const { channel } = code ?? rest;
    const resendAt = now + (input.on === 'wait' ? input.retryAfterMs : 0);
    return { state: { ...rest, ...(channel && { channel }), ...(code && { code: { ...code, resendAt } }) } };
  },
  checkCode: (state, input) => ({
    state,
    effects:
      state.code && input.on === 'digits'
        ? [{ do: 'check-code', challengeId: state.code.challengeId, code: input.digits }]
        : [],
  }),
  sayWait(state, input, now) {
    const ms = input.on === 'wait' ? input.retryAfterMs : Math.max(0, (state.code?.resendAt ?? now) - now);
    return say(state, 'resend-wait', { seconds: `${Math.ceil(ms / 1000)}` });
  },
  askNumber: (state) => ask(state, 'ask-number'),
  askNumberOfUnknown: (state) => ask(state, state.phone?.source === 'ani' ? 'unknown-caller' : 'number-not-found'),
  askNumberAgain: (state) => ask(state, 'invalid-number'),
  askOtherNumber: (state) => ask(state, 'other-number'),
  askProfile(state) {
    const firstName = state.settings?.speakFirstNameBeforeProof ? state.account?.firstName : undefined;
    return firstName === undefined ? ask(state, 'confirm-profile') : ask(state, 'confirm-profile-named', { firstName });
  },
  sayCollected: (state) => (state.phone?.source === 'spoken' ? say(state, 'number-collected') : { state }),
  askChannel(state) {
    const [channel, ...others] = channelsOf(state);
    if (channel === undefined) return { state };
    return others.length > 0 ? ask(state, 'choose-channel') : ask(state, 'choose-channel-only', { channel });
  },
  sayUnavailable: (state) => say(state, 'channel-unavailable'),
  confirmChannel: (state) => ask(state, 'confirm-channel', { channel: state.channel ?? '' }),
  askCode(state) {
    if (state.channel === 'email') return ask(state, 'code-sent-email');
    return ask(state, 'code-sent-phone', { lastDigits: (destinationOf(state, 'phone') ?? '').slice(-4) });
  },
  askCodeAgain: (state) => say(state, 'wrong-code'),
  askResend(state) {
    const [channel = '', other] = [state.channel, otherChannel(state)];
    return other === undefined
      ? ask(state, 'confirm-resend-same', { channel })
      : ask(state, 'confirm-resend', { channel, other });
  },
  repeatAfterSilence: (state) => repeat(state, 'no-input'),
  repeatAfterMiss: (state) => repeat(state, 'no-match'),
} satisfies Readonly<Record<string, Action>>;

export type ActionName = keyof typeof actions;

type Values = Readonly<Record<string, string>>;

export const say = (state: RetailState, prompt: PromptKey, values: Values = {}): Done => ({
  state,
  effects: [{ do: 'say', prompt, values }],
});

/** Says it, and keeps it to be repeated. */
const ask = (state: RetailState, prompt: PromptKey, values: Values = {}): Done =>
  say({ ...state, question: { prompt, values } }, prompt, values);

function repeat(state: RetailState, prompt: PromptKey): Done {
  const effects: RetailEffect[] = [{ do: 'say', prompt, values: {} }];
  if (state.question) effects.push({ do: 'say', ...state.question });
  return { state, effects };
}
