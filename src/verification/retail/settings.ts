import type { AuthLevel } from '../reasons.js';
import { convertPhoneNumber, type NumberPlan } from '../phone-number.js';

/**
 * The documented input parameters, by their names without `$session.params.` and `$flow.`. They come from outside, so
 * the machine checks them at the start.
 */
export interface RetailParameters {
  /** The level that the caller must reach. */
  readonly auth_level_req: AuthLevel;
  /** The level that the caller already holds. */
  readonly auth_level?: AuthLevel | null;
  /** A number that the caller gave before: it counts as stated. Collected when absent. */
  readonly phone_number?: string | null;
  /** Tries at the phone number, 1 to 10. @default 3 */
  readonly max_retry_phone_number?: number;
  /** Tries at the code, 1 to 5. @default 3 */
  readonly max_retry_otp?: number;
  /** Re-sends when the code did not arrive, 0 to 3. @default 1 */
  readonly max_retry_otp_not_received?: number;
  /** Tries at choosing and confirming the channel, 1 to 10. @default 3 */
  readonly max_retry_otp_confirm_channel?: number;
}

/** What an integrator decides once for all callers. */
export interface RetailOptions {
  /** The countries whose numbers callers have; the first that fits a number without a country code counts. */
  readonly numberPlans: readonly NumberPlan[];
  /**
   * What happens to a caller who is found by a stated number that is not the one they call from. `otp` sends the code
   * to the registered destination all the same; `escalate` hands over to a person; `challenge` asks a port of the
   * integrator's, which never raises the level above 0. @default 'otp'
   */
  readonly alternateNumber?: 'otp' | 'escalate' | 'challenge';
  /** Lets a stated number count as the caller's own, so that it alone reaches level 0. @default false */
  readonly dangerouslyAcceptStatedNumber?: boolean;
  /** Speaks the first name before anything is proven, to whoever calls from that number. @default false */
  readonly speakFirstNameBeforeProof?: boolean;
  /** `extended` puts the finer reasons into `transfer_reason` too. @default 'documented' */
  readonly reasonsProfile?: 'documented' | 'extended';
  /** Whether codes may go by e-mail, which is no out-of-band channel for NIST. @default true */
  readonly allowEmail?: boolean;
}

/** How many tries and re-sends there are, in all. */
export interface RetailLimits {
  readonly phone: number;
  readonly otp: number;
  readonly resend: number;
  readonly channel: number;
}

/** The checked input of one run. */
export interface RetailSettings extends Required<RetailOptions> {
  readonly required: AuthLevel;
  readonly held: AuthLevel | undefined;
  /** E.164. */
  readonly given: string | undefined;
  readonly limits: RetailLimits;
}

const isLevel = (value: unknown): value is AuthLevel => value === 0 || value === 1;

/** @returns undefined when a parameter is missing or has no value that it may have */
export function readSettings(
  parameters: Readonly<Record<string, unknown>>,
  options: RetailOptions,
): RetailSettings | undefined {
  const problems: string[] = [];
  const count = (name: keyof RetailParameters, fallback: number, least: number, most: number): number => {
    const value = parameters[name] ?? fallback;
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    problems.push(name);
    return fallback;
  };
  const limits: RetailLimits = {
    phone: count('max_retry_phone_number', 3, 1, 10),
    otp: count('max_retry_otp', 3, 1, 5),
    resend: count('max_retry_otp_not_received', 1, 0, 3),
    channel: count('max_retry_otp_confirm_channel', 3, 1, 10),
  };
  const required = parameters['auth_level_req'];
  const held = parameters['auth_level'] ?? undefined;
  const number = parameters['phone_number'] ?? undefined;
  const given = typeof number === 'string' ? convertPhoneNumber(number, 'e164', options.numberPlans) : undefined;
  if (problems.length > 0 || !isLevel(required) || (held !== undefined && !isLevel(held))) return undefined;
  if ((number !== undefined && given === undefined) || options.numberPlans.length === 0) return undefined;
  return {
    numberPlans: options.numberPlans,
    alternateNumber: options.alternateNumber ?? 'otp',
    dangerouslyAcceptStatedNumber: options.dangerouslyAcceptStatedNumber ?? false,
    speakFirstNameBeforeProof: options.speakFirstNameBeforeProof ?? false,
    reasonsProfile: options.reasonsProfile ?? 'documented',
    allowEmail: options.allowEmail ?? true,
    required,
    held,
    given,
    limits,
  };
}
