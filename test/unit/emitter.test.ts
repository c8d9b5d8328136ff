import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEmitter, type Emitter } from '../../src/emitter.js';
import { silentLogger } from '../../src/log.js';

interface Events {
  note: string;
  count: number;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('createEmitter', () => {
  it('calls listeners of the name, in the order in which they were added', () => {
    const emitter = createEmitter<Events>();
    const heard: string[] = [];
    emitter.on('note', (text) => heard.push(`first ${text}`));
    emitter.on('count', () => heard.push('wrong name'));
    emitter.on('note', (text) => heard.push(`second ${text}`));
    emitter.emit('note', 'a');
    expect(heard).toEqual(['first a', 'second a']);
  });

  it('counts the same function for the same name once', () => {
    const emitter = createEmitter<Events>();
    const listener = vi.fn();
    emitter.on('note', listener);
    emitter.on('note', listener);
    emitter.emit('note', 'a');
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('needs one unsubscribe for a function that was added twice', () => {
    const emitter = createEmitter<Events>();
    const listener = vi.fn();
    emitter.on('note', listener);
    emitter.on('note', listener)();
    emitter.emit('note', 'a');
    expect(listener).not.toHaveBeenCalled();
    expect(emitter.has('note', listener)).toBe(false);
  });

  it('counts the same function for another name by itself', () => {
    const emitter = createEmitter<Events>();
    const listener = vi.fn();
    emitter.on('note', listener);
    emitter.on('count', listener);
    emitter.off('note', listener);
    emitter.emit('note', 'a');
    emitter.emit('count', 1);
    expect(listener.mock.calls).toEqual([[1]]);
  });

  it('calls the others when a listener throws, and reports the error to the page and to the log', () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const logger = { ...silentLogger, error: vi.fn() };
    const emitter = createEmitter<Events>(logger);
    const failure = new Error('listener');
    const last = vi.fn();
    emitter.on('note', () => {
      throw failure;
    });
    emitter.on('note', last);
    emitter.emit('note', 'a');
    expect(last).toHaveBeenCalledExactlyOnceWith('a');
    expect(reportError).toHaveBeenCalledExactlyOnceWith(failure);
    expect(logger.error).toHaveBeenCalledExactlyOnceWith('A listener of note threw', failure);
  });

  it('survives a throwing listener where the page has no reportError', () => {
    vi.stubGlobal('reportError', undefined);
    const emitter = createEmitter<Events>();
    const last = vi.fn();
    emitter.on('note', () => {
      throw new Error('listener');
    });
    emitter.on('note', last);
    emitter.emit('note', 'a');
    expect(last).toHaveBeenCalledTimes(1);
  });

  it('removes a listener when its signal aborts, and does not add one whose signal has aborted', () => {
    const emitter = createEmitter<Events>();
    const listener = vi.fn();
    const controller = new AbortController();
    emitter.on('note', listener, { signal: controller.signal });
    emitter.emit('note', 'a');
    controller.abort();
    emitter.on('note', listener, { signal: controller.signal });
    emitter.emit('note', 'b');
    expect(listener.mock.calls).toEqual([['a']]);
  });

  it('leaves no listener on the signal after the unsubscribe', () => {
    const emitter = createEmitter<Events>();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    emitter.on('note', vi.fn(), { signal })();
    expect(removed.mock.calls[0]?.[1]).toBe(added.mock.calls[0]?.[1]);
  });

  it.each<[string, (emitter: Emitter<Events>, listener: () => void) => void]>([
    ['by itself', (emitter, listener) => emitter.off('note', listener)],
    ['with all of its name', (emitter) => emitter.off('note')],
    ['with all', (emitter) => emitter.off()],
  ])('forgets the signals of a function that was removed %s, though it is added again', (_name, remove) => {
    const emitter = createEmitter<Events>();
    const listener = vi.fn();
    const [first, second] = [new AbortController(), new AbortController()];
    const removed = [first, second].map(({ signal }) => vi.spyOn(signal, 'removeEventListener'));
    for (const { signal } of [first, second]) emitter.on('note', listener, { signal });
    remove(emitter, listener);
    for (const spy of removed) expect(spy).toHaveBeenCalledOnce();
    emitter.on('note', listener);
    first.abort();
    second.abort();
    emitter.emit('note', 'a');
    expect(listener).toHaveBeenCalledExactlyOnceWith('a');
  });

  it('calls a listener that an earlier one has removed and added again', () => {
    const emitter = createEmitter<Events>();
    const later = vi.fn();
    emitter.on('note', () => {
      emitter.off('note', later);
      emitter.on('note', later);
    });
    emitter.on('note', later);
    emitter.emit('note', 'a');
    expect(later).toHaveBeenCalledOnce();
  });

  it('does not call a listener any more that an earlier one has removed', () => {
    const emitter = createEmitter<Events>();
    const later = vi.fn();
    emitter.on('note', () => {
      emitter.off('note', later);
    });
    emitter.on('note', later);
    emitter.emit('note', 'a');
    expect(later).not.toHaveBeenCalled();
  });

  it('does not call a listener with the event in which it was added', () => {
    const emitter = createEmitter<Events>();
    const added = vi.fn();
    emitter.on('note', () => emitter.on('note', added));
    emitter.emit('note', 'a');
    expect(added).not.toHaveBeenCalled();
    emitter.emit('note', 'b');
    expect(added).toHaveBeenCalledExactlyOnceWith('b');
  });

  it('can emit to one function only, if it still listens', () => {
    const emitter = createEmitter<Events>();
    const listening = vi.fn();
    const only = vi.fn();
    emitter.on('note', listening);
    const off = emitter.on('note', only);
    emitter.emit('note', 'a', only);
    off();
    emitter.emit('note', 'b', only);
    expect(only).toHaveBeenCalledExactlyOnceWith('a');
    expect(listening).not.toHaveBeenCalled();
  });

  it('removes all of one name, or all', () => {
    const emitter = createEmitter<Events>();
    const note = vi.fn();
    const count = vi.fn();
    emitter.on('note', note);
    emitter.on('count', count);
    emitter.off('note');
    expect(emitter.has('note', note)).toBe(false);
    expect(emitter.has('count', count)).toBe(true);
    emitter.off();
    expect(emitter.has('count', count)).toBe(false);
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for a name like any other', (name) => {
    const emitter = createEmitter<Record<string, number>>();
    emitter.emit(name, 0);
    const listener = vi.fn();
    emitter.on(name, listener);
    emitter.emit(name, 1);
    expect(listener).toHaveBeenCalledExactlyOnceWith(1);
  });
});
