import { describe, expect, it } from 'vitest';
import { abortOptions, LazyAbort } from '../../../src/connection/lazy-abort.js';
import { AiccError } from '../../../src/errors.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { rejectionOf } from '../../support/rejection.js';

const reason = new AiccError('bridge/peer-gone', 'The page is gone');
const input = { verifyTypeCode: 'RETAIL_OTP' };

describe('an abort without a signal', () => {
  it('gives a request of our own connection up, and nobody has read its signal', async () => {
    const { transport, connection } = await anOpenConnection();
    const abort = new LazyAbort();
    let isRead = false;
    Object.defineProperty(abort, 'signal', { get: () => (isRead = true) });
    const asked = rejectionOf(
      connection.request('verification.result', input, abortOptions(connection.request, abort)),
    );
    const { signal } = transport.last.performed[0]!.call;
    abort.abort(reason);
    expect(await asked).toMatchObject({ code: 'net/aborted', cause: reason });
    expect(signal.aborted).toBe(true);
    expect(isRead).toBe(false);
  });

  it('that came before the request keeps it from the transport', async () => {
    const { transport, connection } = await anOpenConnection();
    const abort = new LazyAbort();
    abort.abort(reason);
    const asked = connection.request('verification.result', input, abortOptions(connection.request, abort));
    expect(await rejectionOf(asked)).toMatchObject({ code: 'net/aborted', cause: reason });
    expect(transport.last.performed).toEqual([]);
  });

  it('that comes after the answer changes nothing', async () => {
    const { transport, connection } = await anOpenConnection();
    const abort = new LazyAbort();
    const asked = connection.request('verification.result', input, abortOptions(connection.request, abort));
    const { call, resolve } = transport.last.performed[0]!;
    resolve('the answer');
    expect(await asked).toBe('the answer');
    abort.abort(reason);
    expect(call.signal.aborted).toBe(false);
  });

  it('reaches a connection that wraps ours as a plain signal, however it passes its options on', async () => {
    const { transport, connection } = await anOpenConnection();
    const request: typeof connection.request = (operation, value, options) =>
      connection.request(operation, value, { ...options, timeoutMs: 100 });
    const abort = new LazyAbort();
    const asked = rejectionOf(request('verification.result', input, abortOptions(request, abort)));
    abort.abort(reason);
    expect(await asked).toMatchObject({ code: 'net/aborted', cause: reason });
    expect(transport.last.performed[0]!.call.signal.aborted).toBe(true);
  });

  it('is told to a signal that is read only afterwards', () => {
    const abort = new LazyAbort();
    abort.abort(reason);
    expect(abort.signal).toMatchObject({ aborted: true, reason });
  });
});
