/** A third frame that nobody invited: it forges what each library's real host, and its real guest, would say. */
const id = 'f'.repeat(32);

/** To the embedded page: a handshake, then an answer or a command; to the workbench: a handshake, then a command. */
const forgeries: Record<string, { readonly toBank: readonly object[]; readonly toWorkbench: readonly object[] }> = {
  ours: {
    toBank: [
      { aicc: 'syn', id, min: 1, max: 1 },
      { aicc: 'ack', id, peer: '0'.repeat(32), protocol: 1 },
      { type: 'result', id: 1, value: { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', epoch: '' } },
    ],
    toWorkbench: [
      { aicc: 'syn', id, min: 1, max: 1 },
      { type: 'request', id: 1, operation: 'call.dial', input: { calledNum: '5550199', mediaType: 'audio' } },
    ],
  },
  penpal: {
    toBank: [
      { namespace: 'penpal', type: 'SYN', participantId: id },
      { namespace: 'penpal', type: 'ACK2' },
      { namespace: 'penpal', type: 'CALL', id: '1', methodPath: ['dial'], args: ['5550199'] },
    ],
    toWorkbench: [
      { namespace: 'penpal', type: 'SYN', participantId: id },
      { namespace: 'penpal', type: 'CALL', id: '1', methodPath: ['dial'], args: ['5550199'] },
    ],
  },
  comlink: {
    toBank: [],
    toWorkbench: [{ id: '1', type: 'APPLY', path: ['dial'], argumentList: [{ type: 'RAW', value: '5550199' }] }],
  },
  hubspot: {
    toBank: [
      { type: 'SYNC', messageId: '1_1', hostUrl: location.origin },
      { type: 'DIAL_NUMBER', messageId: '1_2', data: { phoneNumber: '5550199' } },
    ],
    toWorkbench: [],
  },
  teams: {
    toBank: [{ id: 0, args: ['content', 'web', JSON.stringify({ apiVersion: 4, supports: {} }), '2.58.0'] }],
    toWorkbench: [],
  },
};

function attack(library: string): void {
  const forged = forgeries[library];
  const bank = parent.frames[0];
  if (!forged || !bank) throw new Error(`Nothing to forge for ${library}`);
  for (const [target, messages] of [
    [bank, forged.toBank],
    [parent, forged.toWorkbench],
  ] as const) {
    // With a port, as a handshake has, and without.
    for (const message of messages) {
      target.postMessage(message, '*', [new MessageChannel().port1]);
      target.postMessage(message, '*');
    }
  }
}

export type Attack = typeof attack;

declare global {
  interface Window {
    attack: Attack;
  }
}

window.attack = attack;
