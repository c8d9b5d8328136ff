import { expect, it, vi } from 'vitest';
import { contract } from './center-driver.js';
import type { ConnectionHarness } from './connection-contract.js';
import { callState, codeOf, converged, eventually, ring, signIn, talk } from './contract-steps.js';

/** The life of calls and contacts. */
export function callContract(harness: () => ConnectionHarness): void {
  const focus = (): string | undefined => harness().connection.snapshot().focus.contactId;
  const agentState = (): string | undefined => harness().connection.snapshot().agent?.state;

  it('takes an inbound call from ringing to the end of wrap-up', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { callId, contactId } = await ring(harness(), '5550100', '{"tier":"gold"}');
    expect(connection.snapshot()).toMatchObject({
      contacts: [{ id: contactId, mediaType: 'audio', customerNumber: '5550100', callData: '{"tier":"gold"}' }],
      calls: [{ id: callId, direction: 'in', callerNum: '5550100', calledNum: contract.serviceNumber }],
      focus: { contactId },
    });
    expect(await center.customerState(callId)).toBe('dialing');

    await connection.request('call.answer', {});
    await eventually(harness(), () => expect(agentState()).toBe('on-call'));
    expect(callState(harness(), callId)).toBe('talking');
    expect(await center.customerState(callId)).toBe('talking');

    await center.customerHangUp(callId);
    await eventually(harness(), () => expect(agentState()).toBe('wrap-up'));
    expect(connection.snapshot().calls).toMatchObject([{ id: callId, state: 'ended', endReason: 'customer' }]);
    expect(focus()).toBe(contactId);

    await connection.request('agent.endWrapUp', {});
    await eventually(harness(), () => expect(agentState()).toBe('ready'));
    await converged(harness());
    expect(connection.snapshot()).toMatchObject({ contacts: [], calls: [], focus: {} });
  });

  it('ends wrap-up by itself when its time is over', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await talk(harness());
    await connection.request('call.hangUp', {});
    await eventually(harness(), () => expect(agentState()).toBe('wrap-up'));
    await center.advance(contract.wrapUpMs);
    await eventually(harness(), () => expect(agentState()).toBe('ready'));
    expect(connection.snapshot().contacts).toEqual([]);
  });

  it('has the focus right in the task that tells of the ringing', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const focusAtRinging = vi.fn();
    connection.subscribe((event) => {
      if (event.type === 'call.updated' && event.call.state === 'ringing')
        focusAtRinging(focus(), event.call.contactId);
    });
    const { contactId } = await ring(harness());
    expect(focusAtRinging).toHaveBeenCalledExactlyOnceWith(contactId, contactId);
    expect(await center.customerState('call-1')).toBe('dialing');
  });

  it('rejects a call and lets one ring out, without wrap-up', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const first = await ring(harness());
    await connection.request('call.reject', {});
    await converged(harness());
    expect(await center.customerState(first.callId)).toBe('ended');
    expect(connection.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], focus: {} });

    const reasons = vi.fn();
    connection.subscribe((event) => {
      if (event.type === 'call.ended') reasons(event.call.endReason);
    });
    await ring(harness());
    await center.advance(contract.ringMs);
    await converged(harness());
    expect(reasons).toHaveBeenCalledExactlyOnceWith('no-answer');
    expect(connection.snapshot().contacts).toEqual([]);
  });

  it('dials out, talks and ends', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { callId, contactId } = await connection.request('call.dial', {
      calledNum: '5550110',
      mediaType: 'video',
      callData: 'campaign 7',
    });
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('dialing'));
    expect(connection.snapshot()).toMatchObject({
      contacts: [{ id: contactId, mediaType: 'video', customerNumber: '5550110', callData: 'campaign 7' }],
      calls: [{ direction: 'out', callerNum: contract.serviceNumber, calledNum: '5550110' }],
      focus: { contactId },
    });
    await center.phoneAnswer('5550110');
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('talking'));
    await connection.request('call.hangUp', { callId });
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('ended'));
    await converged(harness());
  });

  it('ends an outbound call that the customer rejects', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const reasons = vi.fn();
    connection.subscribe((event) => {
      if (event.type === 'call.ended') reasons(event.call.endReason);
    });
    await connection.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    await center.phoneReject('5550110');
    await converged(harness());
    expect(reasons).toHaveBeenCalledExactlyOnceWith('rejected');
    expect(connection.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [] });
  });

  it('holds, retrieves, mutes and unmutes', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { callId } = await talk(harness());
    await connection.request('call.hold', {});
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('held'));
    expect(await center.customerState(callId)).toBe('held');
    expect(await codeOf(harness(), connection.request('call.hold', {}))).toBe('call/wrong-state');
    await connection.request('call.retrieve', {});
    await eventually(harness(), () => expect(callState(harness(), callId)).toBe('talking'));
    const isMuted = (): boolean | undefined => connection.snapshot().calls[0]?.muted;
    await connection.request('call.mute', { callId });
    await eventually(harness(), () => expect(isMuted()).toBe(true));
    await connection.request('call.unmute', { callId });
    await eventually(harness(), () => expect(isMuted()).toBe(false));
    await converged(harness());
  });

  it('changes the call data of the contact', async () => {
    const { connection } = harness();
    await signIn(harness());
    await talk(harness());
    await connection.request('call.setData', { callData: '{"order":"A-1"}' });
    await eventually(harness(), () => {
      expect(connection.snapshot().contacts[0]?.callData).toBe('{"order":"A-1"}');
    });
  });

  it('consults a colleague, who shares the contact, and goes back to the customer', async () => {
    const { connection, center } = harness();
    const { colleague } = contract;
    await signIn(harness());
    await center.perform(colleague, 'agent.signIn', {});
    const main = await talk(harness());
    const consult = await connection.request('call.consult', { to: colleague });
    await eventually(harness(), () => expect(callState(harness(), consult.callId)).toBe('dialing'));
    expect(callState(harness(), main.callId)).toBe('held');
    expect(connection.snapshot().calls[1]).toMatchObject({
      contactId: main.contactId,
      direction: 'internal',
      consultOf: main.callId,
    });
    const theirs = await center.snapshot(colleague);
    expect(theirs).toMatchObject({
      contacts: [{ id: main.contactId }],
      calls: [{ contactId: main.contactId, state: 'ringing', consultOf: main.callId }],
      focus: { contactId: main.contactId },
    });

    await center.perform(colleague, 'call.answer', {});
    await eventually(harness(), () => expect(callState(harness(), consult.callId)).toBe('talking'));
    expect(focus()).toBe(main.contactId);
    await connection.request('call.cancelConsult', {});
    await eventually(harness(), () => expect(callState(harness(), main.callId)).toBe('talking'));
    expect(callState(harness(), consult.callId)).toBe('ended');
    expect(await center.snapshot(colleague)).toMatchObject({ agent: { state: 'ready' }, contacts: [], focus: {} });
    await converged(harness());
  });

  it('leaves the customer held when the colleague rejects', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await center.perform(contract.colleague, 'agent.signIn', {});
    const main = await talk(harness());
    const consult = await connection.request('call.consult', { to: contract.colleague });
    await center.perform(contract.colleague, 'call.reject', {});
    await eventually(harness(), () => expect(callState(harness(), consult.callId)).toBe('ended'));
    expect(callState(harness(), main.callId)).toBe('held');
    await converged(harness());
  });

  it('refuses to consult a colleague who is not there', async () => {
    await signIn(harness());
    const main = await talk(harness());
    const request = harness().connection.request('call.consult', { to: contract.colleague });
    expect(await codeOf(harness(), request)).toBe('call/wrong-state');
    expect(callState(harness(), main.callId)).toBe('talking');
  });

  it('keeps the focus while a second call waits, and moves it when that is answered and when it ends', async () => {
    const { connection } = harness();
    await signIn(harness());
    const a = await talk(harness(), '5550100');
    const b = await ring(harness(), '5550101');
    expect(focus()).toBe(a.contactId);
    await connection.request('call.answer', { callId: b.callId });
    await eventually(harness(), () => expect(callState(harness(), b.callId)).toBe('talking'));
    expect(callState(harness(), a.callId)).toBe('held');
    expect(focus()).toBe(b.contactId);
    await connection.request('call.hangUp', { callId: b.callId });
    await eventually(harness(), () => expect(focus()).toBe(a.contactId));
    expect(agentState()).toBe('on-call');
    await converged(harness());
  });

  it('moves the focus when asked and when the agent swaps', async () => {
    const { connection } = harness();
    await signIn(harness());
    const a = await talk(harness(), '5550100');
    const b = await talk(harness(), '5550101');
    await connection.request('call.focus', { contactId: a.contactId });
    await eventually(harness(), () => expect(focus()).toBe(a.contactId));
    expect(callState(harness(), b.callId)).toBe('talking');
    await connection.request('call.focus', { contactId: b.contactId });
    await connection.request('call.retrieve', { callId: a.callId });
    await eventually(harness(), () => expect(focus()).toBe(a.contactId));
    expect(callState(harness(), b.callId)).toBe('held');
    const unknown = connection.request('call.focus', { contactId: 'contact-99' });
    expect(await codeOf(harness(), unknown)).toBe('call/not-found');
    await converged(harness());
  });

  it('gives a call that rings during wrap-up the focus, and keeps it there when the wrap-up ends', async () => {
    const { connection } = harness();
    await signIn(harness());
    const a = await talk(harness(), '5550100');
    await connection.request('call.hangUp', {});
    await eventually(harness(), () => expect(agentState()).toBe('wrap-up'));
    expect(focus()).toBe(a.contactId);
    const b = await ring(harness(), '5550101');
    expect(focus()).toBe(b.contactId);
    await connection.request('agent.endWrapUp', {});
    await eventually(harness(), () => expect(connection.snapshot().contacts).toHaveLength(1));
    expect(focus()).toBe(b.contactId);
    await converged(harness());
  });

  it('starts and ends a contact without a call', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { contactId } = await connection.request('contact.start', {
      mediaType: 'email',
      calledNum: 'customer@example.com',
    });
    await eventually(harness(), () => expect(focus()).toBe(contactId));
    expect(connection.snapshot()).toMatchObject({
      contacts: [{ id: contactId, mediaType: 'email', customerNumber: 'customer@example.com' }],
      calls: [],
    });
    await center.endContact(contactId);
    await eventually(harness(), () => expect(connection.snapshot().contacts).toEqual([]));
    expect(focus()).toBeUndefined();
    await converged(harness());
  });
}
