import { HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import { AiccError } from '../../../src/errors.js';
import { httpTransport, type HttpTransportOptions } from '../../../src/transports/http.js';
import { stubUrl } from '../../support/http-stub.js';
import { useHttpStub } from '../../support/use-http-stub.js';

const { stub, pages, open: openPage } = useHttpStub();

type GetToken = NonNullable<HttpTransportOptions['getToken']>;

const open = (getToken?: GetToken): Promise<Connection> => openPage({ ...(getToken && { getToken }) });

const rejected = (): Response => new HttpResponse(null, { status: 401 });
const bearer = (headers: Headers): string | null => headers.get('authorization');

/** Refuses every token but this one, streams and operations alike. */
function acceptOnly(token: string): void {
  const check = (request: Request): Response | undefined =>
    bearer(request.headers) === `Bearer ${token}` ? undefined : rejected();
  stub.streamAnswers(check);
  stub.answers((request) => check(request) ?? new Response(null, { status: 204 }));
}

/** old, new-1, new-2, … */
function tokenSource(): ReturnType<typeof vi.fn<GetToken>> {
  let given = 0;
  return vi.fn<GetToken>(async () => (given++ === 0 ? 'old' : `new-${given - 1}`));
}

describe('The access token', () => {
  it('is asked for once, and sent in the Authorization header only', async () => {
    const getToken = tokenSource();
    const page = await open(getToken);
    await page.request('agent.setReady', {});
    await page.request('agent.setReady', {});
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(getToken.mock.calls[0]?.[0].rejected).toBeUndefined();
    const requests = [stub.streams[0]!.request.headers, ...stub.operations.map(({ headers }) => headers)];
    expect(requests.map(bearer)).toEqual(['Bearer old', 'Bearer old', 'Bearer old']);
    expect(stub.streams[0]!.request.url).toBe(`${stubUrl}/events`);
  });

  it('is not sent at all where the page gives none', async () => {
    await open();
    expect(bearer(stub.streams[0]!.request.headers)).toBeNull();
  });

  it('is renewed once when the stream is refused, naming the refused one', async () => {
    acceptOnly('new-1');
    const getToken = tokenSource();
    const page = await open(getToken);
    expect(page.status).toBe('open');
    expect(getToken.mock.calls.map(([{ rejected: old }]) => old)).toEqual([undefined, 'old']);
  });

  it('is renewed once for three requests that were refused at the same time', async () => {
    const getToken = tokenSource();
    const page = await open(getToken);
    acceptOnly('new-1');
    await Promise.all([1, 2, 3].map(() => page.request('agent.setReady', {})));
    expect(getToken).toHaveBeenCalledTimes(2);
    expect(stub.operations.map(({ headers }) => bearer(headers))).toEqual([
      ...['Bearer old', 'Bearer old', 'Bearer old'],
      ...['Bearer new-1', 'Bearer new-1', 'Bearer new-1'],
    ]);
  });

  it('is not renewed again for a request whose refusal comes after the renewal', async () => {
    const getToken = tokenSource();
    const page = await open(getToken);
    let releaseLate!: () => void;
    const late = new Promise<void>((resolve) => (releaseLate = resolve));
    stub.answers(async (request) => {
      if (bearer(request.headers) === 'Bearer new-1') return new Response(null, { status: 204 });
      if (stub.operations.length === 1) await late;
      return rejected();
    });
    const slow = page.request('agent.setReady', {});
    await vi.waitFor(() => expect(stub.operations).toHaveLength(1));
    await page.request('agent.setReady', {});
    releaseLate();
    await slow;
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it('keeps the request id when the request is sent again with a new token', async () => {
    const page = await open(tokenSource());
    acceptOnly('new-1');
    await page.request('agent.setReady', {});
    const [first, second] = stub.operations.map(({ headers }) => headers.get('idempotency-key'));
    expect(first).toMatch(/^[\w-]{16,64}$/);
    expect(second).toBe(first);
  });

  it('that is refused a second time rejects the request, and is not renewed a second time', async () => {
    const getToken = tokenSource();
    const page = await open(getToken);
    stub.answers(rejected);
    await expect(page.request('agent.setReady', {})).rejects.toMatchObject({ code: 'auth/token-rejected' });
    expect(getToken).toHaveBeenCalledTimes(2);
    expect(stub.operations).toHaveLength(2);
  });

  it('that is refused twice for the stream closes the connection', async () => {
    stub.streamAnswers(rejected);
    await expect(open(tokenSource())).rejects.toMatchObject({ code: 'auth/token-rejected', retryable: false });
  });

  it('that is refused without anybody to renew it is a typed error', async () => {
    stub.streamAnswers(rejected);
    await expect(open()).rejects.toMatchObject({ code: 'auth/token-rejected' });
  });

  it.each([
    ['rejects with an error of its own', new Error('no session'), 'auth/token-rejected'],
    ['has no network', new TypeError('fetch failed'), 'net/unreachable'],
    ['says what is wrong itself', new AiccError('auth/forbidden', 'not today'), 'auth/forbidden'],
  ])('typed error when getToken %s', async (_, error, code) => {
    await expect(open(async () => Promise.reject(error))).rejects.toMatchObject({ code });
  });

  it('of another type than a string is refused before it is sent', async () => {
    await expect(open(async () => undefined as unknown as string)).rejects.toMatchObject({
      code: 'auth/token-rejected',
    });
    expect(stub.streams).toHaveLength(0);
  });

  it('is asked for again after an attempt to get it failed', async () => {
    const getToken = vi.fn<GetToken>().mockRejectedValueOnce(new TypeError('offline')).mockResolvedValue('later');
    const transport = httpTransport({ baseUrl: stubUrl, getToken });
    await expect(connect(transport, { reconnect: false })).rejects.toMatchObject({ code: 'net/unreachable' });
    pages.push(await connect(transport, { reconnect: false }));
    expect(bearer(stub.streams[0]!.request.headers)).toBe('Bearer later');
  });

  it('is not wanted any more when the connection closes while it is being fetched', async () => {
    let signal: AbortSignal | undefined;
    const closing = new AbortController();
    const opening = connect(
      httpTransport({
        baseUrl: stubUrl,
        getToken: (options) => {
          signal = options.signal;
          return new Promise(() => undefined);
        },
      }),
      { signal: closing.signal },
    );
    const failed = expect(opening).rejects.toMatchObject({ code: 'net/aborted' });
    await vi.waitFor(() => expect(signal).toBeDefined());
    closing.abort();
    await failed;
    expect(signal?.aborted).toBe(true);
  });

  it('never shows in errors or diagnostics', async () => {
    const transport = httpTransport({ baseUrl: stubUrl, getToken: async () => 'secret-token' });
    const page = await connect(transport, { reconnect: false });
    pages.push(page);
    stub.answers(rejected);
    const error = await page.request('agent.setReady', {}).catch((reason: unknown) => reason);
    expect(JSON.stringify([error, String(error), transport.diagnostics?.()])).not.toContain('secret-token');
  });
});
