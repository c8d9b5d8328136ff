import { AiccError, isAiccError } from '../../errors.js';
import { maskNumber } from '../../log.js';
import type { CallerInput } from '../language/caller-turn.js';
import { english } from '../language/english.js';
import { renderPrompt, type Language } from '../language/language.js';
import { understand } from '../language/understand.js';
import { convertPhoneNumber } from '../phone-number.js';
import type { RetailEffect } from '../retail/effects.js';
import type { RetailInput, SystemInput } from '../retail/inputs.js';
import { expectedIn, outputsOf, resultOf, type RetailOutputs } from '../retail/outputs.js';
import type { RetailOptions, RetailParameters } from '../retail/settings.js';
import { idle, isEnd, type RetailAccount, type RetailState } from '../retail/state.js';
import { transition } from '../retail/transition.js';
import { ask, speak, type CallerPort } from './caller.js';
import type { FlowContext, FlowOutcome, StepDetails, VerificationFlow } from './flow.js';
import type { OtpPort } from './otp-port.js';

/** The integrator's systems. */
export interface RetailPorts {
  /**
   * Finds the account of a registered phone number: the webhook `verify_user_details`. An AiccError
   * `net/unreachable` is `webhook_not_found`, `server/store-unavailable` is `store_error`, all else `webhook_error`.
   *
   * @param request.phone_number the national form, as documented
   * @returns undefined where no account has it
   */
  verifyUserDetails(
    request: { readonly phone_number: string; readonly e164: string },
    options: { readonly signal: AbortSignal },
  ): Promise<RetailAccount | undefined>;
  /** Sends and checks one-time codes: the webhook `send_otp`. The code never passes through here but to be checked. */
  readonly otp: OtpPort;
  /** For `alternateNumber: 'challenge'`: whether the caller passed the integrator's own question. */
  challenge?(request: {
    readonly account: RetailAccount;
    readonly phoneNumber: string;
    readonly context: FlowContext;
  }): Promise<boolean>;
}

export interface RetailFlowOptions extends RetailPorts, RetailOptions {
  /** By which an administrator chooses it. @default 'retail-authentication' */
  readonly name?: string;
  /** In which language a customer is spoken to. @default english */
  readonly languageFor?: (context: FlowContext) => Language;
  /** The documented `max_retry_…` parameters. */
  readonly parameters?: Omit<RetailParameters, 'auth_level_req' | 'auth_level' | 'phone_number'>;
  /** How long the customer may stay silent, in milliseconds. @default 10000 */
  readonly silenceMs?: number;
  /** After so many milliseconds without a key an entry is complete. @default 4000 */
  readonly interDigitMs?: number;
  /** Gets the documented output parameters when a run has ended: for the systems behind, never for a page or a log. */
  readonly onOutputs?: (outputs: RetailOutputs, context: FlowContext) => void;
}

/**
 * The retail authentication as a flow: level 0 by the calling number, level 1 by a one-time code that goes to a
 * registered destination. See docs/verification.md for the machine.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const flow = retailAuthenticationFlow({
 *   numberPlans: [northAmerica],
 *   verifyUserDetails: ({ phone_number }) => accounts.findByPhone(phone_number),
 *   otp: createOtpService({ key, deliver }),
 * });
 */
export function retailAuthenticationFlow(options: RetailFlowOptions): VerificationFlow {
  if (options.numberPlans.length === 0) {
    throw new AiccError('config/invalid-option', 'The retail authentication needs a number plan');
  }
  if (options.alternateNumber === 'challenge' && !options.challenge) {
    throw new AiccError('config/invalid-option', "alternateNumber: 'challenge' needs the port challenge");
  }
  return { name: options.name ?? 'retail-authentication', run: (context) => runRetailFlow(options, context) };
}

async function runRetailFlow(options: RetailFlowOptions, context: FlowContext): Promise<FlowOutcome> {
  const port = context.caller;
  if (!port) return { result: 3, failureReason: 'hangup' };
  return runWith(port, options, context);
}

async function runWith(port: CallerPort, options: RetailFlowOptions, context: FlowContext): Promise<FlowOutcome> {
  const language = options.languageFor?.(context) ?? english;
  const { silenceMs = 10_000, interDigitMs = 4000 } = options;
  let state: RetailState = idle;
  let prompts: string[] = [];

  /** Takes an input, and whatever the systems then say, until the caller is to speak or all is over. */
  async function take(first: RetailInput): Promise<void> {
    for (let input: RetailInput | undefined = first; input;) {
      const step = transition(state, input, context.now());
      const isNews = step.rows.length > 0;
      state = step.state;
      const written = isNews ? context.onStep(state.at, detailsOf(state, input)) : undefined;
      if (written) await written;
      input = undefined;
      for (const effect of step.effects) {
        if (effect.do === 'say') prompts.push(renderPrompt(language, effect.prompt, effect.values));
        else input = (await perform(effect)) ?? input;
      }
      // A customer who is gone, or an attempt that is over, is the next thing to know, whatever the system said.
      if (input && context.signal.aborted) input = { on: 'hang-up' };
    }
  }

  async function perform(effect: Exclude<RetailEffect, { do: 'say' }>): Promise<SystemInput | undefined> {
    switch (effect.do) {
      case 'look-up':
        return lookUp(effect.nationalNumber, effect.phoneNumber);
      case 'challenge':
        return challenge(effect.account, effect.phoneNumber);
      case 'send-code':
        return sendCode(effect);
      case 'check-code':
        return checkCode(effect.challengeId, effect.code);
      case 'cancel-code':
        // It dies by itself soon; that it could not be taken back changes nothing for the caller.
        await options.otp.cancel(effect.challengeId).catch(() => undefined);
        return undefined;
      default:
        return undefined;
    }
  }

  async function lookUp(national: string, e164: string): Promise<SystemInput> {
    try {
      await speakOut();
      const account = await options.verifyUserDetails({ phone_number: national, e164 }, context);
      return account ? { on: 'account', account } : { on: 'no-account' };
    } catch (error) {
      return { on: failureOf(error) };
    }
  }

  async function challenge(account: RetailAccount, phoneNumber: string): Promise<SystemInput> {
    try {
      await speakOut();
      return {
        on:
          (await options.challenge?.({ account, phoneNumber, context })) === true
            ? 'challenge-passed'
            : 'challenge-failed',
      };
    } catch (error) {
      return { on: failureOf(error) };
    }
  }

  async function sendCode(effect: Extract<RetailEffect, { do: 'send-code' }>): Promise<SystemInput> {
    try {
      const { account, channel, destination, replaces } = effect;
      const sent = await options.otp.send({
        account,
        channel,
        destination,
        language: language.tag,
        ...(replaces !== undefined && { replaces }),
        ...foundBy(),
      });
      if (sent.status === 'sent') return { on: 'sent', ...sent };
      return sent.status === 'wait' ? { on: 'wait', retryAfterMs: sent.retryAfterMs } : { on: sent.status };
    } catch (error) {
      return { on: failureOf(error) };
    }
  }

  async function checkCode(challengeId: string, code: string): Promise<SystemInput> {
    try {
      const account = state.account && { account: state.account.key };
      const { status } = await options.otp.verify({ challengeId, code, ...account, ...foundBy() });
      return { on: status === 'locked' ? status : `code-${status}` };
    } catch {
      // Nobody knows whether it was right, so it was not.
      return { on: 'store-error' };
    }
  }

  function foundBy(): { readonly nationalNumber?: string } {
    const number = state.phone && convertPhoneNumber(state.phone.number, 'national', options.numberPlans);
    return number === undefined ? {} : { nationalNumber: number };
  }

  async function speakOut(): Promise<void> {
    const spoken = prompts;
    prompts = [];
    await speak(port, spoken, () => context.signal.aborted);
  }

  /** One turn of the caller; the end of a code's life comes first where it is due first. */
  async function listen(): Promise<CallerInput | undefined> {
    const left =
      state.code && (state.at === 'await-code' || state.at === 'confirm-resend')
        ? state.code.expiresAt - context.now()
        : Infinity;
    if (left <= 0) return undefined;
    const said = prompts;
    prompts = [];
    const heard = await ask(port, said, context.after, {
      timeoutMs: Math.min(silenceMs, left),
      interDigitMs,
      signal: context.signal,
    });
    return heard.type === 'silence' && left <= silenceMs && context.now() >= (state.code?.expiresAt ?? Infinity)
      ? undefined
      : heard;
  }

  const number = context.statedNumber;
  const isNumber = number !== undefined && convertPhoneNumber(number, 'e164', options.numberPlans) !== undefined;
  await take({
    on: 'start',
    options,
    parameters: {
      ...options.parameters,
      auth_level_req: context.requiredLevel,
      auth_level: context.heldLevel,
      phone_number: isNumber ? number : undefined,
    },
    ...(context.ani && { ani: context.ani }),
  });
  for (let expected = expectedIn(state); expected; expected = expectedIn(state)) {
    const heard = await listen();
    await take(heard ? understand(heard, expected, language) : { on: 'lifetime-over' });
  }
  if (!isEnd(state.at)) throw new AiccError('server/internal', `The retail authentication stopped at ${state.at}`);
  await speakOut();
  const { reason, level } = state;
  options.onOutputs?.(outputsOf(state), context);
  return {
    result: resultOf(state),
    ...(level !== undefined && { level }),
    ...(reason !== undefined && { failureReason: reason }),
  };
}

function failureOf(error: unknown): 'webhook-not-found' | 'webhook-error' | 'store-error' {
  if (isAiccError(error, 'net/unreachable')) return 'webhook-not-found';
  return isAiccError(error, 'server/store-unavailable') ? 'store-error' : 'webhook-error';
}

function detailsOf(
  { level, channel, code, account, attestation, phone, at }: RetailState,
  input: RetailInput,
): StepDetails {
  const to = at === 'sending' ? channel : (code?.channel ?? channel);
  const own = to === 'email' ? account?.email : (account?.phone ?? phone?.number);
  const isOnItsWay = at === 'sending' || at === 'await-code' || at === 'confirm-resend';
  return {
    outcome: input.on,
    ...(level !== undefined && { level }),
    ...(isOnItsWay && to && { channel: to }),
    ...(isOnItsWay && typeof own === 'string' && { destination: maskNumber(own) }),
    ...(account && { customerKey: account.key }),
    ...(input.on === 'start' && attestation !== undefined && { attestation }),
  };
}
