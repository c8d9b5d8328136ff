import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.js';

describe('the system clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([0, 20, 2e9])('calls back after %d ms, and not before', (ms) => {
    vi.useFakeTimers();
    const callback = vi.fn();
    systemClock.setTimeout(callback, ms);
    if (ms > 0) vi.advanceTimersByTime(ms - 1);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledOnce();
  });

  it.each([2 ** 31, 1e12, Infinity])(
    'is not over at once after %d ms, which is more than a timer can hold',
    async (ms) => {
      const callback = vi.fn();
      const timer = systemClock.setTimeout(callback, ms);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(callback).not.toHaveBeenCalled();
      systemClock.clearTimeout(timer);
    },
  );
});
