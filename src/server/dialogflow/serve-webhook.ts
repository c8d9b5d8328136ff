import { createHash } from 'node:crypto';
import { systemClock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { silentLogger } from '../../log.js';
import { badRequest } from '../error-response.js';
import { createExpiringMap } from '../expiring-map.js';
import type { InboundCaller } from '../inbound/caller-verifier.js';
import { createEndpoint } from '../inbound/endpoint.js';
import type { FetchHandler } from '../serve-connection.js';
import { createDeadline } from './deadline.js';
import { retailAnswers, type SessionParameters } from './retail-answers.js';
import { retailWebhooks } from './retail-names.js';
import { readWebhookRequest } from './webhook-request.js';
import type { DialogflowTask, DialogflowWebhookServerOptions } from './webhook-server-options.js';

/** How long the answer to a request is kept for its repeat, in milliseconds. */
const keptMs = 60_000;

const commonTags = {
  verifyUserDetails: [retailWebhooks.verifyUserDetails, 'verifyUser'],
  sendOtp: [retailWebhooks.sendOtp, 'sendOTP'],
  verifyOtp: [retailWebhooks.verifyOtp, 'verifyOTP'],
};

/**
 * The webhook of a Dialogflow CX agent that authenticates its callers: user details, sending a one-time code, and checking
 * it, by the tag of the request. The agent never gets to see a code.
 *
 * Which account is meant is looked up anew for each request, by `phone_number`, and where it is missing by the number
 * that the telephone gateway signalled. A code goes only to what is registered for it; the right one raises `auth_level` to
 * 1 only if it was sent for the account that the session is about at that moment.
 *
 * @returns a handler of the Fetch API that never rejects: what fails is a status, which Dialogflow turns into an event
 * @throws AiccError `config/invalid-option`
 * @example
 * const handler = createDialogflowWebhook({
 *   authenticateCaller: basicCredentials({ secrets: { agent: process.env.AGENT_SECRET ?? '' } }),
 *   numberPlans: [northAmerica],
 *   verifyUserDetails: ({ phone_number }) => accounts.findByPhone(phone_number),
 *   otp,
 * });
 */
export function createDialogflowWebhook(options: DialogflowWebhookServerOptions): FetchHandler {
  const { authenticateCaller, numberPlans, timeoutMs = 10_000, clock = systemClock, logger = silentLogger } = options;
  if (numberPlans.length === 0) throw invalid('The webhook needs a number plan');
  if (!(timeoutMs > 0 && timeoutMs <= 60_000)) throw invalid('timeoutMs must be more than 0 and at most 60000');
  const taskOf = readTags(options.tags);
  const answers = retailAnswers(options);
  const kept = createExpiringMap<Promise<SessionParameters>>(clock);

  /** Dialogflow repeats what took too long. Done twice, a code would be sent twice, or the right one be used up. */
  function once(key: string, perform: () => Promise<SessionParameters>): Promise<SessionParameters> {
    const before = kept.get(key);
    if (before) return before;
    const answer = perform();
    kept.set(key, answer, keptMs);
    // What failed may be tried again.
    answer.catch(() => {
      if (kept.get(key) === answer) kept.delete(key);
    });
    return answer;
  }

  return createEndpoint({
    authenticateCaller,
    logger,
    async serve(body, caller, _signal, text) {
      const request = readWebhookRequest(body);
      const task = taskOf.get(request.tag);
      if (!task) throw badRequest('Nothing is done for this tag');
      const perform = async (): Promise<SessionParameters> => {
        const controller = new AbortController();
        const work = answers[task](request, controller.signal);
        try {
          return await createDeadline(timeoutMs, clock).race(work);
        } finally {
          controller.abort();
        }
      };
      const { responseId } = request;
      const parameters = await (responseId === undefined ? perform() : once(keyOf(text, caller), perform));
      const { otp_status: status, user_found: isFound } = parameters;
      logger.info('A webhook of Dialogflow was answered', { task, caller: caller.id, outcome: status ?? isFound });
      return { sessionInfo: { parameters } };
    },
  });
}

/** The whole request: a response id names a turn of the dialog, which may ask for several things. */
const keyOf = (text: string, caller: InboundCaller): string =>
  createHash('sha256').update(`${caller.id}\n${text}`).digest('base64url');

function readTags(own: DialogflowWebhookServerOptions['tags'] = {}): ReadonlyMap<string, DialogflowTask> {
  const pairs = Object.entries({ ...commonTags, ...own }).flatMap(([task, tags]) =>
    [tags].flat().map((tag) => [tag, task as DialogflowTask] as const),
  );
  const byTag = new Map(pairs);
  if (byTag.size < pairs.length || byTag.has('')) throw invalid('Each tag asks for one thing, and none is empty');
  return byTag;
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
