import { expect, it, vi } from 'vitest';
import { connect, createAICCSupport } from '../../src/index.js';
import { createContactCenter, createManualClock } from '../../src/testing/index.js';

/** One agent, one process whose flow asks for a code; the API is ours to play. */
async function createSetting() {
  const clock = createManualClock();
  const asked: unknown[] = [];
  const api: typeof fetch = async (url, init) => {
    const body = (await new Request(url, init).json()) as { calldata: { otp?: string } };
    asked.push(body);
    const verifyResult = body.calldata.otp === '123456' ? 1 : 2;
    return Response.json({
      calldata: { data: { verifyResult, verifyReturn1: '', verifyReturn2: '', verifyReturn3: '' } },
    });
  };
  const center = createContactCenter({
    clock,
    agents: [{ workNo: '371' }],
    processes: [
      {
        verifyTypeCode: 'RETAIL_OTP',
        name: 'One-time password',
        enabled: true,
        flow: { url: 'https://bank.example.com/verify', collect: [{ name: 'otp', prompt: 'Your code?', digits: 6 }] },
      },
    ],
    fetch: api,
  });
  const connection = await connect(center.transport({ workNo: '371' }), { clock, random: () => 0 });
  await connection.request('agent.signIn', {});
  const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011' });
  await clock.advance(0);
  await connection.request('call.answer', {});
  return { clock, asked, center, connection, customer, support: createAICCSupport({ connection, clock }) };
}

it('unlocks when the customer entered the right code, and locks when wrap-up is over', async () => {
  const { clock, asked, connection, customer, support } = await createSetting();
  await connection.request('verification.start', { verifyTypeCode: 'RETAIL_OTP' });
  expect(await support.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '0' });

  customer.sendDigits('123456');
  await clock.advance(0);
  expect(asked).toEqual([{ calldata: { verifyServiceNo: '88880011', verifyWorkNo: '371', otp: '123456' } }]);
  expect(await support.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '1' });

  customer.hangUp();
  await clock.advance(30_000);
  expect(await support.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '0' });
});

it('hears of the end of a call even when the event is lost', async () => {
  const { clock, center, customer, support } = await createSetting();
  const onRelease = vi.fn();
  support.addHandler('Release', onRelease);
  center.faults.next('drop', { workNo: '371', count: 10 });
  customer.hangUp();
  await clock.advance(5000); // the centre says how far it is, and the connection asks for what it missed
  expect(onRelease).toHaveBeenCalledOnce();
});

it('tells a page that the link is down, and comes back by itself', async () => {
  const { clock, center, connection } = await createSetting();
  center.faults.disconnect('371');
  expect(connection.status).toBe('reconnecting');
  await clock.advance(500);
  expect(connection.status).toBe('open');
  expect(connection.snapshot()).toEqual(center.snapshot('371'));
});
