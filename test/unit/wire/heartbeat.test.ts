import { describe, expect, it } from 'vitest';
import { createChannel } from '../../../src/wire/channel.js';
import { createServingChannel } from '../../../src/wire/serving.js';
import { createFakeClock } from '../../support/fake-clock.js';

/** A port whose other end is the test, in no time. */
function aPort(onPing: () => void) {
  const port = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: ({ type }: { type: string }) => {
      if (type === 'ping') onPing();
    },
    addEventListener: () => undefined,
    close: () => undefined,
  };
  return { port: port as unknown as MessagePort, hear: (data: unknown) => port.onmessage?.({ data }) };
}

function aHeartbeat(intervalMs = 2000) {
  const clock = createFakeClock();
  const begun = clock.now();
  const pings: number[] = [];
  const gone: number[] = [];
  const request = { isWaiting: false };
  const { port, hear } = aPort(() => pings.push(clock.now() - begun));
  const channel = createChannel(
    { port, clock, heartbeatMs: intervalMs, onGone: () => gone.push(clock.now() - begun) },
    {
      forms: {},
      onMessage: () => undefined,
      onViolation: () => undefined,
      isWaiting: () => request.isWaiting,
      onEnd: () => undefined,
    },
  );
  const heartbeat = { heard: () => hear({ type: 'pong' }), stop: () => channel.close(), every: channel.beat };
  return { clock, heartbeat, pings, gone, request };
}

/** The host's half, which doubts its guest; it never answers what it is asked. */
function aHost() {
  const clock = createFakeClock();
  const begun = clock.now();
  const pings: number[] = [];
  const gone: number[] = [];
  const { port, hear } = aPort(() => pings.push(clock.now() - begun));
  const channel = createServingChannel({
    port,
    clock,
    heartbeatMs: 1e9,
    serve: () => new Promise(() => undefined),
    onGone: () => gone.push(clock.now() - begun),
  });
  const heartbeat = { heard: () => hear({ type: 'pong' }), stop: () => channel.close(), probe: channel.probe };
  return { clock, heartbeat, hear, pings, gone };
}

describe('the heartbeat of an idle session', () => {
  it('pings every interval, and ends with the peer after three pings without a sign of life', () => {
    const { clock, pings, gone } = aHeartbeat();
    clock.advance(20_000);
    expect(pings).toEqual([2000, 4000, 6000]);
    expect(gone).toEqual([8000]);
  });

  it('goes on for ever with a peer that answers', () => {
    const { clock, heartbeat, pings, gone } = aHeartbeat();
    for (let second = 0; second < 60; second += 1) {
      const before = pings.length;
      clock.advance(1000);
      if (pings.length > before) heartbeat.heard();
    }
    expect(pings).toHaveLength(30);
    expect(gone).toEqual([]);
  });

  it('is kept by a pong that comes late, just before the end', () => {
    const { clock, heartbeat, pings, gone } = aHeartbeat();
    clock.advance(7999);
    heartbeat.heard();
    clock.advance(7000);
    expect(gone).toEqual([]);
    expect(pings.slice(0, 4)).toEqual([2000, 4000, 6000, 10_000]);
    clock.advance(2000);
    expect(gone).toEqual([16_000]);
  });

  it('sends no ping while other messages show that the peer lives', () => {
    const { clock, heartbeat, pings } = aHeartbeat();
    for (let n = 0; n < 20; n += 1) {
      clock.advance(1000);
      heartbeat.heard();
    }
    expect(pings).toEqual([]);
  });

  it('keeps to the interval that it is given', () => {
    const { clock, pings, gone } = aHeartbeat(10_000);
    clock.advance(45_000);
    expect(pings).toEqual([10_000, 20_000, 30_000]);
    expect(gone).toEqual([40_000]);
  });

  it('takes another interval while it runs', () => {
    const { clock, heartbeat, pings } = aHeartbeat();
    heartbeat.every(10_000);
    clock.advance(25_000);
    expect(pings).toEqual([10_000, 20_000]);
  });

  it('leaves no timer when it is stopped, a probe included', () => {
    const { clock, heartbeat, gone } = aHost();
    heartbeat.probe(250);
    heartbeat.stop();
    expect(clock.timers).toBe(0);
    clock.advance(60_000);
    expect(gone).toEqual([]);
  });
});

describe('the heartbeat while a request waits', () => {
  it('pings each second from the first second on, and is sooner at the end', () => {
    const { clock, pings, gone, request } = aHeartbeat();
    request.isWaiting = true;
    clock.advance(10_000);
    expect(pings).toEqual([1000, 2000, 3000]);
    expect(gone).toEqual([4000]);
  });

  it('asks at the next tick of a session that was quiet until then', () => {
    const { clock, pings, request } = aHeartbeat(10_000);
    clock.advance(4500);
    request.isWaiting = true;
    clock.advance(500);
    expect(pings).toEqual([5000]);
  });

  it('does not ask a peer that has just been heard', () => {
    const { clock, heartbeat, pings, request } = aHeartbeat();
    request.isWaiting = true;
    clock.advance(900);
    heartbeat.heard();
    clock.advance(100);
    expect(pings).toEqual([]);
    clock.advance(1000);
    expect(pings).toEqual([2000]);
  });

  it('falls back to the interval once it has its answer', () => {
    const { clock, heartbeat, pings, request } = aHeartbeat();
    request.isWaiting = true;
    clock.advance(1000);
    heartbeat.heard();
    request.isWaiting = false;
    clock.advance(1000);
    expect(pings).toEqual([1000]);
    clock.advance(1000);
    expect(pings).toEqual([1000, 3000]);
  });
});

describe('the heartbeat after a sleep of this side', () => {
  it('counts anew, since what the peer sent may not have been read yet', () => {
    const { clock, pings, gone } = aHeartbeat();
    clock.advance(6000);
    expect(pings).toHaveLength(3);
    clock.leap(3_600_000);
    expect(gone).toEqual([]);
    clock.advance(7999);
    expect(gone).toEqual([]);
    clock.advance(1);
    expect(gone).toEqual([6000 + 3_600_000 + 8000]);
  });

  it('also when a request waits', () => {
    const { clock, gone, request } = aHeartbeat();
    request.isWaiting = true;
    clock.advance(3000);
    clock.leap(30_000);
    expect(gone).toEqual([]);
    clock.advance(3000);
    expect(gone).toEqual([]);
    clock.advance(1000);
    expect(gone).toHaveLength(1);
  });

  it('never ends a session in a tab whose timers come once a minute', () => {
    const { clock, gone } = aHeartbeat();
    for (let minute = 0; minute < 60; minute += 1) clock.leap(60_000);
    expect(gone).toEqual([]);
  });

  it('takes ticks for prompt that are only a little late', () => {
    const { clock, gone } = aHeartbeat();
    for (let n = 0; n < 10; n += 1) clock.leap(1400);
    expect(gone).toHaveLength(1);
  });
});

describe('a probe', () => {
  it('pings at once and ends with a peer that stays silent', () => {
    const { clock, heartbeat, pings, gone } = aHost();
    clock.advance(300);
    heartbeat.probe(250);
    expect(pings).toEqual([300]);
    clock.advance(249);
    expect(gone).toEqual([]);
    clock.advance(1);
    expect(gone).toEqual([550]);
  });

  it('ends with any sign of life, and can be made again', () => {
    const { clock, heartbeat, pings, gone } = aHost();
    heartbeat.probe(250);
    clock.advance(249);
    heartbeat.heard();
    clock.advance(500);
    expect(gone).toEqual([]);
    heartbeat.probe(250);
    expect(pings).toEqual([0, 749]);
    clock.advance(250);
    expect(gone).toEqual([999]);
  });

  it('is not prolonged by another one', () => {
    const { clock, heartbeat, pings, gone } = aHost();
    heartbeat.probe(250);
    clock.advance(200);
    heartbeat.probe(250);
    expect(pings).toEqual([0]);
    clock.advance(50);
    expect(gone).toEqual([250]);
  });

  it('gives a guest with calls in flight a second, for its page may be busy', () => {
    const { clock, heartbeat, hear, gone } = aHost();
    hear({ type: 'request', id: 1, operation: 'agent.setReady', input: {} });
    heartbeat.probe(250);
    clock.advance(999);
    expect(gone).toEqual([]);
    clock.advance(1);
    expect(gone).toEqual([1000]);
  });

  it('asks once more when this side was blocked meanwhile, since the answer may lie unread', () => {
    const { clock, heartbeat, pings, gone } = aHost();
    heartbeat.probe(250);
    clock.leap(400);
    expect(gone).toEqual([]);
    expect(pings).toEqual([0, 400]);
    heartbeat.heard();
    clock.advance(60_000);
    expect(gone).toEqual([]);
  });

  it('asks only once more', () => {
    const { clock, heartbeat, gone } = aHost();
    heartbeat.probe(250);
    clock.leap(400);
    clock.leap(400);
    expect(gone).toEqual([800]);
  });
});

describe('a heartbeat of a side where nothing waits', () => {
  it('needs nobody to ask', () => {
    const clock = createFakeClock();
    let pings = 0;
    const { port } = aPort(() => (pings += 1));
    createServingChannel({ port, clock, heartbeatMs: 2000, serve: () => undefined, onGone: () => undefined });
    clock.advance(2000);
    expect(pings).toBe(1);
  });
});
