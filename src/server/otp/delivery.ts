import type { Clock } from '../../clock.js';
import { AiccError, isAiccError } from '../../errors.js';
import type { OtpChannel } from './otp-service.js';

/** What is to be sent to the customer. It holds the code: write it nowhere. */
export interface OtpMessage {
  readonly channel: OtpChannel;
  readonly destination: string;
  readonly language: string;
  readonly code: string;
  /** How long the code counts, in milliseconds, to say so. */
  readonly lifetimeMs: number;
  /** Aborts when the delivery takes too long. */
  readonly signal: AbortSignal;
}

/**
 * Sends a code by SMS, voice or e-mail. Resolves when the carrier took it over. An AiccError is passed on; anything else
 * becomes `server/delivery-failed`, without its text, which may hold the code.
 */
export type OtpDelivery = (message: OtpMessage) => Promise<void>;

/** Waits for somebody else's function, for so long, and for errors of ours only. */
export async function settleWithin<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
  timeoutMs: number,
  clock: Clock,
): Promise<Value> {
  const controller = new AbortController();
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => {
      reject(new AiccError('net/timeout', `The code was not sent within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } catch (error) {
    throw isAiccError(error) ? error : new AiccError('server/delivery-failed', 'The code could not be sent');
  } finally {
    clock.clearTimeout(timer);
    controller.abort();
  }
}
