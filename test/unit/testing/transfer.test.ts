import { describe, expect, it } from 'vitest';
import type { TransferInput } from '../../../src/protocol/operations.js';
import { rejectionOf } from '../../support/rejection.js';
import { aCall, aConsultation, liveCalls, statesOf } from './a-call.js';

describe('a blind transfer', () => {
  it('gives the customer to a colleague, and the agent wraps up', async () => {
    const { ada, ben, customer, clock } = await aCall();
    await ada.request('call.transfer', { to: '372' });
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'wrap-up' }, calls: [{ endReason: 'transferred' }] });
    expect(ben.snapshot()).toMatchObject({
      contacts: [{ id: customer.contactId, customerNumber: '5550100' }],
      calls: [{ id: 'call-2', state: 'ringing', direction: 'in', callerNum: '5550100', calledNum: '88880011' }],
      focus: { contactId: customer.contactId },
    });
    expect(customer).toMatchObject({ state: 'held', callId: 'call-2' });
    await ben.request('call.answer', {});
    expect(customer.state).toBe('talking');
    await ada.request('agent.endWrapUp', {});
    customer.hangUp();
    await clock.advance(0);
    expect(ben.snapshot()).toMatchObject({ agent: { state: 'wrap-up' }, calls: [{ endReason: 'customer' }] });
  });

  it.each(['rejected', 'no-answer'])(
    'is over for the customer when the colleague does not take it (%s)',
    async (end) => {
      const { ada, ben, customer, clock, center } = await aCall({ ringSeconds: 10, wrapUpSeconds: 0 });
      await ada.request('call.transfer', { to: '372' });
      expect(ada.snapshot().contacts).toEqual([]);
      if (end === 'rejected') await ben.request('call.reject', {});
      else await clock.advance(10_000);
      expect(customer).toMatchObject({ state: 'ended', endReason: end });
      expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], calls: [] });
      expect(() => center.endContact(customer.contactId)).toThrow();
    },
  );

  it('stops ringing when the customer hangs up', async () => {
    const { ada, ben, customer, clock } = await aCall();
    await ada.request('call.transfer', { to: '372' });
    customer.hangUp();
    await clock.advance(0);
    expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], calls: [] });
  });

  it('leads to a telephone outside, where both talk without an agent until one of them hangs up', async () => {
    const { ada, customer, center } = await aCall({ wrapUpSeconds: 0 });
    await ada.request('call.transfer', { to: '5550190', kind: 'number' });
    const outside = center.phone('5550190');
    expect(outside.call).toMatchObject({ state: 'ringing', contactId: customer.contactId });
    outside.answer();
    expect([customer.state, outside.call?.state]).toEqual(['talking', 'talking']);
    expect(ada.snapshot().contacts).toEqual([]);
    outside.hangUp();
    expect([customer.state, outside.call?.state]).toEqual(['ended', 'ended']);
    expect(() => center.endContact(customer.contactId)).toThrow();
  });

  it('is over for the customer when the telephone outside is busy', async () => {
    const { ada, ben, customer, center } = await aCall();
    await ben.request('call.dial', { calledNum: '5550190', mediaType: 'audio' });
    await ada.request('call.transfer', { to: '5550190' });
    expect(customer.endReason).toBe('busy');
    expect(center.phone('5550190').call?.state).toBe('ringing');
  });

  it('leads into a menu, which speaks', async () => {
    const { ada, customer } = await aCall();
    await ada.request('call.transfer', { to: 'survey', kind: 'ivr' });
    expect(customer).toMatchObject({ state: 'talking', prompts: ['Were you content?'] });
    customer.hangUp();
    expect(customer.endReason).toBe('customer');
  });

  it('leads to the queue of a group, by its name or by a number of the centre', async () => {
    const { ada, ben, customer } = await aCall();
    await ada.request('call.transfer', { to: '88880012', kind: 'accessCode' });
    expect(ben.snapshot()).toMatchObject({
      contacts: [{ skillGroup: 'retail' }],
      calls: [{ state: 'ringing', contactId: customer.contactId }],
    });
    await ben.request('call.answer', {});
    await ben.request('call.transfer', { to: 'cards', kind: 'skillGroup' });
    expect(customer).toMatchObject({ state: 'held', prompts: ['All our agents are busy. Please hold the line.'] });
  });

  it('leads to whoever is free by a number without a group', async () => {
    const { ada, ben } = await aCall();
    await ada.request('call.transfer', { to: '88880011', kind: 'accessCode' });
    expect(ben.snapshot().calls).toMatchObject([{ state: 'ringing' }]);
  });

  it.each<[string, TransferInput, string]>([
    ['an agent who is not there', { to: '373' }, 'call/wrong-state'],
    ['oneself', { to: '371' }, 'call/wrong-state'],
    ['an agent who does not exist', { to: '399', kind: 'agent' }, 'call/invalid-number'],
    ['a group that does not exist', { to: 'loans', kind: 'skillGroup' }, 'call/invalid-number'],
    ['a menu that does not exist', { to: 'loans', kind: 'ivr' }, 'call/invalid-number'],
    ['a number of somebody else', { to: '88880099', kind: 'accessCode' }, 'call/invalid-number'],
    ['what cannot be dialled', { to: 'nobody' }, 'call/invalid-number'],
    ['a call that is not there', { to: '372', callId: 'call-9' }, 'call/not-found'],
  ])('is refused to %s, and nothing changes', async (_what, input, code) => {
    const { ada, customer } = await aCall();
    expect((await rejectionOf(ada.request('call.transfer', input))).code).toBe(code);
    expect(customer.state).toBe('talking');
    expect(statesOf(ada.snapshot())).toEqual(['talking']);
  });
});

describe('a transfer on answer', () => {
  const onAnswer = { to: '372', mode: 'on-answer' } as const;

  it('keeps the customer until the colleague answers', async () => {
    const { ada, ben, customer } = await aCall();
    await ada.request('call.transfer', onAnswer);
    expect(statesOf(ada.snapshot())).toEqual(['held']);
    expect(customer).toMatchObject({ state: 'held', callId: 'call-1' });
    await ben.request('call.answer', {});
    expect(statesOf(ada.snapshot())).toEqual(['ended transferred']);
    expect(customer).toMatchObject({ state: 'talking', callId: 'call-2' });
    expect(ada.snapshot().agent?.state).toBe('wrap-up');
  });

  it('gives the customer back when nobody answers', async () => {
    const { ada, ben, customer, clock } = await aCall({ ringSeconds: 10 });
    await ada.request('call.transfer', onAnswer);
    await clock.advance(10_000);
    expect(statesOf(ada.snapshot())).toEqual(['talking']);
    expect(customer.state).toBe('talking');
    expect(ben.snapshot().contacts).toEqual([]);
  });

  it.each(['agent', 'customer'])('ends for the colleague when the %s hangs up meanwhile', async (who) => {
    const { ada, ben, customer, clock } = await aCall();
    await ada.request('call.transfer', onAnswer);
    if (who === 'agent') await ada.request('call.hangUp', {});
    else customer.hangUp();
    await clock.advance(0);
    expect(customer.endReason).toBe(who);
    expect(statesOf(ada.snapshot())).toEqual([`ended ${who}`]);
    expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], calls: [] });
  });

  it('is taken back by retrieving the customer, by another transfer and by a consultation', async () => {
    const { ada, ben, customer, center, clock } = await aCall();
    await ada.request('call.transfer', onAnswer);
    await ada.request('call.retrieve', {});
    expect(customer.state).toBe('talking');
    expect(ben.snapshot().calls).toEqual([]);
    await ada.request('call.transfer', { ...onAnswer, to: '5550190' });
    expect(center.phone('5550190').call?.state).toBe('ringing');
    await ada.request('call.transfer', onAnswer);
    expect(center.phone('5550190').call?.state).toBe('ended');
    await ada.request('call.consult', { to: '5550191' });
    expect(liveCalls(ben.snapshot())).toEqual([]);
    center.phone('5550191').answer();
    await clock.advance(0);
    expect(statesOf(ada.snapshot())).toEqual(['held', 'talking']);
  });

  it('waits in the queue of a group while the agent keeps the customer', async () => {
    const { ada, ben, customer } = await aCall();
    await ben.request('agent.setBusy', {});
    await ada.request('call.transfer', { to: 'retail', kind: 'skillGroup', mode: 'on-answer' });
    expect(statesOf(ada.snapshot())).toEqual(['held']);
    await ben.request('agent.setReady', {});
    await ben.request('call.answer', {});
    expect(statesOf(ada.snapshot())).toEqual(['ended transferred']);
    expect(customer).toMatchObject({ state: 'talking', prompts: [] });
  });

  it('is done at once by a menu, and undone at once by a busy telephone', async () => {
    const { ada, ben, customer, clock } = await aCall();
    await ben.request('call.dial', { calledNum: '5550190', mediaType: 'audio' });
    await ada.request('call.transfer', { to: '5550190', mode: 'on-answer' });
    await clock.advance(0);
    expect(statesOf(ada.snapshot())).toEqual(['talking']);
    await ada.request('call.transfer', { to: 'survey', kind: 'ivr', mode: 'on-answer' });
    expect(statesOf(ada.snapshot())).toEqual(['ended transferred']);
    expect(customer.state).toBe('talking');
  });
});

describe('a consultation that becomes a transfer', () => {
  it('makes the colleague’s leg the customer’s call', async () => {
    const { ada, ben, customer, clock } = await aConsultation();
    const [leg] = ben.snapshot().calls;
    await ada.request('call.completeTransfer', {});
    expect(statesOf(ada.snapshot())).toEqual(['ended transferred', 'ended transferred']);
    const [call] = liveCalls(ben.snapshot());
    expect(call).toMatchObject({ id: leg!.id, state: 'talking', callerNum: '5550100', direction: 'in' });
    expect(call?.parties).toEqual([
      { kind: 'customer', number: '5550100' },
      { kind: 'agent', number: '372' },
    ]);
    expect(call).not.toHaveProperty('consultOf');
    expect(customer).toMatchObject({ state: 'talking', callId: leg!.id });
    customer.hangUp();
    await clock.advance(0);
    expect(ben.snapshot().agent?.state).toBe('wrap-up');
  });

  it('leaves the customer with somebody outside', async () => {
    const { ada, customer, center } = await aConsultation('5550190');
    await ada.request('call.completeTransfer', { callId: 'call-1' });
    expect(statesOf(ada.snapshot())).toEqual(['ended transferred', 'ended transferred']);
    expect([customer.state, center.phone('5550190').call?.state]).toEqual(['talking', 'talking']);
    customer.hangUp();
    expect(center.phone('5550190').call?.state).toBe('ended');
  });

  it('takes an answered consultation and a customer on hold', async () => {
    const { ada, ben, customer, clock } = await aCall();
    const complete = async () => (await rejectionOf(ada.request('call.completeTransfer', {}))).code;
    expect(await complete()).toBe('call/not-found');
    await ada.request('call.consult', { to: '372' });
    expect(await complete()).toBe('call/wrong-state');
    expect((await rejectionOf(ada.request('call.transfer', { to: '5550190' }))).code).toBe('call/wrong-state');
    await ben.request('call.answer', {});
    customer.hangUp();
    await clock.advance(0);
    expect(await complete()).toBe('call/wrong-state');
  });

  it.each([
    ['skillGroup', 'retail'],
    ['accessCode', '88880012'],
    ['accessCode', '88880011'],
  ] as const)('asks whoever is free of a %s', async (kind, to) => {
    const { ada, ben } = await aCall();
    await ada.request('call.consult', { to, kind });
    expect(ben.snapshot().calls).toMatchObject([{ state: 'ringing', direction: 'internal', calledNum: '372' }]);
  });

  it('cannot ask a menu, nor a group in which nobody is free', async () => {
    const { ada, ben } = await aCall();
    const survey = ada.request('call.consult', { to: 'survey', kind: 'ivr' });
    expect((await rejectionOf(survey)).code).toBe('call/invalid-number');
    await ben.request('agent.setBusy', {});
    const cards = ada.request('call.consult', { to: 'cards', kind: 'skillGroup' });
    expect((await rejectionOf(cards)).code).toBe('call/wrong-state');
    expect(statesOf(ada.snapshot())).toEqual(['talking']);
  });
});

describe('the results of a contact that was transferred', () => {
  const withResult = async (inheritOnTransfer: boolean) => {
    const scene = await aCall({
      inheritOnTransfer,
      processes: [{ verifyTypeCode: 'ANI', name: 'ANI', enabled: true, flow: { url: 'https://bank.example.com/v' } }],
      fetch: async () => Response.json({ data: { verifyResult: 1 } }),
    });
    await scene.ada.request('verification.start', { verifyTypeCode: 'ANI' });
    await scene.clock.advance(0);
    return scene;
  };
  const read = { verifyTypeCode: 'ANI' };

  it.each([
    [true, '1'],
    [false, '0'],
  ])('are the next agent’s only where they inherit them (%s)', async (inherit, result) => {
    const { ada, ben, center } = await withResult(inherit);
    await ada.request('call.transfer', { to: '372' });
    await ben.request('call.answer', {});
    expect((await ben.request('verification.result', read)).verifyResult).toBe(result);
    expect((await ada.request('verification.result', read)).verifyResult).toBe('1');
    expect(ben.snapshot()).toEqual(center.snapshot('372'));
    expect(ben.snapshot().verifications).toMatchObject([{ attempt: 1, result: Number(result) }]);
  });

  it('are shared in a consultation and given up by completing it, until a new attempt', async () => {
    const { ada, ben, center, clock } = await withResult(false);
    await ada.request('call.consult', { to: '372' });
    await ben.request('call.answer', {});
    expect((await ben.request('verification.result', read)).verifyResult).toBe('1');
    await ada.request('call.completeTransfer', {});
    expect((await ben.request('verification.result', read)).verifyResult).toBe('0');
    expect(ben.snapshot()).toEqual(center.snapshot('372'));
    await rejectionOf(ada.request('verification.start', read));
    await ben.request('verification.start', read);
    await clock.advance(0);
    expect((await ben.request('verification.result', read)).verifyResult).toBe('1');
    expect(ben.snapshot()).toEqual(center.snapshot('372'));
  });
});
