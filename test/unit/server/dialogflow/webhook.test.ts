import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import { dialogflowEventOf } from '../../../../src/server/index.js';
import { errorOf, rejectionOf } from '../../../support/rejection.js';
import { aWebhook, bodyOf, json } from './a-webhook.js';

const call = { session: { phone_number: '2025550100' }, flow: { channel: 'phone' } } as const;

describe('A flexible webhook', () => {
  it.each(['POST', 'PUT', 'PATCH'] as const)('with %s is sent the body that is configured', async (method) => {
    const { webhook, requests } = aWebhook({
      method,
      url: 'https://crm.example.com/$flow.channel',
      requestBody: { phone: '$session.params.phone_number' },
    });
    await webhook(call);
    expect(requests).toMatchObject([
      {
        url: 'https://crm.example.com/phone',
        method,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      },
    ]);
    expect(bodyOf(requests[0])).toEqual({ phone: '2025550100' });
  });

  it.each(['GET', 'DELETE'] as const)('with %s has its parameters in the address', async (method) => {
    const configured = aWebhook({ method, url: 'https://crm.example.com/u?p=$session.params.phone_number' });
    await configured.webhook(call);
    expect(configured.requests[0]).toMatchObject({ url: 'https://crm.example.com/u?p=2025550100', method });
    expect(configured.requests[0]?.body).toBeUndefined();
    const plain = aWebhook({ method, url: 'https://crm.example.com/u?tenant=1' });
    await plain.webhook({ ...call, session: { ...call.session, orders: ['a'], none: null } });
    expect(plain.requests[0]?.url).toBe(
      'https://crm.example.com/u?tenant=1&phone_number=2025550100&orders=%5B%22a%22%5D&channel=phone',
    );
  });

  it('is sent all parameters by their documented names where nothing is configured', async () => {
    const { webhook, requests } = aWebhook({});
    await webhook(call);
    expect(requests[0]?.method).toBe('POST');
    expect(bodyOf(requests[0])).toEqual({ phone_number: '2025550100', channel: 'phone' });
  });

  it('gives the fields of its reply by their names, or those that are mapped', async () => {
    const reply = { email: 'kim@example.com', orders: [{ id: 'O-2' }, { id: 'O-1' }], none: null };
    expect(await aWebhook({}, () => json(reply)).webhook(call)).toEqual(reply);
    const responseMapping = { first: '$.orders[0].id', mail: '$.email', none: '$.none', absent: '$.orders[7].id' };
    const mapped = await aWebhook({ responseMapping }, () => json(reply)).webhook(call);
    expect(mapped).toEqual({ first: 'O-2', mail: 'kim@example.com', none: null });
  });

  it('may have nothing to say', async () => {
    const nothing = { status: 204, headers: {}, body: '' };
    expect(await aWebhook({}, () => nothing).webhook(call)).toEqual({});
  });
});

describe('A standard webhook', () => {
  const standard = { type: 'standard', tag: 'verifyUser' } as const;

  it('is sent a WebhookRequest, and its session parameters are the reply', async () => {
    const { webhook, requests } = aWebhook(standard, () =>
      json({ sessionInfo: { parameters: { email: 'a@b.example' } } }),
    );
    expect(await webhook({ ...call, languageCode: 'zh-CN' })).toEqual({ email: 'a@b.example' });
    expect(requests[0]).toMatchObject({ method: 'POST', url: 'https://crm.example.com/hook' });
    expect(bodyOf(requests[0])).toEqual({
      detectIntentResponseId: expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
      languageCode: 'zh-CN',
      fulfillmentInfo: { tag: 'verifyUser' },
      sessionInfo: {
        session: expect.stringMatching(/^sessions\/[\da-f-]{36}$/) as unknown,
        parameters: { phone_number: '2025550100', channel: 'phone' },
      },
    });
  });

  it('may be given a session, and be mapped', async () => {
    const session = 'projects/p/locations/l/agents/a/sessions/s';
    const options = { ...standard, session, responseMapping: { email: '$.payload.mail' } };
    const { webhook, requests } = aWebhook(options, () => json({ payload: { mail: 'a@b.example' } }));
    expect(await webhook(call)).toEqual({ email: 'a@b.example' });
    expect(bodyOf(requests[0])).toMatchObject({ sessionInfo: { session } });
  });

  it.each([
    [{ session_info: { parameters: { a: 1 } } }, { a: 1 }],
    [{ sessionInfo: null }, {}],
    [{ sessionInfo: { parameters: null } }, {}],
    [{ fulfillmentResponse: { messages: [] } }, {}],
  ])('understands %j', async (reply, parameters) => {
    expect(await aWebhook(standard, () => json(reply)).webhook(call)).toEqual(parameters);
  });
});

describe('A reply', () => {
  const kinds: Parameters<typeof aWebhook>[0][] = [
    {},
    { responseMapping: { email: '$.a' } },
    { type: 'standard', tag: 't' },
    { type: 'standard', tag: 't', responseMapping: { email: '$.sessionInfo.parameters.a' } },
  ];

  it.each(['', 'no', '{', 'null', '5', '"text"', 'true'])('%j is none of any webhook', async (body) => {
    for (const kind of kinds) {
      const { webhook } = aWebhook(kind, () => ({ status: 200, headers: {}, body }));
      expect(await rejectionOf(webhook(call))).toMatchObject({ code: 'net/bad-response' });
    }
  });

  it.each([[[]], [{ sessionInfo: [] }], [{ sessionInfo: { parameters: 'x' } }], [{ sessionInfo: 7 }]])(
    '%j is none of a standard one',
    async (reply) => {
      expect(await rejectionOf(aWebhook(kinds[2]!, () => json(reply)).webhook(call))).toMatchObject({
        code: 'net/bad-response',
      });
    },
  );

  it('of any form gives parameters or a typed error without its text, and changes no prototype', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.integer({ min: 100, max: 599 }),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.constant('{"__proto__":{"polluted":1},"sessionInfo":{"parameters":{"__proto__":{"polluted":1}}}}'),
        ),
        async (kind, status, text) => {
          const { webhook } = aWebhook(kind, () => ({ status, headers: {}, body: text }));
          try {
            expect(typeof (await webhook(call))).toBe('object');
          } catch (error) {
            expect(error).toBeInstanceOf(AiccError);
            const { code, context } = error as AiccError;
            expect(['net/bad-response', 'server/webhook-failed']).toContain(code);
            expect(Object.keys(context).every((key) => ['status', 'event'].includes(key))).toBe(true);
          }
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        },
      ),
    );
  });
});

describe('A failure', () => {
  it.each([
    [400, 'webhook.error.bad-request', false],
    [401, 'webhook.error.rejected', false],
    [403, 'webhook.error.rejected', false],
    [404, 'webhook.error', false],
    [429, 'webhook.error', true],
    [500, 'webhook.error', true],
    [503, 'webhook.error.unavailable', true],
    [504, 'webhook.error', true],
    [100, 'webhook.error', false],
  ])('of status %i is %s', async (status, event, retryable) => {
    const { webhook } = aWebhook({}, () => ({ status, headers: {}, body: '{"secret":"4711"}' }));
    const error = await rejectionOf(webhook(call));
    expect(error).toMatchObject({ code: 'server/webhook-failed', retryable, context: { status, event } });
    expect(dialogflowEventOf(error)).toBe(event);
    expect(JSON.stringify(error) + error.message).not.toContain('4711');
  });

  it.each([
    ['net/timeout', 'webhook.error.timeout'],
    ['net/unreachable', 'webhook.error.not-found'],
    ['net/bad-response', 'webhook.error'],
    ['server/outbound-refused', 'webhook.error'],
    ['net/aborted', 'webhook.error'],
  ] as const)('%s of the network is passed on, and is %s', async (code, event) => {
    const { webhook } = aWebhook({}, () => Promise.reject(new AiccError(code)));
    const error = await rejectionOf(webhook(call));
    expect(error.code).toBe(code);
    expect(dialogflowEventOf(error)).toBe(event);
  });

  it('that is nobody’s is an error all the same', () => {
    expect(dialogflowEventOf(new Error('x'))).toBe('webhook.error');
    expect(dialogflowEventOf(undefined)).toBe('webhook.error');
    expect(dialogflowEventOf(new AiccError('server/webhook-failed'))).toBe('webhook.error');
  });

  it('says when to come again, where the webhook does', async () => {
    const { webhook } = aWebhook({}, () => json({}, 503, { 'retry-after': '7' }));
    expect((await rejectionOf(webhook(call))).context).toMatchObject({ retryAfterMs: 7000 });
  });

  it('is not tried again: a repeated send_otp would send a second code', async () => {
    const { webhook, requests } = aWebhook({}, () => json({}, 503));
    await rejectionOf(webhook(call));
    expect(requests).toHaveLength(1);
  });
});

describe('A webhook knows us', () => {
  it('by headers, or by HTTP Basic', async () => {
    const byHeader = aWebhook({ headers: { 'x-api-key': 'synthetic', Authorization: 'Token synthetic' } });
    await byHeader.webhook(call);
    expect(byHeader.requests[0]?.headers).toMatchObject({ 'x-api-key': 'synthetic', Authorization: 'Token synthetic' });
    const byBasic = aWebhook({ headers: { 'x-a': '1' }, basic: { username: 'kim', password: 'pä:ss' } });
    await byBasic.webhook(call);
    const { authorization = '' } = byBasic.requests[0]?.headers ?? {};
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString('utf8')).toBe('kim:pä:ss');
    expect(byBasic.requests[0]?.headers).toMatchObject({ 'x-a': '1' });
  });

  it('is given its time and the signal', async () => {
    const { signal } = new AbortController();
    const { webhook, requests } = aWebhook({ timeoutMs: 12_000 });
    await webhook({ ...call, signal });
    expect(requests[0]).toMatchObject({ timeoutMs: 12_000, signal });
  });

  const oauth = { clientId: 'a', clientSecret: 'b', tokenEndpoint: 'https://id.example.com/token' };
  const basic = { username: 'a', password: 'b' };
  it.each<Record<string, unknown>>([
    { oauth, basic },
    { basic, headers: { AUTHORIZATION: 'x' } },
    { oauth, headers: { authorization: 'x' } },
    { basic: { username: 'a:b', password: 'c' } },
    { basic: { username: '', password: 'c' } },
    { oauth: { ...oauth, clientSecret: '' } },
    { oauth: { ...oauth, tokenEndpoint: undefined } },
    { clientCertificate: { cert: 'no', key: 'no' } },
    { timeoutMs: 0 },
    { timeoutMs: 30_001 },
    { timeoutMs: NaN },
    { method: 'HEAD' },
    { method: 'get' },
    { method: 'GET', requestBody: {} },
    { requestBody: '[]' },
    { responseMapping: { email: 'email' } },
    { url: 'crm' },
    { type: 'standard', tag: '' },
    { type: 'standard', tag: 't', url: 'crm' },
  ])('or is refused when it is made: %j', (options) => {
    const error = errorOf(() => aWebhook(options));
    expect(error.code).toBe('config/invalid-option');
  });
});
