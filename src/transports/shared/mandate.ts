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

/**
 * By a Web Lock: the browser hands it on when a tab closes or crashes. A tab that is frozen or hangs keeps it, so it
 * can be stolen; who lost it is told as soon as it runs again.
 */
export function lockMandate(locks: LockManager, name: string, { granted, revoked }: MandateEvents): Mandate {
  /** Gives back, or stops waiting for, the lock of the request that counts. */
  let free: (() => void) | undefined;

  const release = (): void => {
    const last = free;
    free = undefined;
    last?.();
  };

  const request = (steal: boolean): void => {
    const queue = new AbortController();
    let settle = (): void => {
      queue.abort();
    };
    const mine = (free = () => {
      settle();
    });
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
        revoked();
      });
  };

  return {
    seek(byForce) {
      if (free && !byForce) return;
      release();
      request(byForce);
    },
    renew: () => Promise.resolve(),
    release,
  };
}
