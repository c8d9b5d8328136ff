import { AiccError } from '../errors.js';

/** Counts the event streams of each principal. */
export interface StreamLimit {
  /**
   * @returns what gives the place back, once
   * @throws AiccError `bridge/rate-limited`
   */
  take(principalId: string): () => void;
}

export function createStreamLimit(most: number): StreamLimit {
  const open = new Map<string, number>();
  return {
    take(id) {
      const count = open.get(id) ?? 0;
      if (count >= most) throw new AiccError('bridge/rate-limited', `More than ${most} event streams of one principal`);
      open.set(id, count + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        const left = (open.get(id) ?? 1) - 1;
        if (left > 0) open.set(id, left);
        else open.delete(id);
      };
    },
  };
}
