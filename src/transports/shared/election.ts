/**
 * Which of many tabs owns the link.
 *
 *  1. Every tab wants the mandate (`mandate.ts`, on plain http `lease.ts`). Who is granted it begins a term, a number
 *     higher than every term that it has heard of and not lower than the time of day, and announces it: `owner`.
 *  2. A tab that looks for the owner says `join` with the term 0, and the owner announces itself. The tab then opens a
 *     channel of its own, named by term and tab, and says `join` with that term; the owner serves it there. So nothing
 *     that the owner of an older term says can reach a tab that knows a newer one.
 *  3. An owner that hears of a term that is not older than its own stands down, and wants the mandate again. Who hears
 *     an owner of an older term than it knows says `join` with the newer one.
 *  4. Each second without an owner is a miss; after five the mandate is taken by force. The session with an owner
 *     counts misses itself (`wire/heartbeat.ts`): when it has ended, one is left.
 *  5. A second that took much longer means that this tab slept: misses are forgotten, and what it knows may be old.
 */
import type { Clock } from '../../clock.js';
import type { AiccError } from '../../errors.js';
import { reviveError, toErrorPayload, type ErrorPayload } from '../../protocol/error-payload.js';
import { isCount, isErrorPayload, isString, oneOf, optional, shape } from '../../protocol/guards.js';
import { randomId } from '../../wire/handshake.js';
import type { Standing } from './lease.js';
import type { Mandate, MandateEvents } from './mandate.js';

interface Message {
  readonly type: 'join' | 'owner';
  readonly term: number;
  /** Whom to serve: another one at every beginning. */
  readonly id: string;
  /** What keeps the owner from being of use. */
  readonly error?: ErrorPayload;
}

const isMessage = /* @__PURE__ */ shape<Message>({
  type: /* @__PURE__ */ oneOf('join', 'owner'),
  term: isCount,
  id: isString,
  error: /* @__PURE__ */ optional(isErrorPayload),
});

export interface ElectionOptions {
  /** Where all tabs hear each other. */
  readonly channel: BroadcastChannel;
  readonly clock: Clock;
  readonly mandate: (standing: Standing, events: MandateEvents) => Mandate;
  readonly onElected: () => void;
  /** Not the owner any more: `vacate` looks for the next one. */
  readonly onDeposed: () => void;
  /** Another tab is the owner, and will serve this one as `id` when it asks. Said at least once per term. */
  readonly onOwner: (term: number, id: string, error?: AiccError) => void;
  /** For an owner: a tab wants to be served. */
  readonly onJoin: (id: string) => void;
  readonly onSlept: () => void;
}

export interface Election {
  /** The newest term that was heard of: the owner's. */
  readonly term: () => number;
  /** Looks for the owner, or asks it for its state again. */
  ask(): void;
  /** The session with the owner is over. */
  vacate(): void;
  /** For an owner: says who it is, and what is wrong. */
  announce(error?: AiccError): void;
  /** For an owner: gives others a chance. */
  resign(): void;
  renew(): Promise<unknown>;
  /** A sign that this tab runs. */
  beat(): void;
  stop(): void;
}

const tickMs = 1000;
const allowedMisses = 5;

export function createElection(options: ElectionOptions): Election {
  const { channel, clock } = options;
  let term = 0;
  let id = '';
  let isOwner = false;
  let isServed = false;
  let misses = 0;
  let beatAt = clock.now();
  let timer: unknown;

  const next = (): number => (isOwner ? term : Math.max(clock.now(), term + 1));
  const mandate = options.mandate(
    {
      id: randomId(),
      term: () => term,
      next,
      isVacant: () => !isOwner && !isServed,
    },
    {
      granted(begun = next()) {
        term = Math.max(begun, term + 1);
        isOwner = true;
        isServed = false;
        announce();
        options.onElected();
      },
      revoked: resign,
    },
  );

  function say(type: Message['type'], term: number, error?: AiccError): void {
    channel.postMessage({ type, term, id, ...(error && { error: toErrorPayload(error) }) } satisfies Message);
  }

  function announce(error?: AiccError): void {
    if (isOwner) say('owner', term, error);
  }

  function ask(): void {
    say('join', isServed ? term : 0);
  }

  function resign(): void {
    if (!isOwner) return;
    isOwner = false;
    mandate.release();
    options.onDeposed();
  }

  function look(missed: number): void {
    isServed = false;
    id = randomId();
    misses = missed;
    rest();
    mandate.seek(false);
    ask();
  }

  function rest(): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(tick, tickMs);
  }

  function tick(): void {
    beat();
    rest();
    if (isOwner) void mandate.renew();
    else if (!isServed) {
      misses += 1;
      const isSilent = misses >= allowedMisses;
      if (isSilent) misses = 0;
      mandate.seek(isSilent);
      ask();
    }
  }

  function beat(): void {
    const gap = clock.now() - beatAt;
    beatAt += gap;
    if (gap >= 0 && gap <= 2.5 * tickMs) return;
    misses = 0;
    options.onSlept();
  }

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    beat();
    if (!isMessage(data)) return;
    const isJoin = data.type === 'join';
    if (isOwner && isJoin && data.term === term) {
      options.onJoin(data.id);
    } else if (data.term < term) {
      if (isOwner) announce();
      else if (!isJoin) say('join', term);
    } else {
      if (isOwner) resign();
      term = data.term;
      if (isJoin) return;
      isServed = true;
      options.onOwner(term, id, data.error && reviveError(data.error));
    }
  };

  look(0);
  return {
    term: () => term,
    ask,
    announce,
    resign,
    beat,
    vacate: () => look(allowedMisses - 1),
    renew: mandate.renew,
    stop() {
      clock.clearTimeout(timer);
      isOwner = false;
      // Nothing is to be granted any more.
      isServed = true;
      mandate.release();
      channel.close();
    },
  };
}
