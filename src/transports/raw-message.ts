import { systemClock, type Clock } from '../clock.js';
import type { Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import type { Snapshot } from '../protocol/entities.js';
import type { DialInput } from '../protocol/operations.js';
import { emptySnapshot, reduce } from '../protocol/reducer.js';
import { randomId } from '../wire/handshake.js';
import { createOriginMatcher, type OriginRules } from '../origins.js';
import { assertPlainDial, noIds } from './vendor/plain-dial.js';
import { asRawEvent, eventsOfRaw, rawEventNames, type RawEventName } from './vendor/raw-events.js';

export interface RawMessageTransportOptions extends OriginRules {
  /** The one origin that is spoken with: exact, https unless it is loopback or `dangerouslyAllowHttp` is set. */
  readonly targetOrigin: string;
  /**
   * The window of the workbench; a page that holds the connection bar in a frame passes the frame's window.
   *
   * @default 'top'
   */
  readonly target?: 'top' | 'parent' | Window;
  /** How messages are posted; early bars take JSON text only. Both are understood. @default 'object' */
  readonly format?: 'object' | 'json';
  /** Which documented form `param` of a callout has: `[number, mode]` or `{ number, mode }`. @default 'array' */
  readonly calloutParam?: 'array' | 'object';
  /** Which events to subscribe to; none sends no subscription. @default all that are documented */
  readonly events?: readonly RawEventName[];
  readonly clock?: Clock;
}

/**
 * Speaks the vendor's documented window messages: `callout` to dial and `eventpost` to subscribe to events.
 *
 * It offers `call.dial` (audio, video) and nothing else. The messages have no answers: `call.dial` resolves when the
 * message is posted, with empty ids, and an open connection does not prove that anybody listens. The workbench takes
 * both only while the agent is signed in, and a callout only from a page in open mode Embed. The state is what events
 * said since opening.
 *
 * Opening fails with `bridge/not-embedded` when there is no other window to speak with.
 *
 * @throws AiccError `config/invalid-origin`
 * @example
 * createAICCSupport({ transport: rawMessageTransport({ targetOrigin: 'https://workbench.example.com' }) });
 */
export function rawMessageTransport(options: RawMessageTransportOptions): Transport {
  const { target = 'top', format, calloutParam, events = rawEventNames, clock = systemClock } = options;
  const isAllowed = createOriginMatcher([options.targetOrigin], options);
  // A subscription, and a number to dial, go to nobody else.
  if (options.targetOrigin.includes('*')) {
    throw new AiccError('config/invalid-origin', 'targetOrigin must be one exact origin');
  }
  const counts = { foreignWindows: 0, rejectedOrigins: 0, events: 0, otherMessages: 0 };

  return {
    name: 'raw-message',
    diagnostics: () => ({ ...counts }),
    async open(sink, { signal }) {
      const workbench = typeof window === 'undefined' ? null : typeof target === 'string' ? window[target] : target;
      if (!workbench || workbench === window) {
        throw new AiccError('bridge/not-embedded', 'There is no workbench around this page');
      }
      let state: Snapshot = { ...emptySnapshot, epoch: randomId() };
      let seq = 0;
      let dialled: DialInput | undefined;

      const post = (name: string, param: unknown): void => {
        const message = { name, param };
        workbench.postMessage(format === 'json' ? JSON.stringify(message) : message, options.targetOrigin);
      };

      const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
        const count = (name: keyof typeof counts): void => void (counts[name] += 1);
        if (source !== workbench) return count('foreignWindows');
        if (!isAllowed(origin)) return count('rejectedOrigins');
        const raw = asRawEvent(data);
        if (!raw) return count('otherMessages');
        count('events');
        for (const event of eventsOfRaw(state, raw, clock.now(), dialled)) {
          state = reduce(state, event);
          sink.event(event, ++seq);
        }
      };

      const close = (): void => {
        removeEventListener('message', onMessage);
        signal.removeEventListener('abort', close);
      };
      addEventListener('message', onMessage);
      signal.addEventListener('abort', close);
      sink.snapshot({ snapshot: state, seq });
      if (events.length > 0) post('eventpost', [...events]);

      return {
        capabilities: { 'call.dial': true },
        async perform({ input }) {
          assertPlainDial((dialled = input as DialInput));
          const { calledNum: number, mediaType: mode } = dialled;
          post('callout', calloutParam === 'object' ? { number, mode } : [number, mode]);
          return noIds;
        },
        close,
      };
    },
  };
}
