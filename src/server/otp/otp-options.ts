import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import type { Logger } from '../../log.js';
import type { OtpLimit } from './otp-limit.js';
import { longestLockMs, type OtpRules, type OtpStore } from './otp-store.js';

export interface OtpOptions {
  /** The secret of the hashes: at least 32 bytes, the same on all servers. A new one ends all open challenges. */
  readonly key: string | Uint8Array;
  /** @default memoryOtpStore(), for one server */
  readonly store?: OtpStore;
  /** Digits of a code, 6 to 8. @default 6 */
  readonly codeLength?: number;
  /** How long a code counts, in milliseconds, at most 600000. @default 300000 */
  readonly lifetimeMs?: number;
  /** Answers to one challenge, at most 5. A re-send gives none back. @default 3 */
  readonly maxTries?: number;
  /** How often a challenge is replaced, at most 3. @default 1 */
  readonly maxResends?: number;
  /** Before the first re-send, in milliseconds; it doubles with each. @default 30000 */
  readonly resendWaitMs?: number;
  /** Codes to one destination. @default 5 in ten minutes, 10 in a day */
  readonly destinationLimits?: readonly OtpLimit[];
  /** Codes for one account. @default 10 in ten minutes, 20 in a day */
  readonly accountLimits?: readonly OtpLimit[];
  /** After a challenge that was used up, in milliseconds; it doubles with each in a row. @default 30000 */
  readonly failureWaitMs?: number;
  /** Wrong answers in a row, over all challenges, from which on each locks the account; at most 100. @default 10 */
  readonly lockAtFailures?: number;
  /** The first lock, in milliseconds; it doubles, up to a day. @default 900000 */
  readonly lockMs?: number;
  /** How long a delivery may take, in milliseconds, at most 30000. @default 10000 */
  readonly deliveryTimeoutMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface CheckedRules extends OtpRules {
  readonly codeLength: number;
  readonly deliveryTimeoutMs: number;
  readonly destinationLimits: readonly OtpLimit[];
  readonly accountLimits: readonly OtpLimit[];
  readonly clock: Clock;
}

const minutes = 60_000;
const day = 86_400_000;

/** @throws AiccError `config/invalid-option` */
export function checkOtpOptions(options: OtpOptions): CheckedRules {
  const within = (name: keyof OtpOptions, standard: number, least: number, most: number): number => {
    const value = options[name] ?? standard;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new AiccError('config/invalid-option', `${name} must be a whole number from ${least} to ${most}`);
  };
  const limits = (name: 'destinationLimits' | 'accountLimits', standard: readonly OtpLimit[]) => {
    const list = options[name] ?? standard;
    const isLimit = ({ most, perMs }: OtpLimit): boolean =>
      Number.isInteger(most) && most > 0 && perMs >= 1000 && perMs <= day && perMs % 1000 === 0;
    if (list.length > 0 && list.every(isLimit)) return list;
    throw new AiccError('config/invalid-option', `${name} must be whole numbers in whole seconds of at most a day`);
  };
  return {
    codeLength: within('codeLength', 6, 6, 8),
    deliveryTimeoutMs: within('deliveryTimeoutMs', 10_000, 1, 30_000),
    destinationLimits: limits('destinationLimits', [
      { most: 5, perMs: 10 * minutes },
      { most: 10, perMs: day },
    ]),
    accountLimits: limits('accountLimits', [
      { most: 10, perMs: 10 * minutes },
      { most: 20, perMs: day },
    ]),
    challenge: {
      lifetimeMs: within('lifetimeMs', 5 * minutes, 1000, 10 * minutes),
      tries: within('maxTries', 3, 1, 5),
      resends: within('maxResends', 1, 0, 3),
      resendWaitMs: within('resendWaitMs', 30_000, 0, 10 * minutes),
    },
    failures: {
      waitMs: within('failureWaitMs', 30_000, 1000, longestLockMs),
      lockAt: within('lockAtFailures', 10, 1, 100),
      lockMs: within('lockMs', 15 * minutes, 1000, longestLockMs),
    },
    clock: options.clock ?? systemClock,
  };
}
