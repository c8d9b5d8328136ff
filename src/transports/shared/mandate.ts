/** The right to own the link of all tabs, as far as the browser can give it to one tab at a time. */
export interface Mandate {
  /**
   * Wants it, until `release`. Said again each second while no owner answers.
   *
   * @param byForce who has it was asked five times and did not answer
   */
  seek(byForce: boolean): void;
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
 * storage: there who was denied twice and hears no owner is one, and the newer term wins.
 */
export function lockMandate(
  locks: LockManager,
  name: string,
  standing: Pick<Standing, 'isVacant'>,
  { granted, revoked }: MandateEvents,
): Mandate {
  /** Gives back, or stops waiting for, the lock of the request that counts. */
  let free: (() => void) | undefined;
  let refusals = 0;

  const release = (): void => {
    const last = free;
    free = undefined;
    last?.();
  };

  const request = (steal: boolean): void => {
    const queue = new AbortController();
    let settle = (): void => queue.abort();
    const mine = (free = () => settle());
    locks
      .request(
        name,
        steal ? { steal } : { signal: queue.signal },
        () =>
          new Promise<void>((resolve) => {
            settle = resolve;
            if (free === mine) granted();
            else resolve();
          }),
      )
      .catch(() => {
        if (free !== mine) return;
        free = undefined;
        // Of an owner it was taken. Another was denied it, and the first time an owner had no time to answer.
        if (refusals++ % 2 && standing.isVacant()) granted();
        else revoked();
      });
  };

  return {
    seek(byForce) {
      if (free && !byForce) return;
      release();
      request(byForce);
    },
    renew: async () => undefined,
    release,
  };
}
