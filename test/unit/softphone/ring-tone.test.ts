import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRingTone, type RingToneState } from '../../../src/softphone/ring-tone.js';
import { aCall } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';
import { aSoftphone, ringingCall, withCalls } from './a-softphone.js';

/** Audio of a browser that may withhold it. */
function fakeAudio(isAllowed: boolean) {
  const waiting: (() => void)[] = [];
  const log: string[] = [];
  const gain = { gain: { value: 1 }, connect: () => undefined };
  const context = {
    state: 'suspended' as AudioContextState,
    destination: {},
    createGain: () => gain,
    createBuffer: (_: number, length: number) => ({ getChannelData: () => new Float32Array(length) }),
    createBufferSource: () => ({
      loop: false,
      connect: () => undefined,
      disconnect: () => undefined,
      start: () => log.push('start'),
      stop: () => log.push('stop'),
    }),
    resume: () =>
      new Promise<void>((resolve) => {
        const run = (): void => {
          context.state = 'running';
          resolve();
        };
        if (isAllowed) run();
        else waiting.push(run);
      }),
    async suspend() {
      context.state = 'suspended';
    },
    async close() {
      context.state = 'closed';
      log.push('close');
    },
  };
  return {
    log,
    gain,
    context,
    make: () => context as unknown as AudioContext,
    allow(): void {
      isAllowed = true;
      waiting.splice(0).forEach((run) => run());
    },
  };
}

let gestures: Set<unknown>;
beforeEach(() => {
  gestures = new Set();
  vi.stubGlobal('addEventListener', (name: string) => gestures.add(name));
  vi.stubGlobal('removeEventListener', (name: string) => gestures.delete(name));
});
afterEach(() => vi.unstubAllGlobals());

async function sounding(isAllowed = true, rings = true) {
  const ground = aSoftphone({ rings: () => rings });
  const audio = fakeAudio(isAllowed);
  const told: RingToneState[] = [];
  const ringTone = createRingTone({
    softphone: ground.softphone,
    clock: ground.clock,
    context: audio.make,
    onChange: (state) => told.push(state),
  });
  await ground.open();
  return { ...ground, ...audio, ringTone, told };
}

describe('the ring tone', () => {
  it('plays as long as a call rings, and lets the audio device rest otherwise', async () => {
    const { emit, log, context, told } = await sounding();
    expect([log, context.state]).toEqual([[], 'suspended']);
    emit({ type: 'call.updated', call: ringingCall() });
    await microtasks();
    expect([log, context.state]).toEqual([['start'], 'running']);
    emit({ type: 'call.updated', call: ringingCall({ muted: true }) }, { type: 'call.updated', call: aCall() });
    expect([log, context.state]).toEqual([['start', 'stop'], 'suspended']);
    expect(told).toEqual([
      { ringing: true, blocked: false },
      { ringing: false, blocked: false },
    ]);
  });

  it('plays for a call that rings already', async () => {
    const { softphone, open, clock } = aSoftphone();
    await open(withCalls(ringingCall()));
    const { log, make } = fakeAudio(true);
    createRingTone({ softphone, clock, context: make });
    expect(log).toEqual(['start']);
  });

  it('is quiet beside another call', async () => {
    const { emit, gain } = await sounding();
    emit({ type: 'call.updated', call: ringingCall() });
    expect(gain.gain.value).toBe(0.5);
    emit({ type: 'call.updated', call: aCall({ id: 'other' }) });
    expect(gain.gain.value).toBeCloseTo(0.1);
  });

  it('is played by the page that rings only', async () => {
    const { emit, log } = await sounding(true, false);
    emit({ type: 'call.updated', call: ringingCall() });
    expect(log).toEqual([]);
  });

  it('gives everything back at the end', async () => {
    const { emit, log, clock, ringTone, softphone } = await sounding(false);
    emit({ type: 'call.updated', call: ringingCall() });
    clock.advance(500);
    await microtasks();
    await ringTone.dispose();
    await ringTone.dispose();
    await softphone.dispose();
    expect([log, gestures.size, clock.timers]).toEqual([['start', 'stop', 'close'], 0, 0]);
  });
});

describe('a browser that withholds audio', () => {
  it('is told of before the first call, when it has had its time', async () => {
    const { told, clock } = await sounding(false);
    clock.advance(499);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([{ ringing: false, blocked: true }]);
  });

  it('is not blocked any more when the agent uses the page', async () => {
    const { told, clock, allow } = await sounding(false);
    clock.advance(500);
    expect([...gestures].sort()).toEqual(['click', 'keydown']);
    allow();
    await microtasks();
    expect([told.at(-1), gestures.size]).toEqual([{ ringing: false, blocked: false }, 0]);
  });

  it('answers enable with whether the tone may be heard', async () => {
    const { ringTone, clock, allow } = await sounding(false);
    const refused = ringTone.enable();
    clock.advance(500);
    expect(await refused).toBe(false);
    allow();
    expect([await ringTone.enable(), ringTone.state().blocked]).toEqual([true, false]);
  });
});
