import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import {
  thirdPartyFlow,
  type ThirdPartyCall,
  type ThirdPartyFlowOptions,
} from '../../../../src/server/verification/third-party-flow.js';
import { errorOf } from '../../../support/rejection.js';
import { aService } from './a-service.js';

const bank = { verifyTypeCode: 'BANK' };

async function aBank(outbound: ThirdPartyCall, options: Partial<ThirdPartyFlowOptions> = {}) {
  const requests: Parameters<ThirdPartyCall>[0][] = [];
  const flow = thirdPartyFlow({
    url: 'https://bank.example.com/verify',
    outbound(request) {
      requests.push(request);
      return outbound(request);
    },
    ...options,
  });
  const bench = await aService({
    flows: [flow],
    processes: [{ ...bank, name: 'Bank', flow: 'third-party-api', requiredLevel: 1, enabled: true }],
  });
  return { ...bench, requests };
}

describe('the flow to a third-party API', () => {
  it('sends the documented body, and keeps what comes back beside the result', async () => {
    const body =
      '{"calldata":{"data":{"verifyResult":1,"verifyReturn1":"gold","verifyReturn2":"","verifyReturn3":"7"}}}';
    const { agent, customer, requests, clock, resultOf, logged } = await aBank(async () => ({ status: 200, body }), {
      collect: [{ name: 'pin', prompt: 'Your PIN', digits: 4 }],
      callData: { branch: 'north' },
      headers: { authorization: 'Bearer synthetic' },
    });
    const { call } = await customer();
    await agent.request('verification.start', bank);
    await clock.advance(0);
    call.sendDigits('4711');
    await clock.advance(0);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      calldata: { branch: 'north', pin: '4711', verifyServiceNo: '88880011', verifyWorkNo: '371' },
    });
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer synthetic',
      'content-type': 'application/json',
    });
    expect(await resultOf('BANK')).toBe('1');
    const { records } = await agent.request('verification.records', {});
    expect(records).toMatchObject([{ result: 1, verifyReturn1: 'gold', verifyReturn2: '', verifyReturn3: '7' }]);
    expect(JSON.stringify([records, logged, agent.snapshot()])).not.toMatch(/4711|synthetic/);
    expect(JSON.stringify(agent.snapshot())).not.toContain('gold');
  });

  it.each([
    ['0', async () => ({ status: 200, body: '{"data":{"verifyResult":0}}' })],
    ['2', async () => ({ status: 200, body: '{"data":{"verifyResult":"2"}}' })],
    ['3', async () => ({ status: 200, body: '{"data":{"verifyResult":4}}' })],
    ['3', async () => ({ status: 200, body: 'not JSON' })],
    ['3', async () => ({ status: 500, body: '{"data":{"verifyResult":1}}' })],
    ['3', () => Promise.reject(new AiccError('net/timeout'))],
    ['3', () => Promise.reject(new AiccError('net/unreachable'))],
    ['3', () => Promise.reject(new Error('anything'))],
  ] as const)('gives %s for what the API does (%#)', async (result, outbound) => {
    const { agent, customer, clock, resultOf } = await aBank(outbound);
    await customer();
    await agent.request('verification.start', bank);
    await clock.advance(0);
    expect(await resultOf('BANK')).toBe(result);
  });

  it('refuses two entries of one name', () => {
    const step = { name: 'pin', prompt: 'x' };
    const make = (): unknown =>
      thirdPartyFlow({ url: 'https://a.example', outbound: () => Promise.reject(new Error()), collect: [step, step] });
    expect(errorOf(make).code).toBe('config/invalid-option');
  });
});
