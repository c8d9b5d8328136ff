import { expect, it, vi } from 'vitest';
import { createManualClock } from '../../../src/testing/index.js';

it('runs timers in the order in which they are due, each at its own time', async () => {
  const clock = createManualClock(1000);
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} at ${clock.now()}`);
  clock.setTimeout(note('late'), 30);
  clock.setTimeout(note('early'), 10);
  clock.setTimeout(note('early too'), 10);
  clock.setTimeout(note('not yet'), 31);
  await clock.advance(30);
  expect(seen).toEqual(['early at 1010', 'early too at 1010', 'late at 1030']);
  expect(clock.now()).toBe(1030);
});

it('runs a timer that another one set, when it is due as well', async () => {
  const clock = createManualClock(0);
  const inner = vi.fn();
  clock.setTimeout(() => {
    clock.setTimeout(inner, 5);
  }, 5);
  await clock.advance(9);
  expect(inner).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(inner).toHaveBeenCalledOnce();
});

it('lets what waits for promises go on between two timers', async () => {
  const clock = createManualClock(0);
  const seen: string[] = [];
  clock.setTimeout(() => {
    void (async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      seen.push('the promises of the first');
    })();
  }, 1);
  clock.setTimeout(() => seen.push('the second'), 2);
  await clock.advance(2);
  expect(seen).toEqual(['the promises of the first', 'the second']);
});

it('forgets a timer that was cleared, and goes on with fake timers in place of the real ones', async () => {
  vi.useFakeTimers();
  try {
    const clock = createManualClock();
    const callback = vi.fn();
    clock.clearTimeout(clock.setTimeout(callback, 1));
    await clock.advance(10);
    expect(callback).not.toHaveBeenCalled();
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 10);
  } finally {
    vi.useRealTimers();
  }
});
