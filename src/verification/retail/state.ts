import type { PromptKey } from '../language/language.js';
import type { AuthLevel, FailureReason } from '../reasons.js';
import type { RetailSettings } from './settings.js';

/** Where the machine waits for the caller. */
export const waitingStates = [
  'resolve-phone',
  'confirm-profile',
  'choose-channel',
  'confirm-channel',
  'await-code',
  'confirm-resend',
] as const;

export const endStates = ['succeeded', 'failed', 'escalated'] as const;

/** All of them. In `lookup`, `challenge` and `sending` it waits for a system of the integrator's. */
export const retailStates = ['idle', ...waitingStates, 'lookup', 'challenge', 'sending', ...endStates] as const;

export type WaitingState = (typeof waitingStates)[number];
export type EndState = (typeof endStates)[number];
export type RetailStateName = (typeof retailStates)[number];

/** Where a one-time code goes. E-mail is weaker: NIST does not accept it as a channel of its own. */
export type OtpChannel = 'phone' | 'email';

/** A registered account, as the integrator's system knows it. It never leaves the server but for what a prompt says. */
export interface RetailAccount {
  /** Names the account in limits and records: an opaque id, not a phone number. */
  readonly key: string;
  readonly email?: string;
  /** Where codes go by phone. @default the number that the account was found by; `null` when it can take none */
  readonly phone?: string | null;
  readonly firstName?: string;
  /** Newest first; `null` when there are none. */
  readonly recentOrderIds?: readonly string[] | null;
}

/** The number that the telephone network signalled. */
export interface SignalledNumber {
  readonly number: string;
  /** How sure the network is of it (STIR/SHAKEN: `A`, `B`, `C`), where it says so. */
  readonly attestation?: string;
}

/** A code that was sent and can still be said. */
export interface OpenCode {
  readonly challengeId: string;
  readonly channel: OtpChannel;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Not before then may another one be sent, in milliseconds since the epoch. */
  readonly resendAt: number;
}

/** Everything of one run. Plain data without a code in it, so it can be stored between two turns. */
export interface RetailState {
  readonly at: RetailStateName;
  /** Absent before the start, and after one whose parameters were wrong. */
  readonly settings?: RetailSettings;
  /** E.164. */
  readonly ani?: string;
  readonly attestation?: string;
  /** What is being looked up, or was found. E.164. */
  readonly phone?: { readonly number: string; readonly source: 'ani' | 'given' | 'spoken' };
  readonly account?: RetailAccount;
  /** The highest level that is proven, the held one included. */
  readonly level?: AuthLevel;
  readonly channel?: OtpChannel;
  readonly code?: OpenCode;
  /** Whether what is being sent replaces an earlier code. */
  readonly isResend?: boolean;
  readonly used: { readonly phone: number; readonly otp: number; readonly resend: number; readonly channel: number };
  /** Since the caller was understood last. */
  readonly silences: number;
  readonly misses: number;
  /** What the caller was asked last, to be asked again. */
  readonly question?: { readonly prompt: PromptKey; readonly values: Readonly<Record<string, string>> };
  readonly reason?: FailureReason;
}

export const idle: RetailState = {
  at: 'idle',
  used: { phone: 0, otp: 0, resend: 0, channel: 0 },
  silences: 0,
  misses: 0,
};

export const isWaiting = (at: RetailStateName): at is WaitingState => (waitingStates as readonly string[]).includes(at);
export const isEnd = (at: RetailStateName): at is EndState => (endStates as readonly string[]).includes(at);
