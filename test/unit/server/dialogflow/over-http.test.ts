import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  basicCredentials,
  createDialogflowWebhook,
  createGeneratedOtpService,
  createOtpService,
  createOutbound,
  dialogflowOtp,
  dialogflowUserDetails,
  dialogflowWebhook,
  idToken,
  sharedHeader,
  type CallerVerifier,
  type DialogflowWebhook,
  type FlexibleWebhookOptions,
  type OtpMessage,
  type Outbound,
  type OutboundOptions,
} from '../../../../src/server/index.js';
import {
  northAmerica,
  retailAuthenticationFlow,
  type OtpPort,
  type RetailPorts,
  type SignalledNumber,
} from '../../../../src/verification/index.js';
import { serveHttp, type RunningServer } from '../../../support/node-http.js';
import { createScriptedCaller } from '../../../support/scripted-caller.js';

/**
 * Both halves over real HTTP: the retail authentication calls webhooks, and an agent's webhook answers. Nothing stands in
 * for anything but the telephone.
 */
const key = 'a key of this test, long enough to be one';
const secret = 'a secret of sixteen or more';
const john = { key: 'account-7', email: 'john@example.com', firstName: 'John', recentOrderIds: ['O-2'] };
const ani = { number: '+12025550000' };

let server: RunningServer;
let handler: (request: Request) => Promise<Response>;
let messages: OtpMessage[];
let logged: string[];

beforeEach(async () => {
  messages = [];
  logged = [];
  server = await serveHttp((request) => handler(request));
});

afterEach(() => server.close());

const log = (...words: unknown[]): void => void logged.push(JSON.stringify(words));
const logger = { debug: log, info: log, warn: log, error: log };

const outboundTo = (options: Partial<OutboundOptions> = {}): Outbound =>
  createOutbound({ allowedOrigins: [server.origin], dangerouslyAllowLoopback: true, ...options });

/** The agent's half. */
const agentWebhook = (authenticateCaller: CallerVerifier) =>
  createDialogflowWebhook({
    authenticateCaller,
    numberPlans: [northAmerica],
    verifyUserDetails: async ({ phone_number }) => (phone_number === '2025550000' ? john : undefined),
    otp: createOtpService({ key, deliver: async (message) => void messages.push(message), logger }),
    logger,
  });

interface Talk {
  readonly ani?: SignalledNumber;
  readonly requiredLevel?: 0 | 1;
}

/** A whole run with what the caller says, turn by turn. */
async function talk(
  ports: RetailPorts,
  turns: readonly (string | (() => string))[],
  { ani: signalled, requiredLevel = 1 }: Talk = {},
) {
  const caller = createScriptedCaller();
  const steps: unknown[] = [];
  const flow = retailAuthenticationFlow({ numberPlans: [northAmerica], ...ports });
  let isOver = false;
  const run = flow
    .run({
      contactId: 'contact-1',
      callData: '',
      serviceNumber: '88880011',
      workNo: '371',
      ...(signalled && { ani: signalled }),
      requiredLevel,
      caller,
      after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => {
          clearTimeout(timer);
        };
      },
      now: () => Date.now(),
      signal: new AbortController().signal,
      onStep: (...step) => void steps.push(step),
    })
    .finally(() => (isOver = true));
  for (const turn of turns) {
    await vi.waitFor(
      () => {
        if (!caller.isListenedTo && !isOver) throw new Error('Nobody listens');
      },
      { timeout: 20_000, interval: 5 },
    );
    caller.give({ type: 'text', text: typeof turn === 'string' ? turn : turn() });
  }
  return { outcome: await run, heard: caller.heard, steps };
}

/** The ports of a flow over one agent's webhook, standard or in the same form by a flexible one. */
function portsOver(make: (tag: string) => DialogflowWebhook): RetailPorts {
  return {
    verifyUserDetails: dialogflowUserDetails({ webhook: make('verifyUser'), key }),
    otp: dialogflowOtp({ sendOtp: make('sendOTP'), verifyOtp: make('verifyOTP') }),
  };
}

const standardPorts = (more: object = {}, outbound = outboundTo()): RetailPorts =>
  portsOver((tag) =>
    dialogflowWebhook({ type: 'standard', url: `${server.origin}/dialogflow`, tag, outbound, ...more }),
  );

const theCode = (): string => messages.at(-1)!.code;
const levelOne = ['no', 'by email', 'yes', theCode];

describe('The retail authentication over webhooks', () => {
  beforeEach(() => {
    handler = agentWebhook(sharedHeader({ secrets: { service: secret } }));
  });

  const headers = { 'x-api-key': secret };

  it('reaches level 1 with the code that the other server sent', async () => {
    const { outcome, heard, steps } = await talk(standardPorts({ headers }), levelOne, { ani });
    expect(outcome).toEqual({ result: 1, level: 1 });
    expect(messages).toMatchObject([{ channel: 'email', destination: 'john@example.com', language: 'en' }]);
    expect(heard.at(-1)).toContain('John');
    expect(JSON.stringify([outcome, steps, logged, heard])).not.toContain(theCode());
  });

  it('reaches level 0 by the number alone', async () => {
    expect(await talk(standardPorts({ headers }), ['no'], { ani, requiredLevel: 0 })).toMatchObject({
      outcome: { result: 1, level: 0 },
    });
    expect(messages).toHaveLength(0);
  });

  it('asks for the number of a caller whom nobody knows, and sends the code to what is registered', async () => {
    const turns = ['202 555 0000', 'phone', 'yes', theCode];
    const { outcome, heard } = await talk(standardPorts({ headers }), turns, { ani: { number: '+12025550199' } });
    expect(outcome).toMatchObject({ result: 1, level: 1 });
    expect(messages).toMatchObject([{ channel: 'phone', destination: '+12025550000' }]);
    expect(heard.join()).toContain('0000');
  });

  it('fails with three wrong codes', async () => {
    const wrong = (): string => theCode().replace(/^./, (digit) => `${(Number(digit) + 1) % 10}`);
    const turns = ['no', 'by phone', 'yes', wrong, wrong, wrong];
    const { outcome } = await talk(standardPorts({ headers }), turns, { ani });
    expect(outcome).toMatchObject({ result: 2, failureReason: 'max_retry_otp' });
  });

  it('runs over flexible webhooks, too, in whatever form they are', async () => {
    const make = (tag: string): DialogflowWebhook =>
      dialogflowWebhook({
        url: `${server.origin}/dialogflow`,
        outbound: outboundTo(),
        headers,
        requestBody: {
          fulfillmentInfo: { tag },
          sessionInfo: {
            parameters: {
              phone_number: '$session.params.phone_number',
              ...(tag === 'sendOTP' && {
                channel: '$flow.channel',
                otp_challenge_id: '$session.params.otp_challenge_id',
              }),
              ...(tag === 'verifyOTP' && {
                otp: '$session.params.otp',
                otp_challenge_id: '$session.params.otp_challenge_id',
              }),
            },
          },
        },
        responseMapping: Object.fromEntries(
          [
            ...['email', 'user_first_name', 'all_recent_order_id', 'user_found', 'otp_status', 'otp_challenge_id'],
            ...['otp_expires_in_ms', 'otp_resend_after_ms', 'otp_retry_after_ms', 'otp_tries_left'],
          ].map((name) => [name, `$.sessionInfo.parameters.${name}`]),
        ),
      });
    expect((await talk(portsOver(make), levelOne, { ani })).outcome).toEqual({ result: 1, level: 1 });
  });
});

describe('A caller of the agent’s webhook', () => {
  /** A token endpoint that issues signed tokens, beside the webhook that knows them. */
  async function aTokenEndpoint() {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const issuer = 'https://id.example.com';
    const audience = 'https://bank.example.com/dialogflow';
    const requests: { readonly authorization: string | null; readonly body: string }[] = [];
    const webhook = agentWebhook(
      idToken({
        issuer,
        audience,
        keys: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] },
        isAllowed: ({ sub }) => sub === 'our-service',
      }),
    );
    let key = privateKey;
    handler = async (request) => {
      if (new URL(request.url).pathname !== '/token') return webhook(request);
      requests.push({ authorization: request.headers.get('authorization'), body: await request.text() });
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject('our-service')
        .setExpirationTime('5m')
        .sign(key);
      return Response.json({ access_token: token, token_type: 'Bearer', expires_in: 300 });
    };
    return { requests, setKey: (next: typeof privateKey) => (key = next), privateKey };
  }

  const oauth = (more: object = {}) => ({
    oauth: { clientId: 'service', clientSecret: secret, tokenEndpoint: `${server.origin}/token`, ...more },
  });

  it('is known by a header', async () => {
    handler = agentWebhook(sharedHeader({ header: 'x-agent', secrets: { service: secret } }));
    const { outcome } = await talk(standardPorts({ headers: { 'x-agent': secret } }), levelOne, { ani });
    expect(outcome).toMatchObject({ result: 1 });
  });

  it('is known by HTTP Basic', async () => {
    handler = agentWebhook(basicCredentials({ secrets: { service: secret } }));
    const basic = { username: 'service', password: secret };
    expect((await talk(standardPorts({ basic }), levelOne, { ani })).outcome).toMatchObject({ result: 1 });
  });

  it.each(['header', 'body'] as const)('is known by a token, with its credentials in the %s', async (credentialsIn) => {
    const { requests } = await aTokenEndpoint();
    const { outcome } = await talk(standardPorts(oauth({ credentialsIn })), levelOne, { ani });
    expect(outcome).toMatchObject({ result: 1 });
    // Three webhooks, each with a token of its own, kept over its calls.
    expect(requests).toHaveLength(3);
    expect(requests[0]!.body.includes('client_secret')).toBe(credentialsIn === 'body');
  });

  it('gets a new token when its own counts no more, and is not let in with one of somebody else', async () => {
    const { requests, setKey, privateKey } = await aTokenEndpoint();
    const other = await generateKeyPair('ES256');
    setKey(other.privateKey);
    const refused = await talk(standardPorts(oauth()), [], { ani });
    expect(refused.outcome).toMatchObject({ result: 3, failureReason: 'webhook_error' });
    expect(requests).toHaveLength(2);
    const webhook = dialogflowWebhook({
      ...{ type: 'standard', tag: 'verifyUser', url: `${server.origin}/dialogflow`, outbound: outboundTo() },
      ...oauth(),
    });
    const call = { session: { phone_number: '2025550000' } };
    await webhook(call).catch(() => undefined);
    setKey(privateKey);
    expect(await webhook(call)).toMatchObject({ user_found: true });
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['another secret', { headers: { 'x-api-key': `${secret}!` } }],
    ['the wrong way', { basic: { username: 'service', password: secret } }],
  ])('is refused with %s', async (_, how) => {
    handler = agentWebhook(sharedHeader({ secrets: { service: secret } }));
    const { outcome } = await talk(standardPorts(how), [], { ani });
    expect(outcome).toMatchObject({ result: 3, failureReason: 'webhook_error' });
    expect(JSON.stringify(logged)).not.toContain(secret);
  });
});

describe('The documented webhooks of an integrator', () => {
  const codes = ['048213', '951726'];
  let asked: { readonly method: string; readonly url: URL; readonly body: unknown }[];

  beforeEach(() => {
    asked = [];
    const left = [...codes];
    handler = async (request) => {
      const { method } = request;
      const url = new URL(request.url);
      const text = await request.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      asked.push({ method, url, body });
      if (url.pathname.startsWith('/users')) return Response.json({ found: [{ mail: john.email, names: ['John'] }] });
      return Response.json({ data: { code: left.shift() } });
    };
  });

  function ports(
    users: Partial<FlexibleWebhookOptions> = {},
    send: Partial<FlexibleWebhookOptions> = {},
    more: { resendWaitMs?: number } = {},
  ): RetailPorts {
    const outbound = outboundTo();
    return {
      verifyUserDetails: dialogflowUserDetails({
        key,
        webhook: dialogflowWebhook({
          url: `${server.origin}/users`,
          responseMapping: { email: '$.found[0].mail', user_first_name: '$.found[0].names[0]' },
          ...users,
          outbound,
        }),
      }),
      otp: createGeneratedOtpService({
        dangerouslyAcceptGeneratedOtp: true,
        key,
        logger,
        sendOtp: dialogflowWebhook({
          url: `${server.origin}/codes`,
          responseMapping: { generated_otp: '$.data.code' },
          ...send,
          outbound,
        }),
        ...more,
      }),
    };
  }

  it.each(['POST', 'PUT', 'PATCH'] as const)('are called with %s', async (method) => {
    const { outcome, heard, steps } = await talk(ports({ method }, { method }), ['no', 'phone', 'yes', codes[0]!], {
      ani,
    });
    expect(outcome).toEqual({ result: 1, level: 1 });
    expect(asked.map(({ method: used, url, body }) => ({ used, path: url.pathname, body }))).toEqual([
      { used: method, path: '/users', body: { phone_number: '2025550000' } },
      { used: method, path: '/codes', body: { phone_number: '2025550000', channel: 'phone' } },
    ]);
    // The clear code came over the wire, and went nowhere from there.
    expect(JSON.stringify([outcome, heard, steps, logged])).not.toContain(codes[0]);
  });

  it.each(['GET', 'DELETE'] as const)('are called with %s', async (method) => {
    const users = { method, url: `${server.origin}/users/$session.params.phone_number` };
    const { outcome } = await talk(ports(users, { method }), ['no', 'email', 'yes', codes[0]!], { ani });
    expect(outcome).toEqual({ result: 1, level: 1 });
    expect(asked.map(({ method: used, url, body }) => [used, url.pathname + url.search, body])).toEqual([
      [method, '/users/2025550000', undefined],
      [method, '/codes?phone_number=2025550000&channel=email', undefined],
    ]);
  });

  it('may send codes of ours, which then are in no reply', async () => {
    const { verifyUserDetails } = ports();
    const deliver = dialogflowWebhook({
      url: `${server.origin}/messages`,
      requestBody: { to: '$session.params.destination', text: 'Your code is $flow.otp' },
      outbound: outboundTo(),
    });
    const otp = createOtpService({
      key,
      deliver: async ({ destination, code, signal }) => {
        await deliver({ session: { destination }, flow: { otp: code }, signal });
      },
    });
    const read = (): string => {
      const { body } = asked.at(-1)!;
      return /(\d{6})$/.exec((body as { text: string }).text)![1]!;
    };
    const { outcome } = await talk({ verifyUserDetails, otp }, ['no', 'email', 'yes', read], { ani });
    expect(outcome).toEqual({ result: 1, level: 1 });
    expect(asked.at(-1)).toMatchObject({ body: { to: john.email } });
  });

  it('send another code when the first did not arrive, and the first counts no more', async () => {
    const turns = ['no', 'phone', 'yes', 'I did not get it', 'no', codes[0]!, codes[1]!];
    const { outcome } = await talk(ports({}, {}, { resendWaitMs: 0 }), turns, { ani });
    expect(outcome).toEqual({ result: 1, level: 1 });
    expect(asked.filter(({ url }) => url.pathname === '/codes')).toHaveLength(2);
  });
});

describe('A webhook that fails', () => {
  const slow = (): Promise<Response> => new Promise((resolve) => setTimeout(() => resolve(Response.json({})), 1500));
  const status = (code: number) => async (): Promise<Response> =>
    Response.json({ secret: 'synthetic' }, { status: code });
  const unreachable: Partial<OutboundOptions> = { resolve: () => Promise.reject(new Error('ENOTFOUND')) };
  const named = 'https://hooks.shop.example.com';
  const rebound: Partial<OutboundOptions> = { resolve: () => Promise.resolve(['10.0.0.7']) };

  const failures: [
    string,
    string,
    () => {
      answer?: () => Promise<Response>;
      url?: string;
      outbound?: Partial<OutboundOptions>;
      isClosed?: true;
      timeoutMs?: number;
    },
  ][] = [
    ['answers 400', 'webhook_error', () => ({ answer: status(400) })],
    ['answers 401', 'webhook_error', () => ({ answer: status(401) })],
    ['answers 403', 'webhook_error', () => ({ answer: status(403) })],
    ['answers 404', 'webhook_error', () => ({ answer: status(404) })],
    ['answers 500', 'webhook_error', () => ({ answer: status(500) })],
    ['answers 503', 'webhook_error', () => ({ answer: status(503) })],
    ['is too slow', 'webhook_error', () => ({ answer: slow, timeoutMs: 300 })],
    ['redirects', 'webhook_error', () => ({ answer: async () => Response.redirect(`${server.origin}/other`, 307) })],
    ['says too much', 'webhook_error', () => ({ answer: async () => Response.json({ email: 'x'.repeat(70_000) }) })],
    ['speaks no JSON', 'webhook_error', () => ({ answer: async () => new Response('<html>') })],
    ['has wrong types', 'webhook_error', () => ({ answer: async () => Response.json({ email: 7, generated_otp: 7 }) })],
    ['is not allowed', 'webhook_error', () => ({ url: 'https://elsewhere.example.com/' })],
    [
      'leads to a private address',
      'webhook_error',
      () => ({ url: `${named}/`, outbound: { allowedOrigins: [named], ...rebound } }),
    ],
    [
      'is on the loopback',
      'webhook_error',
      () => ({
        outbound: { allowedOrigins: ['https://127.0.0.1'], dangerouslyAllowLoopback: false },
        url: 'https://127.0.0.1/',
      }),
    ],
    [
      'has a name that nobody knows',
      'webhook_not_found',
      () => ({ url: `${named}/`, outbound: { allowedOrigins: [named], ...unreachable } }),
    ],
    ['is not there', 'webhook_not_found', () => ({ isClosed: true })],
    [
      'speaks no TLS',
      'webhook_not_found',
      () => {
        const url = server.origin.replace('http:', 'https:');
        return { url, outbound: { allowedOrigins: [url] } };
      },
    ],
  ];

  const found: RetailPorts['verifyUserDetails'] = async () => john;
  const noCodes: OtpPort = {
    send: () => Promise.reject(new Error('not asked')),
    verify: () => Promise.reject(new Error('not asked')),
    cancel: () => Promise.resolve(),
  };

  it.each(failures)('and %s is %s, whether it looks somebody up or sends a code', async (_, failureReason, make) => {
    const { answer = status(200), url = `${server.origin}/`, outbound = {}, isClosed, timeoutMs = 5000 } = make();
    handler = answer;
    if (isClosed) await server.close();
    const webhook = dialogflowWebhook({ url, outbound: outboundTo(outbound), timeoutMs });
    const verifyUserDetails = dialogflowUserDetails({ webhook, key });
    const looking = await talk({ verifyUserDetails, otp: noCodes }, [], { ani });
    expect(looking.outcome).toEqual({ result: 3, failureReason });
    const otp = createGeneratedOtpService({ dangerouslyAcceptGeneratedOtp: true, key, sendOtp: webhook });
    const sending = await talk({ verifyUserDetails: found, otp }, ['no', 'phone', 'yes'], { ani });
    expect(sending.outcome).toMatchObject({ result: 3, failureReason });
    if (isClosed) server = await serveHttp((request) => handler(request));
  });
});
