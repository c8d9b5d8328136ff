import { afterEach, describe, expect, it, vi } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import type { Operation } from '../../../src/protocol/operations.js';
import type { ServedCall } from '../../../src/wire/serving.js';
import { countAbortControllers } from '../../support/count-abort-controllers.js';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { messages } from '../../support/turns.js';
import { guestOn, hostOn } from '../../support/wire.js';

const ends: { close(): void }[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

/** Both halves over one real MessageChannel. */
function aSession(serve: (call: ServedCall) => unknown) {
  const { port1, port2 } = new MessageChannel();
  const host = hostOn(port1, serve);
  const guest = guestOn(port2);
  ends.push(host.channel, guest.channel);
  return { host, guest, ask: (id = 1, input: unknown = {}) => guest.channel.request(id, 'verification.result', input) };
}

describe('a request over the wire', () => {
  it('reaches the handler with operation and input, and its result comes back', async () => {
    const seen: unknown[] = [];
    const { ask } = aSession(({ operation, input }) => {
      seen.push([operation, input]);
      return { verifyResult: '1' };
    });
    expect(await ask(1, { verifyTypeCode: 'RETAIL_OTP' })).toEqual({ verifyResult: '1' });
    expect(seen).toEqual([['verification.result', { verifyTypeCode: 'RETAIL_OTP' }]]);
  });

  it('gives each answer to its own request, whatever their order', async () => {
    const waiting = new Map<unknown, (value: unknown) => void>();
    const { ask } = aSession(({ input }) => new Promise((resolve) => waiting.set(input, resolve)));
    const asked = [1, 2, 3].map((id) => ask(id, `input ${id}`));
    await messages();
    for (const name of ['input 2', 'input 3', 'input 1']) waiting.get(name)?.(`answer to ${name}`);
    expect(await Promise.all(asked)).toEqual(['answer to input 1', 'answer to input 2', 'answer to input 3']);
  });

  it('may be answered with nothing', async () => {
    expect(await aSession(() => undefined).ask()).toBeUndefined();
    expect(await aSession(() => Promise.resolve(undefined)).ask()).toBeUndefined();
  });

  it.each<[string, () => unknown]>([
    ['a promise of another realm', () => ({ then: (resolve: (value: string) => void) => resolve('foreign') })],
    ['a promise', () => Promise.resolve('foreign')],
  ])('may be answered with %s', async (_name, serve) => {
    expect(await aSession(serve).ask()).toBe('foreign');
  });

  it('revives an error with its code, message, retryability, data and cause', async () => {
    const cause = new AiccError('net/unreachable', 'The line is down');
    const { ask } = aSession(() => {
      throw new AiccError('call/refused', 'Not now', { retryable: true, context: { line: 4 }, cause });
    });
    const error = await rejectionOf(ask());
    expect(error).toBeInstanceOf(AiccError);
    expect(error.toJSON()).toMatchObject({
      code: 'call/refused',
      message: 'Not now',
      retryable: true,
      context: { line: 4 },
    });
    expect(error.cause).toEqual({ name: 'net/unreachable', message: 'The line is down' });
  });

  it('revives the error of a rejected promise too', async () => {
    const { ask } = aSession(() => Promise.reject(new AiccError('call/refused', 'Not now')));
    expect((await rejectionOf(ask())).code).toBe('call/refused');
  });

  it('keeps a code that only a newer version knows', async () => {
    const { ask } = aSession(() => {
      throw new AiccError('call/on-the-moon' as never, 'Far');
    });
    expect((await rejectionOf(ask())).code).toBe('call/on-the-moon');
  });

  it('says nothing of what an unexpected error holds', async () => {
    const { guest } = aSession(() => {
      throw Object.assign(new Error('secret-abc'), { token: 'secret-abc' });
    });
    const error = await rejectionOf(guest.channel.request(1, 'snapshot', {}));
    expect(error.code).toBe('bridge/handler-failed');
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain('secret-abc');
  });

  it('says nothing of an unexpected cause either', async () => {
    const { ask } = aSession(() => {
      throw new AiccError('call/refused', 'Not now', { cause: new Error('secret-abc') });
    });
    expect((await rejectionOf(ask())).cause).toBeUndefined();
  });

  it('crosses with an error whose facts cannot be cloned, without the facts', async () => {
    const { ask } = aSession(() => {
      throw new AiccError('call/refused', 'Not now', { context: { onRetry: () => undefined } });
    });
    expect(await rejectionOf(ask())).toMatchObject({ code: 'call/refused', message: 'Not now', context: {} });
  });

  it('rejects at once when its input cannot be cloned, and sends nothing', async () => {
    const serve = vi.fn();
    const { ask } = aSession(serve);
    const error = await rejectionOf(ask(1, { onAnswer: () => undefined }));
    expect(error.code).toBe('bridge/uncloneable');
    expect(error.cause).toBeInstanceOf(DOMException);
    await messages();
    expect(serve).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    ['at once', () => ({ onAnswer: () => undefined })],
    ['later', () => Promise.resolve({ onAnswer: () => undefined })],
  ])('rejects when its result, given %s, cannot be cloned', async (_name, serve) => {
    expect((await rejectionOf(aSession(serve).ask())).code).toBe('bridge/uncloneable');
  });

  it('of the same id as one that is being served is not served twice', async () => {
    const serve = vi.fn(() => new Promise(() => undefined));
    const { guest } = aSession(serve);
    const message = { type: 'request', id: 7, operation: 'snapshot' as Operation, input: {} } as const;
    guest.channel.send(message);
    guest.channel.send(message);
    await messages();
    expect(serve).toHaveBeenCalledTimes(1);
  });
});

describe('cancelling', () => {
  it('aborts the signal of the served call, and what the handler still says is not sent', async () => {
    let call!: ServedCall;
    let finish!: (value: unknown) => void;
    const { guest, ask } = aSession((served) => {
      call = served;
      return new Promise((resolve) => (finish = resolve));
    });
    void ask(5);
    await messages();
    const { signal } = call;
    expect(signal.aborted).toBe(false);
    guest.channel.cancel(5);
    await messages();
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: 'net/aborted' });
    finish('late');
    await messages();
    expect(guest.channel.lateAnswers()).toBe(0);
  });

  it('keeps the error of a handler that gave up because of it from being sent', async () => {
    const { guest, ask } = aSession(
      ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stop')))),
    );
    ask(5).catch(() => undefined);
    await messages();
    guest.channel.cancel(5);
    await messages();
    expect(guest.channel.lateAnswers()).toBe(0);
  });

  it('shows in a signal that the handler reads only afterwards', async () => {
    let call!: ServedCall;
    const { guest, ask } = aSession((served) => {
      call = served;
      return new Promise(() => undefined);
    });
    void ask(5);
    await messages();
    guest.channel.cancel(5);
    await messages();
    expect(call.signal.aborted).toBe(true);
  });

  it('touches no other call', async () => {
    const calls: ServedCall[] = [];
    const { guest, ask } = aSession((served) => {
      calls.push(served);
      return new Promise(() => undefined);
    });
    for (const id of [5, 6]) ask(id).catch(() => undefined);
    await messages();
    guest.channel.cancel(5);
    guest.channel.cancel(99);
    await messages();
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('makes an answer that is already on its way late: it is dropped and counted', async () => {
    const { guest, ask } = aSession(() => 'answer');
    const settled = vi.fn();
    ask(5).then(settled, settled);
    guest.channel.cancel(5);
    await messages();
    expect(settled).not.toHaveBeenCalled();
    expect(guest.channel.lateAnswers()).toBe(1);
  });

  it('costs no AbortController on a call whose handler does not read the signal', async () => {
    const controllers = countAbortControllers();
    const signals: AbortSignal[] = [];
    const { ask } = aSession((call) => {
      if (call.input === 'read') signals.push(call.signal, call.signal);
      return 'answer';
    });
    await ask(1, 'ignore');
    expect(controllers.made).toBe(0);
    await ask(2, 'read');
    expect(controllers.made).toBe(1);
    expect(signals[0]).toBe(signals[1]);
  });
});

describe('the end of a session', () => {
  it('by the host’s good-bye rejects what the guest waits for, and tells it once', async () => {
    const { host, guest, ask } = aSession(() => new Promise(() => undefined));
    const asked = [1, 2].map((id) => rejectionOf(ask(id)));
    await messages();
    host.channel.close();
    expect((await Promise.all(asked)).map(({ code }) => code)).toEqual(['bridge/peer-gone', 'bridge/peer-gone']);
    await messages();
    expect(guest.gone).toMatchObject([{ code: 'bridge/peer-gone', retryable: true }]);
    expect(host.gone).toEqual([]);
  });

  it('by the guest’s good-bye aborts what the host serves, and tells it once', async () => {
    let call!: ServedCall;
    const { host, guest, ask } = aSession((served) => {
      call = served;
      return new Promise(() => undefined);
    });
    const asked = rejectionOf(ask());
    await messages();
    const { signal } = call;
    guest.channel.close();
    expect((await asked).code).toBe('bridge/closed');
    await messages();
    expect(signal.reason).toMatchObject({ code: 'bridge/peer-gone' });
    expect(host.gone).toHaveLength(1);
    expect(guest.gone).toEqual([]);
  });

  it('gives its own side the reason that it is closed with', async () => {
    const { guest, ask } = aSession(() => new Promise(() => undefined));
    const reason = new AiccError('bridge/peer-gone', 'Another workbench took over');
    const asked = rejectionOf(ask());
    guest.channel.close(reason);
    expect(await asked).toBe(reason);
  });

  it('is the end: what is asked afterwards rejects, what is sent goes nowhere, and no timer is left', async () => {
    const { host, guest, ask } = aSession(() => new Promise(() => undefined));
    void ask(1).catch(() => undefined);
    await messages();
    guest.channel.close();
    guest.channel.close();
    expect((await rejectionOf(ask(2))).code).toBe('bridge/closed');
    guest.channel.send({ type: 'ping' });
    await messages();
    host.channel.close();
    expect(guest.clock.timers).toBe(0);
    expect(host.clock.timers).toBe(0);
    expect(guest.gone).toEqual([]);
  });

  it('makes what a handler still says go nowhere', async () => {
    let finish!: (value: unknown) => void;
    const { host, ask } = aSession(() => new Promise((resolve) => (finish = resolve)));
    ask().catch(() => undefined);
    await messages();
    host.channel.close();
    finish({ onAnswer: () => undefined });
    await messages();
    expect(host.clock.timers).toBe(0);
  });
});

describe('sending', () => {
  it('throws typed what cannot be cloned', () => {
    const { host } = aSession(() => undefined);
    const message = { type: 'result', id: 1, value: () => undefined } as const;
    expect(errorOf(() => host.channel.send(message)).code).toBe('bridge/uncloneable');
  });

  it('hands what is no answer to its listener', async () => {
    const { host, guest } = aSession(() => undefined);
    const message = { type: 'event', seq: 1, event: { type: 'agent.conflict', workNo: '1001' } } as const;
    host.channel.send(message);
    await messages();
    expect(guest.heard).toEqual([message]);
  });
});
