import { describe, expect, it, vi } from 'vitest';
import { rejectionOf } from '../../support/rejection.js';
import { aCall, aConsultation, bank } from './a-call.js';
import { aCenter, agentOf, linkOf, startMs } from './a-center.js';

describe('tones', () => {
  it('reach the customer’s telephone', async () => {
    const { ada, customer } = await aCall();
    const heard = vi.fn();
    customer.subscribe(heard);
    await ada.request('call.sendDtmf', { digits: '12' });
    await ada.request('call.sendDtmf', { digits: '#' });
    expect(customer.dtmf).toBe('12#');
    expect(heard.mock.calls.flat()).toEqual(['12', '#'].map((digits) => ({ type: 'dtmf', digits })));
  });

  it('are not taken for the customer’s by a flow that waits for digits', async () => {
    const flow = { url: 'https://bank.example.com/v', collect: [{ name: 'pin', prompt: 'PIN?', digits: 2 }] };
    const { ada, clock } = await aCall({ processes: [{ verifyTypeCode: 'PIN', name: 'PIN', enabled: true, flow }] });
    await ada.request('verification.start', { verifyTypeCode: 'PIN' });
    await ada.request('call.sendDtmf', { digits: '12' });
    await clock.advance(0);
    expect(ada.snapshot().verifications).toMatchObject([{ step: 'pin', result: 0 }]);
  });

  it('reach who is consulted outside, and everybody in a conference', async () => {
    const { ada, customer, center } = await aConsultation('5550190');
    const outside = center.phone('5550190');
    await ada.request('call.sendDtmf', { digits: '1' });
    expect([customer.dtmf, outside.call?.dtmf]).toEqual(['', '1']);
    await ada.request('call.conference', {});
    await ada.request('call.sendDtmf', { digits: '2' });
    expect([customer.dtmf, outside.call?.dtmf]).toEqual(['2', '12']);
  });

  it('need somebody on the line', async () => {
    const { ada } = await aCall();
    await ada.request('call.hold', {});
    expect((await rejectionOf(ada.request('call.sendDtmf', { digits: '1' }))).code).toBe('call/wrong-state');
  });
});

describe('a recording', () => {
  it('begins with the answer, pauses and goes on', async () => {
    const { ada, center } = await aCall({ recording: true });
    const recording = () => ada.snapshot().calls[0]?.recording;
    expect(recording()).toBe('on');
    await ada.request('call.pauseRecording', {});
    expect(recording()).toBe('paused');
    expect((await rejectionOf(ada.request('call.pauseRecording', {}))).code).toBe('call/wrong-state');
    await ada.request('call.hold', {});
    await ada.request('call.retrieve', {});
    expect(recording()).toBe('paused');
    await ada.request('call.resumeRecording', {});
    expect(recording()).toBe('on');
    expect(center.callIn({ callerNum: '5550101', calledNum: '88880011', workNo: '371' }).state).toBe('dialing');
    expect(center.snapshot('371').calls[1]).not.toHaveProperty('recording');
  });

  it('is of the customer’s call, not of a consultation; in a conference it goes on', async () => {
    const { ada, ben } = await aConsultation('372', { recording: true });
    expect(ada.snapshot().calls.map(({ recording }) => recording)).toEqual(['on', undefined]);
    expect((await rejectionOf(ada.request('call.pauseRecording', {}))).code).toBe('call/wrong-state');
    await ada.request('call.conference', {});
    await ada.request('call.pauseRecording', {});
    expect(ada.snapshot().calls[0]?.recording).toBe('paused');
    await ada.request('call.hangUp', {});
    expect(ben.snapshot().calls[0]?.recording).toBe('on');
  });

  it('cannot be paused where nothing is recorded', async () => {
    const { ada } = await aCall();
    expect(ada.capabilities.has('call.pauseRecording')).toBe(false);
    expect((await rejectionOf(ada.request('call.resumeRecording', {}))).code).toBe('bridge/unsupported-operation');
  });
});

describe('the directory', () => {
  const search = async (text: string, kind?: 'agent' | 'skillGroup' | 'ivr' | 'accessCode' | 'number') => {
    const { ada } = await aCall();
    return ada.request('directory.search', { text, ...(kind && { kind }) });
  };

  it('lists all that a call can be given to, but the agent who asks', async () => {
    expect(await search('')).toEqual([
      { kind: 'agent', address: '372', name: 'Ben', state: 'ready' },
      { kind: 'agent', address: '373', name: 'Cem', state: 'offline' },
      { kind: 'skillGroup', address: 'retail', name: 'Retail banking' },
      { kind: 'skillGroup', address: 'cards', name: 'cards' },
      { kind: 'ivr', address: 'survey', name: 'Survey' },
      { kind: 'accessCode', address: '88880011', name: '88880011' },
      { kind: 'accessCode', address: '88880012', name: 'Retail line' },
    ]);
  });

  it('finds names and addresses, large or small, of one kind or all', async () => {
    expect((await search(' RETAIL ')).map(({ address }) => address)).toEqual(['retail', '88880012']);
    expect((await search('retail', 'accessCode')).map(({ address }) => address)).toEqual(['88880012']);
    expect((await search('37')).map(({ name }) => name)).toEqual(['Ben', 'Cem']);
    expect(await search('', 'number')).toEqual([]);
  });

  it('ends after fifty', async () => {
    const agents = Array.from({ length: 60 }, (_, index) => ({ workNo: `${1000 + index}` }));
    const link = await linkOf(aCenter({ agents }), '1000');
    expect(await link.request('directory.search', { text: '' })).toHaveLength(50);
  });

  it('knows the numbers that a call may show, and the reasons to be busy', async () => {
    const reasons = [{ state: 'rest', reason: '11', name: 'Lunch' }] as const;
    const ada = await agentOf(aCenter({ ...bank, reasons }), '371');
    expect(await ada.request('numbers.outbound', {})).toEqual([
      { number: '88880011' },
      { number: '88880012', name: 'Retail line' },
    ]);
    expect(await ada.request('agent.reasons', {})).toEqual(reasons);
  });
});

describe('how long a state lasts', () => {
  it('is known of a rest, which nothing ends but the agent', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    await ada.request('agent.rest', { reason: '11', seconds: 60 });
    expect(ada.snapshot().agent).toMatchObject({ state: 'rest', until: startMs + 60_000 });
    await ground.clock.advance(120_000);
    expect(ada.snapshot().agent).toMatchObject({ state: 'rest', until: startMs + 60_000 });
    await ada.request('agent.setReady', {});
    expect(ada.snapshot().agent).not.toHaveProperty('until');
  });

  it('counts from when the rest begins, after the call', async () => {
    const { ada, clock } = await aCall({ wrapUpSeconds: 20 });
    await ada.request('agent.rest', { seconds: 60 });
    expect(ada.snapshot().agent).toMatchObject({ state: 'on-call', pendingState: 'rest' });
    expect(ada.snapshot().agent).not.toHaveProperty('until');
    await ada.request('call.hangUp', {});
    expect(ada.snapshot().agent).toMatchObject({ state: 'wrap-up', until: startMs + 20_000 });
    await clock.advance(20_000);
    expect(ada.snapshot().agent).toMatchObject({ state: 'rest', until: startMs + 80_000 });
  });

  it('is that of the last of two wrap-ups', async () => {
    const { ada, center, customer, clock } = await aCall({ wrapUpSeconds: 20 });
    const second = center.callIn({ callerNum: '5550101', calledNum: '88880011', workNo: '371' });
    await ada.request('call.answer', { callId: second.callId });
    customer.hangUp();
    await clock.advance(5000);
    second.hangUp();
    await clock.advance(0);
    expect(ada.snapshot().agent).toMatchObject({ state: 'wrap-up', until: startMs + 25_000 });
  });
});
