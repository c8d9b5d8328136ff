import { describe, expect, it, vi } from 'vitest';
import { abortOptions, knowsLazyAbort, LazyAbort } from '../../../src/connection/lazy-abort.js';

describe('a lazy abort', () => {
  it('shows in the signal, read before or after', () => {
    const early = new LazyAbort();
    const { signal } = early;
    expect(signal.aborted).toBe(false);
    early.abort('why');
    expect(signal).toMatchObject({ aborted: true, reason: 'why' });
    expect(early.signal).toBe(signal);

    const late = new LazyAbort();
    late.abort('why');
    expect(late.signal).toMatchObject({ aborted: true, reason: 'why' });
  });

  it('tells its listener, also one that comes too late', () => {
    const abort = new LazyAbort();
    const early = vi.fn();
    abort.onAbort(early);
    expect(early).not.toHaveBeenCalled();
    abort.abort('why');
    expect(early).toHaveBeenCalledExactlyOnceWith('why');
    const late = vi.fn();
    abort.onAbort(late);
    expect(late).toHaveBeenCalledExactlyOnceWith('why');
  });

  it('is handed to a request that knows it, and as a plain signal to any other', () => {
    const abort = new LazyAbort();
    const request = (): void => undefined;
    expect(abortOptions(request, abort)).toEqual({ signal: abort.signal });
    expect(abortOptions(knowsLazyAbort(request), abort)).toBe(abort);
  });
});
