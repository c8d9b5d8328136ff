import { HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { connect, type ConnectOptions } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import type { TransportSink } from '../../../src/connection/transport.js';
import { parseRetryAfter } from '../../../src/retry-after.js';
import { httpTransport } from '../../../src/transports/http.js';
import { createManualClock } from '../../../src/testing/manual-clock.js';
import { stubUrl } from '../../support/http-stub.js';
import { useHttpStub } from '../../support/use-http-stub.js';

const { stub, pages, open: openPage } = useHttpStub();
const open = (options?: ConnectOptions): Promise<Connection> => openPage({}, options);

const payload = (code: string, retryable = false): Record<string, unknown> => ({
  error: { code, message: 'In words', retryable, data: { callId: 'call-1' } },
});

describe('The answer to an operation', () => {
  it('is asked for with JSON, and an id of its own', async () => {
    const page = await open();
    stub.answers(() => HttpResponse.json({ callId: 'call-1', contactId: 'contact-1' }));
    const input = { calledNum: '5550100', mediaType: 'audio' } as const;
    await expect(page.request('call.dial', input)).resolves.toEqual({ callId: 'call-1', contactId: 'contact-1' });
    await page.request('call.dial', input);
    const [first, second] = stub.operations;
    expect(first).toMatchObject({ name: 'call.dial', body: input });
    expect(first!.headers.get('content-type')).toBe('application/json');
    expect(first!.headers.get('idempotency-key')).not.toBe(second!.headers.get('idempotency-key'));
  });

  it('may be empty where the operation has none', async () => {
    const page = await open();
    await expect(page.request('agent.setReady', {})).resolves.toBeUndefined();
    expect(stub.operations[0]!.body).toEqual({});
  });

  it('is the error that the server sends, whatever the status', async () => {
    const page = await open();
    stub.answers(() => HttpResponse.json(payload('call/invalid-number'), { status: 403 }));
    await expect(page.request('agent.setReady', {})).rejects.toMatchObject({
      code: 'call/invalid-number',
      message: 'In words',
      context: { callId: 'call-1' },
    });
  });

  it.each([
    ['403 without words', () => new Response('<h1>No</h1>', { status: 403 }), 'auth/forbidden', false],
    ['429', () => new Response(null, { status: 429 }), 'bridge/rate-limited', true],
    ['a proxy without its server', () => new Response('Bad gateway', { status: 502 }), 'net/unreachable', true],
    [
      'a payload in a wrong form',
      () => HttpResponse.json({ error: { code: 7 } }, { status: 409 }),
      'net/bad-response',
      true,
    ],
    ['200 with a page instead of JSON', () => HttpResponse.html('<p>Log in</p>'), 'net/bad-response', true],
    ['200 without a body', () => new Response(null, { status: 200 }), 'net/bad-response', true],
    ['JSON in a wrong form', () => HttpResponse.json({ callId: 7 }), 'bridge/protocol-violation', false],
    [
      'nothing where there should be something',
      () => new Response(null, { status: 204 }),
      'bridge/protocol-violation',
      false,
    ],
    ['a redirect', () => Response.redirect('https://elsewhere.example.com/', 307), 'net/unreachable', true],
    ['no network', () => HttpResponse.error(), 'net/unreachable', true],
  ])('that is %s is a typed error', async (_, answer, code, retryable) => {
    const page = await open();
    stub.answers(answer);
    const dialled = page.request('call.dial', { calledNum: '5550100', mediaType: 'audio' });
    await expect(dialled).rejects.toMatchObject({ code, retryable });
    expect(stub.operations).toHaveLength(1);
  });

  it('carries how long the server wants to be left alone', async () => {
    const page = await open();
    stub.answers(() => new Response(null, { status: 429, headers: { 'retry-after': '7' } }));
    await expect(page.request('agent.setReady', {})).rejects.toMatchObject({ context: { retryAfterMs: 7000 } });
    stub.answers(() =>
      HttpResponse.json(payload('net/unreachable', true), { status: 503, headers: { 'retry-after': '2' } }),
    );
    await expect(page.request('agent.setReady', {})).rejects.toMatchObject({
      context: { callId: 'call-1', retryAfterMs: 2000 },
    });
  });

  it('that does not come in time rejects the request, gives the server up, and is not asked for again', async () => {
    const page = await open();
    let signal: AbortSignal | undefined;
    stub.answers((request) => {
      signal = request.signal;
      return new Promise(() => undefined);
    });
    const dialled = page.request('call.dial', { calledNum: '5550100', mediaType: 'audio' }, { timeoutMs: 30 });
    await expect(dialled).rejects.toMatchObject({ code: 'net/timeout' });
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stub.operations).toHaveLength(1);
  });

  it('to an input that JSON cannot hold is a typed error, and nothing is sent', async () => {
    const page = await open();
    const input: Record<string, unknown> = {};
    input.input = input;
    await expect(page.request('agent.setReady', input as Record<string, never>)).rejects.toMatchObject({
      code: 'bridge/uncloneable',
    });
    expect(stub.operations).toHaveLength(0);
  });

  it('to a question for the state counts only with the numbers of this stream', async () => {
    const page = await open();
    const state = { snapshot: page.snapshot(), seq: 4 };
    stub.answers(() => HttpResponse.json({ ...state, stream: 'stream-1' }));
    await expect(page.request('snapshot', {})).resolves.toMatchObject(state);
    stub.answers(() => HttpResponse.json({ ...state, stream: 'stream-2' }));
    await expect(page.request('snapshot', {})).rejects.toMatchObject({ code: 'net/bad-response' });
  });
});

describe('Opening the stream', () => {
  it.each([
    ['something else than an event stream', () => HttpResponse.json({}), 'net/bad-response'],
    ['an error page', () => new Response('<h1>Sorry</h1>', { status: 500 }), 'net/bad-response'],
    ['a refusal', () => HttpResponse.json(payload('server/origin-refused'), { status: 403 }), 'server/origin-refused'],
    ['no network', () => HttpResponse.error(), 'net/unreachable'],
  ])('to %s rejects with what is wrong', async (_, answer, code) => {
    stub.streamAnswers(answer);
    await expect(open()).rejects.toMatchObject({ code });
  });

  it.each([
    ['another message', { event: 'heartbeat', data: { seq: 1 } }, 'net/bad-response'],
    ['a welcome without a state', { event: 'welcome', data: { protocol: 1, resumed: false } }, 'net/bad-response'],
    ['no JSON', 'event: welcome\ndata: {"protocol":\n\n', 'net/bad-response'],
  ])('on %s instead of a welcome rejects', async (_, message, code) => {
    stub.welcome = undefined;
    const opening = open();
    const failed = expect(opening).rejects.toMatchObject({ code });
    await vi.waitFor(() => expect(stub.streams).toHaveLength(1));
    stub.streams[0]!.send(message);
    await failed;
  });

  it('of another version of the protocol is told at once, and for good', async () => {
    stub.welcome = { ...stub.welcome, protocol: 2 };
    await expect(open()).rejects.toMatchObject({ code: 'bridge/protocol-unsupported', retryable: false });
  });

  it('resumed where this page never was starts from the state the next time', async () => {
    const whole = stub.welcome;
    stub.welcome = { ...stub.welcome, resumed: true, snapshot: undefined, seq: 9 };
    const transport = httpTransport({ baseUrl: stubUrl });
    await expect(connect(transport, { reconnect: false })).rejects.toMatchObject({ code: 'net/bad-response' });
    stub.welcome = whole;
    const page = await connect(transport, { reconnect: false });
    pages.push(page);
    expect(stub.streams[1]!.request.headers.get('last-event-id')).toBeNull();
    expect(page.snapshot().epoch).toBe('epoch-1');
  });

  it('that the server does not begin in time is given up', async () => {
    stub.welcome = undefined;
    const clock = createManualClock();
    const transport = httpTransport({ baseUrl: stubUrl, clock, openTimeoutMs: 3000 });
    const opening = connect(transport, { clock, reconnect: false });
    const failed = expect(opening).rejects.toMatchObject({ code: 'net/timeout' });
    await vi.waitFor(() => expect(stub.streams).toHaveLength(1));
    await clock.advance(2999);
    expect(stub.streams[0]!.request.signal.aborted).toBe(false);
    await clock.advance(1);
    await failed;
    await vi.waitFor(() => expect(stub.streams[0]!.request.signal.aborted).toBe(true));
  });

  it('is tried again when the server said so, no sooner', async () => {
    const clock = createManualClock();
    stub.streamAnswers(() => new Response(null, { status: 503, headers: { 'retry-after': '20' } }));
    const opening = connect(httpTransport({ baseUrl: stubUrl, clock }), { clock });
    await expect(opening).rejects.toMatchObject({ code: 'net/unreachable', context: { retryAfterMs: 20_000 } });

    stub.streamAnswers(undefined);
    const page = await connect(httpTransport({ baseUrl: stubUrl, clock }), { clock, random: () => 0 });
    pages.push(page);
    const tries: (number | undefined)[] = [];
    page.subscribe((event) => {
      if (event.type === 'connection.status' && event.nextTryAt !== undefined)
        tries.push(event.nextTryAt - clock.now());
    });
    stub.streamAnswers(() => new Response(null, { status: 503, headers: { 'retry-after': '20' } }));
    stub.streams[0]!.end();
    await vi.waitFor(async () => {
      await clock.advance(0);
      expect(tries).toEqual([500]);
    });
    await clock.advance(500);
    await vi.waitFor(() => expect(tries).toEqual([500, 20_000]));
    stub.streamAnswers(undefined);
    await clock.advance(19_999);
    expect(page.status).toBe('reconnecting');
    await clock.advance(1);
    await vi.waitFor(() => expect(page.status).toBe('open'));
  });
});

describe('The stream', () => {
  const agentReady = { type: 'agent.updated', agent: { workNo: '371', state: 'ready', since: 1, skillGroups: [] } };
  const ready = (seq: number): { event: string; data: unknown } => ({
    event: 'event',
    data: { seq, event: agentReady },
  });

  it('may come in any pieces, and with what this version does not know', async () => {
    const page = await open();
    const { send } = stub.streams[0]!;
    send({ event: 'weather', data: { seq: 1 } });
    send(': a comment\n\n');
    const text = `event: event\r\ndata: ${JSON.stringify({ seq: 1, event: { ...agentReady, agent: { ...agentReady.agent, name: 'Zoë' } } })}\r\n\r\n`;
    for (const character of text) send(character);
    await vi.waitFor(() => expect(page.snapshot().agent?.name).toBe('Zoë'));
  });

  it('cut in the middle of an event goes on with that event', async () => {
    const page = await open({ reconnect: { initialDelayMs: 1 } });
    const seen: string[] = [];
    page.subscribe((event) => seen.push(event.type));
    const [first] = stub.streams;
    first!.send(ready(1));
    await vi.waitFor(() => expect(seen).toEqual(['agent.updated']));
    first!.send('event: event\ndata: {"seq":2,"event":{"type":"agent.conf');
    first!.cut();
    stub.welcome = { ...stub.welcome, resumed: true, snapshot: undefined, seq: 1 };
    await vi.waitFor(() => expect(stub.streams).toHaveLength(2));
    expect(stub.streams[1]!.request.headers.get('last-event-id')).toBe('stream-1:1');
    stub.streams[1]!.send({ event: 'event', data: { seq: 2, event: { type: 'agent.conflict', workNo: '371' } } });
    await vi.waitFor(() =>
      expect(seen.filter((type) => type !== 'connection.status')).toEqual(['agent.updated', 'agent.conflict']),
    );
  });

  it('that begins again and ends in one breath gives what it brought', async () => {
    const message = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    const resumed = { ...stub.welcome, resumed: true, snapshot: undefined };
    const conflict = { seq: 1, event: { type: 'agent.conflict', workNo: '371' } };
    const bodies = [
      message('welcome', stub.welcome),
      message('welcome', resumed) + message('event', conflict),
      message('welcome', { ...resumed, seq: 1 }),
    ];
    const asked: (string | null)[] = [];
    // Without a network in between all of it comes in the same task.
    const fetch: typeof globalThis.fetch = async (input, init) => {
      asked.push(new Request(input, init).headers.get('last-event-id'));
      const body = bodies.shift();
      if (body === undefined) return new Promise(() => undefined);
      const whole = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(body));
          controller.close();
        },
      });
      return new Response(whole, { headers: { 'content-type': 'text/event-stream' } });
    };
    const page = await connect(httpTransport({ baseUrl: stubUrl, fetch }), { reconnect: { initialDelayMs: 1 } });
    pages.push(page);
    const seen: string[] = [];
    page.subscribe((event) => seen.push(event.type));
    await vi.waitFor(() => expect(asked).toEqual([null, 'stream-1:0', 'stream-1:1', 'stream-1:1']));
    expect(seen.filter((type) => type === 'agent.conflict')).toHaveLength(1);
  });

  it('that ends at once leaves the connection the time to take the link over', async () => {
    const lost = vi.fn();
    const nothing = (): void => undefined;
    const sink: TransportSink = {
      ...{ snapshot: nothing, event: nothing, reached: nothing, stale: nothing },
      ...{ capabilities: nothing, waiting: nothing, lost },
    };
    const body = `event: welcome\ndata: ${JSON.stringify(stub.welcome)}\n\n`;
    const fetch = async (): Promise<Response> =>
      new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    await httpTransport({ baseUrl: stubUrl, fetch }).open(sink, { signal: new AbortController().signal });
    for (let tick = 0; tick < 50; tick += 1) await Promise.resolve();
    expect(lost).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(1));
  });

  it('tells what it can do anew, and that the state may be behind', async () => {
    const page = await open();
    const { send } = stub.streams[0]!;
    expect(page.capabilities.has('call.hold')).toBe(false);
    send({ event: 'capabilities', data: { capabilities: { 'call.hold': true } } });
    send({ event: 'stale', data: { stale: true } });
    await vi.waitFor(() => expect(page.status).toBe('stale'));
    expect(page.capabilities.has('call.hold')).toBe(true);
    send({ event: 'stale', data: { stale: false } });
    await vi.waitFor(() => expect(page.status).toBe('open'));
  });

  it('that misses a message asks for the state, and starts from a state when it is cut then', async () => {
    const page = await open({ reconnect: { initialDelayMs: 1 } });
    stub.answers(() =>
      HttpResponse.json({ snapshot: { ...page.snapshot(), agent: agentReady.agent }, seq: 3, stream: 'stream-1' }),
    );
    stub.streams[0]!.send({ event: 'event', data: { seq: 1, event: { type: 'agent.updated', agent: 'malformed' } } });
    stub.streams[0]!.send(ready(2));
    await vi.waitFor(() => expect(page.snapshot().agent?.state).toBe('ready'));
    expect(stub.operations.map(({ name }) => name)).toEqual(['snapshot']);
    stub.streams[0]!.cut();
    await vi.waitFor(() => expect(stub.streams).toHaveLength(2));
    expect(stub.streams[1]!.request.headers.get('last-event-id')).toBeNull();
  });

  it('whose heartbeat is ahead of its events makes the page ask for the state', async () => {
    const page = await open();
    stub.answers(() =>
      HttpResponse.json({ snapshot: { ...page.snapshot(), agent: agentReady.agent }, seq: 5, stream: 'stream-1' }),
    );
    stub.streams[0]!.send({ event: 'heartbeat', data: { seq: 5 } });
    await vi.waitFor(() => expect(page.snapshot().agent?.state).toBe('ready'));
    expect(page.status).toBe('open');
  });

  it('lives as long as it is heard, and is lost after 45 seconds of silence', async () => {
    const clock = createManualClock();
    const page = await connect(httpTransport({ baseUrl: stubUrl, clock }), { clock });
    pages.push(page);
    await clock.advance(44_000);
    stub.streams[0]!.send(': still here\n\n');
    await vi.waitFor(() => expect(stub.streams[0]!.request.signal.aborted).toBe(false));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advance(44_999);
    expect(page.status).toBe('open');
    await clock.advance(1);
    expect(page.status).toBe('reconnecting');
    expect(stub.streams[0]!.request.signal.aborted).toBe(true);
  });

  it('is given up when the connection closes, and nothing goes on', async () => {
    const clock = createManualClock();
    const page = await connect(httpTransport({ baseUrl: stubUrl, clock }), { clock });
    await page.close();
    await vi.waitFor(() => expect(stub.streams[0]!.request.signal.aborted).toBe(true));
    await clock.advance(600_000);
    expect(stub.streams).toHaveLength(1);
  });

  it('rejects what is in flight when it goes', async () => {
    const page = await open({ reconnect: { initialDelayMs: 1 } });
    stub.answers(() => new Promise(() => undefined));
    const asked = expect(page.request('agent.setReady', {})).rejects.toMatchObject({ code: 'net/unreachable' });
    await vi.waitFor(() => expect(stub.operations).toHaveLength(1));
    stub.streams[0]!.cut();
    await asked;
  });
});

describe('The address of the server', () => {
  it.each([
    ['not an address', { baseUrl: 'not an address' }, 'config/invalid-option'],
    ['an address with a query, where tokens would end up', { baseUrl: `${stubUrl}?token=x` }, 'config/invalid-option'],
    ['an address with credentials', { baseUrl: 'https://user:secret@cti.example.com' }, 'config/invalid-option'],
    ['http without saying so', { baseUrl: 'http://cti.example.com' }, 'config/invalid-origin'],
  ])('cannot be %s', (_, options, code) => {
    expect(() => httpTransport(options)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    { baseUrl: 'http://cti.example.com', dangerouslyAllowHttp: true },
    { baseUrl: 'http://127.0.0.1:8080/aicc/' },
  ])('may be $baseUrl', (options) => {
    expect(httpTransport(options).name).toBe('http');
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  it.each([
    ['seconds', '120', 120_000],
    ['a date', 'Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['a date in the past', 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['longer than anybody waits', '86400', 300_000],
    ['nonsense', 'soon', undefined],
    ['a negative number', '-5', undefined],
  ])('that is %s', (_, header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
