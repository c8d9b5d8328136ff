import { createParser } from 'eventsource-parser';
import { describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../../../src/testing/manual-clock.js';
import { AiccError } from '../../../src/errors.js';
import type { ServeConnectionOptions } from '../../../src/server/index.js';
import { everything } from '../../support/fake-transport.js';
import { anAgent, aSnapshot } from '../../support/samples.js';
import { ask, serveFake, type ServedFake } from '../../support/served-fake.js';

interface Message {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

interface Reader {
  /** Reads until so many messages have come, or the stream ends. */
  take(count: number): Promise<Message[]>;
  /** Reads to the end. */
  rest(): Promise<Message[]>;
  cancel(): Promise<void>;
}

const askForEvents = (lastEventId?: string, signal?: AbortSignal): Request =>
  ask('/events', { method: 'GET', headers: { 'last-event-id': lastEventId }, ...(signal && { signal }) });

async function join({ handler }: ServedFake, lastEventId?: string, signal?: AbortSignal): Promise<Reader> {
  const response = await handler(askForEvents(lastEventId, signal));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let messages: Message[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) => messages.push({ event, id, data: JSON.parse(data) as Message['data'] }),
  });
  const take = async (count: number): Promise<Message[]> => {
    while (messages.length < count) {
      const { done, value } = await reader.read();
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
    }
    const taken = messages.slice(0, count);
    messages = messages.slice(count);
    return taken;
  };
  return { take, rest: () => take(Infinity), cancel: () => reader.cancel() };
}

let seq = 0;
/** Something happens in the centre. */
function happen(served: ServedFake, name: string): void {
  served.transport.last.sink.event({ type: 'agent.updated', agent: anAgent({ name }) }, ++seq);
}

async function serve(options: Parameters<typeof serveFake>[0] = {}): Promise<ServedFake> {
  seq = 0;
  return serveFake(options);
}

const namesIn = (messages: Message[]): unknown[] =>
  messages.map(({ data }) => (data.event as { agent: { name: string } }).agent.name);

describe('The event stream', () => {
  it('begins with the state and what can be done', async () => {
    const served = await serve();
    const [welcome] = await (await join(served)).take(1);
    expect(welcome).toEqual({
      event: 'welcome',
      id: `${String(welcome!.data.stream)}:0`,
      data: {
        protocol: 1,
        stream: expect.stringMatching(/^[\w-]{16,}$/) as string,
        heartbeatMs: 15_000,
        stale: false,
        capabilities: { 'agent.setReady': true, 'call.dial': true, 'verification.result': true, snapshot: true },
        resumed: false,
        snapshot: aSnapshot(),
        seq: 0,
      },
    });
  });

  it('numbers what happens, and goes on after any number it is given', async () => {
    const served = await serve();
    const reader = await join(served);
    const [welcome] = await reader.take(1);
    for (const name of ['a', 'b', 'c']) happen(served, name);
    const messages = await reader.take(3);
    expect(messages.map(({ id, data }) => [id, data.seq])).toEqual(
      [1, 2, 3].map((number) => [`${String(welcome!.data.stream)}:${number}`, number]),
    );
    const again = await join(served, messages[0]!.id);
    const [resumed, ...missed] = await again.take(3);
    expect(resumed).toMatchObject({ event: 'welcome', id: messages[0]!.id, data: { resumed: true, seq: 1 } });
    expect(resumed!.data).not.toHaveProperty('snapshot');
    expect(missed).toEqual(messages.slice(1));
  });

  it.each([
    ['of another stream', 'ffffffff-0000-0000-0000-000000000000:1'],
    ['of the future', 'STREAM:99'],
    ['that is nonsense', 'STREAM:-1'],
    ['that tries to be a path', '../../etc/passwd'],
  ])('starts from the state for a reader with a number %s', async (_, given) => {
    const served = await serve();
    const [welcome] = await (await join(served)).take(1);
    happen(served, 'a');
    const reader = await join(served, given.replace('STREAM', String(welcome!.data.stream)));
    expect((await reader.take(1))[0]).toMatchObject({ data: { resumed: false, seq: 1 } });
  });

  it('starts from the state for a reader that was away for longer than messages are kept', async () => {
    const served = await serve({ keepBytes: 1000 });
    const [welcome] = await (await join(served)).take(1);
    for (let index = 0; index < 50; index += 1) happen(served, `agent ${index}`);
    const stream = String(welcome!.data.stream);
    expect((await (await join(served, `${stream}:1`)).take(1))[0]).toMatchObject({ data: { resumed: false, seq: 50 } });
    expect((await (await join(served, `${stream}:48`)).take(1))[0]).toMatchObject({ data: { resumed: true } });
  });

  it('is ended for a reader that is slower than what is kept, which loses nothing when it comes back', async () => {
    const served = await serve({ keepBytes: 1000 });
    const slow = await join(served);
    await slow.take(1);
    happen(served, 'seen');
    const seen = await slow.take(1);
    for (let index = 0; index < 50; index += 1) happen(served, `agent ${index}`);
    expect(await slow.rest()).toEqual([]);
    const [welcome] = await (await join(served, seen[0]!.id)).take(1);
    expect(welcome).toMatchObject({ data: { resumed: false, snapshot: { agent: { name: 'agent 49' } } } });
  });

  it('gives each reader everything, however they come and go', async () => {
    const served = await serve();
    const readers = [await join(served), await join(served)];
    for (const reader of readers) await reader.take(1);
    happen(served, 'a');
    await readers[0]!.cancel();
    happen(served, 'b');
    expect(namesIn(await readers[1]!.take(2))).toEqual(['a', 'b']);
  });

  it('says how far it is when nothing happens', async () => {
    const clock = createManualClock();
    const served = await serve({ clock, heartbeatMs: 5000 });
    const reader = await join(served);
    await reader.take(1);
    happen(served, 'a');
    await reader.take(1);
    const next = reader.take(1);
    await clock.advance(4999);
    const early = vi.fn();
    void next.then(early);
    await clock.advance(0);
    expect(early).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(await next).toEqual([{ event: 'heartbeat', id: undefined, data: { seq: 1 } }]);
  });

  it('says when the state may be behind, and what can be done when that changes', async () => {
    const served = await serve();
    const reader = await join(served);
    await reader.take(1);
    served.transport.last.sink.capabilities({ ...everything, 'call.hold': true });
    served.transport.last.sink.stale(true);
    expect(await reader.take(2)).toMatchObject([
      { event: 'capabilities', data: { capabilities: { 'call.hold': true } } },
      { event: 'stale', data: { stale: true } },
    ]);
    served.transport.last.sink.stale(false);
    expect(await reader.take(1)).toMatchObject([{ event: 'stale', data: { stale: false } }]);
  });

  it('gives the whole state when the centre begins a new run', async () => {
    const served = await serve();
    const reader = await join(served);
    await reader.take(1);
    served.transport.last.sink.snapshot({
      snapshot: aSnapshot({ epoch: 'epoch-2', agent: anAgent({ name: 'new' }) }),
      seq: 9,
    });
    seq = 9;
    happen(served, 'later');
    const [snapshot, event] = await reader.take(2);
    expect(snapshot).toMatchObject({ event: 'snapshot', data: { seq: 1, snapshot: { epoch: 'epoch-2' } } });
    expect(event).toMatchObject({ event: 'event', data: { seq: 2, event: { agent: { name: 'later' } } } });
  });

  it('ends when the connection is closed, after what is left to say', async () => {
    const served = await serve();
    const reader = await join(served);
    await reader.take(1);
    happen(served, 'last');
    await served.connection.close();
    expect((await reader.rest()).map(({ event }) => event)).toEqual(['event', 'stale']);
  });

  it('ends when its request is aborted', async () => {
    const served = await serve();
    const controller = new AbortController();
    const reader = await join(served, undefined, controller.signal);
    await reader.take(1);
    const rest = reader.rest();
    controller.abort();
    expect(await rest).toEqual([]);
  });
});

describe('What can be done', () => {
  const ofWelcome = async (served: ServedFake): Promise<unknown> =>
    (await (await join(served)).take(1))[0]!.data.capabilities;

  it('is what could be done last for a reader that comes while the link behind is down', async () => {
    const served = await serve();
    await (await join(served)).cancel();
    served.transport.last.sink.lost(new AiccError('bridge/peer-gone'));
    const [welcome] = await (await join(served)).take(1);
    expect(welcome).toMatchObject({ data: { stale: true, capabilities: everything } });
  });

  it('is not known before the link behind was open once: who asks is told to come back', async () => {
    const served = await serve();
    served.transport.last.sink.lost(new AiccError('bridge/peer-gone'));
    const early = await served.handler(askForEvents());
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({ error: { code: 'net/unreachable', retryable: true } });
    await vi.waitFor(() => expect(served.transport.tries).toHaveLength(2));
    served.transport.last.accept();
    await vi.waitFor(() => expect(served.connection.status).toBe('open'));
    expect(await ofWelcome(served)).toEqual(everything);
  });

  it('is only what the server permits: the rest is told as not allowed', async () => {
    const asked: unknown[] = [];
    const served = await serve({
      authorize: (_agent, operation, input) => {
        asked.push([operation, input]);
        return operation !== 'call.dial';
      },
    });
    expect(await ofWelcome(served)).toEqual({ ...everything, 'call.dial': 'not-allowed' });
    expect(asked).toContainEqual(['call.dial', undefined]);
  });

  it('is only what the server permits, also when it changes', async () => {
    const served = await serve({ authorize: async (_agent, operation) => operation !== 'call.hold' });
    const reader = await join(served);
    await reader.take(1);
    served.transport.last.sink.capabilities({ snapshot: true, 'call.hold': true, 'call.retrieve': true });
    served.transport.last.sink.stale(true);
    const capabilities = { snapshot: true, 'call.hold': 'not-allowed', 'call.retrieve': true };
    expect((await reader.take(1))[0]).toMatchObject({ event: 'capabilities', data: { capabilities } });
  });

  it('is not guessed where the server fails to say what it permits', async () => {
    const forbids = new AiccError('auth/forbidden', 'Not on Sundays');
    const fails = new Error('database password: 123');
    const authorize = (error: Error) => async (_agent: unknown, operation: string) => {
      if (operation === 'call.dial') throw error;
      return true;
    };
    expect(await ofWelcome(await serve({ authorize: authorize(forbids) }))).toMatchObject({
      'call.dial': 'not-allowed',
    });
    const { handler } = await serve({ authorize: authorize(fails) });
    const response = await handler(askForEvents());
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('password');
  });

  it('misses nothing that happens while the server is asked what it permits', async () => {
    let answer: ((isPermitted: boolean) => void) | undefined;
    const served = await serve({
      authorize: (_agent, operation, input) =>
        operation === 'call.hold' && !input ? new Promise((resolve) => (answer = resolve)) : true,
    });
    const reader = await join(served);
    await reader.take(1);
    served.transport.last.sink.capabilities({ ...everything, 'call.hold': true });
    served.transport.last.sink.stale(true);
    const told = reader.take(3);
    await vi.waitFor(() => expect(answer).toBeDefined());
    happen(served, 'meanwhile');
    answer?.(true);
    expect((await told).map(({ event }) => event)).toEqual(['capabilities', 'stale', 'event']);
  });
});

describe('The event streams of one principal', () => {
  const status = async ({ handler }: ServedFake): Promise<number> => (await handler(askForEvents())).status;

  it('are ten at most, and none of somebody else counts', async () => {
    const served = await serve();
    const readers: Reader[] = [];
    for (let count = 0; count < 10; count += 1) readers.push(await join(served));
    const refused = await served.handler(askForEvents());
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ error: { code: 'bridge/rate-limited', retryable: true } });
    const other = ask('/events', { method: 'GET', headers: { authorization: 'Bearer 372' } });
    expect((await served.handler(other)).status).toBe(200);
    await readers[0]!.cancel();
    await readers[0]!.cancel();
    expect([await status(served), await status(served)]).toEqual([200, 429]);
  });

  it('give their place back however they end', async () => {
    const served = await serve({ streamsPerPrincipal: 1, keepBytes: 1000 });
    const controller = new AbortController();
    await join(served, undefined, controller.signal);
    expect(await status(served)).toBe(429);
    controller.abort();
    const slow = await join(served);
    await slow.take(1);
    for (let index = 0; index < 50; index += 1) happen(served, `agent ${index}`);
    await slow.rest();
    const aborted = new AbortController();
    aborted.abort();
    await served.handler(askForEvents(undefined, aborted.signal));
    expect(await status(served)).toBe(200);
  });
});

describe('A reader of the event stream', () => {
  async function serveOnClock(options: Parameters<typeof serveFake>[0] = {}) {
    const clock = createManualClock();
    const authenticate = vi.fn<ServeConnectionOptions['authenticate']>(() => ({ id: '371' }));
    const served = await serve({ clock, authenticate, heartbeatMs: 1e9, ...options });
    const reader = await join(served);
    await reader.take(1);
    return { clock, authenticate, served, reader };
  }

  it('is asked again every five minutes, with the request that it came with', async () => {
    const { clock, authenticate, served, reader } = await serveOnClock();
    await clock.advance(299_999);
    expect(authenticate).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    await clock.advance(300_000);
    expect(authenticate).toHaveBeenCalledTimes(3);
    expect(authenticate.mock.calls[2]![0].headers.get('authorization')).toBe('Bearer 371');
    happen(served, 'a');
    expect(namesIn(await reader.take(1))).toEqual(['a']);
    await reader.cancel();
    await clock.advance(900_000);
    expect(authenticate).toHaveBeenCalledTimes(3);
  });

  it.each<[string, () => { id: string } | undefined]>([
    ['is not accepted any more', () => undefined],
    [
      'fails the check',
      () => {
        throw new Error('secret-token expired');
      },
    ],
    ['has become somebody else', () => ({ id: '372' })],
  ])('that %s is told to come back with a new token', async (_, answer) => {
    const { clock, authenticate, served, reader } = await serveOnClock({ reauthenticateMs: 1000 });
    authenticate.mockImplementation(answer);
    await clock.advance(1000);
    happen(served, 'secret of the centre');
    const rest = await reader.rest();
    expect(rest).toMatchObject([{ event: 'end', data: { error: { code: 'auth/token-rejected', retryable: true } } }]);
    expect(JSON.stringify(rest)).not.toContain('secret');
    await clock.advance(10_000);
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  it('that may not listen any more is told so', async () => {
    const authorize = vi.fn<ServeConnectionOptions['authorize']>(() => true);
    const { clock, reader } = await serveOnClock({ authorize, reauthenticateMs: 1000 });
    authorize.mockReturnValue(false);
    const rest = reader.rest();
    await clock.advance(1000);
    expect(await rest).toMatchObject([{ event: 'end', data: { error: { code: 'auth/forbidden', retryable: false } } }]);
  });

  it('hears when it may do something else than before', async () => {
    let permitted: unknown = 'call.dial';
    const authorize: ServeConnectionOptions['authorize'] = (_agent, operation) =>
      operation === 'snapshot' || operation === permitted;
    const { clock, reader } = await serveOnClock({ authorize, reauthenticateMs: 1000 });
    permitted = 'agent.setReady';
    const told = reader.take(1);
    await clock.advance(1000);
    const capabilities = { 'agent.setReady': true, 'call.dial': 'not-allowed' };
    expect(await told).toMatchObject([{ event: 'capabilities', data: { capabilities } }]);
  });
});
