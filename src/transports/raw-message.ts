import { systemClock, type Clock } from '../clock.js';
import type { Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { createOriginMatcher, type OriginRules } from '../origins.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { dialPlainly, type PlainDial } from './vendor/plain-dial.js';
import { rawEventNames, tellRawEvent, type RawEventName } from './vendor/raw-events.js';
import { createToldState } from './vendor/told-state.js';

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
 * @throws AiccError `config/invalid-origin`, `config/secret-in-browser`
 * @example
 * createAICCSupport({ transport: rawMessageTransport({ targetOrigin: 'https://workbench.example.com' }) });
 */
export function rawMessageTransport(options: RawMessageTransportOptions): Transport {
  refuseSecrets(options);
  const { targetOrigin, target = 'top', format, calloutParam, events = rawEventNames, clock = systemClock } = options;
  const isAllowed = createOriginMatcher([targetOrigin], options);
  // A subscription, and a number to dial, go to nobody else.
  if (targetOrigin.includes('*')) throw new AiccError('config/invalid-origin', `${targetOrigin} is not exact`);
  const counts = { foreignWindows: 0, rejectedOrigins: 0, events: 0, otherMessages: 0 };

  return {
    name: 'raw-message',
    diagnostics: () => ({ ...counts }),
    async open(sink) {
      const workbench = typeof window === 'undefined' ? null : typeof target === 'string' ? window[target] : target;
      if (!workbench || workbench === window) throw new AiccError('bridge/not-embedded');
      const state = createToldState(clock, {});
      let dialled: PlainDial | undefined;

      const post = (name: string, param: unknown): void => {
        const message = { name, param };
        workbench.postMessage(format === 'json' ? JSON.stringify(message) : message, targetOrigin);
      };

      const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
        if (source !== workbench) counts.foreignWindows += 1;
        else if (!isAllowed(origin)) counts.rejectedOrigins += 1;
        else if (tellRawEvent(state, data, dialled)) counts.events += 1;
        else counts.otherMessages += 1;
      };

      addEventListener('message', onMessage);
      state.attach(sink);
      if (events.length > 0) post('eventpost', [...events]);

      return {
        capabilities: { 'call.dial': true },
        perform: ({ input }) =>
          dialPlainly(input, (plain) => {
            dialled = plain;
            const { calledNum: number, mediaType: mode } = plain;
            post('callout', calloutParam === 'object' ? { number, mode } : [number, mode]);
          }),
        close() {
          removeEventListener('message', onMessage);
        },
      };
    },
  };
}
