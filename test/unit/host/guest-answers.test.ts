import { describe, expect, it } from 'vitest';
import { createAnswerView } from '../../../src/host/guest-answers.js';
import type { GuestPolicy } from '../../../src/host/guest-policy.js';
import { createGuestView } from '../../../src/host/guest-view.js';

function answersFor(rules: Partial<GuestPolicy>) {
  const policy: GuestPolicy = { origin: 'https://bank.example.com', operations: [], events: [], ...rules };
  return createAnswerView(policy, createGuestView(policy));
}

describe('the answer that a guest sees', () => {
  const processes = [
    { verifyTypeCode: 'RETAIL_OTP', name: 'One-time password' },
    { verifyTypeCode: 'LOAN_PIN', name: 'PIN' },
  ];

  it('holds the codes that it knows, and no others', () => {
    expect(answersFor({})('verification.processes', processes)).toEqual(processes);
    const bank = answersFor({ verifyTypeCodes: ['LOAN_PIN'] });
    expect(bank('verification.processes', processes)).toEqual([processes[1]]);
  });

  it('is redacted wherever a number or call data stand in it, as events are', () => {
    const snapshot = {
      contacts: [{ id: 'contact-a', customerNumber: '5550100', callData: '{"plan":"gold"}' }],
      calls: [
        {
          callerNum: '5550100',
          calledNum: '5550199',
          parties: [
            { kind: 'customer', number: '5550100' },
            { kind: 'agent', number: '1001' },
          ],
        },
      ],
    };
    const redacted = answersFor({ redact: ['phoneNumbers', 'callData'] })('snapshot', { snapshot, seq: 7 });
    expect(redacted).toEqual({
      snapshot: {
        contacts: [{ id: 'contact-a', customerNumber: '***0100', callData: '' }],
        calls: [
          {
            callerNum: '***0100',
            calledNum: '***0199',
            parties: [
              { kind: 'customer', number: '***0100' },
              { kind: 'agent', number: '1001' },
            ],
          },
        ],
      },
      seq: 7,
    });
    expect(answersFor({})('snapshot', { snapshot, seq: 7 })).toEqual({ snapshot, seq: 7 });
  });

  it('keeps back the records and processes of codes that the guest does not know', () => {
    const lines = [{ verifyTypeCode: 'RETAIL_OTP' }, { verifyTypeCode: 'OTHER' }];
    const seen = answersFor({ verifyTypeCodes: ['RETAIL_OTP'] });
    expect(seen('verification.records', { records: lines, cursor: 'x' })).toEqual({
      records: lines.slice(0, 1),
      cursor: 'x',
    });
    expect(seen('verification.configure', { processes: lines, flows: ['f'], surplus: 1 })).toEqual({
      processes: lines.slice(0, 1),
      flows: ['f'],
    });
  });

  it('is as it was where nothing has to be hidden', () => {
    const reading = { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', contactId: 'contact-a', epoch: 'epoch-1' };
    expect(answersFor({ redact: ['phoneNumbers'] })('verification.result', reading)).toEqual(reading);
    expect(answersFor({ redact: ['phoneNumbers'] })('verification.proof', { token: 'a.b.c' })).toEqual({
      token: 'a.b.c',
    });
  });
});
