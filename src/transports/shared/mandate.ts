/** Of who looks for the owner: at once (0), a second later (1), by force (2) since an owner did not answer five times. */
export type Urgency = 0 | 1 | 2;

/** The right to own the link of all tabs, as far as the browser can give it to one tab at a time. */
export interface Mandate {
  /** Wants it, until `release`. Said again each second while no owner answers. */
  seek(urgency: Urgency): void;
  /** Still here: what runs out is prolonged. Settles when it is certain who has it. */
  renew(): Promise<unknown>;
  /** Gives it back, or wants it no more. */
  release(): void;
}

export interface MandateEvents {
  /** @param term The one that begins, where it is settled already. */
  granted(term?: number): void;
  /** Somebody took it. */
  revoked(): void;
}

/** What a mandate must know of the election. */
export interface Standing {
  /** The tab. */
  readonly id: string;
  /** The newest term that was heard of. */
  readonly term: () => number;
  /** The term that a grant begins, or has begun. */
  readonly next: () => number;
  /** Whether no owner answers. */
  readonly isVacant: () => boolean;
}

/**
 * By a Web Lock: the browser hands it on when a tab closes or crashes. A tab that is frozen or hangs keeps it, so it
 * can be stolen; who lost it is told as soon as it runs again. A frame of another site may be denied locks with all
 * storage: there who hears no owner for a second is one, and the newer term wins.
 */
export function lockMandate(
  locks: LockManager,
  name: string,
  standing: Pick<Standing, 'isVacant'>,
  { granted, revoked }: MandateEvents,
): Mandate {
  /** Gives back, or stops waiting for, the lock of the request that counts. */
  let free: (() => void) | undefined;

  const release = (): void => {
    free?.();
    free = undefined;
  };

  return {
    seek(urgency) {
      if (free && urgency < 2) return;
      release();
      const queue = new AbortController();
      let mine = (free = () => queue.abort());
      locks
        .request(name, urgency > 1 ? { steal: true } : { signal: queue.signal }, async () => {
          // Not denied, whatever comes.
          urgency = 0;
          // To a tab that hung it may be given, and taken from it, before it runs. By the answer it has heard both.
          await locks.query();
          return (
            free === mine &&
            new Promise<void>((resolve) => {
              free = mine = resolve;
              granted();
            })
          );
        })
        .catch(() => {
          if (free !== mine) return;
          free = undefined;
          // It was taken; or denied, and at first an owner had no time to answer.
          if (urgency && standing.isVacant()) granted();
          else revoked();
        });
    },
    renew: async () => undefined,
    release,
  };
}
