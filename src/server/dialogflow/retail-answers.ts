import { systemClock } from '../../clock.js';
import { maskNumber } from '../../log.js';
import { convertPhoneNumber } from '../../verification/phone-number.js';
import type { RetailAccount } from '../../verification/retail/state.js';
import { badRequest } from '../error-response.js';
import type { StandardWebhookRequest } from './webhook-request.js';
import type { DialogflowTask, DialogflowWebhookServerOptions } from './webhook-server-options.js';

/** What the session is to hold from now on. `null` takes a parameter out of it. */
export type SessionParameters = Readonly<Record<string, unknown>>;

type Answer = (request: StandardWebhookRequest, signal: AbortSignal) => Promise<SessionParameters>;

interface Found {
  readonly account: RetailAccount;
  readonly e164: string;
  readonly national: string;
}

/** What is answered to each task. */
export function retailAnswers(options: DialogflowWebhookServerOptions): Readonly<Record<DialogflowTask, Answer>> {
  const { verifyUserDetails, otp, numberPlans, clock = systemClock } = options;

  async function find(
    { parameters, callerId }: StandardWebhookRequest,
    signal: AbortSignal,
  ): Promise<Found | undefined> {
    const number = textOf(parameters, 'phone_number') ?? callerId;
    if (number === undefined) throw badRequest('The session has no phone_number');
    const e164 = convertPhoneNumber(number, 'e164', numberPlans);
    const national = convertPhoneNumber(number, 'national', numberPlans);
    if (e164 === undefined || national === undefined) return undefined;
    const account = await verifyUserDetails({ phone_number: national, e164 }, { signal });
    return account && { account, e164, national };
  }

  return {
    async verifyUserDetails(request, signal) {
      const found = await find(request, signal);
      const { email, firstName, recentOrderIds } = found?.account ?? {};
      const provenFor = textOf(request.parameters, 'auth_phone_number');
      return {
        // What a code proved, it proved for the number it was sent for.
        ...(provenFor !== undefined && provenFor !== found?.national && { auth_level: null, auth_phone_number: null }),
        user_found: found !== undefined,
        ...(found && { phone_number: found.national }),
        // What another number left there is not this one's.
        email: email ?? null,
        user_first_name: firstName ?? null,
        all_recent_order_id: recentOrderIds ?? null,
      };
    },

    async sendOtp(request, signal) {
      const channel = textOf(request.parameters, 'channel');
      if (channel !== 'phone' && channel !== 'email') throw badRequest('channel must be phone or email');
      const replaces = textOf(request.parameters, 'otp_challenge_id');
      const found = await find(request, signal);
      if (!found) return { otp_status: 'no-account' };
      const { account, e164, national } = found;
      const destination = channel === 'email' ? account.email : account.phone === undefined ? e164 : account.phone;
      if (typeof destination !== 'string') return { otp_status: 'no-channel' };
      const sent = await otp.send({
        account: account.key,
        channel,
        destination,
        language: request.languageCode ?? 'en',
        ...(replaces !== undefined && { replaces }),
        nationalNumber: national,
      });
      if (sent.status !== 'sent') return { otp_status: sent.status, otp_retry_after_ms: sent.retryAfterMs };
      return {
        otp_status: 'sent',
        otp_challenge_id: sent.challengeId,
        otp_destination: maskNumber(destination),
        otp_expires_in_ms: Math.max(0, sent.expiresAt - clock.now()),
        otp_resend_after_ms: sent.resendAfterMs,
      };
    },

    async verifyOtp(request, signal) {
      const challengeId = textOf(request.parameters, 'otp_challenge_id');
      const code = textOf(request.parameters, 'otp');
      if (challengeId === undefined || code === undefined) {
        throw badRequest('otp_challenge_id and otp must be given');
      }
      const found = await find(request, signal);
      // The code is not to stay in the session, whatever comes of it.
      const spent = { otp: null };
      if (!found) return { ...spent, otp_status: 'used-up', otp_challenge_id: null };
      const { account, national } = found;
      const answer = await otp.verify({
        challengeId,
        code: code.replace(/[\s-]/g, ''),
        account: account.key,
        nationalNumber: national,
      });
      switch (answer.status) {
        case 'right':
          // A reason that an earlier try left is not one any more.
          return {
            ...spent,
            otp_status: 'right',
            otp_challenge_id: null,
            auth_level: 1,
            auth_phone_number: national,
            transfer_reason: null,
          };
        case 'wrong':
          return { ...spent, otp_status: 'wrong', otp_tries_left: answer.triesLeft };
        case 'locked':
          return { ...spent, otp_status: 'locked', otp_retry_after_ms: answer.retryAfterMs };
        default:
          return { ...spent, otp_status: answer.status, otp_challenge_id: null };
      }
    },
  };
}

/** An empty one is absent: agents clear parameters like that too. */
function textOf(parameters: SessionParameters, name: string): string | undefined {
  const value = Object.hasOwn(parameters, name) ? (parameters[name] ?? undefined) : undefined;
  if (value !== undefined && typeof value !== 'string') throw badRequest(`${name} must be a text`);
  return value === '' ? undefined : value;
}
