import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../../examples/server/demo.mjs';

type Demo = Awaited<ReturnType<typeof startDemo>>;

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});

afterAll(() => demo.close());

const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** What a server answers to a name that is not its own. fetch does not let us say one. */
const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the servers of the demo', () => {
  it('let only the workbench frame the pages, and nobody the workbench', async () => {
    const { workbench, bank, legacy, phone } = demo.origins;
    const ancestorsOf = async (origin: string): Promise<string | undefined> => {
      const policy = (await fetch(origin)).headers.get('content-security-policy') ?? '';
      return /frame-ancestors ([^;]+)/.exec(policy)?.[1];
    };
    expect(await ancestorsOf(bank)).toBe(workbench);
    expect(await ancestorsOf(legacy)).toBe(workbench);
    expect(await ancestorsOf(workbench)).toBe("'none'");
    expect(await ancestorsOf(phone)).toBe("'none'");
  });

  it('require Trusted Types and no inline script on every page', async () => {
    const { workbench, bank, legacy, phone } = demo.origins;
    for (const origin of [workbench, bank, legacy, phone]) {
      const response = await fetch(origin);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
      expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)| on\w+=|style=|%[A-Z]+%/);
    }
  });

  it('give a token to the workbench’s own page only, and only for an agent', async () => {
    const { workbench, bank } = demo.origins;
    const session = `${workbench}/session`;
    expect((await post(session, { workNo: '371' }, { origin: workbench })).status).toBe(200);
    expect((await post(session, { workNo: '371' }, { origin: bank })).status).toBe(404);
    expect((await post(session, { workNo: '371' })).status).toBe(404);
    expect((await post(session, { workNo: '999' }, { origin: workbench })).status).toBe(404);
    expect((await post(session, 'null', { origin: workbench })).status).toBe(404);
  });

  it('perform nothing without a token', async () => {
    const { workbench } = demo.origins;
    const response = await post(`${workbench}/aicc/operations/agent.signIn`, {}, { origin: workbench });
    expect(response.status).toBe(401);
  });

  it('do not answer to another name, so that no page can point its own at this machine', async () => {
    for (const origin of Object.values(demo.origins)) {
      if (origin === demo.origins.backend) continue;
      expect(await statusFor(origin, 'evil.example')).toBe(421);
    }
  });

  it('let no foreign page use the telephone network', async () => {
    const { phone, bank } = demo.origins;
    expect((await post(`${phone}/phone/call`, { number: '5550100' }, { origin: bank })).status).toBe(404);
    expect((await post(`${phone}/phone/answer`, { number: '5550100' }, { origin: phone })).status).toBe(409);
    expect((await post(`${phone}/phone/call`, { number: '1' }, { origin: phone })).status).toBe(404);
  });
});

describe('the example backend', () => {
  const base = { verifyServiceNo: '88880011', verifyWorkNo: '371' };
  const verify = (calldata: unknown, headers?: Record<string, string>): Promise<Response> =>
    post(`${demo.origins.backend}/verify`, { calldata }, headers);

  it.each([
    ['1 for the right PIN', { customerId: 'C-1001', pin: '246810' }, 1],
    ['2 for a wrong PIN', { customerId: 'C-1001', pin: '000000' }, 2],
    ['2 for the PIN of somebody else', { customerId: 'C-1001', pin: '135790' }, 2],
    ['2 for nobody we know', { customerId: 'C-9', pin: '246810' }, 2],
    ['2 without a customer', { pin: '246810' }, 2],
    ['3 for a customer whose system is down', { customerId: 'C-1003', pin: '112358' }, 3],
    ['1 for a known customer where no PIN is asked', { customerId: 'C-1001' }, 1],
  ])('answers %s', async (_name, calldata, verifyResult) => {
    const response = await verify({ ...base, ...calldata });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ calldata: { data: { verifyResult } } });
  });

  it('refuses what is not the documented body, and every browser', async () => {
    expect((await verify({ customerId: 'C-1001', pin: '246810' })).status).toBe(400);
    expect((await post(`${demo.origins.backend}/verify`, 'no json')).status).toBe(400);
    expect((await post(`${demo.origins.backend}/verify`, 'null')).status).toBe(400);
    expect((await verify({ ...base, customerId: 'C-1001' }, { origin: demo.origins.bank })).status).toBe(405);
  });
});
