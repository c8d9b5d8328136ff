import { afterEach, describe, expect, it } from 'vitest';
import { createVerifyApiHandler, sharedHeader, type VerifyApiOptions } from '../../../../src/server/index.js';
import { serveHttp, type RunningServer } from '../../../support/node-http.js';
import { errorOf } from '../../../support/rejection.js';

const secret = 'a secret of the flow';
const calldata = { verifyServiceNo: '88880011', verifyWorkNo: '371', customerId: 'C-1001', pin: '246810' };
let server: RunningServer | undefined;

afterEach(() => server?.close());

async function ask(
  body: unknown,
  options: Partial<VerifyApiOptions> = {},
  init: { readonly method?: string; readonly headers?: Record<string, string> } = {},
) {
  await server?.close();
  const handler = createVerifyApiHandler({
    authenticateCaller: sharedHeader({ secrets: { flow: secret } }),
    verify: () => ({ verifyResult: 1 }),
    ...options,
  });
  server = await serveHttp(handler);
  const response = await fetch(`${server.origin}/verify`, {
    method: init.method ?? 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': secret, ...init.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) as unknown };
}

const answered = (verifyResult: number, ...returns: string[]) => {
  const [verifyReturn1 = '', verifyReturn2 = '', verifyReturn3 = ''] = returns;
  return { calldata: { data: { verifyResult, verifyReturn1, verifyReturn2, verifyReturn3 } } };
};

describe('The third-party API', () => {
  it('gives its verifier what the flow sent, and answers the documented form', async () => {
    let seen: unknown;
    const { status, json } = await ask(
      { calldata },
      {
        verify: (given, { caller }) => {
          seen = { given, caller };
          return { verifyResult: 2, verifyReturn1: 'C-1001', verifyReturn3: 'x' };
        },
      },
    );
    expect(seen).toEqual({ given: calldata, caller: { id: 'flow' } });
    expect({ status, json }).toEqual({ status: 200, json: answered(2, 'C-1001', '', 'x') });
  });

  it.each([0, 1, 2, 3] as const)('answers %i as a number', async (verifyResult) => {
    expect((await ask({ calldata }, { verify: async () => ({ verifyResult }) })).json).toEqual(answered(verifyResult));
  });

  it.each([
    ['throws', () => Promise.reject(new Error('246810 is no PIN'))],
    ['gives nothing', () => undefined],
    ['gives a digit as text', () => ({ verifyResult: '1' })],
    ['gives something else', () => ({ verifyResult: 4 })],
    ['gives a number to return', () => ({ verifyResult: 1, verifyReturn1: 7 })],
    ['does not end', () => new Promise(() => undefined)],
  ])('is abnormal where its verifier %s', async (_name, verify) => {
    const { status, json } = await ask({ calldata }, { verify: verify as never, timeoutMs: 100 });
    expect({ status, json }).toEqual({ status: 200, json: answered(3) });
  });

  it.each([
    ['no JSON', '{"calldata":'],
    ['JSON with a comment', '{"calldata":{"verifyServiceNo":"1","verifyWorkNo":"2"}} // one'],
    ['null', null],
    ['a list', [{ calldata }]],
    ['nothing around it', calldata],
    ['something beside it', { calldata, more: 1 }],
    ['a number for a string', { calldata: { ...calldata, verifyWorkNo: 371 } }],
    ['a field missing', { calldata: { verifyServiceNo: '1' } }],
    ['a list of fields', { calldata: [] }],
  ])('refuses %s', async (_name, body) => {
    expect(await ask(body)).toMatchObject({ status: 400, json: { error: { code: 'server/bad-request' } } });
  });

  it('refuses other methods, other types, too much, and pages', async () => {
    expect((await ask({ calldata }, {}, { method: 'PUT' })).status).toBe(405);
    expect((await ask({ calldata }, {}, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await ask({ calldata: { ...calldata, more: 'x'.repeat(66_000) } })).status).toBe(413);
    expect((await ask({ calldata }, {}, { headers: { origin: 'https://bank.example.com' } })).status).toBe(403);
  });

  it('asks nobody for a caller who is not known', async () => {
    let isAsked = false;
    const verify = () => {
      isAsked = true;
      return { verifyResult: 1 } as const;
    };
    for (const key of ['', 'another secret that is long enough']) {
      const refused = await ask({ calldata }, { verify }, { headers: { 'x-api-key': key } });
      expect(refused).toMatchObject({ status: 401, json: { error: { code: 'server/caller-refused' } } });
    }
    expect(isAsked).toBe(false);
  });

  it('logs and answers nothing of what was entered', async () => {
    const lines: unknown[] = [];
    const write = (...line: unknown[]) => void lines.push(line);
    const logger = { debug: write, info: write, warn: write, error: write };
    const verify = () => Promise.reject(new Error(`${calldata.pin} is wrong`));
    const { text } = await ask({ calldata }, { verify, logger });
    expect(lines).not.toHaveLength(0);
    expect(JSON.stringify(lines) + text).not.toContain(calldata.pin);
  });

  it('is not made without somebody who verifies callers', () => {
    const options = { verify: () => ({ verifyResult: 1 }) } as unknown as VerifyApiOptions;
    expect(errorOf(() => createVerifyApiHandler(options))).toMatchObject({ code: 'config/invalid-option' });
  });
});
