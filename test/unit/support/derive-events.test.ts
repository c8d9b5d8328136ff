import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/protocol/entities.js';
import type { CenterEvent } from '../../../src/protocol/events.js';
import { reduce } from '../../../src/protocol/reducer.js';
import { deriveEvents, focusedData } from '../../../src/support/derive-events.js';
import { aCall, aContact, aSnapshot, aVerification } from '../../support/samples.js';

const nobody = aSnapshot({ contacts: [], calls: [], verifications: [], focus: {} });
/** The customer A on the line. */
const talkingA = aSnapshot({ verifications: [] });
const ringingA = aSnapshot({ verifications: [], calls: [aCallWithout('ringing')] });

function aCallWithout(state: 'ringing' | 'dialing', fields: Parameters<typeof aCall>[0] = {}) {
  const { answeredAt: _, ...call } = aCall({ state, ...fields });
  return call;
}

const contactB = aContact({ id: 'contact-b', customerNumber: '5550101' });
const callB = (fields: Parameters<typeof aCall>[0] = {}) =>
  aCallWithout('ringing', { id: 'call-b', contactId: 'contact-b', callerNum: '5550101', ...fields });

const names = (before: Snapshot, after: Snapshot): string[] => deriveEvents(before, after).map(({ name }) => name);

/** What a page hears that sees every event. */
function live(before: Snapshot, ...events: CenterEvent[]): string[] {
  const heard: string[] = [];
  let state = before;
  for (const event of events) {
    const next = reduce(state, event);
    heard.push(...names(state, next));
    state = next;
  }
  return heard;
}

describe('a call that is given to the colleague who was consulted', () => {
  it('rings and talks for them then, and is released once', () => {
    const leg = aCall({ id: 'leg', direction: 'internal', callerNum: '371', calledNum: '372', consultOf: 'call-a' });
    const { consultOf: _, ...given } = { ...leg, direction: 'in' as const, callerNum: '5550100' };
    const asked = aSnapshot({ verifications: [], calls: [leg] });
    expect(
      live(
        asked,
        { type: 'call.updated', call: { ...leg, state: 'held' } },
        { type: 'call.updated', call: given },
        { type: 'call.updated', call: { ...given, state: 'held' } },
        { type: 'call.ended', call: { ...given, state: 'ended' } },
      ),
    ).toEqual(['Ringing', 'Talking', 'Release']);
  });
});

describe('Ringing', () => {
  it('comes for a new inbound call, with the documented strings', () => {
    expect(deriveEvents(nobody, ringingA)).toEqual([
      {
        name: 'Ringing',
        data: {
          callerNum: '5550100',
          calledNum: '5550199',
          callid: 'contact-a',
          mediaType: 'audio',
          callType: '0',
          workNo: '1001',
          calldata: '{"plan":"gold"}',
        },
      },
    ]);
  });

  it('does not come for an outbound call, whose callType is 1', () => {
    const call = aCallWithout('dialing', { direction: 'out' });
    expect(names(nobody, { ...talkingA, calls: [call] })).toEqual([]);
    const [talking] = deriveEvents(
      { ...talkingA, calls: [call] },
      { ...talkingA, calls: [aCall({ direction: 'out' })] },
    );
    expect(talking).toMatchObject({ name: 'Talking', data: { callType: '1' } });
  });

  it('does not come again while it rings', () => {
    expect(names(ringingA, { ...ringingA, calls: [aCallWithout('ringing', { muted: true })] })).toEqual([]);
  });

  it('does not come for a call that was over before the page saw it', () => {
    expect(names(nobody, { ...talkingA, calls: [aCall({ state: 'ended' })] })).toEqual([]);
  });
});

describe('Talking', () => {
  it('comes once when the call is answered, and not on hold and retrieve', () => {
    const states = ['talking', 'held', 'talking', 'consulting', 'conference', 'talking'] as const;
    const events = states.map((state): CenterEvent => ({ type: 'call.updated', call: aCall({ state }) }));
    expect(live(ringingA, ...events)).toEqual(['Talking']);
  });

  it('follows Ringing for a call that was answered while the page was cut off', () => {
    expect(names(nobody, talkingA)).toEqual(['Ringing', 'Talking']);
  });
});

describe('Release', () => {
  const ended: CenterEvent = { type: 'call.ended', call: aCall({ state: 'ended', endedAt: 9000 }) };

  it('comes once when the call ends, and not again when its contact ends', () => {
    expect(live(talkingA, ended, ended, { type: 'contact.ended', contact: aContact() })).toEqual(['Release']);
  });

  it('comes for a call that ended ringing', () => {
    expect(live(ringingA, { type: 'call.ended', call: aCallWithout('ringing', { state: 'ended' }) })).toEqual([
      'Release',
    ]);
  });

  it('comes for a call that is simply gone after the page was cut off, with what was known of it', () => {
    expect(deriveEvents(talkingA, nobody)).toMatchObject([
      { name: 'Release', data: { callid: 'contact-a', callerNum: '5550100', calldata: '{"plan":"gold"}' } },
    ]);
  });
});

describe('a leg that is not the main call', () => {
  const legs = [
    aCall({ id: 'leg', direction: 'internal', consultOf: 'call-a' }),
    aCall({ id: 'leg', direction: 'out', consultOf: 'call-a' }),
    aCall({ id: 'leg', direction: 'internal' }),
  ];
  for (const leg of legs) {
    it(`emits nothing: ${leg.direction} ${leg.consultOf === undefined ? 'without' : 'with'} consultOf`, () => {
      const before = talkingA;
      expect(
        live(
          before,
          { type: 'call.updated', call: { ...leg, state: 'dialing' } },
          { type: 'call.updated', call: leg },
          { type: 'call.ended', call: { ...leg, state: 'ended' } },
        ),
      ).toEqual([]);
      expect(names({ ...before, calls: [...before.calls, leg] }, before)).toEqual([]);
    });
  }

  it('does not stand for its contact', () => {
    const state = { ...talkingA, calls: [aCall(), aCall({ id: 'leg', callerNum: '1001', consultOf: 'call-a' })] };
    expect(focusedData(state)?.callerNum).toBe('5550100');
  });
});

describe('Switch', () => {
  const two = aSnapshot({ verifications: [], contacts: [aContact(), contactB], calls: [aCall(), callB()] });
  const onB = { ...two, focus: { contactId: 'contact-b' } };

  it('comes when focus moves from one contact to another that was there', () => {
    expect(deriveEvents(two, onB)).toMatchObject([
      { name: 'Switch', data: { callid: 'contact-b', callerNum: '5550101' } },
    ]);
  });

  it('comes between chats, which have no call', () => {
    const chat = (id: string) => aContact({ id, mediaType: 'web' });
    const chats = aSnapshot({
      contacts: [chat('x'), chat('y')],
      calls: [],
      verifications: [],
      focus: { contactId: 'x' },
    });
    expect(names(chats, { ...chats, focus: { contactId: 'y' } })).toEqual(['Switch']);
  });

  it('does not come when focus comes, goes or stays', () => {
    expect(names({ ...two, focus: {} }, two)).toEqual([]);
    expect(names(two, { ...two, focus: {} })).toEqual([]);
    expect(names(two, { ...two, focus: { contactId: 'contact-a' } })).toEqual([]);
  });

  it('does not come when a new call takes the focus of a contact in wrap-up', () => {
    const wrapUp = { ...talkingA, calls: [aCall({ state: 'ended' })] };
    expect(
      live(
        wrapUp,
        { type: 'contact.updated', contact: contactB },
        { type: 'focus.changed', focus: { contactId: 'contact-b' } },
        { type: 'call.updated', call: callB() },
      ),
    ).toEqual(['Ringing']);
  });

  it('does not come when the contact that had the focus ended', () => {
    expect(
      live(
        two,
        { type: 'contact.ended', contact: aContact() },
        { type: 'focus.changed', focus: { contactId: 'contact-b' } },
      ),
    ).toEqual(['Release']);
  });
});

describe('VerifyResult', () => {
  const withResult = (result: 0 | 1 | 2 | 3, attempt = 1): Snapshot => ({
    ...talkingA,
    verifications: [aVerification({ result, attempt })],
  });

  it('comes whenever the result changes, as a string', () => {
    expect(deriveEvents(withResult(0), withResult(1))).toEqual([
      { name: 'VerifyResult', data: { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', callid: 'contact-a' } },
    ]);
    expect(deriveEvents(withResult(1), withResult(0, 2))).toMatchObject([{ data: { verifyResult: '0' } }]);
    expect(deriveEvents(withResult(2), withResult(3))).toMatchObject([{ data: { verifyResult: '3' } }]);
  });

  it('does not come for an attempt that begins, nor for a step of it', () => {
    expect(names(talkingA, withResult(0))).toEqual([]);
    expect(names(withResult(0), { ...talkingA, verifications: [aVerification({ step: 'asking' })] })).toEqual([]);
  });

  it('falls back to 0 when the contact is gone', () => {
    expect(deriveEvents(withResult(1), nobody)).toMatchObject([
      { name: 'Release' },
      { name: 'VerifyResult', data: { verifyResult: '0', callid: 'contact-a' } },
    ]);
  });
});

describe('another run of the centre', () => {
  it('ends everything of the old before anything of the new, even where the ids are the same', () => {
    const before = aSnapshot({ verifications: [aVerification({ result: 1 })] });
    const after = { ...ringingA, epoch: 'epoch-2', calls: [aCallWithout('ringing', { callerNum: '5550102' })] };
    expect(deriveEvents(before, after)).toMatchObject([
      { name: 'Release', data: { callerNum: '5550100' } },
      { name: 'Ringing', data: { callerNum: '5550102' } },
      { name: 'VerifyResult', data: { verifyResult: '0' } },
    ]);
  });
});

describe('a page that was cut off', () => {
  const life: CenterEvent[] = [
    { type: 'contact.updated', contact: aContact() },
    { type: 'focus.changed', focus: { contactId: 'contact-a' } },
    { type: 'call.updated', call: aCallWithout('ringing') },
    { type: 'call.updated', call: aCall() },
    { type: 'verification.updated', verification: aVerification({ result: 1 }) },
    { type: 'call.updated', call: aCall({ state: 'held' }) },
  ];

  it('is told by a snapshot the same, in the same order, as if it had heard every event up to there', () => {
    fc.assert(
      fc.property(fc.nat(life.length), fc.nat(life.length), (first, second) => {
        const [from, to] = [Math.min(first, second), Math.max(first, second)];
        const before = life.slice(0, from).reduce(reduce, nobody);
        const after = life.slice(from, to).reduce(reduce, before);
        expect(names(before, after)).toEqual(live(before, ...life.slice(from, to)));
      }),
    );
  });
});
