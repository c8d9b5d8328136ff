import * as z from 'zod/mini';
import type { RetailPorts } from '../../verification/flow/retail-flow.js';
import { createHashes } from '../otp/codes.js';
import { readParameters } from './read-parameters.js';
import type { DialogflowWebhook } from './webhook-call.js';

export interface DialogflowUserDetailsOptions {
  /** The integrator's `verify_user_details`. */
  readonly webhook: DialogflowWebhook;
  /**
   * A secret of at least 32 bytes, the same on all servers. The documented reply has no id of the account, so accounts
   * are named in limits and records by a keyed hash of the number, which nobody can turn back without it.
   */
  readonly key: string | Uint8Array;
}

const isAddress = z.string().check(z.regex(/^[^\s@]{1,64}@[^\s@]{1,255}$/));
const absentOr = <Schema extends z.ZodMiniType>(schema: Schema) => z.optional(z.nullable(schema));
const absentOrText = (most: number) => absentOr(z.string().check(z.maxLength(most)));

const replySchema = z.object({
  email: absentOr(z.union([isAddress, z.literal('')])),
  all_recent_order_id: absentOr(z.array(z.string().check(z.maxLength(256))).check(z.maxLength(1000))),
  user_first_name: absentOrText(256),
  user_found: absentOr(z.boolean()),
});

/**
 * The port `verifyUserDetails` of the retail authentication over the documented webhook: `phone_number` goes there, and
 * `email`, `all_recent_order_id` and `user_first_name` come back.
 *
 * How the webhook says that nobody has the number is not documented. Here a reply without any of the three means it;
 * `user_found`, a parameter of ours that `createDialogflowWebhook` sends, says it in a word and goes first.
 *
 * @throws AiccError `config/invalid-option`; the port whatever the webhook rejects with, and `net/bad-response`
 * @example
 * const flow = retailAuthenticationFlow({
 *   numberPlans: [northAmerica],
 *   verifyUserDetails: dialogflowUserDetails({ webhook: userDetails, key: process.env.ACCOUNT_KEY ?? '' }),
 *   otp,
 * });
 */
export function dialogflowUserDetails(options: DialogflowUserDetailsOptions): RetailPorts['verifyUserDetails'] {
  const { webhook, key } = options;
  const hashes = createHashes(key);
  return async ({ phone_number, e164 }, { signal }) => {
    const reply = readParameters(replySchema, await webhook({ session: { phone_number }, signal }));
    const email = given(reply.email);
    const firstName = given(reply.user_first_name);
    const recentOrderIds = reply.all_recent_order_id ?? null;
    const isFound = reply.user_found ?? (email ?? firstName ?? recentOrderIds) !== null;
    if (!isFound) return undefined;
    return {
      key: hashes.account(e164),
      ...(email !== undefined && { email }),
      ...(firstName !== undefined && { firstName }),
      recentOrderIds,
    };
  };
}

/** What an empty field means is not documented: that there is nothing. */
const given = (text: string | null | undefined): string | undefined => (text === '' ? undefined : (text ?? undefined));
