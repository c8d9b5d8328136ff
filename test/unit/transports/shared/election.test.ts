import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import { createElection } from '../../../../src/transports/shared/election.js';
import type { MandateEvents } from '../../../../src/transports/shared/mandate.js';
import { createFakeClock } from '../../../support/fake-clock.js';

interface Said {
  readonly type: string;
  readonly term: number;
  readonly id: string;
  readonly to?: string;
  readonly error?: unknown;
}

/** One tab whose other tabs, and whose mandate, are the test. */
function aTab() {
  const clock = createFakeClock();
  const said: Said[] = [];
  const happened: string[] = [];
  const sought: number[] = [];
  let released = 0;
  let events: MandateEvents | undefined;
  const channel = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (message: Said) => said.push(structuredClone(message)),
    close: () => undefined,
  };
  const election = createElection({
    clock,
    channel: channel as unknown as BroadcastChannel,
    mandate: (_standing, given) => {
      events = given;
      return {
        seek: (urgency) => sought.push(urgency),
        renew: () => Promise.resolve(),
        release: () => (released += 1),
      };
    },
    onElected: () => happened.push('elected'),
    onOver: () => happened.push('over'),
    onMessage: ({ type, term, id }) => happened.push(`${type} ${term} ${id}`),
    onSlept: () => happened.push('slept'),
  });
  // Nobody serves it to begin with.
  happened.length = 0;
  return {
    clock,
    said,
    happened,
    sought,
    election,
    released: () => released,
    hear: (data: unknown) => channel.onmessage?.({ data }),
    /** The owner of a term answers this tab. */
    answer: (term: number) => channel.onmessage?.({ data: { ...owner(term), to: election.id() } }),
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
    const { clock, grant, election, happened } = aTab();
    grant();
    expect(election.term()).toBe(clock.now());
    expect(happened).toEqual(['elected']);
  });

  it('begins a term above all that were heard of, also when the time of day was set back', () => {
    const { clock, grant, hear, election } = aTab();
    hear(owner(clock.now() + 5000));
    grant();
    expect(election.term()).toBe(clock.now() + 5001);
  });

  it('begins the term that came with the mandate', () => {
    const { grant, election } = aTab();
    grant(2_000_000);
    expect(election.term()).toBe(2_000_000);
  });

  it('hears who looks for it, and who asks it by its term', () => {
    const { election, grant, hear, happened } = aTab();
    grant();
    hear(join(0));
    hear(join(election.term()));
    expect(happened).toEqual(['elected', 'join 0 other', `join ${election.term()} other`]);
  });

  it('hears an owner of an older term as somebody who looks for it', () => {
    const { grant, hear, happened } = aTab();
    grant();
    hear(owner(5));
    expect(happened).toEqual(['elected', 'join 0 other']);
  });

  it('stays when it hears of an owner of the same term and a lower id, and treats it as somebody who looks', () => {
    const { grant, hear, happened } = aTab();
    grant();
    hear({ ...owner(1_000_000), id: '' });
    hear({ type: 'bye', term: 1_000_000, id: '' });
    expect(happened).toEqual(['elected', 'join 0 ', 'join 0 ']);
  });

  for (const [what, message] of [
    ['an owner of a newer term', owner(9_000_000)],
    ['an owner of the same term and a greater id', owner(1_000_000)],
    ['somebody who knows a newer term', join(9_000_000)],
  ] as const) {
    it(`stands down when it hears of ${what}`, () => {
      const { grant, hear, happened, released, said } = aTab();
      grant();
      hear(message);
      expect(happened.slice(0, 2)).toEqual(['elected', 'over']);
      expect(released()).toBe(1);
      expect(said.map(({ type }) => type)).toContain('bye');
    });
  }

  it('stands down when the mandate is taken', () => {
    const { grant, revoke, happened } = aTab();
    grant();
    revoke();
    expect(happened).toEqual(['elected', 'over']);
  });

  it('says nothing any more once it was stopped', () => {
    const { clock, election, grant, said, sought } = aTab();
    grant();
    election.stop();
    const [before, wanted] = [said.length, sought.length];
    expect(said.at(-1)).toMatchObject({ type: 'bye', term: election.term() });
    election.say({ type: 'join' });
    clock.advance(10_000);
    expect([said.length, sought.length]).toEqual([before, wanted]);
  });
});

describe('a tab that looks for the owner', () => {
  it('wants the mandate and asks, each second', () => {
    const { clock, said, sought } = aTab();
    clock.advance(3000);
    expect(said.map(({ type, term }) => [type, term])).toEqual(Array.from({ length: 4 }, () => ['join', 0]));
    expect(sought).toEqual([0, 1, 1, 1]);
  });

  it('takes the mandate by force after five misses, and then has patience again', () => {
    const { clock, sought } = aTab();
    clock.advance(10_000);
    expect(sought).toEqual([0, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2]);
  });

  it('counts anew when it slept', () => {
    const { clock, sought, happened } = aTab();
    clock.advance(4000);
    clock.leap(60_000);
    expect(happened).toContain('slept');
    expect(sought).not.toContain(2);
  });

  it('believes an owner when it has answered, and not what it said before', () => {
    const { hear, answer, happened, said } = aTab();
    hear(owner(7));
    hear({ type: 'event', term: 7, id: 'other' });
    expect(happened).toEqual([]);
    expect(said.slice(-2)).toMatchObject([join(0), join(0)].map(({ type, term }) => ({ type, term })));
    answer(7);
    hear({ type: 'event', term: 7, id: 'other' });
    expect(happened).toEqual(['owner 7 other', 'event 7 other']);
  });

  it('does not believe what was answered when it looked before', () => {
    const { hear, answer, happened, election } = aTab();
    const before = election.id();
    hear({ type: 'bye', term: 7, id: 'other' });
    happened.length = 0;
    hear({ ...owner(7), to: before });
    expect(happened).toEqual([]);
    answer(7);
    expect(happened).toEqual(['owner 7 other']);
  });

  it('has one miss left after the owner said good-bye', () => {
    const { clock, answer, hear, sought } = aTab();
    answer(7);
    hear({ type: 'bye', term: 7, id: 'other' });
    clock.advance(999);
    expect(sought).toEqual([0, 0]);
    clock.advance(1);
    expect(sought).toEqual([0, 0, 2]);
  });
});

describe('a tab that knows the owner', () => {
  it('asks it for a sign of life by its term after a second without a word', () => {
    const { clock, answer, hear, said } = aTab();
    answer(7);
    const before = said.length;
    clock.advance(1999);
    expect(said).toHaveLength(before);
    clock.advance(1);
    expect(said.at(-1)).toMatchObject({ type: 'join', term: 7 });
    hear(owner(7));
    clock.advance(1999);
    expect(said).toHaveLength(before + 1);
  });

  it('takes the mandate by force after five seconds without a word', () => {
    const { clock, answer, sought, happened } = aTab();
    answer(7);
    clock.advance(4999);
    expect(sought).toEqual([0]);
    expect(happened).toEqual(['owner 7 other']);
    clock.advance(1);
    expect(sought).toEqual([0, 2]);
    expect(happened).toEqual(['owner 7 other', 'over']);
  });

  it('follows one of a newer term, and tells one of an older term so', () => {
    const { hear, answer, happened, lastSaid } = aTab();
    answer(7);
    hear(owner(9));
    answer(9);
    hear(owner(8));
    expect(happened).toEqual(['owner 7 other', 'over', 'owner 9 other']);
    expect(lastSaid()).toMatchObject({ type: 'join', term: 9 });
  });

  it('ignores what is no message of the tabs', () => {
    const { hear, answer, happened, said } = aTab();
    answer(7);
    const before = said.length;
    hear({ type: 'owner', term: 'late', id: 'other' });
    hear({ type: 'of a newer version', term: 9, id: 'other' });
    hear('owner');
    hear(null);
    expect(happened).toEqual(['owner 7 other']);
    expect(said).toHaveLength(before);
  });

  it('hands on errors with their code, and refuses what cannot be cloned', () => {
    const { election, said } = aTab();
    election.say({ type: 'answer', to: 'other', call: 1, error: new AiccError('call/refused') });
    expect(said.at(-1)).toMatchObject({ error: { code: 'call/refused' } });
    const say = (): void => election.say({ type: 'answer', to: 'other', call: 1, value: () => undefined });
    expect(say).toThrow(expect.objectContaining({ code: 'bridge/uncloneable' }));
  });
});
