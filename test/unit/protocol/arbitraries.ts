import fc from 'fast-check';
import type { Agent, Call, Contact, Snapshot, Verification } from '../../../src/protocol/entities.js';
import type { CenterEvent } from '../../../src/protocol/events.js';

const time = fc.integer({ min: 0, max: 1e6 });
const phone = fc.stringMatching(/^\+?\d{4,13}$/);

const agents: fc.Arbitrary<Agent> = fc.record({
  workNo: fc.constantFrom('1001', '1002'),
  state: fc.constantFrom('ready', 'busy', 'on-call', 'wrap-up'),
  since: time,
  skillGroups: fc.array(fc.constantFrom('retail', 'loans'), { maxLength: 2 }),
});

const contacts = (id: fc.Arbitrary<string>): fc.Arbitrary<Contact> =>
  fc.record({
    id,
    mediaType: fc.constantFrom('audio', 'video', 'email'),
    customerNumber: phone,
    callData: fc.constantFrom('', '{"plan":"gold"}', 'free text'),
    startedAt: time,
  });

const calls = (id: fc.Arbitrary<string>, contactId: fc.Arbitrary<string>): fc.Arbitrary<Call> =>
  fc.record({
    id,
    contactId,
    direction: fc.constantFrom('in', 'out', 'internal'),
    state: fc.constantFrom('ringing', 'talking', 'held', 'ended'),
    callerNum: phone,
    calledNum: phone,
    parties: fc.array(fc.record({ kind: fc.constantFrom('agent', 'customer', 'external'), number: phone }), {
      maxLength: 3,
    }),
    muted: fc.boolean(),
    startedAt: time,
  });

const verifications = (
  contactId: fc.Arbitrary<string>,
  verifyTypeCode: fc.Arbitrary<string>,
): fc.Arbitrary<Verification> =>
  fc.record({
    contactId,
    verifyTypeCode,
    attempt: fc.integer({ min: 1, max: 3 }),
    result: fc.constantFrom(0, 1, 2, 3),
    startedAt: time,
  });

/** What hangs on one contact, and whether it is there at all. */
interface Branch {
  readonly contact: Contact;
  readonly calls: readonly Call[];
  readonly verifications: readonly Verification[];
}

const codes = ['RETAIL_OTP', 'LOAN_PIN'];

/** Ids are taken from a small pool, so that two snapshots have much in common. */
const branch = (id: string): fc.Arbitrary<Branch> =>
  fc.record({
    contact: contacts(fc.constant(id)),
    calls: fc
      .subarray(['1', '2'])
      .chain((legs) => fc.tuple(...legs.map((leg) => calls(fc.constant(`${id}-${leg}`), fc.constant(id))))),
    verifications: fc
      .subarray(codes)
      .chain((some) => fc.tuple(...some.map((code) => verifications(fc.constant(id), fc.constant(code))))),
  });

const contactIds = ['a', 'b', 'c'];

function assemble(epoch: string, agent: Agent | undefined, branches: readonly Branch[], focusIndex: number): Snapshot {
  const focused = branches[focusIndex]?.contact.id;
  return {
    epoch,
    ...(agent && { agent }),
    contacts: branches.map(({ contact }) => contact),
    calls: branches.flatMap((each) => each.calls),
    verifications: branches.flatMap((each) => each.verifications),
    focus: focused === undefined ? {} : { contactId: focused },
  };
}

/** A state that a centre can be in: calls and verifications hang on contacts that exist, and so does the focus. */
export const snapshots = (epoch: string): fc.Arbitrary<Snapshot> =>
  fc
    .record({
      agent: agents,
      branches: fc.subarray(contactIds).chain((ids) => fc.tuple(...ids.map(branch))),
      focus: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ agent, branches, focus }) => assemble(epoch, agent, branches, focus));

/**
 * A later state of the same run: while its contact lives, a call only changes and a verification only moves on.
 */
export const successors = (before: Snapshot): fc.Arbitrary<Snapshot> =>
  snapshots(before.epoch).map((after) => {
    const lives = (contactId: string): boolean =>
      after.contacts.some(({ id }) => id === contactId) && before.contacts.some(({ id }) => id === contactId);
    const keptCalls = before.calls.filter(
      (call) => lives(call.contactId) && !after.calls.some(({ id }) => id === call.id),
    );
    const same = (a: Verification, b: Verification): boolean =>
      a.contactId === b.contactId && a.verifyTypeCode === b.verifyTypeCode;
    const keptVerifications = before.verifications.filter(
      (old) => lives(old.contactId) && !after.verifications.some((now) => same(old, now)),
    );
    return {
      ...after,
      calls: [...after.calls, ...keptCalls],
      verifications: [
        ...keptVerifications,
        ...after.verifications.map((now) => {
          const old = before.verifications.find((each) => same(each, now));
          return { ...now, attempt: Math.max(now.attempt, old?.attempt ?? 0) };
        }),
      ],
    };
  });

const anyContactId = fc.constantFrom(...contactIds);

export const centerEvents: fc.Arbitrary<CenterEvent> = fc.oneof(
  agents.map((agent) => ({ type: 'agent.updated' as const, agent })),
  fc.constant({ type: 'agent.conflict' as const, workNo: '1001' }),
  fc
    .tuple(fc.constantFrom('contact.updated' as const, 'contact.ended' as const), contacts(anyContactId))
    .map(([type, contact]) => ({ type, contact })),
  fc
    .tuple(
      fc.constantFrom('call.updated' as const, 'call.ended' as const),
      calls(fc.constantFrom('a-1', 'b-1', 'c-2'), anyContactId),
    )
    .map(([type, call]) => ({ type, call })),
  verifications(anyContactId, fc.constantFrom(...codes)).map((verification) => ({
    type: 'verification.updated' as const,
    verification,
  })),
  fc
    .option(anyContactId, { nil: undefined })
    .map((contactId) => ({ type: 'focus.changed' as const, focus: contactId === undefined ? {} : { contactId } })),
);
