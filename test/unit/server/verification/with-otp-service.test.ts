import { describe, expect, it } from 'vitest';
import { createOtpService } from '../../../../src/server/otp/create-otp-service.js';
import { retailAuthenticationFlow } from '../../../../src/verification/flow/retail-flow.js';
import { northAmerica } from '../../../../src/verification/phone-number.js';
import { aService, john } from './a-service.js';

/** The service with the real one-time codes behind it. */
async function aRealService() {
  const delivered: { readonly destination: string; readonly code: string }[] = [];
  const bench = await aService({
    flows: [
      retailAuthenticationFlow({
        numberPlans: [northAmerica],
        verifyUserDetails: async () => john,
        otp: createOtpService({
          key: 'a key of this test, long enough to be one',
          deliver: async ({ destination, code }) => void delivered.push({ destination, code }),
        }),
      }),
    ],
  });
  const customer = await bench.customer();
  await bench.agent.request('verification.start', { verifyTypeCode: 'RETAIL_OTP' });
  await customer.say('no', 'by email', 'yes');
  // Keyed hashing is real work, elsewhere.
  const until = async (isDone: () => Promise<boolean> | boolean): Promise<void> => {
    for (let turn = 0; turn < 200 && !(await isDone()); turn += 1) await bench.settle();
  };
  await until(() => customer.call.prompts.at(-1)?.includes('email address') === true);
  return { ...bench, ...customer, delivered, until };
}

describe('the retail authentication with the service for one-time codes', () => {
  it('succeeds with the code that was delivered', async () => {
    const { delivered, say, resultOf, until } = await aRealService();
    expect(delivered).toMatchObject([{ destination: 'john@example.com' }]);
    await say(delivered[0]!.code);
    await until(async () => (await resultOf('RETAIL_OTP')) !== '0');
    expect(await resultOf('RETAIL_OTP')).toBe('1');
  });

  it('fails with three others', async () => {
    const { delivered, say, call, resultOf, until, store } = await aRealService();
    const wrong = delivered[0]!.code === '000000' ? '111111' : '000000';
    for (let count = 1; count <= 3; count += 1) {
      const before = call.prompts.length;
      await say(wrong);
      await until(() => call.prompts.length > before);
    }
    await until(async () => (await resultOf('RETAIL_OTP')) !== '0');
    expect(await resultOf('RETAIL_OTP')).toBe('2');
    const [record] = (await store.search({})).records;
    expect(record?.failureReason).toBe('max_retry_otp');
  });
});
