import { describe, expect, it } from 'vitest';
import { memoryReplayStore } from '../../../src/server/replay-store.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { rejectionOf } from '../../support/rejection.js';

describe('A replay store in memory', () => {
  it('lets one of many claims win', async () => {
    const store = memoryReplayStore();
    const answers = await Promise.all(Array.from({ length: 50 }, () => store.claim('nonce', 1000)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('gives a key back when its time is over, not before', async () => {
    const clock = createFakeClock();
    const store = memoryReplayStore({ clock });
    expect(await store.claim('nonce', 1000)).toBe(true);
    clock.advance(999);
    expect(await store.claim('nonce', 1000)).toBe(false);
    clock.advance(1);
    expect(await store.claim('nonce', 1000)).toBe(true);
  });

  it('refuses further keys when it is full, and has room again when keys are over', async () => {
    const clock = createFakeClock();
    const store = memoryReplayStore({ clock, maxKeys: 2 });
    await store.claim('a', 1000);
    await store.claim('b', 2000);
    expect(await rejectionOf(store.claim('c', 1000))).toMatchObject({ code: 'server/store-unavailable' });
    clock.advance(1000);
    expect(await store.claim('c', 1000)).toBe(true);
    expect(await store.claim('b', 1000)).toBe(false);
  });

  it('forgets what is over', async () => {
    const clock = createFakeClock();
    const store = memoryReplayStore({ clock, maxKeys: 5000 });
    for (let index = 0; index < 50_000; index += 1) {
      clock.advance(1);
      expect(await store.claim(`nonce-${index}`, 100)).toBe(true);
    }
  });
});
