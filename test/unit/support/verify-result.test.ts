import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import type { Snapshot } from '../../../src/protocol/entities.js';
import { isVerified, peekVerifyResult, readVerifyResult } from '../../../src/support/verify-result.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { aContact, aSnapshot, aVerification } from '../../support/samples.js';
import { rejectionOf } from '../../support/rejection.js';

const code = 'RETAIL_OTP';
const verified = aSnapshot({ verifications: [aVerification({ result: 1 })] });

/** A read under way, and how the centre answers it. */
async function reading(snapshot: Snapshot = verified) {
  const fixture = await anOpenConnection({}, { snapshot });
  const { connection, transport } = fixture;
  const read = readVerifyResult(connection, code);
  const asked = transport.last.performed[0]!;
  const answer = (fields: Record<string, unknown>): void => {
    asked.resolve({ verifyTypeCode: code, verifyResult: '1', contactId: 'contact-a', epoch: 'epoch-1', ...fields });
  };
  return { ...fixture, read, asked, answer };
}

const malformed = ['', ' ', 'RETAIL OTP', 'a-b', 'ä', 'x'.repeat(129), '../x', 'a\n', undefined, null, 5, {}, ['a']];

describe('reading a result', () => {
  for (const verifyResult of ['0', '1', '2', '3'] as const) {
    it(`hands out ${verifyResult} of the contact in focus`, async () => {
      const { read, answer } = await reading();
      answer({ verifyResult });
      expect(await read).toEqual({ verifyResult });
    });
  }

  it("gives '' for an unknown code, without throwing", async () => {
    const { read, answer, asked } = await reading();
    expect(asked.call.input).toEqual({ verifyTypeCode: code });
    answer({ verifyResult: '', contactId: undefined });
    expect(await read).toEqual({ verifyResult: '' });
  });

  it("gives '' for a malformed code, which never leaves the page", async () => {
    const { connection, transport } = await anOpenConnection({}, { snapshot: verified });
    for (const bad of malformed) {
      expect(await readVerifyResult(connection, bad as string)).toEqual({ verifyResult: '' });
    }
    expect(transport.last.performed).toEqual([]);
    for (const good of ['A', 'x'.repeat(128), 'retail_otp_2']) void readVerifyResult(connection, good);
    expect(transport.last.performed).toHaveLength(3);
  });

  it("gives '0' when another contact has the focus by the time of the answer", async () => {
    const { read, answer, transport } = await reading();
    transport.last.sink.event({ type: 'contact.updated', contact: aContact({ id: 'contact-b' }) }, 1);
    transport.last.sink.event({ type: 'focus.changed', focus: { contactId: 'contact-b' } }, 2);
    answer({});
    expect(await read).toEqual({ verifyResult: '0' });
  });

  it("gives '0' for the answer of another run of the centre, though the id is the same", async () => {
    const { read, answer } = await reading();
    answer({ epoch: 'epoch-0' });
    expect(await read).toEqual({ verifyResult: '0' });
  });

  it("gives '0' where no contact is in focus, in the answer or here", async () => {
    const nowhere = await reading();
    nowhere.answer({ contactId: undefined });
    expect(await nowhere.read).toEqual({ verifyResult: '0' });
    const without = await reading(aSnapshot({ focus: {} }));
    without.answer({});
    expect(await without.read).toEqual({ verifyResult: '0' });
  });

  it("gives '0' when the link is stale by the time of the answer", async () => {
    const { read, answer, transport } = await reading();
    transport.last.sink.stale(true);
    answer({});
    expect(await read).toEqual({ verifyResult: '0' });
  });

  it('rejects when the link fails: that never looks like a result', async () => {
    const { read, transport } = await reading();
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'gone'));
    expect((await rejectionOf(read)).code).toBe('bridge/peer-gone');
  });
});

describe('reading at once', () => {
  const peekOf = async (snapshot: Snapshot) => {
    const fixture = await anOpenConnection({}, { snapshot });
    return { ...fixture, peek: (asked = code) => peekVerifyResult(fixture.connection, asked) };
  };

  it('gives what was pushed for the contact in focus', async () => {
    const { peek, transport } = await peekOf(verified);
    expect(peek()).toBe('1');
    transport.last.sink.event({ type: 'verification.updated', verification: aVerification({ attempt: 2 }) }, 1);
    expect(peek()).toBe('0');
    transport.last.sink.event(
      { type: 'verification.updated', verification: aVerification({ attempt: 2, result: 3 }) },
      2,
    );
    expect(peek()).toBe('3');
  });

  it("gives '0' from the moment that the focus moves", async () => {
    const { peek, transport } = await peekOf(verified);
    transport.last.sink.event({ type: 'focus.changed', focus: { contactId: 'contact-b' } }, 1);
    expect(peek()).toBe('0');
  });

  it("gives '0' while the link is not open", async () => {
    const { peek, transport } = await peekOf(verified);
    transport.last.sink.stale(true);
    expect(peek()).toBe('0');
    transport.last.sink.stale(false);
    expect(peek()).toBe('1');
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'gone'));
    expect(peek()).toBe('0');
  });

  it("gives '0' for another code, and '' for a malformed one", async () => {
    const { peek } = await peekOf(verified);
    expect(peek('RETAIL_ANI')).toBe('0');
    for (const bad of malformed.filter((each) => each !== undefined)) expect(peek(bad as string)).toBe('');
  });
});

describe('isVerified', () => {
  it("is true for the string '1' and for nothing else", () => {
    for (const verifyResult of ['', '0', '2', '3', 1, 'true', undefined]) {
      expect(isVerified({ verifyResult: verifyResult as '0' })).toBe(false);
    }
    expect(isVerified({ verifyResult: '1' })).toBe(true);
  });
});
