import { describe, expect, it } from 'vitest';
import type { CenterEvent } from '../../../src/protocol/events.js';
import { emptySnapshot, reduce } from '../../../src/protocol/reducer.js';
import { aCall, aContact, anAgent, aSnapshot, aVerification } from '../../support/samples.js';

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freezeDeep);
    Object.freeze(value);
  }
  return value;
}

describe('reduce', () => {
  const state = freezeDeep(
    aSnapshot({
      contacts: [aContact(), aContact({ id: 'contact-b' })],
      calls: [aCall(), aCall({ id: 'call-b', contactId: 'contact-b' })],
      verifications: [aVerification(), aVerification({ contactId: 'contact-b' })],
    }),
  );

  it('replaces the agent', () => {
    const agent = anAgent({ state: 'wrap-up' });
    expect(reduce(state, { type: 'agent.updated', agent })).toEqual({ ...state, agent });
  });

  it('replaces an entity in its place', () => {
    const contact = aContact({ callData: 'new' });
    const call = aCall({ state: 'held' });
    expect(reduce(state, { type: 'contact.updated', contact }).contacts).toEqual([contact, state.contacts[1]]);
    expect(reduce(state, { type: 'call.updated', call }).calls).toEqual([call, state.calls[1]]);
  });

  it('appends an entity that is new', () => {
    const contact = aContact({ id: 'contact-c' });
    const call = aCall({ id: 'call-c' });
    const verification = aVerification({ verifyTypeCode: 'OTHER' });
    expect(reduce(state, { type: 'contact.updated', contact }).contacts).toEqual([...state.contacts, contact]);
    expect(reduce(state, { type: 'call.updated', call }).calls).toEqual([...state.calls, call]);
    expect(reduce(state, { type: 'verification.updated', verification }).verifications).toEqual([
      ...state.verifications,
      verification,
    ]);
  });

  it('keeps a call that ended, until its contact ends', () => {
    const call = aCall({ state: 'ended', endedAt: 9000 });
    const after = reduce(state, { type: 'call.ended', call });
    expect(after.calls).toEqual([call, state.calls[1]]);
    expect(reduce(after, { type: 'contact.ended', contact: aContact() }).calls).toEqual([state.calls[1]]);
  });

  it('removes with a contact its calls and its verifications, and the focus on it', () => {
    expect(reduce(state, { type: 'contact.ended', contact: aContact() })).toEqual({
      ...state,
      contacts: [state.contacts[1]],
      calls: [state.calls[1]],
      verifications: [state.verifications[1]],
      focus: {},
    });
  });

  it('leaves the focus on another contact than the one that ended', () => {
    const after = reduce(state, { type: 'contact.ended', contact: aContact({ id: 'contact-b' }) });
    expect(after.focus).toEqual({ contactId: 'contact-a' });
  });

  it('moves the focus', () => {
    expect(reduce(state, { type: 'focus.changed', focus: { contactId: 'contact-b' } }).focus.contactId).toBe(
      'contact-b',
    );
    expect(reduce(state, { type: 'focus.changed', focus: {} }).focus).toEqual({});
  });

  it('lets a new attempt replace the result of the old one', () => {
    const passed = reduce(state, { type: 'verification.updated', verification: aVerification({ result: 1 }) });
    expect(passed.verifications[0]?.result).toBe(1);
    const again = reduce(passed, { type: 'verification.updated', verification: aVerification({ attempt: 2 }) });
    expect(again.verifications[0]).toMatchObject({ attempt: 2, result: 0 });
    expect(again.verifications).toHaveLength(2);
  });

  it('ignores a late word about an attempt that a newer one replaced', () => {
    const again = reduce(state, { type: 'verification.updated', verification: aVerification({ attempt: 2 }) });
    const late = reduce(again, {
      type: 'verification.updated',
      verification: aVerification({ attempt: 1, result: 1 }),
    });
    expect(late).toBe(again);
  });

  it('tells apart attempts of another code or of another contact', () => {
    const other = aVerification({ contactId: 'contact-b', attempt: 1, result: 1 });
    const again = reduce(state, { type: 'verification.updated', verification: aVerification({ attempt: 5 }) });
    expect(reduce(again, { type: 'verification.updated', verification: other }).verifications).toEqual([
      aVerification({ attempt: 5 }),
      other,
    ]);
  });

  it('changes nothing for a conflict, nor for an event of a newer protocol', () => {
    expect(reduce(state, { type: 'agent.conflict', workNo: '1001' })).toBe(state);
    expect(reduce(state, { type: 'robot.updated' } as unknown as CenterEvent)).toBe(state);
  });

  it('takes of an event only what its type names: nobody has checked the rest', () => {
    const agent = anAgent();
    const extra = { agent: 'nobody', focus: 7, contact: null, call: {} };
    const event = { ...extra, type: 'agent.conflict', workNo: '1001' } as unknown as CenterEvent;
    expect(reduce(state, event)).toBe(state);
    expect(reduce(state, { ...extra, type: 'agent.updated', agent } as unknown as CenterEvent)).toEqual({
      ...state,
      agent,
    });
  });

  it('never touches the epoch', () => {
    expect(reduce(emptySnapshot, { type: 'agent.updated', agent: anAgent() }).epoch).toBe('');
  });
});
