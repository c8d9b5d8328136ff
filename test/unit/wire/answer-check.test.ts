import { afterEach, describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { rejectionOf } from '../../support/rejection.js';
import { guestOn, hostOn } from '../../support/wire.js';

const ends: { close(): void }[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

/** A host that answers with its input, and a guest that checks what comes. */
function aSession(read: (operation: string, value: unknown) => unknown) {
  const { port1, port2 } = new MessageChannel();
  const host = hostOn(port1, ({ input }) => input);
  const guest = guestOn(port2, { read });
  ends.push(host.channel, guest.channel);
  return (id: number, input: unknown) => guest.channel.request(id, 'verification.result', input);
}

describe('the check of an answer', () => {
  it('gets the operation with the value, and what it makes of them is the answer', async () => {
    const ask = aSession((operation, value) => [operation, value]);
    expect(await ask(1, 'the answer')).toEqual(['verification.result', 'the answer']);
  });

  it('that throws rejects this request, and no other', async () => {
    const wrong = new AiccError('bridge/protocol-violation', 'Not this');
    const ask = aSession((_operation, value) => {
      if (value === 'wrong') throw wrong;
      return value;
    });
    const [first, second] = [ask(1, 'wrong'), ask(2, 'right')];
    expect(await rejectionOf(first)).toBe(wrong);
    expect(await second).toBe('right');
  });
});
