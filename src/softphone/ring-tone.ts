import { systemClock, type Clock } from '../clock.js';
import type { Softphone, SoftphoneState } from './softphone.js';
import { ringBuffer } from './ring-buffer.js';

export interface RingToneState {
  /** A call rings here. */
  readonly ringing: boolean;
  /** The browser withholds audio from this page until the agent uses it: show a button that calls `enable`. */
  readonly blocked: boolean;
}

export interface RingToneOptions {
  readonly softphone: Softphone;
  /** Between 0 and 1. @default 0.5 */
  readonly volume?: number;
  /** Its state has changed. */
  readonly onChange?: (state: RingToneState) => void;
  /** Makes what plays. @default a new AudioContext */
  readonly context?: () => AudioContext;
  readonly clock?: Clock;
}

export interface RingTone {
  state(): RingToneState;
  /** Asks for audio again. Call it from a click or a key. @returns whether it may be heard now */
  enable(): Promise<boolean>;
  /** Stops it and gives the audio device back. */
  dispose(): Promise<void>;
}

/** How long a browser that allows audio may take to start it, in milliseconds. */
const graceMs = 500;

/**
 * Rings while a call rings: quietly beside another call. The sound is made by the browser; no file is loaded.
 *
 * A page that the agent has not used yet may make no sound. That is known before the first call, and told by
 * `blocked`; a later click anywhere on the page ends it as well as `enable()` does.
 *
 * @example
 * const ringTone = createRingTone({ softphone, onChange: ({ blocked }) => (enableButton.hidden = !blocked) });
 * enableButton.onclick = () => ringTone.enable();
 */
export function createRingTone(options: RingToneOptions): RingTone {
  const { softphone, volume = 0.5, onChange, clock = systemClock } = options;
  const context = (options.context ?? (() => new AudioContext()))();
  const gain = context.createGain();
  gain.connect(context.destination);
  const timers = new Set<unknown>();
  let source: AudioBufferSourceNode | undefined;
  let state: RingToneState = { ringing: false, blocked: false };
  let isOver = false;

  const tell = (changes: Partial<RingToneState>): void => {
    const next = { ...state, ...changes };
    if (isOver || (next.ringing === state.ringing && next.blocked === state.blocked)) return;
    state = next;
    for (const name of ['click', 'keydown']) {
      if (state.blocked) addEventListener(name, onGesture, true);
      else removeEventListener(name, onGesture, true);
    }
    onChange?.(state);
  };

  /** Asks the browser for audio. One that withholds it does not refuse: it just does not answer until there is a click. */
  const wake = (): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (isHeard: boolean): void => {
        clock.clearTimeout(timer);
        timers.delete(timer);
        tell({ blocked: !isHeard });
        // An audio device that runs costs power all day.
        if (!source) rest();
        resolve(isHeard);
      };
      const timer = clock.setTimeout(() => settle(false), graceMs);
      timers.add(timer);
      context.resume().then(
        () => settle(true),
        () => settle(false),
      );
    });

  const onGesture = (): void => void wake();
  const rest = (): void => {
    if (context.state === 'running') context.suspend().catch(() => undefined);
  };

  const update = ({ calls }: SoftphoneState): void => {
    const ringing = softphone.rings() && calls.some((call) => call.state === 'ringing');
    gain.gain.value = volume * (calls.some((call) => call.state !== 'ringing') ? 0.2 : 1);
    if (ringing && !source) {
      source = context.createBufferSource();
      source.buffer = ringBuffer(context);
      source.loop = true;
      source.connect(gain);
      source.start();
      void wake();
    } else if (!ringing && source) {
      source.stop();
      source.disconnect();
      source = undefined;
      rest();
    }
    tell({ ringing });
  };

  const off = softphone.on('change', update);
  void wake();
  update(softphone.state());

  return {
    state: () => state,
    enable: wake,
    async dispose() {
      off();
      tell({ ringing: false, blocked: false });
      isOver = true;
      for (const timer of timers) clock.clearTimeout(timer);
      source?.stop();
      source = undefined;
      if (context.state !== 'closed') await context.close();
    },
  };
}
