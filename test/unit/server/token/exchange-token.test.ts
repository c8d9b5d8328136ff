import { createServer, type AddressInfo, type Socket } from 'node:net';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { isAiccError } from '../../../../src/errors.js';
import { exchangeToken, type ExchangeTokenOptions, type TokenGrant } from '../../../../src/server/index.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { documentedReply } from '../../../support/documented-reply.js';
import { serveHttp } from '../../../support/node-http.js';
import { rejectionOf } from '../../../support/rejection.js';

const subjectToken = 'eyJhbGciOiJSUzI1NiJ9.c3ViamVjdA.c2lnbmF0dXJl';
const clientSecret = 's3cret:with+a%/colon';
const aiccs = {
  profile: 'aiccs',
  endpoint: 'https://signin.example.com/oauth/token_exchange',
  clientId: 'idp_crm',
  clientSecret,
  scope: ['user_management', 'hotline'],
  redirectUrl: 'https://crm.example.com/callback',
  subjectIssuer: 'https://crm.example.com',
  subjectToken,
} as const satisfies ExchangeTokenOptions;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The bytes of one request, as they come out of a socket. */
async function rawRequest(options: (endpoint: string) => ExchangeTokenOptions): Promise<string> {
  const sockets = new Set<Socket>();
  let bytes = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      bytes += chunk;
      const [, length = '0'] = /content-length: (\d+)/i.exec(bytes) ?? [];
      const [, body = ''] = bytes.split('\r\n\r\n');
      if (!bytes.includes('\r\n\r\n') || body.length < Number(length)) return;
      const reply = JSON.stringify(documentedReply);
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${reply.length}`;
      socket.end(`${head}\r\nconnection: close\r\n\r\n${reply}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await exchangeToken(options(`http://127.0.0.1:${port}/oauth/token_exchange`));
  return bytes;
}

describe('The exchange on the wire', () => {
  it('is the documented request, byte for byte', async () => {
    const [head = '', body = ''] = (await rawRequest((endpoint) => ({ ...aiccs, endpoint }))).split('\r\n\r\n');
    const [line, ...fields] = head.split('\r\n');
    const headers = new Map(fields.map((field) => [field.split(': ')[0]?.toLowerCase(), field.replace(/^.*?: /, '')]));
    expect(line).toBe('POST /oauth/token_exchange HTTP/1.1');
    expect(headers.get('authorization')).toBe(`Basic ${Buffer.from(`idp_crm:${clientSecret}`).toString('base64')}`);
    expect(headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(headers.has('cookie')).toBe(false);
    expect(body).toBe(
      'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange' +
        '&scope=user_management%2Chotline' +
        '&redirect_url=https%3A%2F%2Fcrm.example.com%2Fcallback' +
        `&subject_token=${subjectToken}` +
        '&subject_issuer=https%3A%2F%2Fcrm.example.com',
    );
  });

  it('asks for the hotline alone where nothing is said', async () => {
    const { scope: _, ...rest } = aiccs;
    expect(await rawRequest((endpoint) => ({ ...rest, endpoint }))).toContain('&scope=hotline&');
  });

  it('encodes text beyond ASCII as UTF-8, in the credentials too', async () => {
    const raw = await rawRequest((endpoint) => ({ ...aiccs, endpoint, clientSecret: '秘密', subjectIssuer: '某应用' }));
    expect(raw).toContain(Buffer.from('idp_crm:秘密').toString('base64'));
    expect(raw).toContain('subject_issuer=%E6%9F%90%E5%BA%94%E7%94%A8');
  });
});

describe('The exchange of RFC 8693', () => {
  it('sends the types of the tokens, URL-encoded credentials, and takes a reply that names what was issued', async () => {
    let seen: Request | undefined;
    const grant = await exchangeToken({
      profile: 'rfc8693',
      endpoint: 'https://sts.example.com/token',
      clientId: 'c:rm',
      clientSecret: 'a b:ü',
      subjectToken,
      scope: ['hotline', 'records'],
      audience: 'aiccs',
      fetch: async (input, init) => {
        seen = new Request(input, init);
        return Response.json({
          access_token: 'opaque',
          issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          token_type: 'Bearer',
          expires_in: 60,
        });
      },
      clock: createFakeClock(5000),
    });
    expect(grant).toEqual({ accessToken: 'opaque', expiresAt: 65_000 });
    expect(seen?.headers.get('authorization')).toBe(`Basic ${btoa('c%3Arm:a+b%3A%C3%BC')}`);
    expect(Object.fromEntries(new URLSearchParams(await seen?.text()))).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: 'aiccs',
      scope: 'hotline records',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: subjectToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
  });
});

it('The exchange of RFC 8693 refuses a reply that does not say what was issued', async () => {
  const standard = { profile: 'rfc8693', endpoint: 'https://sts.example.com/token' } as const;
  const { clientId } = aiccs;
  const fetch = async () => Response.json(documentedReply);
  const error = await rejectionOf(exchangeToken({ ...standard, clientId, clientSecret, subjectToken, fetch }));
  expect(error).toMatchObject({
    code: 'net/bad-response',
    message: expect.stringContaining('issued_token_type') as string,
  });
});

/** The exchange, with a provider that answers this. */
const answered = (
  answer: (request: Request) => Response | Promise<Response>,
  changes: Partial<ExchangeTokenOptions> = {},
): Promise<TokenGrant> =>
  exchangeToken({
    ...aiccs,
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => answer(new Request(input, init)),
    ...changes,
  });

describe('A reply', () => {
  it('that the vendor documents is read, its 30 days counted from when it was asked for', async () => {
    const clock = createFakeClock(1_000_000);
    const grant = await answered(() => Response.json(documentedReply), { clock });
    expect(grant).toEqual({
      accessToken: documentedReply.access_token,
      expiresAt: 1_000_000 + 2_591_999_000,
      scope: 'fuyun-dev',
      userName: 'fuyun-test-user',
    });
    expect(decodeJwt(grant.accessToken)).toMatchObject({ exp: 1_626_946_695, client_id: 'idp_test_16Q4oz' });
  });

  it('may leave out all but the token, or word things otherwise', async () => {
    const token = { access_token: 'opaque', token_type: 'bearer' };
    expect(await answered(() => Response.json(token))).toEqual({ accessToken: 'opaque' });
    const other = { ...token, token_type: 'BEARER', expires_in: '60', scope: ['a', 'b'], refresh_token: null };
    const grant = await answered(() => Response.json(other), { clock: createFakeClock(0) });
    expect(grant).toEqual({ accessToken: 'opaque', expiresAt: 60_000, scope: 'a,b' });
    const { expires_in: _, ...silent } = documentedReply;
    const read = await answered(() => Response.json(silent));
    expect(read.expiresAt).toBe(1_626_946_695_000);
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['no object', '[]'],
    ['no token', '{"token_type":"bearer"}'],
    ['a token that cannot stand in a header', '{"access_token":"a\\r\\nb","token_type":"bearer"}'],
    ['another kind of token', '{"access_token":"a","token_type":"mac"}'],
    ['a life that is none', '{"access_token":"a","token_type":"bearer","expires_in":-1}'],
    ['a life in words', '{"access_token":"a","token_type":"bearer","expires_in":"soon"}'],
    ['more than 64 KiB', JSON.stringify({ access_token: 'a', token_type: 'bearer', junk: 'x'.repeat(65_536) })],
  ])('that is %s is malformed', async (_, text) => {
    expect(await rejectionOf(answered(() => new Response(text)))).toMatchObject({ code: 'net/bad-response' });
  });

  it('that redirects is not followed: the secret would go along', async () => {
    const error = await rejectionOf(answered(() => new Response(null, { status: 302, headers: { location: '/x' } })));
    expect(error).toMatchObject({ code: 'net/bad-response', context: { status: 302 } });
  });

  it('of whatever form gives a token or a typed error, and nothing secret in it', async () => {
    const json = fc.oneof(
      fc.record(
        {
          access_token: fc.oneof(fc.jsonValue(), fc.constant('opaque')),
          token_type: fc.oneof(fc.jsonValue(), fc.constant('bearer')),
          expires_in: fc.oneof(fc.jsonValue(), fc.double()),
          scope: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
      fc.record({ error: fc.oneof(fc.jsonValue(), fc.constant(`bad ${subjectToken}`)) }),
    );
    const texts = fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.string(),
      fc.constant(subjectToken),
    );
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.constantFrom(200, 201, 204, 304, 400, 401, 404, 429, 500, 503),
        async (text, status) => {
          const isEmpty = status === 204 || status === 304;
          const outcome: unknown = await answered(() => new Response(isEmpty ? null : text, { status })).catch(
            (error: unknown) => error,
          );
          if (!isAiccError(outcome)) {
            const { accessToken, expiresAt = 1 } = outcome as TokenGrant;
            expect(status).toBe(200);
            expect(accessToken).toMatch(/^[\x21-\x7e]+$/);
            expect(expiresAt).toBeGreaterThan(0);
            return;
          }
          expect(['net/bad-response', 'auth/exchange-failed']).toContain(outcome.code);
          const shown = `${outcome.message} ${JSON.stringify(outcome)}`;
          for (const secret of [subjectToken, clientSecret]) expect(shown).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('A failure', () => {
  it("keeps the provider's words, less what is secret in them", async () => {
    const error = await rejectionOf(
      answered(() =>
        Response.json(
          { error: 'invalid_grant', error_description: `jti of ${subjectToken} used; secret ${clientSecret}` },
          { status: 400 },
        ),
      ),
    );
    expect(error).toMatchObject({
      code: 'auth/exchange-failed',
      retryable: false,
      message: 'The identity provider answered 400 (invalid_grant: jti of *** used; secret ***)',
      context: { status: 400, error: 'invalid_grant' },
    });
  });

  it('says when to come back, where that helps', async () => {
    const busy = () => new Response('', { status: 429, headers: { 'retry-after': '7' } });
    expect(await rejectionOf(answered(busy))).toMatchObject({
      code: 'auth/exchange-failed',
      retryable: true,
      context: { status: 429, retryAfterMs: 7000 },
    });
    const broken = await rejectionOf(answered(() => new Response('<html>', { status: 500 })));
    expect(broken).toMatchObject({ retryable: true, context: { status: 500 } });
  });

  it('of the network, of the clock and of the caller is told apart', async () => {
    const refused = await rejectionOf(exchangeToken({ ...aiccs, endpoint: 'http://127.0.0.1:1/' }));
    expect(refused.code).toBe('net/unreachable');

    const clock = createFakeClock();
    const hanging = answered(() => new Promise<never>(() => undefined), { clock, timeoutMs: 500 });
    const late = rejectionOf(hanging);
    clock.advance(500);
    expect((await late).code).toBe('net/timeout');
    expect(clock.timers).toBe(0);

    const controller = new AbortController();
    const aborted = rejectionOf(answered(() => new Promise<never>(() => undefined), { signal: controller.signal }));
    controller.abort();
    expect((await aborted).code).toBe('net/aborted');
    expect((await rejectionOf(answered(() => Response.json({}), { signal: controller.signal }))).code).toBe(
      'net/aborted',
    );
  });

  it('in the middle of the reply is one of the reply', async () => {
    const server = await serveHttp(async () => {
      const half = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"access_token":'));
          setTimeout(() => {
            server.cut();
          }, 20);
        },
      });
      return new Response(half);
    });
    closing.push(() => server.close());
    const error = await rejectionOf(exchangeToken({ ...aiccs, endpoint: server.origin }));
    expect(error.code).toBe('net/bad-response');
  });
});

describe('An exchange is refused before anything is sent', () => {
  const wrong: [what: string, changes: Partial<Record<string, unknown>>][] = [
    ['plain http', { endpoint: 'http://signin.example.com/oauth/token_exchange' }],
    ['an address with a query', { endpoint: 'https://signin.example.com/?client_secret=x' }],
    ['an address with credentials', { endpoint: 'https://id:secret@signin.example.com/' }],
    ['no address', { endpoint: 'nonsense' }],
    ['no client', { clientId: '' }],
    ['a client that would end early', { clientId: 'a:b' }],
    ['no secret', { clientSecret: undefined }],
    ['no subject token', { subjectToken: '' }],
    ['no callback', { redirectUrl: '' }],
    ['no issuer', { subjectIssuer: undefined }],
  ];
  it.each(wrong)('with %s', async (_, changes) => {
    let isAsked = false;
    const asked = answered(() => {
      isAsked = true;
      return Response.json(documentedReply);
    }, changes);
    expect((await rejectionOf(asked)).code).toBe('config/invalid-option');
    expect(isAsked).toBe(false);
  });
});
