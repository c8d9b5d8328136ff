import { describe, expect, it } from 'vitest';
import { protectLeaving } from '../../../src/softphone/leave-guard.js';
import { aCall } from '../../support/samples.js';
import { aSoftphone, ringingCall, withCalls } from './a-softphone.js';

/** A window that counts its listeners. */
function aPage() {
  const listeners = new Set<unknown>();
  const page = new EventTarget();
  return {
    listeners,
    page: {
      addEventListener(name: string, listener: EventListener) {
        listeners.add(listener);
        page.addEventListener(name, listener);
      },
      removeEventListener(name: string, listener: EventListener) {
        listeners.delete(listener);
        page.removeEventListener(name, listener);
      },
    } as Pick<Window, 'addEventListener' | 'removeEventListener'>,
    /** Whether the browser would ask. */
    leave(): boolean {
      const event = new Event('beforeunload', { cancelable: true });
      page.dispatchEvent(event);
      return event.defaultPrevented;
    },
  };
}

describe('leaving the page', () => {
  it('is asked about only while a call rings or is live, and costs no listener at other times', async () => {
    const { softphone, open, emit } = aSoftphone();
    const { page, leave, listeners } = aPage();
    protectLeaving(softphone, { window: page });
    await open();
    expect([leave(), listeners.size]).toEqual([false, 0]);
    emit({ type: 'call.updated', call: ringingCall() });
    expect([leave(), listeners.size]).toEqual([true, 1]);
    emit({ type: 'call.updated', call: aCall({ state: 'held' }) });
    expect([leave(), listeners.size]).toEqual([true, 1]);
    emit({ type: 'call.ended', call: aCall({ state: 'ended' }) });
    expect([leave(), listeners.size]).toEqual([false, 0]);
  });

  it('is asked about at once where a call is live already', async () => {
    const { softphone, open } = aSoftphone();
    const { page, leave } = aPage();
    await open(withCalls(aCall()));
    protectLeaving(softphone, { window: page });
    expect(leave()).toBe(true);
  });

  it('is asked about when the page says so', async () => {
    const { softphone, open } = aSoftphone();
    const { page, leave } = aPage();
    await open();
    protectLeaving(softphone, { window: page, when: ({ agent }) => agent?.state === 'ready' });
    expect(leave()).toBe(true);
  });

  it('is free again after the protection ended, by its function or by the signal', async () => {
    for (const way of ['function', 'signal', 'aborted before'] as const) {
      const { softphone, open, emit } = aSoftphone();
      const { page, leave, listeners } = aPage();
      await open(withCalls(aCall()));
      const end = new AbortController();
      if (way === 'aborted before') end.abort();
      const stop = protectLeaving(softphone, { window: page, signal: end.signal });
      if (way === 'function') stop();
      else end.abort();
      emit({ type: 'call.updated', call: aCall({ state: 'held' }) });
      expect([way, leave(), listeners.size]).toEqual([way, false, 0]);
    }
  });
});
