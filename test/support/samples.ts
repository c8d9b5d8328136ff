import type { Agent, Call, Contact, Snapshot, Verification } from '../../src/protocol/entities.js';

/** Whole, valid entities of one inbound call, for tests to vary. */
export const anAgent = (fields: Partial<Agent> = {}): Agent => ({
  workNo: '1001',
  name: 'Ann Example',
  state: 'on-call',
  since: 5000,
  skillGroups: ['retail'],
  ...fields,
});

export const aContact = (fields: Partial<Contact> = {}): Contact => ({
  id: 'contact-a',
  mediaType: 'audio',
  customerNumber: '5550100',
  callData: '{"plan":"gold"}',
  startedAt: 5000,
  ...fields,
});

export const aCall = (fields: Partial<Call> = {}): Call => ({
  id: 'call-a',
  contactId: 'contact-a',
  direction: 'in',
  state: 'talking',
  callerNum: '5550100',
  calledNum: '5550199',
  parties: [
    { kind: 'customer', number: '5550100' },
    { kind: 'agent', number: '1001' },
  ],
  muted: false,
  startedAt: 5000,
  answeredAt: 6000,
  ...fields,
});

export const aVerification = (fields: Partial<Verification> = {}): Verification => ({
  contactId: 'contact-a',
  verifyTypeCode: 'RETAIL_OTP',
  attempt: 1,
  result: 0,
  startedAt: 7000,
  ...fields,
});

export const aSnapshot = (fields: Partial<Snapshot> = {}): Snapshot => ({
  epoch: 'epoch-1',
  agent: anAgent(),
  contacts: [aContact()],
  calls: [aCall()],
  verifications: [aVerification()],
  focus: { contactId: 'contact-a' },
  ...fields,
});
