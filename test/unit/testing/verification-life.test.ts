import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connection/connection.js';
import type { ContactCenterOptions, CustomerCall, ProcessOptions } from '../../../src/testing/index.js';
import { rejectionOf } from '../../support/rejection.js';
import { aCenter, agentOf, storyOf, type Ground } from './a-center.js';

const url = 'https://bank.example.com/verify';
const processes: readonly ProcessOptions[] = [
  {
    verifyTypeCode: 'PIN',
    name: 'PIN',
    enabled: true,
    flow: { url, collect: [{ name: 'pin', prompt: 'Your PIN', digits: 4, timeoutSeconds: 20 }] },
  },
  { verifyTypeCode: 'ANI', name: 'ANI', enabled: true, flow: { url, timeoutMs: 3000 } },
  { verifyTypeCode: 'LATER', name: 'Not configured', enabled: true },
];

interface Scene {
  readonly ground: Ground;
  readonly ada: Connection;
  readonly customer: CustomerCall;
}

async function talking(
  answer: () => Promise<Response> = async () => Response.json({ data: { verifyResult: 1 } }),
  options: Partial<ContactCenterOptions> = {},
): Promise<Scene> {
  const ground = aCenter({ processes, fetch: answer, ...options });
  const ada = await agentOf(ground, '371');
  const customer = ground.center.callIn({ callerNum: '5550100', calledNum: '88880011', workNo: '371' });
  await ada.request('call.answer', {});
  return { ground, ada, customer };
}

const resultOf = async (agent: Connection, verifyTypeCode: string): Promise<string> =>
  (await agent.request('verification.result', { verifyTypeCode })).verifyResult;

describe('an authentication process', () => {
  it('is told step by step', async () => {
    const { ground, ada, customer } = await talking();
    const story = storyOf(ada);
    await ada.request('verification.start', { verifyTypeCode: 'PIN' });
    customer.sendDigits('0042');
    await ground.clock.advance(0);
    expect(story).toEqual([
      'verification 0 -',
      'verification 0 pin',
      'verification 0 third-party-api',
      'verification 1 -',
    ]);
  });

  it('is unknown without a flow, and while it is disabled', async () => {
    const { ground, ada } = await talking();
    expect(await resultOf(ada, 'LATER')).toBe('');
    const start = ada.request('verification.start', { verifyTypeCode: 'LATER' });
    expect((await rejectionOf(start)).code).toBe('verification/unknown-code');
    ground.center.setProcessEnabled('ANI', false);
    expect(await resultOf(ada, 'ANI')).toBe('');
    expect(await ada.request('verification.processes', {})).toEqual([{ verifyTypeCode: 'PIN', name: 'PIN' }]);
    ground.center.setProcessEnabled('ANI', true);
    expect(await resultOf(ada, 'ANI')).toBe('0');
  });

  it('needs a customer on the line', async () => {
    const { ground, ada, customer } = await talking();
    customer.hangUp();
    const late = ada.request('verification.start', { verifyTypeCode: 'ANI' });
    expect((await rejectionOf(late)).code).toBe('call/wrong-state');
    const next = ground.center.callIn({ callerNum: '5550101', calledNum: '88880011', workNo: '371' });
    const early = ada.request('verification.start', { verifyTypeCode: 'ANI', contactId: next.contactId });
    expect((await rejectionOf(early)).code).toBe('call/wrong-state');
  });

  it('asks the API for an e-mail, but cannot ask its writer', async () => {
    const { ground, ada } = await talking();
    const { contactId } = await ada.request('contact.start', { mediaType: 'email', calledNum: 'a@example.com' });
    const pin = ada.request('verification.start', { verifyTypeCode: 'PIN', contactId });
    expect((await rejectionOf(pin)).code).toBe('call/wrong-state');
    await ada.request('verification.start', { verifyTypeCode: 'ANI', contactId });
    await ground.clock.advance(0);
    const reading = await ada.request('verification.result', { verifyTypeCode: 'ANI', contactId });
    expect(reading).toEqual({ verifyTypeCode: 'ANI', verifyResult: '1', contactId, epoch: 'center-1' });
    expect(await resultOf(ada, 'ANI')).toBe('0');
  });

  it.each([
    ['a refusal', async () => Response.json({ data: { verifyResult: 2, verifyReturn3: 'x' } }), 2, 'refused'],
    ['no sense', async () => new Response('<html>'), 3, 'bad-response'],
    ['a failing fetch', async () => Promise.reject(new TypeError('failed')), 3, 'unreachable'],
    [
      'a fetch that throws',
      () => {
        throw new Error('not even a promise');
      },
      3,
      'unreachable',
    ],
    ['silence', () => new Promise<Response>(() => undefined), 3, 'timeout'],
  ] as const)('ends with %s and says why in the record', async (_what, answer, result, failureReason) => {
    const { ground, ada } = await talking(answer);
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await ground.clock.advance(3000);
    expect(await resultOf(ada, 'ANI')).toBe(`${result}`);
    expect(ground.center.records()).toMatchObject([{ epoch: 'center-1', workNo: '371', result, failureReason }]);
  });

  it('has failed when the customer types nothing in time', async () => {
    const { ground, ada } = await talking();
    await ada.request('verification.start', { verifyTypeCode: 'PIN' });
    await ground.clock.advance(20_000);
    expect(await resultOf(ada, 'PIN')).toBe('2');
  });

  it('keeps what was typed to itself, whatever becomes of the attempt', async () => {
    const { ground, ada, customer } = await talking();
    const events: unknown[] = [];
    ada.subscribe((event) => events.push(event));
    for (const act of ['start', 'cancel', 'start'] as const) {
      await ada.request(`verification.${act}`, { verifyTypeCode: 'PIN' });
      if (act === 'start') customer.sendDigits('731');
    }
    customer.sendDigits('9');
    await ground.clock.advance(0);
    expect(await resultOf(ada, 'PIN')).toBe('1');
    const all = JSON.stringify([
      events,
      ground.center.snapshot('371'),
      ground.center.records(),
      ground.center.requests,
    ]);
    expect(all).not.toContain('731');
  });

  it('does not listen to an answer that comes after the attempt was cancelled', async () => {
    let respond: ((response: Response) => void) | undefined;
    const { ground, ada } = await talking(() => new Promise((resolve) => (respond = resolve)));
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await ada.request('verification.cancel', { verifyTypeCode: 'ANI' });
    respond?.(Response.json({ data: { verifyResult: 1 } }));
    await ground.clock.advance(0);
    expect(await resultOf(ada, 'ANI')).toBe('0');
    expect(ground.center.records()).toMatchObject([{ result: 0, failureReason: 'cancelled' }]);
  });

  it('does not let the attempt of a contact that ended touch the next one', async () => {
    let respond: ((response: Response) => void) | undefined;
    const { ground, ada, customer } = await talking(() => new Promise((resolve) => (respond = resolve)), {
      wrapUpSeconds: 0,
    });
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    customer.hangUp();
    ground.center.callIn({ callerNum: '5550101', calledNum: '88880011' });
    respond?.(Response.json({ data: { verifyResult: 1 } }));
    await ground.clock.advance(0);
    expect(ada.snapshot().verifications).toEqual([]);
    expect(await resultOf(ada, 'ANI')).toBe('0');
    expect(ground.center.records()).toMatchObject([
      { contactId: customer.contactId, result: 3, failureReason: 'hangup' },
    ]);
  });

  it('keeps two codes of a contact apart', async () => {
    const { ground, ada, customer } = await talking();
    await ada.request('verification.start', { verifyTypeCode: 'PIN' });
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await ground.clock.advance(0);
    expect([await resultOf(ada, 'PIN'), await resultOf(ada, 'ANI')]).toEqual(['0', '1']);
    customer.sendDigits('0042');
    await ground.clock.advance(0);
    expect(await resultOf(ada, 'PIN')).toBe('1');
  });

  it('falls back in a long wrap-up 30 minutes after the attempt ended, with an event', async () => {
    const { ground, ada } = await talking(undefined, { wrapUpSeconds: 7200 });
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await ground.clock.advance(0);
    await ada.request('call.hangUp', {});
    const story = storyOf(ada);
    await ground.clock.advance(1_799_999);
    expect(await resultOf(ada, 'ANI')).toBe('1');
    expect(story).toEqual([]);
    await ground.clock.advance(1);
    expect(story).toEqual(['verification 0 -']);
    expect(await resultOf(ada, 'ANI')).toBe('0');
  });

  it('falls back after its own time, not after that of an attempt before it', async () => {
    const { ground, ada } = await talking(undefined, { wrapUpSeconds: 7200 });
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await ground.clock.advance(1_000_000);
    await ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await ground.clock.advance(0);
    await ada.request('call.hangUp', {});
    await ground.clock.advance(800_000);
    expect(await resultOf(ada, 'ANI')).toBe('1');
    await ground.clock.advance(1_000_000);
    expect(await resultOf(ada, 'ANI')).toBe('0');
  });
});
