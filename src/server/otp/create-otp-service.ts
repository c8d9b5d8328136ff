import { settleWithin, type OtpDelivery } from './delivery.js';
import { randomCode } from './codes.js';
import { createOtpCore, type OtpOptions } from './otp-core.js';
import type { OtpLocks, OtpService } from './otp-service.js';

export interface OtpServiceOptions extends OtpOptions {
  readonly deliver: OtpDelivery;
}

/**
 * Makes and checks one-time codes.
 *
 * The code is made here, from the system's random numbers, goes to `deliver` and nowhere else; kept is its keyed hash,
 * until it is used, replaced, cancelled or over. Checking, counting and using up are one step of the store, so that of
 * any number of right answers at once, on any number of servers, one is right, and guessing ends at the account's limit
 * however it is spread over challenges and servers.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const otp = createOtpService({
 *   key: process.env.OTP_KEY ?? '',
 *   store: redisOtpStore(client),
 *   deliver: ({ destination, code }) => sms.send(destination, `Your code is ${code}`),
 * });
 * const sent = await otp.send({ account: 'C-1001', channel: 'phone', destination: '+12025550100', language: 'en' });
 */
export function createOtpService(options: OtpServiceOptions): OtpService & OtpLocks {
  const { deliver } = options;
  return createOtpCore(options, async ({ request, rules, open, end }) => {
    const code = randomCode(rules.codeLength);
    const opening = await open(code);
    if (opening.status !== 'ready') return opening;
    const { channel, destination, language } = request;
    const message = { channel, destination, language, code, lifetimeMs: rules.challenge.lifetimeMs };
    try {
      await settleWithin((signal) => deliver({ ...message, signal }), rules.deliveryTimeoutMs, rules.clock);
    } catch (error) {
      await end();
      throw error;
    }
    return opening;
  });
}
