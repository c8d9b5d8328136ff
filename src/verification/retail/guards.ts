import { convertPhoneNumber } from '../phone-number.js';
import type { RetailInput } from './inputs.js';
import { readSettings } from './settings.js';
import type { OtpChannel, RetailState } from './state.js';

type Guard = (state: RetailState, input: RetailInput, now: number) => boolean;

/** E.164 of what was said or typed; undefined when that is no number. */
export function numberSaid({ settings }: RetailState, input: RetailInput): string | undefined {
  return input.on === 'digits' && settings ? convertPhoneNumber(input.digits, 'e164', settings.numberPlans) : undefined;
}

/** Where a code goes by a channel; undefined when the account has no such channel. */
export function destinationOf({ account, phone, settings }: RetailState, channel: OtpChannel): string | undefined {
  if (channel === 'email') return settings?.allowEmail ? account?.email : undefined;
  const own = account?.phone === undefined ? phone?.number : account.phone;
  return own ?? undefined;
}

export const channelsOf = (state: RetailState): OtpChannel[] =>
  (['phone', 'email'] as const).filter((channel) => destinationOf(state, channel) !== undefined);

/** The other channel, where the account has it. */
export const otherChannel = (state: RetailState): OtpChannel | undefined =>
  channelsOf(state).find((channel) => channel !== state.channel);

/** The channel that a caller chose: by its name, or by a yes to the only one. */
export function channelChosen(state: RetailState, input: RetailInput): OtpChannel | undefined {
  const channels = channelsOf(state);
  if (input.on === 'channel') return channels.find((channel) => channel === input.channel);
  return input.on === 'yes' && channels.length === 1 ? channels[0] : undefined;
}

const isAlternate: Guard = ({ phone, ani }) => phone?.source !== 'ani' && phone?.number !== ani;

/** The conditions of the table, by the words that the diagram shows. */
export const guards = {
  'the parameters are wrong': (_, input) =>
    input.on !== 'start' || readSettings(input.parameters, input.options) === undefined,
  'the held level is enough': (_, input) => {
    const settings = input.on === 'start' ? readSettings(input.parameters, input.options) : undefined;
    return settings?.held !== undefined && settings.held >= settings.required;
  },
  'a number is known': (_, input) => {
    if (input.on !== 'start') return false;
    const { ani, parameters, options } = input;
    return (
      readSettings(parameters, options)?.given !== undefined ||
      (ani !== undefined && convertPhoneNumber(ani.number, 'e164', options.numberPlans) !== undefined)
    );
  },
  'a valid number': (state, input) => numberSaid(state, input) !== undefined,
  'an invalid number, tries left': ({ settings, used }) => used.phone + 1 < (settings?.limits.phone ?? 0),
  'number tries left': ({ settings, used }) => used.phone < (settings?.limits.phone ?? 0),
  'found by ANI': ({ phone }) => phone?.source === 'ani',
  'an alternate number, to be escalated': (state, input, now) =>
    state.settings?.alternateNumber === 'escalate' && isAlternate(state, input, now),
  'an alternate number, to be challenged': (state, input, now) =>
    state.settings?.alternateNumber === 'challenge' && isAlternate(state, input, now),
  'stated numbers are accepted, level 0 required': ({ settings }) =>
    settings?.dangerouslyAcceptStatedNumber === true && settings.required === 0,
  'level 0 required': ({ settings }) => settings?.required === 0,
  'no usable channel': (state) => channelsOf(state).length === 0,
  'a channel the account has': (state, input) => channelChosen(state, input) !== undefined,
  'channel tries left': ({ settings, used }) => used.channel + 1 < (settings?.limits.channel ?? 0),
  'a re-send': ({ isResend }) => isResend === true,
  'code tries left': ({ settings, used }) => used.otp + 1 < (settings?.limits.otp ?? 0),
  're-sends left': ({ settings, used }) => used.resend < (settings?.limits.resend ?? 0),
  'inside the re-send wait': ({ code }, _, now) => code !== undefined && now < code.resendAt,
  'the 3rd silence in a row': ({ silences }) => silences >= 2,
  'the 3rd miss in a row': ({ misses }) => misses >= 2,
} satisfies Readonly<Record<string, Guard>>;

export type GuardName = keyof typeof guards;
