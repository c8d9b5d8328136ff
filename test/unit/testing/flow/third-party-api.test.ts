import { afterEach, describe, expect, it } from 'vitest';
import { askThirdParty } from '../../../../src/testing/flow/third-party-api.js';
import { createManualClock } from '../../../../src/testing/index.js';
import { serveHttp, type RunningServer } from '../../../support/node-http.js';

describe('asking a third-party API over HTTP', () => {
  const clock = createManualClock();
  const servers: RunningServer[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(handler: (request: Request) => Promise<Response>): Promise<string> {
    const server = await serveHttp(handler);
    servers.push(server);
    return `${server.origin}/verify`;
  }
  const ask = (url: string, signal = new AbortController().signal) =>
    askThirdParty({
      url,
      body: { calldata: { verifyServiceNo: '88880011', verifyWorkNo: '371' } },
      timeoutMs: 5000,
      fetch: globalThis.fetch,
      after(ms, callback) {
        const timer = clock.setTimeout(callback, ms);
        return () => clock.clearTimeout(timer);
      },
      signal,
    });

  it('posts the body as JSON and reads the answer', async () => {
    const seen: unknown[] = [];
    const url = await serve(async (request) => {
      seen.push(request.method, request.headers.get('content-type'), await request.json());
      return Response.json({ calldata: { data: { verifyResult: 1, verifyReturn1: 'level 2' } } });
    });
    expect(await ask(url)).toEqual({ result: 1, returns: ['level 2', '', ''] });
    expect(seen).toEqual([
      'POST',
      'application/json',
      { calldata: { verifyServiceNo: '88880011', verifyWorkNo: '371' } },
    ]);
  });

  it.each([201, 204, 302, 400, 500])('takes only a good status: %i', async (status) => {
    const body = status === 204 ? null : '{"data":{"verifyResult":1}}';
    const headers = { location: 'http://127.0.0.1:1/elsewhere' };
    const answer = await ask(await serve(async () => new Response(body, { status, headers })));
    if (status === 201) expect(answer).toMatchObject({ result: 1 });
    else expect(['bad-response', 'unreachable']).toContain(answer);
  });

  it('does not follow a redirect to an address that would say yes', async () => {
    const yes = await serve(async () => Response.json({ data: { verifyResult: 1 } }));
    const url = await serve(async () => new Response(null, { status: 307, headers: { location: yes } }));
    expect(await ask(url)).toBe('unreachable');
  });

  it('refuses what is longer than 64 KiB, and takes what just fits', async () => {
    const answer = '{"data":{"verifyResult":1}}';
    const fits = await serve(async () => new Response(answer.padEnd(65_536)));
    const isLonger = await serve(async () => new Response(answer.padEnd(65_537)));
    expect(await ask(fits)).toMatchObject({ result: 1 });
    expect(await ask(isLonger)).toBe('bad-response');
  });

  it('refuses a body that is not UTF-8', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('{"data":{"verifyResult":1,"x":"'),
      0xff,
      0x22,
      0x7d,
      0x7d,
    ]);
    expect(await ask(await serve(async () => new Response(bytes)))).toBe('bad-response');
  });

  it('says that a server which is not there is unreachable', async () => {
    const url = await serve(async () => new Response());
    await servers.splice(0)[0]?.close();
    expect(await ask(url)).toBe('unreachable');
  });

  it('gives up a server that does not answer, or begins to and stops', async () => {
    const silent = await serve(() => new Promise(() => undefined));
    const stuck = await serve(
      async () => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array([123])) })),
    );
    const asked = [ask(silent), ask(stuck)];
    await clock.advance(4999);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(1);
    expect(await Promise.all(asked)).toEqual(['timeout', 'timeout']);
  });

  it('ends with the flow that asked', async () => {
    const controller = new AbortController();
    let isGone: Promise<void> | undefined;
    const arrived = new Promise<void>((resolve) => {
      void serve((request) => {
        isGone = new Promise((gone) => request.signal.addEventListener('abort', () => gone()));
        resolve();
        return new Promise(() => undefined);
      }).then((url) => {
        void ask(url, controller.signal);
      });
    });
    await arrived;
    controller.abort();
    await expect(isGone).resolves.toBeUndefined();
  });
});
