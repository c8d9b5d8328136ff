import type { Clock } from '../clock.js';
import type { Connection, RequestOptions } from '../connection/connection.js';
import { AiccError, isAiccError } from '../errors.js';
import { readVerifyResult } from './verify-result.js';

/**
 * Resolves when the contact that is in focus now passes; failed and abnormal attempts keep it waiting.
 *
 * The result is read at once, whenever something happens, and every two seconds.
 */
export async function waitUntilVerified(
  connection: Connection,
  verifyTypeCode: string,
  { signal, timeoutMs }: RequestOptions,
  clock: Clock,
): Promise<void> {
  /** For systems that push no results. */
  const pollMs = 2000;
  const fail = (why: 'unknown-code' | 'no-contact' | 'contact-ended' | 'focus-lost' | 'timeout'): AiccError =>
    new AiccError(`verification/${why}`, `Waiting for ${verifyTypeCode}`);
  /** Ends the wait, and all that listens for it. */
  const over = new AbortController();
  let poll: unknown;
  let wake = (): void => undefined;
  const stop = (error: AiccError): void => {
    over.abort(error);
    // The next read rejects.
    wake();
  };
  const onAbort = (): void => {
    stop(new AiccError('net/aborted', undefined, { cause: signal?.reason }));
  };
  const deadline =
    timeoutMs !== undefined &&
    clock.setTimeout(() => {
      stop(fail('timeout'));
    }, timeoutMs);
  const listener = (): void => {
    wake();
  };
  connection.subscribe(listener, over);
  signal?.addEventListener('abort', onAbort, over);
  if (signal?.aborted) onAbort();

  const atCall = connection.snapshot();
  /** Whose result it is about: the same id in another run of the centre is another contact. */
  let asked = connection.status === 'open' && atCall.focus.contactId !== undefined ? atCall : undefined;
  try {
    for (;;) {
      // Made before the read, so that nothing is missed that happens meanwhile.
      const change = new Promise<void>((resolve) => {
        wake = resolve;
      });
      poll = clock.setTimeout(wake, pollMs);
      try {
        const { verifyResult } = await readVerifyResult(connection, verifyTypeCode, over);
        const now = connection.snapshot();
        asked ??= now;
        const { contactId } = asked.focus;
        const isSameRun = now.epoch === asked.epoch;
        if (verifyResult === '') throw fail('unknown-code');
        if (contactId === undefined) throw fail('no-contact');
        if (!isSameRun || now.focus.contactId !== contactId) {
          throw fail(isSameRun && now.contacts.some(({ id }) => id === contactId) ? 'focus-lost' : 'contact-ended');
        }
        if (verifyResult === '1') return;
      } catch (error) {
        // A link that comes back is waited for; what cannot come right by itself is told.
        if (!isAiccError(error) || !error.retryable) throw error;
      }
      await change;
      clock.clearTimeout(poll);
    }
  } catch (error) {
    throw over.signal.aborted ? over.signal.reason : error;
  } finally {
    clock.clearTimeout(poll);
    clock.clearTimeout(deadline);
    over.abort();
  }
}
