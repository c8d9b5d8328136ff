import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/protocol/entities.js';
import { emptySnapshot } from '../../../src/protocol/reducer.js';
import { deriveSoftphoneEvents } from '../../../src/softphone/derive-events.js';
import { aCall, aContact, anAgent } from '../../support/samples.js';
import { aState, ringingCall, withCalls } from './a-softphone.js';

const tell = (before: Snapshot, after: Snapshot): string[] =>
  deriveSoftphoneEvents(before, after)
    .filter(({ name }) => name !== 'agent')
    .map(
      ({ name, event }) => `${name} ${'call' in event ? event.call.id : 'contact' in event ? event.contact.id : ''}`,
    );

const ended = aCall({ state: 'ended', endedAt: 9000, endReason: 'customer' });

describe('the events between two states', () => {
  it('are ringing, answered, ended and the end of the contact, one after the other', () => {
    const states = [aState(), withCalls(ringingCall()), withCalls(aCall()), withCalls(ended), aState()];
    const told = states.slice(1).map((state, index) => tell(states[index]!, state));
    expect(told).toEqual([['ringing call-a'], ['answered call-a'], ['ended call-a'], ['contactEnded contact-a']]);
  });

  it('are none for hold, mute and the same state again', () => {
    expect(tell(withCalls(aCall()), withCalls(aCall({ state: 'held', muted: true })))).toEqual([]);
    expect(tell(withCalls(aCall()), withCalls(aCall()))).toEqual([]);
    expect(tell(withCalls(ringingCall()), withCalls(ringingCall()))).toEqual([]);
  });

  it('lose nothing in a gap', () => {
    expect(tell(aState(), withCalls(aCall()))).toEqual(['ringing call-a', 'answered call-a']);
    expect(tell(withCalls(ringingCall()), withCalls(ended))).toEqual(['answered call-a', 'ended call-a']);
    expect(tell(withCalls(ringingCall()), aState())).toEqual(['ended call-a', 'contactEnded contact-a']);
  });

  it('are none for a call that began and ended unseen', () => {
    expect(tell(aState(), withCalls(ended))).toEqual([]);
  });

  it('are no ringing for a call that this agent dialled', () => {
    expect(tell(aState(), withCalls(aCall({ direction: 'out' })))).toEqual(['answered call-a']);
    const leg = aCall({ id: 'leg', direction: 'internal', consultOf: 'call-a' });
    const main = aCall({ state: 'held' });
    expect(tell(withCalls(main), withCalls(main, leg))).toEqual(['answered leg']);
    // The colleague has the leg without the main call: there it rang.
    expect(tell(aState(), withCalls(leg))).toEqual(['ringing leg', 'answered leg']);
  });

  it('are, of what was there before the page, only what still rings', () => {
    const before = withCalls(aCall(), ringingCall({ id: 'second' }), { ...ended, id: 'third' });
    expect(tell(emptySnapshot, before)).toEqual(['ringing second']);
  });

  it('end all of an earlier run of the centre, whose ids mean other things', () => {
    const again = { ...withCalls(ringingCall()), epoch: 'epoch-2' };
    expect(tell(withCalls(aCall()), again)).toEqual(['ended call-a', 'contactEnded contact-a', 'ringing call-a']);
  });

  it('tell of the agent with what they were before, and not when a snapshot says the same', () => {
    const agentEvents = (before: Snapshot, after: Snapshot) =>
      deriveSoftphoneEvents(before, after).filter(({ name }) => name === 'agent');
    const ready = anAgent({ state: 'ready' });
    const busy = anAgent({ state: 'busy', reason: '7' });
    expect(agentEvents(aState({ agent: ready }), aState({ agent: busy }))).toEqual([
      { name: 'agent', event: { agent: busy, previous: ready } },
    ]);
    expect(agentEvents(aState({ agent: ready }), aState({ agent: { ...ready } }))).toEqual([]);
    expect(agentEvents(emptySnapshot, aState({ agent: ready }))).toEqual([
      { name: 'agent', event: { agent: ready, previous: undefined } },
    ]);
  });

  it('give a call its contact, and a contact the end that the event knows', () => {
    const [rang] = deriveSoftphoneEvents(aState({ agent: anAgent() }), withCalls(ringingCall()));
    expect(rang?.event).toEqual({ call: ringingCall(), contact: aContact() });
    const contact = aContact({ endedAt: 9900 });
    const [over] = deriveSoftphoneEvents(withCalls(ended), aState({ agent: anAgent() }), {
      type: 'contact.ended',
      contact,
    });
    expect(over?.event).toEqual({ contact });
  });
});
