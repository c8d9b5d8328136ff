import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import type { CenterEvent, ConnectionEvent } from '../../../src/protocol/events.js';
import { httpTransport, type HttpTransportOptions } from '../../../src/transports/http.js';
import { contract } from '../../contracts/center-driver.js';
import { asPage, serveCenter, type ServedCenter } from '../../support/served-center.js';

type GetToken = NonNullable<HttpTransportOptions['getToken']>;

let served: ServedCenter;
beforeEach(async () => {
  served = await serveCenter({ heartbeatMs: 20 });
});
afterEach(() => served.dispose());

const call = { callerNum: '5550100', calledNum: contract.serviceNumber };

const isOfTheCenter = (event: ConnectionEvent): event is CenterEvent => event.type !== 'connection.status';

/** What a connection tells of the centre from now on. */
function record(connection: Connection): CenterEvent[] {
  const events: CenterEvent[] = [];
  connection.subscribe((event) => {
    if (isOfTheCenter(event)) events.push(event);
  });
  return events;
}

/** A gate in front of the event stream: closed, no page gets through to it. */
function createGate(): { fetch: typeof globalThis.fetch; close: () => void; open: () => void } {
  const page = asPage();
  let closed = false;
  return {
    fetch: (input, init) =>
      closed && new Request(input, init).method === 'GET'
        ? Promise.reject(new TypeError('Failed to fetch'))
        : page(input, init),
    close: () => (closed = true),
    open: () => (closed = false),
  };
}

async function readyAgent(page: Connection): Promise<void> {
  await page.request('agent.signIn', {});
  await page.request('agent.setReady', {});
}

const settled = (page: Connection): Promise<void> =>
  vi.waitFor(() => {
    expect(page.status).toBe('open');
    expect(page.snapshot()).toEqual(served.behind.snapshot());
  });

describe('Over a real HTTP server', () => {
  it('a page signs its agent in, hears a call ring and answers it', async () => {
    const page = await served.connect();
    await readyAgent(page);
    await served.center.callIn(call);
    await vi.waitFor(() => expect(page.snapshot().calls[0]?.state).toBe('ringing'));
    await page.request('call.answer', {});
    await vi.waitFor(() => expect(page.snapshot().calls[0]?.state).toBe('talking'));
    await settled(page);
  });

  it('a page learns what happened while it was cut off, event by event, none lost and none twice', async () => {
    const gate = createGate();
    const page = await served.connect({ transport: { fetch: gate.fetch } });
    await readyAgent(page);
    await settled(page);
    const expected = record(served.behind);
    const seen = record(page);

    gate.close();
    served.cut();
    await vi.waitFor(() => expect(page.status).toBe('reconnecting'));
    // A whole short call: rings, is answered elsewhere, and ends.
    const { callId } = await served.center.callIn(call);
    await served.behind.request('call.answer', { callId });
    await served.center.customerHangUp(callId);
    await vi.waitFor(() => expect(expected.some(({ type }) => type === 'call.ended')).toBe(true));
    expect(seen).toEqual([]);
    gate.open();

    await settled(page);
    expect(seen).toEqual(expected);
    const states = seen.flatMap((event) => (event.type.startsWith('call.') && 'call' in event ? event.call.state : []));
    expect(states).toContain('ringing');
    expect(states).toContain('talking');
  });

  it('many cuts while much happens lose and double nothing', async () => {
    const page = await served.connect();
    await readyAgent(page);
    await settled(page);
    const expected = record(served.behind);
    const seen = record(page);
    for (let round = 0; round < 12; round += 1) {
      const changed = served.behind.request(round % 2 === 0 ? 'agent.setBusy' : 'agent.setReady', {});
      if (round % 3 === 0) served.cut();
      await changed;
      if (round % 4 === 1) await vi.waitFor(() => expect(page.status).toBe('open'));
    }
    await settled(page);
    await vi.waitFor(() => expect(seen).toEqual(expected));
    expect(expected.length).toBeGreaterThanOrEqual(12);
  });

  it('a page starts from the state after the server was restarted, and hears the differences', async () => {
    const page = await served.connect();
    await readyAgent(page);
    await settled(page);
    const seen = record(page);
    const { callId } = await served.center.callIn(call);
    await vi.waitFor(() => expect(seen.some(({ type }) => type === 'call.updated')).toBe(true));
    await served.restartServer();
    await served.behind.request('call.answer', { callId });
    await settled(page);
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ type: 'call.updated', call: { state: 'talking' } }));
  });

  it('a page follows the centre into its next run', async () => {
    const page = await served.connect();
    await readyAgent(page);
    const { epoch } = page.snapshot();
    await served.center.restart();
    await vi.waitFor(async () => {
      await served.center.advance(5000);
      expect(served.behind.snapshot().epoch).not.toBe(epoch);
    });
    await settled(page);
    await served.behind.request('agent.signIn', {});
    await settled(page);
  });

  it('two pages of one agent hear the same', async () => {
    const [first, second] = [await served.connect(), await served.connect()];
    const events = [record(first), record(second)];
    await readyAgent(first);
    await served.center.callIn(call);
    await settled(first);
    await settled(second);
    expect(events[1]).toEqual(events[0]);
    expect(events[0]!.length).toBeGreaterThan(2);
  });

  it('aborting an operation aborts it behind the server too', async () => {
    const page = await served.connect();
    await readyAgent(page);
    let seen: AbortSignal | undefined;
    const request = vi.spyOn(served.behind, 'request').mockImplementationOnce((_operation, _input, options) => {
      seen = options?.signal;
      return new Promise(() => undefined);
    });
    const controller = new AbortController();
    const asked = page.request('agent.setBusy', {}, { signal: controller.signal });
    await vi.waitFor(() => expect(seen).toBeDefined());
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'net/aborted' });
    await vi.waitFor(() => expect(seen?.aborted).toBe(true));
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('a dial whose answer is lost is not sent a second time', async () => {
    const page = await served.connect();
    await readyAgent(page);
    await served.center.fault('drop', { on: 'answer' });
    const dialled = page.request('call.dial', { calledNum: '5550199', mediaType: 'audio' }, { timeoutMs: 100 });
    await expect(dialled).rejects.toMatchObject({ code: 'net/timeout' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const dials = served.requests.filter(({ url }) => url.endsWith('/call.dial'));
    expect(dials).toHaveLength(1);
    const { length } = (await served.center.requests()).filter(({ operation }) => operation === 'call.dial');
    expect(length).toBe(1);
  });

  it('a page of another origin gets nowhere', async () => {
    const connecting = served.connect({ transport: { fetch: asPage('https://evil.example.com') } });
    await expect(connecting).rejects.toMatchObject({ code: 'server/origin-refused', retryable: false });
  });

  it('a page with a wrong token gets nowhere', async () => {
    const connecting = served.connect({ transport: { getToken: async () => 'guessed' } });
    await expect(connecting).rejects.toMatchObject({ code: 'auth/token-rejected' });
  });

  it('the stream of a page that closes ends on the server', async () => {
    const page = await served.connect();
    const stream = served.requests.find(({ url }) => url.endsWith('/events'));
    await page.close();
    await vi.waitFor(() => expect(stream?.signal.aborted).toBe(true));
  });

  it('a page waits while the connection behind the server is closed, and goes on with the next one', async () => {
    const page = await served.connect();
    await readyAgent(page);
    await settled(page);
    const seen = record(page);
    await served.closeBehind();
    await vi.waitFor(() => expect(page.status).toBe('reconnecting'));
    await expect(served.connect()).rejects.toMatchObject({ code: 'net/unreachable', retryable: true });
    await served.openBehind();
    await served.behind.request('agent.setBusy', {});
    await settled(page);
    await vi.waitFor(() => expect(seen).toMatchObject([{ type: 'agent.updated', agent: { state: 'busy' } }]));
  });
});

describe('A stream that outlives its token', () => {
  it('is ended by the server, and the page goes on where it was with a new one', async () => {
    await served.dispose();
    let accepted = 'token-1';
    served = await serveCenter({
      heartbeatMs: 20,
      reauthenticateMs: 20,
      authenticate: ({ headers }) =>
        headers.get('authorization') === `Bearer ${accepted}` ? { id: contract.agent } : undefined,
    });
    const getToken = vi.fn<GetToken>(async () => accepted);
    const transport = httpTransport({ baseUrl: served.baseUrl, getToken, fetch: asPage() });
    const page = await connect(transport, { reconnect: { initialDelayMs: 1, maxDelayMs: 10 } });
    await readyAgent(page);
    await settled(page);
    const expected = record(served.behind);
    const seen = record(page);
    const causes: unknown[] = [];
    page.subscribe((event) => {
      if (event.type === 'connection.status' && event.error) causes.push(event.error.code);
    });
    accepted = 'token-2';
    await vi.waitFor(() => expect(transport.diagnostics?.()).toMatchObject({ resumed: 1, renewals: 1 }));
    await served.behind.request('agent.setBusy', {});
    await settled(page);
    await vi.waitFor(() => expect(seen).toEqual(expected));
    expect(causes).toEqual(['auth/token-rejected']);
    expect(getToken).toHaveBeenCalledTimes(2);
    await page.close();
  });
});
