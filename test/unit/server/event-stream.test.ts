import { createParser } from 'eventsource-parser';
import { describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../../../src/testing/manual-clock.js';
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

async function join({ handler }: ServedFake, lastEventId?: string, signal?: AbortSignal): Promise<Reader> {
  const request = ask('/events', {
    method: 'GET',
    headers: { 'last-event-id': lastEventId },
    ...(signal && { signal }),
  });
  const response = await handler(request);
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
