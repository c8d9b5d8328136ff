import { expect, it, vi } from 'vitest';
import type { Call } from '../../src/protocol/entities.js';
import { contract } from './center-driver.js';
import type { ConnectionHarness } from './connection-contract.js';
import { callState, codeOf, converged, eventually, signIn, talk, type CustomerOnLine } from './contract-steps.js';

const { agent, colleague, skillGroup, serviceNumber, queueNumber } = contract;
const outside = '5550190';
const customerNumber = '5550100';

/** What a softphone does beyond one agent and one customer: several at one call, queues, seats, lists. */
export function softphoneContract(harness: () => ConnectionHarness): void {
  const callOf = (callId: string): Call | undefined =>
    harness()
      .connection.snapshot()
      .calls.find(({ id }) => id === callId);

  /** The agent talks to a customer, the colleague is ready. */
  async function onCall(): Promise<CustomerOnLine> {
    await signIn(harness());
    await harness().center.perform(colleague, 'agent.signIn', {});
    return talk(harness(), customerNumber);
  }

  /** The customer is held, the colleague talks to the agent. */
  async function consulting(): Promise<CustomerOnLine & { readonly legId: string }> {
    const { connection, center } = harness();
    const main = await onCall();
    const { callId: legId } = await connection.request('call.consult', { to: colleague, kind: 'agent' });
    await center.perform(colleague, 'call.answer', {});
    await eventually(harness(), () => expect(callState(harness(), legId)).toBe('talking'));
    return { ...main, legId };
  }

  it('transfers blind to a colleague, who has the customer then', async () => {
    const { connection, center } = harness();
    const { callId, contactId } = await onCall();
    await connection.request('call.transfer', { to: colleague });
    await eventually(harness(), () => expect(callOf(callId)).toMatchObject({ endReason: 'transferred' }));
    expect(await center.customerState(callId)).toBe('held');
    expect(await center.snapshot(colleague)).toMatchObject({
      contacts: [{ id: contactId }],
      calls: [{ contactId, state: 'ringing', direction: 'in', callerNum: customerNumber, calledNum: serviceNumber }],
    });
    await center.perform(colleague, 'call.answer', {});
    expect(await center.customerState(callId)).toBe('talking');
    await eventually(harness(), () => expect(connection.snapshot().agent?.state).toBe('wrap-up'));
    expect(connection.snapshot().agent?.until).toBeGreaterThan(0);
    await converged(harness());
  });

  it('transfers on answer, and has the customer back when the colleague declines', async () => {
    const { connection, center } = harness();
    const { callId } = await onCall();
    await connection.request('call.transfer', { to: colleague, mode: 'on-answer' });
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('held'));
    await center.perform(colleague, 'call.reject', {});
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('talking'));
    await connection.request('call.transfer', { to: outside, kind: 'number', mode: 'on-answer' });
    await center.phoneAnswer(outside);
    await eventually(harness(), () => expect(callOf(callId)).toMatchObject({ endReason: 'transferred' }));
    expect(await center.customerState(callId)).toBe('talking');
    await center.phoneHangUp(outside);
    expect(await center.customerState(callId)).toBe('ended');
    await converged(harness());
  });

  it('transfers into a menu and to a group', async () => {
    const { connection, center } = harness();
    const first = await onCall();
    await connection.request('call.transfer', { to: 'survey', kind: 'ivr' });
    await eventually(harness(), () => expect(callState(harness(), first.callId)).toBe('ended'));
    expect(await center.customerPrompts(first.callId)).toEqual(['Were you content?']);
    const second = await talk(harness(), '5550101');
    await connection.request('call.transfer', { to: skillGroup, kind: 'skillGroup' });
    await eventually(harness(), () => expect(callState(harness(), second.callId)).toBe('ended'));
    expect(await center.snapshot(colleague)).toMatchObject({
      contacts: [{ skillGroup }],
      calls: [{ state: 'ringing' }],
    });
    await converged(harness());
  });

  it('refuses to transfer to nobody, and the call goes on', async () => {
    const { connection } = harness();
    const { callId } = await onCall();
    const unknown = connection.request('call.transfer', { to: 'loans', kind: 'skillGroup' });
    expect(await codeOf(harness(), unknown)).toBe('call/invalid-number');
    expect(await codeOf(harness(), connection.request('call.transfer', { to: agent }))).toBe('call/wrong-state');
    expect(callState(harness(), callId)).toBe('talking');
  });

  it('completes a consultation: the colleague’s leg becomes the customer’s call', async () => {
    const { connection, center } = harness();
    const { callId, contactId, legId } = await consulting();
    await connection.request('call.completeTransfer', {});
    await eventually(harness(), () => expect(callOf(callId)).toMatchObject({ endReason: 'transferred' }));
    expect(callOf(legId)).toMatchObject({ state: 'ended', endReason: 'transferred' });
    const [theirs] = (await center.snapshot(colleague)).calls;
    expect(theirs).toMatchObject({ contactId, state: 'talking', callerNum: customerNumber, recording: 'on' });
    expect(theirs).not.toHaveProperty('consultOf');
    expect(await center.customerState(callId)).toBe('talking');
    await converged(harness());
  });

  it('makes a conference, drops the colleague and talks on', async () => {
    const { connection, center } = harness();
    const { callId, legId } = await consulting();
    await connection.request('call.conference', {});
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('conference'));
    expect(callOf(legId)).toMatchObject({ state: 'ended', endReason: 'merged' });
    const parties = [
      { kind: 'agent', number: agent },
      { kind: 'customer', number: customerNumber },
      { kind: 'agent', number: colleague },
    ];
    expect(callOf(callId)?.parties).toEqual(parties);
    expect((await center.snapshot(colleague)).calls).toMatchObject([{ state: 'conference', parties }]);

    const nobody = connection.request('call.dropParty', { number: outside });
    expect(await codeOf(harness(), nobody)).toBe('call/not-found');
    await connection.request('call.dropParty', { number: colleague });
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('talking'));
    expect((await center.snapshot(colleague)).calls).toEqual([]);
    expect(await center.customerState(callId)).toBe('talking');
    await converged(harness());
  });

  it('leaves a conference to the others', async () => {
    const { connection, center } = harness();
    const { callId } = await consulting();
    await connection.request('call.conference', {});
    await connection.request('call.hangUp', {});
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('ended'));
    expect((await center.snapshot(colleague)).calls).toMatchObject([{ state: 'talking' }]);
    expect(await center.customerState(callId)).toBe('talking');
    await converged(harness());
  });

  it('types tones to the customer', async () => {
    const { connection, center } = harness();
    await onCall();
    await connection.request('call.sendDtmf', { digits: '12' });
    await connection.request('call.sendDtmf', { digits: '#' });
    expect(await center.phoneDtmf(customerNumber)).toBe('12#');
  });

  it('pauses the recording and goes on with it', async () => {
    const { connection } = harness();
    const { callId } = await onCall();
    expect(callOf(callId)?.recording).toBe('on');
    await connection.request('call.pauseRecording', {});
    await eventually(harness(), () => expect(callOf(callId)?.recording).toBe('paused'));
    expect(await codeOf(harness(), connection.request('call.pauseRecording', {}))).toBe('call/wrong-state');
    await connection.request('call.resumeRecording', { callId });
    await eventually(harness(), () => expect(callOf(callId)?.recording).toBe('on'));
    await converged(harness());
  });

  it('rests for a time that everybody can see', async () => {
    const { connection } = harness();
    await signIn(harness());
    await connection.request('agent.rest', { reason: '11', seconds: 60 });
    await eventually(harness(), () => expect(connection.snapshot().agent).toMatchObject({ state: 'rest' }));
    const { since = 0, until } = connection.snapshot().agent ?? {};
    expect(until).toBe(since + 60_000);
    await converged(harness());
  });

  it('takes the next customer out of the queue', async () => {
    const { connection, center } = harness();
    const { contactId } = await center.callIn({ callerNum: customerNumber, calledNum: queueNumber });
    expect(await center.phoneState(customerNumber)).toBe('dialing');
    await signIn(harness());
    await eventually(harness(), () => {
      expect(connection.snapshot()).toMatchObject({
        contacts: [{ id: contactId, skillGroup }],
        calls: [{ state: 'ringing', callerNum: customerNumber }],
      });
    });
    await center.advance(contract.ringMs);
    await eventually(harness(), () => {
      expect(connection.snapshot()).toMatchObject({ agent: { state: 'busy', reason: 'no-answer' }, contacts: [] });
    });
    expect(await center.phoneState(customerNumber)).toBe('dialing');
    await connection.request('agent.setReady', {});
    await connection.request('call.answer', {});
    expect(await center.phoneState(customerNumber)).toBe('talking');
    await converged(harness());
  });

  it('hears of the agent signing in elsewhere, is left to watch, and takes over', async () => {
    const { connection, center } = harness();
    const { callId } = await onCall();
    const conflicts = vi.fn();
    connection.subscribe((event) => {
      if (event.type === 'agent.conflict') conflicts(event.workNo);
    });
    await center.perform(agent, 'agent.signIn', { force: true }, 'home');
    await eventually(harness(), () => expect(connection.snapshot().agent?.elsewhere).toBe(true));
    expect(conflicts).toHaveBeenCalledExactlyOnceWith(agent);
    const code = (request: Promise<unknown>): Promise<unknown> => codeOf(harness(), request);
    expect(await code(connection.request('call.hold', {}))).toBe('auth/signed-in-elsewhere');
    expect(await code(connection.request('agent.signIn', {}))).toBe('auth/signed-in-elsewhere');
    expect(callState(harness(), callId)).toBe('talking');
    await converged(harness());
    await connection.request('agent.signIn', { force: true });
    await connection.request('call.hold', {});
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('held'));
    expect(connection.snapshot().agent).not.toHaveProperty('elsewhere');
    await converged(harness());
  });

  it('reads the directory, the numbers to show and the reasons', async () => {
    const { connection, center } = harness();
    await center.perform(colleague, 'agent.signIn', {});
    expect(await connection.request('directory.search', { text: 'AGENT' })).toEqual([
      { kind: 'agent', address: colleague, name: 'Agent 372', state: 'ready' },
    ]);
    expect(await connection.request('directory.search', { text: 'retail' })).toEqual([
      { kind: 'skillGroup', address: skillGroup, name: 'Retail banking' },
      { kind: 'accessCode', address: queueNumber, name: 'Retail line' },
    ]);
    expect(await connection.request('directory.search', { text: '', kind: 'ivr' })).toEqual([
      { kind: 'ivr', address: 'survey', name: 'Survey' },
    ]);
    expect(await connection.request('numbers.outbound', {})).toEqual([
      { number: serviceNumber },
      { number: queueNumber, name: 'Retail line' },
    ]);
    expect(await connection.request('agent.reasons', {})).toEqual([{ state: 'rest', reason: '11', name: 'Lunch' }]);
  });
}
