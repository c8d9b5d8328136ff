import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import type { RequestOptions } from '../../../src/connection/connection.js';
import type { Snapshot } from '../../../src/protocol/entities.js';
import { waitUntilVerified } from '../../../src/support/when-verified.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { aContact, aSnapshot, aVerification } from '../../support/samples.js';
import { rejectionOf } from '../../support/rejection.js';
import { microtasks } from '../../support/turns.js';

const code = 'RETAIL_OTP';

interface Centre {
  readonly snapshot: Snapshot;
  readonly verifyResult: string;
  readonly contactId: string | undefined;
}

/** A wait, with a centre that answers each read from what is set. */
async function waiting(options: RequestOptions = {}, first: Partial<Centre> = {}, asked = code) {
  const { snapshot = aSnapshot(), ...told } = first;
  const centre = {
    verifyResult: '0',
    contactId: 'contact-a' as string | undefined,
    epoch: 'epoch-1',
    reads: 0,
    ...told,
  };
  const fixture = await anOpenConnection({}, { snapshot, perform: () => Promise.resolve(answer()) });
  const answer = (): unknown => {
    centre.reads += 1;
    const { reads: _, ...reading } = centre;
    return { verifyTypeCode: asked, ...reading };
  };
  let outcome: unknown = 'waits';
  const wait = waitUntilVerified(fixture.connection, asked, options, fixture.clock);
  wait.then(
    () => (outcome = 'verified'),
    (error: unknown) => (outcome = (error as AiccError).code),
  );
  let seq = 0;
  const { sink } = fixture.transport.last;
  return {
    ...fixture,
    centre,
    wait,
    outcome: async () => {
      await microtasks();
      return outcome;
    },
    emit: (event: Parameters<typeof sink.event>[0]) => {
      sink.event(event, ++seq);
    },
  };
}

const update = (fields: Parameters<typeof aVerification>[0]) =>
  ({ type: 'verification.updated', verification: aVerification(fields) }) as const;

describe('waiting until the contact in focus is verified', () => {
  it('ends at once where it is already', async () => {
    const { wait, centre } = await waiting({}, { verifyResult: '1' });
    await wait;
    expect(centre.reads).toBe(1);
  });

  it('ends when the result is pushed', async () => {
    const { outcome, centre, emit } = await waiting();
    expect(await outcome()).toBe('waits');
    centre.verifyResult = '1';
    emit(update({ result: 1 }));
    expect(await outcome()).toBe('verified');
  });

  it('ends within two seconds where nothing is pushed', async () => {
    const { outcome, centre, clock } = await waiting();
    expect(await outcome()).toBe('waits');
    centre.verifyResult = '1';
    clock.advance(1999);
    expect(await outcome()).toBe('waits');
    clock.advance(1);
    expect(await outcome()).toBe('verified');
  });

  it('goes on through failed and abnormal attempts', async () => {
    const { outcome, centre, emit } = await waiting();
    for (const [attempt, result] of [
      [1, 2],
      [2, 3],
      [3, 0],
    ] as const) {
      centre.verifyResult = `${result}`;
      emit(update({ attempt, result }));
      expect(await outcome()).toBe('waits');
    }
    centre.verifyResult = '1';
    emit(update({ attempt: 3, result: 1 }));
    expect(await outcome()).toBe('verified');
  });

  it('is about the contact of then: verification/focus-lost when another one gets the focus', async () => {
    const { outcome, centre, emit } = await waiting();
    await outcome();
    centre.contactId = 'contact-b';
    centre.verifyResult = '1';
    emit({ type: 'contact.updated', contact: aContact({ id: 'contact-b' }) });
    emit({ type: 'focus.changed', focus: { contactId: 'contact-b' } });
    expect(await outcome()).toBe('verification/focus-lost');
  });

  it('is verification/contact-ended when the contact ends', async () => {
    const { outcome, emit, centre } = await waiting();
    await outcome();
    centre.contactId = undefined;
    emit({ type: 'contact.ended', contact: aContact() });
    expect(await outcome()).toBe('verification/contact-ended');
  });

  it('is verification/contact-ended after a restart of the centre, though the id is given again', async () => {
    const { outcome, transport, centre } = await waiting();
    await outcome();
    centre.epoch = 'epoch-2';
    centre.verifyResult = '1';
    transport.last.sink.snapshot({ snapshot: aSnapshot({ epoch: 'epoch-2' }), seq: 7 });
    expect(await outcome()).toBe('verification/contact-ended');
  });

  it('is verification/no-contact where nobody has the focus', async () => {
    const snapshot = aSnapshot({ contacts: [], calls: [], verifications: [], focus: {} });
    const { outcome } = await waiting({}, { snapshot, contactId: undefined });
    expect(await outcome()).toBe('verification/no-contact');
  });

  it('is verification/unknown-code for an unknown code, and for a malformed one without asking', async () => {
    const unknown = await waiting({}, { verifyResult: '' });
    expect(await unknown.outcome()).toBe('verification/unknown-code');
    const malformed = await waiting({}, {}, 'RETAIL OTP');
    expect(await malformed.outcome()).toBe('verification/unknown-code');
    expect(malformed.centre.reads).toBe(0);
  });

  it('is verification/timeout at the time set, and waits for ever without one', async () => {
    const limited = await waiting({ timeoutMs: 5000 });
    limited.clock.advance(4999);
    expect(await limited.outcome()).toBe('waits');
    limited.clock.advance(1);
    expect(await rejectionOf(limited.wait)).toMatchObject({ code: 'verification/timeout', retryable: true });
    const endless = await waiting();
    for (let minute = 0; minute < 60; minute += 1) {
      endless.clock.advance(60_000);
      await endless.outcome();
    }
    expect(await endless.outcome()).toBe('waits');
  });

  it('is net/aborted by its signal, before and during, with the reason as cause', async () => {
    const before = await waiting({ signal: AbortSignal.abort('left') });
    expect(await rejectionOf(before.wait)).toMatchObject({ code: 'net/aborted', cause: 'left' });
    expect(before.centre.reads).toBe(0);
    const controller = new AbortController();
    const during = await waiting({ signal: controller.signal });
    expect(await during.outcome()).toBe('waits');
    controller.abort('left');
    expect(await rejectionOf(during.wait)).toMatchObject({ code: 'net/aborted', cause: 'left' });
  });

  it('outlasts a link that comes back', async () => {
    const { outcome, transport, centre } = await waiting();
    await outcome();
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'gone'), { retryAfterMs: 0 });
    expect(await outcome()).toBe('waits');
    centre.verifyResult = '1';
    const reading = { verifyTypeCode: code, verifyResult: '1', contactId: 'contact-a', epoch: 'epoch-1' };
    transport.last.accept({ snapshot: aSnapshot(), perform: () => Promise.resolve(reading) });
    expect(await outcome()).toBe('verified');
  });

  it('ends with the reason when the connection is closed', async () => {
    const { outcome, connection } = await waiting();
    await outcome();
    await connection.close();
    expect(await outcome()).toBe('bridge/closed');
  });

  it('leaves no timer and no listener behind', async () => {
    const { outcome, centre, emit, clock } = await waiting({ timeoutMs: 60_000 });
    await outcome();
    centre.verifyResult = '1';
    emit(update({ result: 1 }));
    expect(await outcome()).toBe('verified');
    const { reads } = centre;
    emit(update({ attempt: 2 }));
    clock.advance(60_000);
    await outcome();
    expect(centre.reads).toBe(reads);
    expect(clock.timers).toBe(0);
  });
});
