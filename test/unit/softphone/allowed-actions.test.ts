import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../../src/connection/connection.js';
import type { Call, Snapshot } from '../../../src/protocol/entities.js';
import type { CallAction } from '../../../src/softphone/actions.js';
import { allowedActions } from '../../../src/softphone/allowed-actions.js';
import { aCall, anAgent } from '../../support/samples.js';
import { aState, ringingCall, withCalls } from './a-softphone.js';

const all: Capabilities = { has: () => true };
const ofAgent = (state: Snapshot) => [...allowedActions(state, all, 'open').agent].sort();
const ofCall = (calls: readonly Call[], id = 'call-a') =>
  [...allowedActions(withCalls(...calls), all, 'open').calls.get(id)!].sort();
const has = (action: CallAction, calls: readonly Call[], id?: string) => ofCall(calls, id).includes(action);

const leg = (fields: Partial<Call> = {}): Call =>
  aCall({ id: 'leg', consultOf: 'call-a', direction: 'internal', ...fields });
const second = (fields: Partial<Call> = {}): Call => aCall({ id: 'second', contactId: 'contact-b', ...fields });

describe('what an agent may do', () => {
  it('is signing in while offline, and nothing else', () => {
    expect(ofAgent(aState({ agent: anAgent({ state: 'offline' }) }))).toEqual(['signIn']);
  });

  it('is choosing a state, dialling and signing out while nothing goes on', () => {
    for (const state of ['ready', 'busy', 'rest'] as const) {
      expect(ofAgent(aState({ agent: anAgent({ state }) }))).toEqual([
        'dial',
        'rest',
        'setBusy',
        'setReady',
        'signOut',
      ]);
    }
  });

  it('is taking over, and nothing else, while another seat has the agent', () => {
    const state = withCalls(aCall());
    const { agent, calls } = allowedActions({ ...state, agent: anAgent({ elsewhere: true }) }, all, 'open');
    expect([...agent]).toEqual(['takeOver']);
    expect(calls.get('call-a')).toEqual(new Set());
  });

  it('is ending wrap-up, and dialling, in wrap-up', () => {
    const state = aState({ agent: anAgent({ state: 'wrap-up' }), calls: [aCall({ state: 'ended' })] });
    expect(ofAgent(state)).toEqual(['dial', 'endWrapUp', 'rest', 'setBusy', 'setReady', 'signOut']);
  });

  it('is no signing out during any call, and no dialling while one is talked on or dialled', () => {
    for (const state of ['talking', 'conference', 'dialing'] as const) {
      expect(ofAgent(withCalls(aCall({ state })))).toEqual(['rest', 'setBusy', 'setReady']);
    }
    for (const state of ['held', 'ringing'] as const) {
      expect(ofAgent(withCalls(aCall({ state })))).toEqual(['dial', 'rest', 'setBusy', 'setReady']);
    }
  });

  it('is nothing at all while the link is not open', () => {
    for (const status of ['connecting', 'stale', 'reconnecting', 'closed'] as const) {
      const { agent, calls } = allowedActions(withCalls(aCall()), all, status);
      expect([agent, calls.get('call-a')]).toEqual([new Set(), new Set()]);
    }
  });

  it('is only what the link offers', () => {
    const offered = new Set(['agent.setReady', 'call.dial', 'call.hangUp', 'agent.signIn']);
    const capabilities: Capabilities = { has: (operation) => offered.has(operation) };
    expect([...allowedActions(aState(), capabilities, 'open').agent].sort()).toEqual(['dial', 'setReady']);
    expect([...allowedActions(withCalls(aCall()), capabilities, 'open').calls.get('call-a')!]).toEqual(['hangUp']);
    const elsewhere = aState({ agent: anAgent({ elsewhere: true }) });
    expect([...allowedActions(elsewhere, capabilities, 'open').agent]).toEqual(['takeOver']);
  });

  it('is left to the centre where the agent is not shown', () => {
    const { agent: _, ...unknown } = aState();
    expect(ofAgent(unknown)).toEqual(['dial', 'rest', 'setBusy', 'setReady', 'signIn', 'signOut']);
  });
});

describe('what may be done with a call', () => {
  it('is nothing when it is over, for it is not there', () => {
    expect(allowedActions(withCalls(aCall({ state: 'ended' })), all, 'open').calls.size).toBe(0);
  });

  it('is answering or rejecting one that rings', () => {
    expect(ofCall([ringingCall()])).toEqual(['answer', 'focus', 'reject', 'setData']);
  });

  it('is no answering while another is dialled', () => {
    expect(ofCall([ringingCall(), second({ state: 'dialing' })])).toEqual(['focus', 'reject', 'setData']);
  });

  it('is no answering and no going back beside a conference, which cannot be held', () => {
    const conference = second({ state: 'conference' });
    expect(ofCall([ringingCall(), conference])).toEqual(['focus', 'reject', 'setData']);
    expect(ofCall([aCall({ state: 'held' }), conference])).toEqual(['focus', 'hangUp', 'setData']);
  });

  it('is hanging up one that is dialled', () => {
    expect(ofCall([aCall({ state: 'dialing' })])).toEqual(['focus', 'hangUp', 'setData']);
  });

  it('is all of a conversation with one that talks', () => {
    expect(ofCall([aCall()])).toEqual(
      ['consult', 'focus', 'hangUp', 'hold', 'mute', 'sendDtmf', 'setData', 'transfer'].sort(),
    );
  });

  it('is unmuting what is muted', () => {
    expect([has('mute', [aCall({ muted: true })]), has('unmute', [aCall({ muted: true })])]).toEqual([false, true]);
  });

  it('is pausing a recording that runs and resuming one that is paused', () => {
    const able = (call: Call) => [has('pauseRecording', [call]), has('resumeRecording', [call])];
    expect(able(aCall())).toEqual([false, false]);
    expect(able(aCall({ recording: 'on' }))).toEqual([true, false]);
    expect(able(aCall({ recording: 'paused' }))).toEqual([false, true]);
    expect(able(aCall({ recording: 'on', state: 'held' }))).toEqual([false, false]);
  });

  it('is going back to one that is held, or giving it away', () => {
    expect(ofCall([aCall({ state: 'held' })])).toEqual(
      ['consult', 'focus', 'hangUp', 'retrieve', 'setData', 'transfer'].sort(),
    );
  });

  it('is no giving away of a held one while another talks, and no going back to it while another is dialled', () => {
    const held = aCall({ state: 'held' });
    expect(ofCall([held, second()])).toEqual(['focus', 'hangUp', 'retrieve', 'setData']);
    expect(ofCall([held, second({ state: 'dialing' })])).toEqual(['focus', 'hangUp', 'setData']);
  });

  it('is only cancelling while the colleague is being rung', () => {
    const calls = [aCall({ state: 'held' }), leg({ state: 'dialing' })];
    expect(ofCall(calls)).toEqual(['cancelConsult', 'focus', 'hangUp', 'setData']);
    expect(ofCall(calls, 'leg')).toEqual(['cancelConsult', 'focus', 'hangUp', 'setData']);
  });

  it('is completing, joining or cancelling from either half while the colleague talks', () => {
    const calls = [aCall({ state: 'held' }), leg()];
    expect(ofCall(calls)).toEqual(
      ['cancelConsult', 'completeTransfer', 'conference', 'focus', 'hangUp', 'retrieve', 'setData'].sort(),
    );
    expect(ofCall(calls, 'leg')).toEqual([
      'cancelConsult',
      'completeTransfer',
      'conference',
      'focus',
      'hangUp',
      'hold',
      'mute',
      'sendDtmf',
      'setData',
    ]);
  });

  it('is no completing while the agent is back with the customer, or the customer has gone', () => {
    for (const main of [aCall(), aCall({ state: 'ended' })]) {
      expect(has('completeTransfer', [main, leg({ state: main.state === 'ended' ? 'talking' : 'held' })], 'leg')).toBe(
        false,
      );
      expect(has('cancelConsult', [main, leg({ state: 'held' })], 'leg')).toBe(true);
    }
  });

  it('is no giving away, and nothing to complete, for the colleague who is asked', () => {
    expect(ofCall([leg()], 'leg')).toEqual(['focus', 'hangUp', 'hold', 'mute', 'sendDtmf', 'setData']);
    expect(ofCall([ringingCall({ id: 'leg', consultOf: 'call-a', direction: 'internal' })], 'leg')).toEqual([
      'answer',
      'focus',
      'reject',
      'setData',
    ]);
  });

  it('is dropping a party of a conference only for who brought it together', () => {
    const parties = [
      { kind: 'agent', number: '1001' },
      { kind: 'customer', number: '5550100' },
      { kind: 'agent', number: '1002' },
    ] as const;
    const conference = aCall({ state: 'conference', parties });
    expect(ofCall([conference])).toEqual(['dropParty', 'focus', 'hangUp', 'mute', 'sendDtmf', 'setData']);
    expect(has('dropParty', [{ ...conference, parties: [...parties].reverse() }])).toBe(false);
    expect(has('dropParty', [{ ...conference, consultOf: 'theirs' }])).toBe(false);
  });
});
