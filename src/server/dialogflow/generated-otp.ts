import * as z from 'zod/mini';
import { AiccError } from '../../errors.js';
import { createOtpCore } from '../otp/otp-core.js';
import type { OtpOptions } from '../otp/otp-options.js';
import type { OtpLocks, OtpSendRequest, OtpService } from '../otp/otp-service.js';
import { readParameters } from './read-parameters.js';
import type { DialogflowWebhook } from './webhook-call.js';

export interface GeneratedOtpOptions extends Omit<OtpOptions, 'codeLength' | 'deliveryTimeoutMs'> {
  /** The integrator's `send_otp`. It makes a code, sends it to the customer, and answers with it in clear. */
  readonly sendOtp: DialogflowWebhook;
  /**
   * That you know what you do: a code that somebody else made is as random as they made it, and was seen by them and by
   * whatever logs replies on its way here.
   */
  readonly dangerouslyAcceptGeneratedOtp: true;
}

/** Leading zeros count, so a number is none. Fewer digits are too few for a code. */
const replySchema = z.object({ generated_otp: z.string().check(z.regex(/^\d{6,8}$/)) });

/**
 * One-time codes that the documented `send_otp` webhook makes: it gets `phone_number` and `channel`, and answers with
 * `generated_otp`. The code is hashed as soon as it is here, before anything else happens, and then checked as those of
 * {@link createOtpService} are: with the same tries, limits and locks. It is in no store, log, error or result.
 *
 * Where you can change the webhook, make the code here and let the webhook send it: see docs/recipes/dialogflow.md.
 *
 * @throws AiccError `config/invalid-option`; `send` whatever the webhook rejects with, and `net/bad-response` for a
 *   `generated_otp` that is not a text of 6 to 8 digits
 * @example
 * const otp = createGeneratedOtpService({ dangerouslyAcceptGeneratedOtp: true, sendOtp, key: process.env.OTP_KEY ?? '' });
 */
export function createGeneratedOtpService(options: GeneratedOtpOptions): OtpService & OtpLocks {
  const { sendOtp, dangerouslyAcceptGeneratedOtp } = options;
  // A caller without types may have left it out.
  if ((dangerouslyAcceptGeneratedOtp as unknown) !== true) {
    throw new AiccError('config/invalid-option', 'A code made elsewhere needs dangerouslyAcceptGeneratedOtp: true');
  }
  return createOtpCore(options, async ({ request, open }) => open(await generated(sendOtp, request)));
}

async function generated(sendOtp: DialogflowWebhook, request: OtpSendRequest): Promise<string> {
  const { channel, language, nationalNumber } = request;
  if (nationalNumber === undefined) {
    throw new AiccError('config/invalid-option', 'The webhook knows accounts by nationalNumber, which was not given');
  }
  const reply = await sendOtp({
    session: { phone_number: nationalNumber },
    flow: { channel: channel },
    languageCode: language,
  });
  return readParameters(replySchema, reply).generated_otp;
}
