import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactRef } from '../../../../src/server/index.js';
import { createAttemptBook, type AttemptBook } from '../../../../src/server/verification/attempt-book.js';
import { contactKey, type Attempt } from '../../../../src/server/verification/attempt.js';
import { createElsewhere, type Elsewhere } from '../../../../src/server/verification/elsewhere.js';
import { ended, started } from '../../../contracts/verification-store-contract.js';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.js';
import { rejectionOf } from '../../../support/rejection.js';
import { createSharedStore, type SharedStore } from '../../../support/shared-store.js';
import { microtasks } from '../../../support/turns.js';

const contact: ContactRef = { epoch: 'center-1', contactId: 'contact-1' };
const begun = (id: string, attempt = 1) => started(id, clock.now(), { ...contact, attempt });
const warn = vi.fn();

let clock: FakeClock;
let store: SharedStore;
let book: AttemptBook;
let wanted: Set<string>;
let changes: { readonly contact: ContactRef; readonly records: readonly string[] }[];
let elsewhere: Elsewhere;
beforeEach(() => {
  warn.mockReset();
  clock = createFakeClock();
  store = createSharedStore(clock);
  book = createAttemptBook();
  wanted = new Set([contactKey(contact)]);
  changes = [];
  elsewhere = createElsewhere({
    ...{ shared: store.shared, book, clock },
    logger: { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() },
    processes: () => [],
    isWanted: (each) => wanted.has(contactKey(each)),
    onChange: (of, attempts) => void changes.push({ contact: of, records: attempts.map(({ recordId }) => recordId) }),
  });
});

/** An attempt that this server runs. */
function runHere(recordId: string, more: Partial<Attempt> = {}): Attempt {
  const attempt: Attempt = {
    verification: { ...{ verifyTypeCode: 'RETAIL_OTP', attempt: 1, result: 0 }, contactId: 'contact-1', startedAt: 0 },
    ...{ recordId, epoch: 'center-1', workNo: '371', flow: 'retail', requiredLevel: 1 },
    ...{ isTold: true, isEnding: false, isElsewhere: false, run: new AbortController() },
    ...more,
  };
  book.set(attempt);
  return attempt;
}
const known = () => book.get(contact, 'RETAIL_OTP');

describe('What another server wrote', () => {
  it('is taken in: how its attempt stands, and that it is not ours', async () => {
    await store.append(begun('r1'));
    await store.append({ type: 'step', recordId: 'r1', at: clock.now(), step: { step: 'await-code' } });
    await elsewhere.sync(contact);
    expect(known()).toMatchObject({
      ...{ recordId: 'r1', isElsewhere: true, isTold: true, isEnding: false },
      verification: { attempt: 1, result: 0, step: 'await-code' },
    });
    expect(changes).toEqual([{ contact, records: ['r1'] }]);
    await store.append(ended('r1', clock.now(), 1, { level: 1 }));
    await elsewhere.sync(contact);
    expect(known()).toMatchObject({ level: 1, verification: { result: 1, endedAt: clock.now() } });
  });

  it('takes the place of an older attempt, whose timer stops', async () => {
    const stopTimer = vi.fn();
    const run = runHere('r1', { stopTimer });
    await store.append(begun('r1'));
    await store.append(ended('r1', clock.now(), 2));
    run.verification = { ...run.verification, result: 2, endedAt: clock.now() };
    await store.append(begun('r2', 2));
    await elsewhere.sync(contact);
    expect(known()).toMatchObject({ recordId: 'r2', isElsewhere: true, verification: { attempt: 2 } });
    expect(stopTimer).toHaveBeenCalledTimes(1);
  });

  it('is of no concern where nobody here has the contact', async () => {
    await store.append(begun('r1'));
    wanted.clear();
    await elsewhere.sync(contact);
    expect([known(), changes]).toEqual([undefined, []]);
  });

  it('counts in the order of the questions: an answer that was late changes nothing', async () => {
    await store.append(begun('r1'));
    const recordsOf = store.shared.recordsOf.bind(store.shared);
    let letGo = (): void => undefined;
    const late = new Promise<void>((resolve) => (letGo = resolve));
    const asked = vi.spyOn(store.shared, 'recordsOf').mockImplementationOnce(async (of) => {
      const records = await recordsOf(of);
      await late;
      return records;
    });
    const first = elsewhere.sync(contact);
    await microtasks();
    await store.append(ended('r1', clock.now(), 1));
    await elsewhere.sync(contact);
    letGo();
    await first;
    expect(asked).toHaveBeenCalledTimes(2);
    expect(known()?.verification.result).toBe(1);
  });
});

describe('What runs here', () => {
  it('is known better here, as long as nobody else has ended it', async () => {
    await store.append(begun('r1'));
    const attempt = runHere('r1');
    attempt.verification = { ...attempt.verification, step: 'confirm-profile' };
    await elsewhere.sync(contact);
    expect([known(), attempt.isElsewhere, attempt.run.signal.aborted, changes]).toEqual([attempt, false, false, []]);
    expect(known()?.verification.step).toBe('confirm-profile');
  });

  it('stops when another server has ended it, and that end counts', async () => {
    await store.append(begun('r1'));
    const attempt = runHere('r1');
    await store.append(ended('r1', clock.now(), 0, { failureReason: 'cancelled' }));
    await elsewhere.sync(contact);
    expect(attempt).toMatchObject({ isElsewhere: true, verification: { result: 0, endedAt: clock.now() } });
    expect(attempt.run.signal.aborted).toBe(true);
    expect(changes).toEqual([{ contact, records: ['r1'] }]);
  });

  it('is left to itself while it writes its own end', async () => {
    await store.append(begun('r1'));
    const attempt = runHere('r1', { isEnding: true });
    await store.append(ended('r1', clock.now(), 1));
    await elsewhere.sync(contact);
    expect([attempt.isElsewhere, attempt.run.signal.aborted, changes]).toEqual([false, false, []]);
  });

  it('stays when it began after the question was asked', async () => {
    await store.append(begun('r1'));
    await store.append(ended('r1', clock.now(), 2));
    const attempt = runHere('r2');
    await elsewhere.sync(contact);
    expect([known(), changes]).toEqual([attempt, []]);
  });
});

describe('Records that the store has lost', () => {
  it('make a success nothing, and what runs elsewhere abnormal; what runs here finds out by itself', async () => {
    await store.append(begun('r1'));
    await elsewhere.sync(contact);
    const here = runHere('r2', { verification: { ...known()!.verification, verifyTypeCode: 'RETAIL_ANI' } });
    const over = { ...known()!.verification, verifyTypeCode: 'BRANCH', endedAt: 5 };
    runHere('r3', { verification: { ...over, result: 1 } });
    runHere('r4', { verification: { ...over, verifyTypeCode: 'OTHER', result: 2 } });
    changes = [];
    store.forget();
    await elsewhere.sync(contact);
    expect(changes).toEqual([{ contact, records: ['r1', 'r3'] }]);
    expect(known()?.verification).toMatchObject({ result: 3, endedAt: clock.now() });
    expect(here.verification.endedAt).toBeUndefined();
    expect(['BRANCH', 'OTHER'].map((code) => book.get(contact, code)?.verification.result)).toEqual([0, 2]);
  });
});

describe('A store that is away', () => {
  it('is an error to whoever asks, and a line in the log for a look', async () => {
    store.isAway = true;
    expect((await rejectionOf(elsewhere.sync(contact))).code).toBe('server/store-unavailable');
    elsewhere.look(contact);
    await microtasks();
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe('News of other servers', () => {
  it('are read once for a contact that somebody here has, and not for others', async () => {
    elsewhere.start();
    await microtasks();
    const asked = vi.spyOn(store.shared, 'recordsOf');
    await store.append(begun('r1'));
    await store.append(ended('r1', clock.now(), 2));
    await store.append(started('r2', clock.now()));
    clock.advance(1000);
    await microtasks();
    expect(asked.mock.calls).toEqual([[contact]]);
    expect(known()).toMatchObject({ recordId: 'r1', verification: { result: 2 } });
    elsewhere.stop();
    expect(clock.timers).toBe(0);
  });

  it('keep the leases of what runs here, and of nothing else', async () => {
    await store.append(begun('r1'));
    runHere('r1');
    runHere('r2', { isElsewhere: true, verification: { ...known()!.verification, verifyTypeCode: 'RETAIL_ANI' } });
    runHere('r3', { isTold: false, verification: { ...known()!.verification, verifyTypeCode: 'BRANCH' } });
    elsewhere.start();
    await microtasks();
    expect(store.looks).toEqual([{ running: ['r1'], since: undefined }]);
    elsewhere.stop();
  });
});
