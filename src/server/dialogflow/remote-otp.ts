import * as z from 'zod/mini';
import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import type { OtpPort } from '../../verification/flow/otp-port.js';
import { readParameters } from './read-parameters.js';
import type { DialogflowWebhook } from './webhook-call.js';

export interface DialogflowOtpOptions {
  /** Makes a code, keeps it, and sends it to the customer. */
  readonly sendOtp: DialogflowWebhook;
  /** Checks what the customer said. */
  readonly verifyOtp: DialogflowWebhook;
  readonly clock?: Clock;
}

const ms = (most: number) => z.number().check(z.gte(0), z.lte(most));
const day = 86_400_000;
const retry = { otp_retry_after_ms: ms(day) };

const sentSchema = z.discriminatedUnion('otp_status', [
  z.object({
    otp_status: z.literal('sent'),
    otp_challenge_id: z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/)),
    // Of no code the life is longer, whoever made it.
    otp_expires_in_ms: ms(600_000),
    otp_resend_after_ms: ms(day),
  }),
  z.object({ otp_status: z.enum(['wait', 'rate-limited', 'locked']), ...retry }),
  z.object({ otp_status: z.enum(['no-account', 'no-channel']) }),
]);

const checkedSchema = z.discriminatedUnion('otp_status', [
  z.object({ otp_status: z.literal('wrong'), otp_tries_left: z.number().check(z.gte(0), z.lte(100)) }),
  z.object({ otp_status: z.enum(['right', 'used-up', 'expired']) }),
  z.object({ otp_status: z.literal('locked'), ...retry }),
]);

/**
 * One-time codes of another server, which makes, sends and checks them, over two webhooks with parameters of ours:
 * {@link createDialogflowWebhook} is that server. No code ever comes back. The limits that hold over all calls are that
 * server's; the tries of one call are the flow's.
 *
 * Dialogflow documents no webhook that checks a code. For one that answers with the code, see
 * {@link createGeneratedOtpService}.
 *
 * @throws AiccError both methods whatever the webhooks reject with, and `net/bad-response`
 */
export function dialogflowOtp({ sendOtp, verifyOtp, clock = systemClock }: DialogflowOtpOptions): OtpPort {
  return {
    async send({ channel, language, replaces, nationalNumber }) {
      const askedAt = clock.now();
      const parameters = await sendOtp({
        session: { phone_number: needed(nationalNumber), otp_challenge_id: replaces ?? null },
        flow: { channel },
        languageCode: language,
      });
      const reply = readParameters(sentSchema, parameters);
      switch (reply.otp_status) {
        case 'sent':
          return {
            status: 'sent',
            challengeId: reply.otp_challenge_id,
            expiresAt: askedAt + reply.otp_expires_in_ms,
            resendAfterMs: reply.otp_resend_after_ms,
          };
        case 'no-account':
        case 'no-channel':
          throw new AiccError('server/webhook-failed', 'The webhook knows no such account, or no such channel of it');
        default:
          return { status: reply.otp_status, retryAfterMs: reply.otp_retry_after_ms };
      }
    },
    async verify({ challengeId, code, nationalNumber }) {
      const parameters = await verifyOtp({
        session: { phone_number: needed(nationalNumber), otp_challenge_id: challengeId, otp: code },
      });
      const reply = readParameters(checkedSchema, parameters);
      switch (reply.otp_status) {
        case 'wrong':
          return { status: 'wrong', triesLeft: reply.otp_tries_left };
        case 'locked':
          return { status: 'locked', retryAfterMs: reply.otp_retry_after_ms };
        default:
          return { status: reply.otp_status };
      }
    },
    // There is no webhook for it: the code dies by itself.
    cancel: () => Promise.resolve(),
  };
}

function needed(nationalNumber: string | undefined): string {
  if (nationalNumber !== undefined) return nationalNumber;
  throw new AiccError('config/invalid-option', 'The webhook knows accounts by nationalNumber, which was not given');
}
