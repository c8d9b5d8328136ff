import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/protocol/entities.js';
import { difference, emptySnapshot, reduce } from '../../../src/protocol/reducer.js';
import { aCall, aContact, anAgent, aSnapshot, aVerification } from '../../support/samples.js';
import { centerEvents, snapshots, successors } from './arbitraries.js';

/** The same state whatever the order of its lists. */
function sorted(state: Snapshot): unknown {
  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return {
    ...state,
    contacts: state.contacts.toSorted(byText),
    calls: state.calls.toSorted(byText),
    verifications: state.verifications.toSorted(byText),
  };
}

const types = (before: Snapshot, after: Snapshot): string[] => difference(before, after).map(({ type }) => type);

describe('difference', () => {
  it('leads from any state to any later one of the same run', () => {
    fc.assert(
      fc.property(
        snapshots('epoch-1').chain((before) => fc.tuple(fc.constant(before), successors(before))),
        ([before, after]) => {
          expect(sorted(difference(before, after).reduce(reduce, before))).toEqual(sorted(after));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('leads from any state of one run to any of another, but for the epoch, which no event carries', () => {
    fc.assert(
      fc.property(snapshots('epoch-1'), snapshots('epoch-2'), (before, after) => {
        const reached = difference(before, after).reduce(reduce, before);
        expect(sorted({ ...reached, epoch: after.epoch })).toEqual(sorted(after));
      }),
      { numRuns: 2000 },
    );
  });

  it('is empty between a state and a copy of it', () => {
    fc.assert(
      fc.property(snapshots('epoch-1'), (state) => {
        expect(difference(state, structuredClone(state))).toEqual([]);
      }),
    );
  });

  it('is made of events that mean the same when each is heard twice', () => {
    fc.assert(
      fc.property(snapshots('epoch-1'), fc.array(centerEvents, { maxLength: 8 }), (start, events) => {
        let state = start;
        for (const event of events) {
          state = reduce(state, event);
          expect(reduce(state, event)).toEqual(state);
        }
      }),
    );
  });

  it('tells what is new before what ended, so that the focus never points to nowhere', () => {
    const before = aSnapshot({ verifications: [] });
    const after = aSnapshot({
      agent: anAgent({ state: 'ready' }),
      contacts: [aContact({ id: 'contact-b' })],
      calls: [aCall({ id: 'call-b', contactId: 'contact-b', state: 'ringing' })],
      verifications: [aVerification({ contactId: 'contact-b' })],
      focus: { contactId: 'contact-b' },
    });
    expect(difference(before, after)).toEqual([
      { type: 'agent.updated', agent: after.agent },
      { type: 'contact.updated', contact: after.contacts[0] },
      { type: 'focus.changed', focus: after.focus },
      { type: 'call.updated', call: after.calls[0] },
      { type: 'verification.updated', verification: after.verifications[0] },
      { type: 'call.ended', call: { ...before.calls[0], state: 'ended' } },
      { type: 'contact.ended', contact: before.contacts[0] },
    ]);
  });

  it('ends all of the old run before anything of the new one begins, as ids may be given again', () => {
    const before = aSnapshot();
    const after = aSnapshot({ epoch: 'epoch-2', calls: [aCall({ state: 'ringing' })], verifications: [] });
    expect(types(before, after)).toEqual([
      'call.ended',
      'contact.ended',
      'contact.updated',
      'focus.changed',
      'call.updated',
    ]);
  });

  it('says that a call ended which was seen to end, and does not say it again', () => {
    const ended = aSnapshot({ calls: [aCall({ state: 'ended' })] });
    expect(types(aSnapshot(), ended)).toEqual(['call.ended']);
    expect(types(ended, aSnapshot({ contacts: [], calls: [], verifications: [], focus: {} }))).toEqual([
      'focus.changed',
      'contact.ended',
    ]);
  });

  it('says that a call ended whose contact was never told, as to a guest that may see calls only', () => {
    const before = aSnapshot({ contacts: [], verifications: [], focus: {} });
    expect(difference(before, { ...before, calls: [] })).toEqual([
      { type: 'call.ended', call: { ...before.calls[0], state: 'ended' } },
    ]);
  });

  it('says that the focus went with the old run, also to a guest that may see no contacts', () => {
    const before = aSnapshot({ contacts: [], calls: [], verifications: [] });
    expect(types(before, { ...before, epoch: 'epoch-2', focus: {} })).toEqual(['focus.changed']);
  });

  it('says that the focus is there again when a new run gives the same id', () => {
    const before = aSnapshot({ contacts: [], calls: [], verifications: [] });
    expect(types(before, { ...before, epoch: 'epoch-2' })).toEqual(['focus.changed']);
  });

  it('tells everything to one who knew nothing', () => {
    expect(types(emptySnapshot, aSnapshot())).toEqual([
      'agent.updated',
      'contact.updated',
      'focus.changed',
      'call.updated',
      'verification.updated',
    ]);
  });
});
