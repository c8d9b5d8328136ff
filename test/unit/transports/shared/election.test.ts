import { describe, expect, it } from 'vitest';
import { createElection } from '../../../../src/transports/shared/election.js';
import type { MandateEvents } from '../../../../src/transports/shared/mandate.js';
import { createFakeClock } from '../../../support/fake-clock.js';

interface Said {
  readonly type: 'join' | 'owner';
  readonly term: number;
  readonly id: string;
}

/** One tab whose other tabs, and whose mandate, are the test. */
function aTab() {
  const clock = createFakeClock();
  const said: Said[] = [];
  const happened: string[] = [];
  const sought: boolean[] = [];
  let released = 0;
  let events: MandateEvents | undefined;
  const channel = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (message: Said) => said.push(message),
    close: () => undefined,
  };
  const election = createElection({
    clock,
    channel: channel as unknown as BroadcastChannel,
    mandate: (_standing, given) => {
      events = given;
      return {
        seek: (byForce) => sought.push(byForce),
        renew: () => Promise.resolve(),
        release: () => (released += 1),
      };
    },
    onElected: () => happened.push('elected'),
    onDeposed: () => happened.push('deposed'),
    onOwner: (term) => happened.push(`owner ${term}`),
    onJoin: (id) => happened.push(`join ${id}`),
    onSlept: () => happened.push('slept'),
  });
  return {
    clock,
    said,
    happened,
    sought,
    election,
    released: () => released,
    hear: (data: unknown) => channel.onmessage?.({ data }),
    grant: (term?: number) => events!.granted(term),
    revoke: () => events!.revoked(),
    /** What it says next. */
    lastSaid: () => said.at(-1),
  };
}

const owner = (term: number): Said => ({ type: 'owner', term, id: 'other' });
const join = (term: number): Said => ({ type: 'join', term, id: 'other' });

describe('an owner', () => {
  it('begins a term that is as late as the time of day', () => {
    const { clock, grant, lastSaid, happened } = aTab();
    grant();
    expect(lastSaid()).toMatchObject({ type: 'owner', term: clock.now() });
    expect(happened).toEqual(['elected']);
  });

  it('begins a term above all that were heard of, also when the time of day was set back', () => {
    const { clock, grant, hear, lastSaid } = aTab();
    hear(owner(clock.now() + 5000));
    grant();
    expect(lastSaid()).toMatchObject({ type: 'owner', term: clock.now() + 5001 });
  });

  it('begins the term that came with the mandate', () => {
    const { grant, lastSaid } = aTab();
    grant(2_000_000);
    expect(lastSaid()).toMatchObject({ type: 'owner', term: 2_000_000 });
  });

  it('announces itself to who asks, and serves who asks for its term', () => {
    const { election, grant, hear, happened, lastSaid } = aTab();
    grant();
    hear(join(0));
    expect(lastSaid()).toMatchObject({ type: 'owner', term: election.term() });
    hear(join(election.term()));
    expect(happened).toEqual(['elected', 'join other']);
  });

  it('announces itself to an owner of an older term', () => {
    const { election, grant, hear, happened, said } = aTab();
    grant();
    hear(owner(5));
    expect(said.slice(-2)).toMatchObject(
      [owner(election.term()), owner(election.term())].map(({ term }) => ({ term })),
    );
    expect(happened).toEqual(['elected']);
  });

  for (const [what, message] of [
    ['an owner of a newer term', owner(9_000_000)],
    ['an owner of the same term', owner(1_000_000)],
    ['somebody who knows a newer term', join(9_000_000)],
  ] as const) {
    it(`stands down when it hears of ${what}`, () => {
      const { grant, hear, happened, released } = aTab();
      grant();
      hear(message);
      expect(happened.slice(0, 2)).toEqual(['elected', 'deposed']);
      expect(released()).toBe(1);
    });
  }

  it('stands down when the mandate is taken', () => {
    const { grant, revoke, happened } = aTab();
    grant();
    revoke();
    expect(happened).toEqual(['elected', 'deposed']);
  });
});

describe('a tab that looks for the owner', () => {
  it('wants the mandate and asks, each second', () => {
    const { clock, said, sought } = aTab();
    clock.advance(3000);
    expect(said.map(({ type, term }) => [type, term])).toEqual(Array.from({ length: 4 }, () => ['join', 0]));
    expect(sought).toEqual([false, false, false, false]);
  });

  it('takes the mandate by force after five misses, and then has patience again', () => {
    const { clock, sought } = aTab();
    clock.advance(10_000);
    expect(sought).toEqual([false, false, false, false, false, true, false, false, false, false, true]);
  });

  it('counts anew when it slept', () => {
    const { clock, sought, happened } = aTab();
    clock.advance(4000);
    clock.leap(60_000);
    expect(happened).toContain('slept');
    expect(sought).not.toContain(true);
  });

  it('has one miss left after a session', () => {
    const { clock, election, hear, sought } = aTab();
    hear(owner(7));
    clock.advance(60_000);
    expect(sought).toEqual([false]);
    election.vacate();
    clock.advance(999);
    expect(sought).toEqual([false, false]);
    clock.advance(1);
    expect(sought).toEqual([false, false, true]);
  });

  it('is asked for under another name after each session', () => {
    const { election, said } = aTab();
    election.vacate();
    expect(new Set(said.map(({ id }) => id)).size).toBe(2);
  });
});

describe('a tab that knows the owner', () => {
  it('asks it for its state by its term', () => {
    const { election, hear, lastSaid } = aTab();
    hear(owner(7));
    election.ask();
    expect(lastSaid()).toMatchObject({ type: 'join', term: 7 });
  });

  it('follows one of a newer term, and tells one of an older term so', () => {
    const { hear, happened, lastSaid } = aTab();
    hear(owner(7));
    hear(owner(9));
    hear(owner(8));
    expect(happened).toEqual(['owner 7', 'owner 9']);
    expect(lastSaid()).toMatchObject({ type: 'join', term: 9 });
  });

  it('leaves those who ask to the owner, and what is no message of the tabs to others', () => {
    const { hear, happened, said } = aTab();
    hear(owner(7));
    const before = said.length;
    hear(join(0));
    hear({ type: 'owner', term: 'late', id: 'other' });
    hear({ type: 'of a newer version', term: 9, id: 'other' });
    hear('owner');
    hear(null);
    expect(happened).toEqual(['owner 7']);
    expect(said).toHaveLength(before);
  });
});
