import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { reviveError, toErrorPayload, type ErrorPayload } from '../../protocol/error-payload.js';
import { randomId } from '../../random-id.js';
import type { Mandate, MandateEvents, Standing, Urgency } from './mandate.js';
import { isOwners, isTabMessage, type OwnersSaying, type TabMessage, type TabsSaying } from './messages.js';

export interface ElectionOptions {
  /** Where all tabs hear each other. */
  readonly channel: BroadcastChannel;
  readonly clock: Clock;
  readonly mandate: (standing: Standing, events: MandateEvents) => Mandate;
  readonly onElected: () => void;
  /** Who served this tab, be it this tab itself, does so no more. Another owner is looked for. */
  readonly onOver: () => void;
  /** What somebody of the newest term said. */
  readonly onMessage: (message: TabMessage) => void;
  /** @param renewed For an owner: settles when it is certain whether it still is. */
  readonly onSlept: (renewed: Promise<unknown> | undefined) => void;
}

/** Which of many tabs owns the link, and who may be believed. `messages.ts` says how. */
export interface Election {
  /** Who this tab is to the others: another one each time that it begins to look for the owner. */
  readonly id: () => string;
  /** The newest term that was heard of: the owner's. */
  readonly term: () => number;
  /** To all other tabs. @throws AiccError `bridge/uncloneable` */
  say(message: OwnersSaying | TabsSaying): void;
  /** For an owner: gives others a chance. */
  resign(): void;
  /** A sign that this tab runs. */
  beat(): void;
  stop(): void;
}

const tickMs = 1000;
const allowedMisses = 5;

export function createElection(options: ElectionOptions): Election {
  const { channel, clock } = options;
  let id = '';
  let term = 0;
  let isOwner = false;
  /** An owner was heard of; it may be one of the past. */
  let isHeard = false;
  /** It has answered. */
  let isServed = false;
  let misses = 0;
  let beatAt = clock.now();
  let timer: unknown;
  let isStopped = false;

  const next = (): number => (isOwner ? term : Math.max(clock.now(), term + 1));
  const mandate = options.mandate(
    { id: randomId(), term: () => term, next, isVacant: () => !isOwner && !isHeard },
    {
      granted(begun = next()) {
        term = Math.max(begun, term + 1);
        isOwner = true;
        options.onElected();
      },
      revoked: resign,
    },
  );

  function say(message: OwnersSaying | TabsSaying): void {
    if (isStopped) return;
    const error = 'error' in message && message.error && toErrorPayload(message.error);
    try {
      channel.postMessage({ term, id, ...message, error });
    } catch (cause) {
      throw new AiccError('bridge/uncloneable', undefined, { cause });
    }
  }

  function rest(): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(tick, tickMs);
  }

  function seek(urgency: Urgency): void {
    mandate.seek(urgency);
    say({ type: 'join', term: 0 });
  }

  /** Nobody serves this tab. */
  function look(missed: number, urgency: Urgency = 0): void {
    isOwner = isHeard = isServed = false;
    id = randomId();
    misses = missed;
    rest();
    seek(urgency);
    // Last, as wherever others are called: they may stop it.
    options.onOver();
  }

  function quit(): void {
    if (isOwner) {
      say({ type: 'bye' });
      mandate.release();
    }
    look(allowedMisses - 1);
  }

  function resign(): void {
    if (isOwner) quit();
  }

  function tick(): void {
    rest();
    beat();
    if (isOwner) return void mandate.renew();
    misses += 1;
    if (misses >= allowedMisses) look(0, 2);
    else if (!isServed) seek(1);
    else if (misses > 1) say({ type: 'join' });
  }

  function beat(): void {
    const gap = clock.now() - beatAt;
    beatAt += gap;
    if (gap >= 0 && gap <= 2.5 * tickMs) return;
    misses = 0;
    let renewed: Promise<unknown> | undefined;
    if (isOwner) renewed = mandate.renew();
    else say({ type: 'join', term: 0 });
    options.onSlept(renewed);
  }

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    beat();
    if (!isTabMessage(data)) return;
    const isFromOwner = isOwners(data.type);
    // Of two owners of one term the one of the greater id stays.
    if (data.term < term || (isOwner && isFromOwner && data.term === term && data.id < id)) {
      if (isOwner) options.onMessage({ type: 'join', term: 0, id: data.id });
      else if (isFromOwner) say({ type: 'join' });
      return;
    }
    const isNewer = data.term > term;
    if (isOwner ? isNewer || isFromOwner : isServed && isNewer) quit();
    term = data.term;
    if (data.type === 'bye') {
      quit();
      return;
    }
    if (isFromOwner) {
      misses = 0;
      isHeard = true;
      isServed ||= 'to' in data && data.to === id;
      // What it said before it answered may be left from before another owner.
      if (!isServed) {
        say({ type: 'join', term: 0 });
        return;
      }
    }
    const { error } = data as { readonly error?: ErrorPayload };
    options.onMessage({ ...data, error: error && reviveError(error) } as TabMessage);
  };

  look(0);
  return {
    id: () => id,
    term: () => term,
    say,
    resign,
    beat,
    stop() {
      if (isOwner) say({ type: 'bye' });
      clock.clearTimeout(timer);
      isOwner = false;
      // Nothing is to be granted, and nothing to be said, any more.
      isHeard = isServed = isStopped = true;
      mandate.release();
      channel.close();
    },
  };
}
