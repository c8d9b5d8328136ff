import { maskNumber, silentLogger } from '../../log.js';
import { createHashes, newChallengeId, readChallengeId } from './codes.js';
import { memoryOtpStore } from './memory-otp-store.js';
import { checkOtpOptions, type CheckedRules, type OtpOptions } from './otp-options.js';
import type { OtpLocks, OtpSendRequest, OtpService } from './otp-service.js';
import type { ChallengeKey, Opening } from './otp-store.js';

export type { OtpOptions };

export interface Issue {
  readonly request: OtpSendRequest;
  readonly rules: CheckedRules;
  /** Keeps the challenge under a code. */
  readonly open: (code: string) => Promise<Opening>;
  /** Ends it again: the code did not get away. */
  readonly end: () => Promise<void>;
}

/**
 * Everything about one-time codes but where a code comes from and how it gets away.
 *
 * @param issue makes or gets a code, opens the challenge with it, and sees that it reaches the customer
 */
export function createOtpCore(options: OtpOptions, issue: (issue: Issue) => Promise<Opening>): OtpService & OtpLocks {
  const rules = checkOtpOptions(options);
  const hashes = createHashes(options.key);
  const { clock } = rules;
  const { store = memoryOtpStore({ clock }), logger = silentLogger } = options;
  const counters = (['destination', 'account'] as const).flatMap((of) =>
    rules[`${of}Limits`].map(({ most, perMs }) => ({ of, take: store.limit(`${of}-${perMs}`, most, perMs) })),
  );

  /** One code of all that is allowed for both. @returns how long to wait, when it is not */
  async function takeOne(account: string, destination: string): Promise<number> {
    const waits = counters.map(({ of, take }) => take(of === 'account' ? account : destination));
    return Math.max(...(await Promise.all(waits)));
  }

  return {
    async send(request) {
      const { channel, destination } = request;
      const account = hashes.account(request.account);
      const expiresAt = clock.now() + rules.challenge.lifetimeMs;
      const challengeId = newChallengeId(account, expiresAt);
      const key = keyOf(challengeId);
      const about = { channel, destination: maskNumber(destination) };
      const replaces = request.replaces === undefined ? undefined : readChallengeId(request.replaces)?.key;
      if (!key || (request.replaces !== undefined && replaces?.account !== account)) {
        return { status: 'rate-limited', retryAfterMs: rules.challenge.resendWaitMs };
      }
      // Looked at first, so that what is refused here costs none of the codes that are allowed.
      const checked = await store.check({ key, replaces }, rules);
      if (checked.status !== 'ready') return refusal(checked);
      const wait = await takeOne(account, hashes.destination(channel, destination));
      if (wait > 0) {
        logger.warn('A one-time code was not sent: too many', about);
        return { status: 'rate-limited', retryAfterMs: wait };
      }
      const opening = await issue({
        request,
        rules,
        open: (code) => store.open({ key, replaces, digest: hashes.digest(challengeId, code) }, rules),
        end: () => store.end(key),
      });
      if (opening.status !== 'ready') return refusal(opening);
      logger.info('A one-time code was sent', about);
      return { status: 'sent', challengeId, expiresAt, resendAfterMs: opening.resendAfterMs };
    },
    async verify({ challengeId, code, account }) {
      const challenge = readChallengeId(challengeId);
      const isTheirs = account === undefined || challenge?.key.account === hashes.account(account);
      if (!challenge || !isTheirs) return { status: 'used-up' };
      const trial = await store.answer(challenge.key, hashes.digest(challengeId, code), rules);
      if (trial.status !== 'gone') return trial;
      return { status: clock.now() >= challenge.expiresAt ? 'expired' : 'used-up' };
    },
    async cancel(challengeId) {
      const key = keyOf(challengeId);
      if (key) await store.end(key);
    },
    lockedForMs: (account) => store.lockedForMs(hashes.account(account)),
    unlock: (account) => store.unlock(hashes.account(account)),
  };
}

const keyOf = (challengeId: string): ChallengeKey | undefined => readChallengeId(challengeId)?.key;

function refusal(opening: Exclude<Opening, { status: 'ready' }>) {
  const { status, retryAfterMs } = opening;
  return { status: status === 'over' ? ('rate-limited' as const) : status, retryAfterMs };
}
