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

/** The cookie of an agent who has signed in at a site. */
const sessionOf = async (site: string, workNo: string): Promise<string> => {
  const opened = await post(`${site}/session`, { workNo }, { origin: site });
  return (opened.headers.get('set-cookie') ?? '').replace(/;.*/, '');
};

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
    const { workbench, bank, legacy, phone, crm } = demo.origins;
    const ancestorsOf = async (origin: string): Promise<string | undefined> => {
      const policy = (await fetch(origin)).headers.get('content-security-policy') ?? '';
      return /frame-ancestors ([^;]+)/.exec(policy)?.[1];
    };
    expect(await ancestorsOf(bank)).toBe(workbench);
    expect(await ancestorsOf(legacy)).toBe(workbench);
    expect(await ancestorsOf(workbench)).toBe("'none'");
    expect(await ancestorsOf(phone)).toBe("'none'");
    expect(await ancestorsOf(crm)).toBe("'none'");
  });

  it('require Trusted Types and no inline script on every page', async () => {
    const { workbench, bank, legacy, phone, crm } = demo.origins;
    const markup = { [workbench]: 'lit-html', [crm]: 'lit-html' };
    for (const origin of [workbench, bank, legacy, phone, crm]) {
      const response = await fetch(origin);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      // Only the bar makes markup, and only its library.
      expect(/trusted-types ([^;]+)/.exec(policy)?.[1], origin).toBe(markup[origin] ?? "'none'");
      expect(policy).not.toContain('unsafe');
      expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)| on\w+=|style=|%[A-Z]+%/);
    }
  });

  it('sign an agent in for their own page only, and only one who works there', async () => {
    const { workbench, bank, crm } = demo.origins;
    for (const [site, own, other] of [
      [workbench, '371', '381'],
      [crm, '381', '371'],
    ] as const) {
      const session = `${site}/session`;
      const opened = await post(session, { workNo: own }, { origin: site });
      expect(opened.status).toBe(200);
      expect(opened.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict/);
      expect((await post(session, { workNo: own }, { origin: bank })).status).toBe(404);
      expect((await post(session, { workNo: own })).status).toBe(404);
      expect((await post(session, { workNo: other }, { origin: site })).status).toBe(404);
      expect((await post(session, { workNo: '999' }, { origin: site })).status).toBe(404);
      expect((await post(session, 'null', { origin: site })).status).toBe(404);
    }
  });

  it('give an access token to a page whose agent is signed in, and to no other', async () => {
    const { workbench, bank, crm } = demo.origins;
    for (const [site, own, other, userName] of [
      [workbench, '371', '372', 'retail-1@example.com'],
      [crm, '381', '382', 'sales-1@example.com'],
    ] as const) {
      const cookie = await sessionOf(site, own);
      const ask = (workNo: string, headers: Record<string, string>): Promise<Response> =>
        post(`${site}/api/aicc-token/${workNo}`, {}, { 'x-requested-with': 'aicc-support', ...headers });
      const given = await ask(own, { origin: site, cookie });
      expect(given.status).toBe(200);
      expect(await given.json()).toMatchObject({ token_type: 'Bearer', user_name: userName });
      expect((await ask(other, { origin: site, cookie })).status).toBe(401);
      expect((await ask(own, { origin: site })).status).toBe(401);
      expect((await ask(own, { origin: bank, cookie })).status).toBe(403);
      expect((await ask(own, { origin: site, cookie, 'x-requested-with': 'form' })).status).toBe(400);
    }
    // An agent of one site is none of the other, though cookies go to every port of a host.
    const cookie = await sessionOf(crm, '381');
    const elsewhere = { origin: workbench, cookie, 'x-requested-with': 'aicc-support' };
    expect((await post(`${workbench}/api/aicc-token/381`, {}, elsewhere)).status).toBe(401);
  });

  it('let the CRM’s page talk to the centre, and no other foreign page', async () => {
    const { workbench, bank, crm } = demo.origins;
    const own = { origin: crm, cookie: await sessionOf(crm, '381'), 'x-requested-with': 'aicc-support' };
    const { access_token: token } = (await (await post(`${crm}/api/aicc-token/381`, {}, own)).json()) as {
      access_token: string;
    };
    const signIn = (origin: string): Promise<Response> =>
      post(`${workbench}/aicc/operations/agent.signIn`, {}, { origin, authorization: `Bearer ${token}` });
    expect((await signIn(bank)).status).toBe(403);
    const answer = await signIn(crm);
    expect(answer.headers.get('access-control-allow-origin')).toBe(crm);
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
    post(`${demo.origins.backend}/verify`, { calldata }, { 'x-api-key': demo.flowSecret, ...headers });

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

  it('refuses what is not the documented body, every browser, and whoever is not the flow', async () => {
    expect((await verify({ customerId: 'C-1001', pin: '246810' })).status).toBe(400);
    expect((await post(`${demo.origins.backend}/verify`, 'no json', { 'x-api-key': demo.flowSecret })).status).toBe(
      400,
    );
    expect((await post(`${demo.origins.backend}/verify`, 'null', { 'x-api-key': demo.flowSecret })).status).toBe(400);
    expect((await verify({ ...base, customerId: 'C-1001' }, { origin: demo.origins.bank })).status).toBe(403);
    expect(
      (await verify({ ...base, customerId: 'C-1001' }, { 'x-api-key': 'the secret of somebody else' })).status,
    ).toBe(401);
  });
});
