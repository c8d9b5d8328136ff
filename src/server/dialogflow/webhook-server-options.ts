import type { Clock } from '../../clock.js';
import type { Logger } from '../../log.js';
import type { OtpPort } from '../../verification/flow/otp-port.js';
import type { RetailPorts } from '../../verification/flow/retail-flow.js';
import type { NumberPlan } from '../../verification/phone-number.js';
import type { CallerVerifier } from '../inbound/caller-verifier.js';
import type { retailWebhooks } from './retail-names.js';

/** What a tag asks for. */
export type DialogflowTask = keyof typeof retailWebhooks;

export interface DialogflowWebhookServerOptions extends Pick<RetailPorts, 'verifyUserDetails'> {
  /** Makes, sends and checks the codes: {@link createOtpService}. One of yours must refuse challenges of other accounts. */
  readonly otp: Pick<OtpPort, 'send' | 'verify'>;
  /** The countries whose numbers callers have; the first that fits a number without a country code counts. */
  readonly numberPlans: readonly NumberPlan[];
  /** Who may ask: {@link sharedHeader}, {@link basicCredentials}, {@link idToken}, or your own. */
  readonly authenticateCaller: CallerVerifier;
  /**
   * The tags of the agent, by what they ask for.
   *
   * @default the documented names of the webhooks, and `verifyUser`, `sendOTP`, `verifyOTP`
   */
  readonly tags?: Readonly<Partial<Record<DialogflowTask, string | readonly string[]>>>;
  /**
   * How long an answer may take, in milliseconds: at most 60000. Dialogflow gives up after 5000, unless it is told
   * otherwise, and asks once again: the work goes on meanwhile, and both get its answer. @default 10000
   */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}
