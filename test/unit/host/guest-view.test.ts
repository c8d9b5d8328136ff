import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestPolicy } from '../../../src/host/guest-policy.js';
import { createGuestView } from '../../../src/host/guest-view.js';
import type { Snapshot } from '../../../src/protocol/entities.js';
import type { CenterEvent, CenterEventType } from '../../../src/protocol/events.js';
import { isCenterEvent, isSnapshot } from '../../../src/protocol/guards.js';
import { eventTypes } from '../../support/event-types.js';
import { aCall, aContact, anAgent, aSnapshot, aVerification } from '../../support/samples.js';

const view = (policy: Partial<GuestPolicy>) =>
  createGuestView({ origin: 'https://bank.example.com', operations: [], events: [], ...policy });

const oneOfEach: Readonly<Record<CenterEventType, CenterEvent>> = {
  'agent.updated': { type: 'agent.updated', agent: anAgent() },
  'agent.conflict': { type: 'agent.conflict', workNo: '1001' },
  'contact.updated': { type: 'contact.updated', contact: aContact() },
  'contact.ended': { type: 'contact.ended', contact: aContact() },
  'call.updated': { type: 'call.updated', call: aCall() },
  'call.ended': { type: 'call.ended', call: aCall({ state: 'ended' }) },
  'verification.updated': { type: 'verification.updated', verification: aVerification() },
  'focus.changed': { type: 'focus.changed', focus: { contactId: 'contact-a' } },
};

const seenOf = (policy: Partial<GuestPolicy>): string[] =>
  eventTypes.filter((type) => view(policy).event(oneOfEach[type]) !== undefined);

describe('the events that a guest sees', () => {
  it('are none when none are granted', () => {
    expect(seenOf({})).toEqual([]);
  });

  it('are what is granted, unchanged', () => {
    for (const type of eventTypes) {
      expect(view({ events: [type] }).event(oneOfEach[type]), type).toEqual(oneOfEach[type]);
    }
  });

  it.each<[CenterEventType[], string[]]>([
    [['agent.updated'], ['agent.updated']],
    [['contact.updated'], ['contact.updated', 'contact.ended']],
    [['call.updated'], ['call.updated', 'call.ended']],
    [['contact.ended'], ['contact.ended']],
    [['call.ended'], ['call.ended']],
    [['verification.updated'], ['verification.updated']],
    [['focus.changed'], ['focus.changed']],
  ])('with %j are %j: who sees something begin sees it end', (events, seen) => {
    expect(seenOf({ events })).toEqual(seen);
  });

  it('bring the focus to who may read a result, for it must know whose it is', () => {
    expect(seenOf({ operations: ['verification.result'] })).toEqual(['focus.changed']);
  });

  it('hold only the fields that the protocol names, whatever a newer centre adds', () => {
    const guest = view({ events: eventTypes });
    const more = { nationalId: 'SECRET' };
    const state: Snapshot = {
      epoch: 'epoch-1',
      agent: { ...anAgent(), ...more },
      contacts: [{ ...aContact(), ...more }],
      calls: [{ ...aCall(), parties: [{ kind: 'customer', number: '5550100', ...more }], ...more }],
      verifications: [{ ...aVerification(), ...more }],
      focus: { contactId: 'contact-a', ...more },
    };
    const [agent, contact, call, verification, focus] = [
      { ...anAgent(), ...more },
      { ...aContact(), ...more },
      { ...aCall(), ...more },
      { ...aVerification(), ...more },
      { contactId: 'contact-a', ...more },
    ];
    const told = [
      guest.snapshot(state),
      guest.event({ type: 'agent.updated', agent }),
      guest.event({ type: 'contact.updated', contact }),
      guest.event({ type: 'call.updated', call }),
      guest.event({ type: 'verification.updated', verification }),
      guest.event({ type: 'focus.changed', focus }),
    ];
    expect(told).not.toContain(undefined);
    expect(JSON.stringify(told)).not.toContain('SECRET');
  });

  it('say nothing of codes that the guest does not know', () => {
    const bank = view({ events: ['verification.updated'], verifyTypeCodes: ['LOAN_PIN'] });
    expect(bank.event(oneOfEach['verification.updated'])).toBeUndefined();
    const verification = aVerification({ verifyTypeCode: 'LOAN_PIN' });
    expect(bank.event({ type: 'verification.updated', verification })).toEqual({
      type: 'verification.updated',
      verification,
    });
  });
});

describe('the snapshot that a guest sees', () => {
  const empty: Snapshot = { epoch: 'epoch-1', contacts: [], calls: [], verifications: [], focus: {} };

  it.each<[string, Partial<GuestPolicy>, Partial<Snapshot>]>([
    ['nothing but the epoch', {}, {}],
    ['the agent', { events: ['agent.updated'] }, { agent: anAgent() }],
    ['the contacts', { events: ['contact.updated'] }, { contacts: [aContact()] }],
    ['no contacts for their end alone', { events: ['contact.ended'] }, {}],
    ['the calls', { events: ['call.updated'] }, { calls: [aCall()] }],
    ['no calls for their end alone', { events: ['call.ended'] }, {}],
    ['the verifications', { events: ['verification.updated'] }, { verifications: [aVerification()] }],
    ['the focus', { events: ['focus.changed'] }, { focus: { contactId: 'contact-a' } }],
    ['the focus for a result', { operations: ['verification.result'] }, { focus: { contactId: 'contact-a' } }],
    [
      'no verifications of codes that it does not know',
      { events: ['verification.updated'], verifyTypeCodes: ['LOAN_PIN'] },
      {},
    ],
  ])('holds %s where that is all that is granted', (_name, policy, fields) => {
    expect(view(policy).snapshot(aSnapshot())).toEqual({ ...empty, ...fields });
  });

  it('is the whole one for a guest that may see everything', () => {
    expect(view({ events: eventTypes }).snapshot(aSnapshot())).toEqual(aSnapshot());
  });
});

describe('what is redacted', () => {
  const redacted = view({ events: eventTypes, redact: ['phoneNumbers', 'callData'] });

  it('is the numbers but their last four digits, and the call data', () => {
    expect(redacted.snapshot(aSnapshot())).toMatchObject({
      contacts: [{ customerNumber: '***0100', callData: '' }],
      calls: [{ callerNum: '***0100', calledNum: '***0199', parties: [{ number: '***0100' }, { number: '1001' }] }],
    });
  });

  it('is only what the policy names', () => {
    const numbers = view({ events: eventTypes, redact: ['phoneNumbers'] }).snapshot(aSnapshot());
    expect(numbers.contacts[0]).toMatchObject({ customerNumber: '***0100', callData: '{"plan":"gold"}' });
    const data = view({ events: eventTypes, redact: ['callData'] }).snapshot(aSnapshot());
    expect(data.contacts[0]).toMatchObject({ customerNumber: '5550100', callData: '' });
    expect(data.calls).toEqual([aCall()]);
  });

  it('holds the address of an e-mail contact too', () => {
    const contact = aContact({ mediaType: 'email', customerNumber: 'customer.1001@example.com' });
    const guest = view({ events: eventTypes, redact: ['phoneNumbers'] });
    expect(guest.event({ type: 'contact.updated', contact })).toMatchObject({
      contact: { customerNumber: '***@example.com' },
    });
  });

  it('does not make up a number for a contact that has none', () => {
    const { customerNumber: _, ...contact } = aContact();
    expect(redacted.event({ type: 'contact.updated', contact })).toEqual({
      type: 'contact.updated',
      contact: { ...contact, callData: '' },
    });
  });

  it('leaves the workbench’s own state as it is', () => {
    const state = aSnapshot();
    redacted.snapshot(state);
    expect(state).toEqual(aSnapshot());
  });
});

// --- nothing leaks ----------------------------------------------------------------------------------------------

/** Numbers as people write them. Nine is their only digit: nothing else in the states below has it. */
const nines = fc
  .array(fc.constantFrom('9', '9', '9', '9', ' ', '-', '(', ')', '.', '+', '*', '#', '/'), {
    minLength: 1,
    maxLength: 20,
  })
  .map((parts) => parts.join(''));
const numbers = fc.oneof(
  nines,
  nines.map((text) => `sip:${text}@example.com`),
);
/** Recognisable wherever it turns up. */
const secrets = fc.string({ maxLength: 8 }).map((text) => `SECRET${text.replace(/9/g, '')}`);

const contacts = fc.record(
  {
    id: fc.constantFrom('contact-a', 'contact-b'),
    mediaType: fc.constantFrom('audio' as const, 'video' as const),
    customerNumber: numbers,
    callData: secrets,
    startedAt: fc.constant(5000),
  },
  { requiredKeys: ['id', 'mediaType', 'callData', 'startedAt'] },
);
const calls = fc.record({
  id: fc.constantFrom('call-a', 'call-b'),
  contactId: fc.constantFrom('contact-a', 'contact-b'),
  direction: fc.constantFrom('in' as const, 'out' as const, 'internal' as const),
  state: fc.constantFrom('ringing' as const, 'talking' as const, 'ended' as const),
  callerNum: numbers,
  calledNum: numbers,
  parties: fc.array(fc.record({ kind: fc.constantFrom('customer' as const, 'external' as const), number: numbers })),
  muted: fc.boolean(),
  startedAt: fc.constant(5000),
});
const states: fc.Arbitrary<Snapshot> = fc.record({
  epoch: fc.constant('epoch-1'),
  contacts: fc.array(contacts, { maxLength: 2 }),
  calls: fc.array(calls, { maxLength: 2 }),
  verifications: fc.constant([aVerification(), aVerification({ verifyTypeCode: 'LOAN_PIN' })]),
  focus: fc.constant({ contactId: 'contact-a' }),
});
const events: fc.Arbitrary<CenterEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('contact.updated' as const, 'contact.ended' as const), contact: contacts }),
  fc.record({ type: fc.constantFrom('call.updated' as const, 'call.ended' as const), call: calls }),
);

/** Every text in a value, keys left out. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];

const digits = (text: string): number => text.match(/\d/g)?.length ?? 0;

describe('a guest with redaction, whatever else it is granted,', () => {
  const redactions = fc.constantFrom<GuestPolicy['redact'][]>(
    ['phoneNumbers', 'callData'],
    ['callData', 'phoneNumbers'],
  );
  const policies = fc.record({ events: fc.subarray([...eventTypes]), redact: redactions });

  it('never gets a number’s digits beyond the last four, nor any call data', () => {
    fc.assert(
      fc.property(policies, states, fc.array(events, { maxLength: 4 }), (policy, state, heard) => {
        const guest = view(policy as Partial<GuestPolicy>);
        const told = [guest.snapshot(state), ...heard.map((event) => guest.event(event))];
        expect(JSON.stringify(told)).not.toContain('SECRET');
        for (const text of textsOf(told)) if (text.includes('9')) expect(digits(text)).toBeLessThanOrEqual(4);
      }),
      { numRuns: 2000 },
    );
  });

  it('still gets well-formed entities, in which everything else is as it was', () => {
    const guest = view({ events: eventTypes, redact: ['phoneNumbers', 'callData'] });
    const blank = (text: string): string => text.replace(/[\d*]/g, '_');
    fc.assert(
      fc.property(states, events, (state, event) => {
        const seen = guest.snapshot(state);
        expect(isSnapshot(seen)).toBe(true);
        expect(isCenterEvent(guest.event(event))).toBe(true);
        expect(seen.calls.map(({ callerNum }) => blank(callerNum))).toEqual(
          state.calls.map(({ callerNum }) => blank(callerNum)),
        );
        expect(seen.calls.map(({ id, state: each, muted }) => [id, each, muted])).toEqual(
          state.calls.map(({ id, state: each, muted }) => [id, each, muted]),
        );
        expect(seen.contacts.map(({ id }) => id)).toEqual(state.contacts.map(({ id }) => id));
      }),
    );
  });

  it('keeps the last four digits, for the agent to tell callers apart', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-8]{4,12}$/), (number) => {
        const seen = view({ events: eventTypes, redact: ['phoneNumbers'] }).event({
          type: 'contact.updated',
          contact: aContact({ customerNumber: number }),
        });
        const expected = '*'.repeat(number.length - 4) + number.slice(-4);
        expect(seen).toMatchObject({ contact: { customerNumber: expected } });
      }),
    );
  });
});
