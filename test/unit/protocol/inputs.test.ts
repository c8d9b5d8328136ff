import { describe, expect, it } from 'vitest';
import { checkInput, isOperation, operations } from '../../../src/protocol/inputs.js';
import type { Operation } from '../../../src/protocol/operations.js';
import { errorOf } from '../../support/rejection.js';

/** What may go in, and what may not, of every operation that takes something. */
const rows: readonly (readonly [Operation, accepted: readonly object[], refused: readonly unknown[]])[] = [
  ['agent.signIn', [{}, { force: true }], [{ force: 'yes' }]],
  ['agent.setBusy', [{}, { reason: '3' }], [{ reason: 3 }]],
  [
    'agent.rest',
    [{}, { reason: '3', seconds: 60 }],
    [{ seconds: 0 }, { seconds: 1.5 }, { seconds: '60' }, { reason: 3 }],
  ],
  [
    'call.dial',
    [
      { calledNum: '5550100', mediaType: 'audio' },
      { calledNum: '+15550100', mediaType: 'video', callerNum: '5550199', callData: '' },
      { calledNum: '*72#', mediaType: 'audio', callData: 'x'.repeat(16_384) },
    ],
    [
      { mediaType: 'audio' },
      { calledNum: '5550100' },
      { calledNum: '5550100', mediaType: 'email' },
      { calledNum: '', mediaType: 'audio' },
      { calledNum: '+', mediaType: 'audio' },
      { calledNum: '555 0100', mediaType: 'audio' },
      { calledNum: '5550100\n', mediaType: 'audio' },
      { calledNum: 'sip:a@example.com', mediaType: 'audio' },
      { calledNum: '5'.repeat(25), mediaType: 'audio' },
      { calledNum: 5550100, mediaType: 'audio' },
      { calledNum: '5550100', mediaType: 'audio', callerNum: 'x' },
      { calledNum: '5550100', mediaType: 'audio', callData: 'x'.repeat(16_385) },
      { calledNum: '5550100', mediaType: 'audio', callData: {} },
    ],
  ],
  ...(
    [
      'answer',
      'reject',
      'hangUp',
      'hold',
      'retrieve',
      'mute',
      'unmute',
      'cancelConsult',
      'completeTransfer',
      'conference',
      'pauseRecording',
      'resumeRecording',
    ] as const
  ).map(
    (name) => [`call.${name}` as Operation, [{}, { callId: 'call-a' }], [{ callId: 7 }, { callId: null }]] as const,
  ),
  [
    'call.consult',
    [{ to: '1002' }, { to: '1002', callId: 'call-a' }, { to: 'retail', kind: 'skillGroup' }],
    [{}, { to: '' }, { to: 'two words' }, { to: 1002 }, { to: '1002', callId: 7 }, { to: '1002', kind: 'friend' }],
  ],
  [
    'call.transfer',
    [{ to: '1002' }, { to: 'retail', kind: 'skillGroup', mode: 'on-answer', callId: 'call-a' }],
    [{}, { to: '1002', mode: 'soon' }, { to: '1002', kind: 7 }, { to: 'x'.repeat(65) }],
  ],
  ['call.sendDtmf', [{ digits: '1*#' }, { digits: '9', callId: 'call-a' }], [{}, { digits: '' }, { digits: '1a' }]],
  ['call.dropParty', [{ number: '5550100' }], [{}, { number: 7 }, { number: '5550100', callId: 7 }]],
  [
    'directory.search',
    [{ text: '' }, { text: 'ann', kind: 'agent' }],
    [{}, { text: 'x'.repeat(101) }, { text: 'ann', kind: 'friend' }],
  ],
  ['call.focus', [{ contactId: 'contact-a' }], [{}, { contactId: 7 }]],
  [
    'call.setData',
    [{ callData: '{}' }, { callId: 'call-a', callData: '' }],
    [{}, { callData: {} }, { callData: 'x'.repeat(16_385) }],
  ],
  [
    'contact.start',
    [
      { mediaType: 'email', calledNum: 'ann@example.com' },
      { mediaType: 'whatsapp', calledNum: '5550100' },
      { mediaType: 'web', calledNum: 'visitor-7' },
    ],
    [
      { mediaType: 'audio', calledNum: '5550100' },
      { mediaType: 'wechat', calledNum: 'x' },
      { mediaType: 'email', calledNum: '' },
      { mediaType: 'email', calledNum: 'x'.repeat(255) },
      { mediaType: 'email' },
    ],
  ],
  [
    'verification.proof',
    [{ verifyTypeCode: 'A', audience: 'https://crm.example.com' }],
    [{ verifyTypeCode: 'A', audience: 7 }],
  ],
  [
    'verification.records',
    [{}, { result: 2, workNo: '371', from: 0, to: 1.5, limit: 10, cursor: 'x' }],
    [{ result: 4 }, { result: '1' }, { from: 'yesterday' }, { limit: -1 }, { cursor: 7 }],
  ],
  [
    'verification.configure',
    [
      { action: 'list' },
      { action: 'enable', verifyTypeCode: 'A' },
      { action: 'create', process: { verifyTypeCode: 'A', name: 'a', flow: 'f', requiredLevel: 0 } },
    ],
    [{}, { action: 'drop' }, { action: 'create', process: { verifyTypeCode: 'A' } }, { action: 'enable', process: 7 }],
  ],
  ...(['start', 'cancel', 'result', 'proof'] as const).map(
    (name) =>
      [
        `verification.${name}` as Operation,
        [{ verifyTypeCode: 'RETAIL_OTP' }, { verifyTypeCode: 'a'.repeat(128), contactId: 'contact-a' }],
        [
          {},
          { verifyTypeCode: '' },
          { verifyTypeCode: 'no spaces' },
          { verifyTypeCode: 'a'.repeat(129) },
          { verifyTypeCode: 'RETAIL_OTP\n' },
          { verifyTypeCode: 7 },
          { verifyTypeCode: 'RETAIL_OTP', contactId: 7 },
        ],
      ] as const,
  ),
];

const takesNothing = operations.filter((operation) => !rows.some(([each]) => each === operation));

describe('the check of what goes into an operation', () => {
  it.each(rows)('%s takes what has its form', (operation, accepted) => {
    for (const input of accepted) expect(checkInput(operation, input), JSON.stringify(input)).toBe(input);
  });

  it.each(rows)('%s refuses what has not', (operation, _accepted, refused) => {
    for (const input of [...refused, null, 'text', 7, []]) {
      const error = errorOf(() => checkInput(operation, input));
      expect(error.code, JSON.stringify(input)).toBe('bridge/protocol-violation');
      expect(error.message).toContain(operation);
    }
  });

  it('takes nothing at all for an empty input', () => {
    expect(checkInput('agent.setReady', undefined)).toEqual({});
    expect(errorOf(() => checkInput('call.focus', undefined)).code).toBe('bridge/protocol-violation');
  });

  it.each(takesNothing)('%s takes any object, for a newer peer may say more', (operation) => {
    expect(checkInput(operation, { more: true })).toEqual({ more: true });
    expect(errorOf(() => checkInput(operation, 'text')).code).toBe('bridge/protocol-violation');
  });

  it('never shows what it refuses', () => {
    expect(errorOf(() => checkInput('call.dial', { calledNum: 'secret-abc' })).message).not.toContain('secret-abc');
  });
});

describe('isOperation', () => {
  it('knows every operation', () => {
    expect(operations.length).toBeGreaterThan(20);
    expect(operations.every(isOperation)).toBe(true);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'call.', 'CALL.DIAL', 7, null, ['call.dial']])(
    'does not know %j',
    (name) => {
      expect(isOperation(name)).toBe(false);
    },
  );
});
