import { systemClock, type Clock } from '../clock.js';
import type { OperationCall, Transport, TransportLink, TransportSink } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { checkOutput } from '../protocol/outputs.js';
import { createAskingChannel, type AskingChannel } from '../wire/asking.js';
import { createHandshake, randomId } from '../wire/handshake.js';
import { asHandshakeMessage, isTagged } from '../wire/messages.js';
import { createOriginMatcher, type OriginRules } from '../origins.js';

export interface FrameTransportOptions extends OriginRules {
  /**
   * The workbenches that are trusted: exact origins, or `https://*.example.com` for whole labels in front.
   * https only, but for loopback; `dangerouslyAllowHttp` admits other exact http origins.
   */
  readonly allowedOrigins: readonly string[];
  /** How long the workbench may take to answer, in milliseconds. @default 5000 */
  readonly handshakeTimeoutMs?: number;
  /** Which window the workbench is; a page that was opened as a window passes `window.opener`. @default 'parent' */
  readonly target?: 'parent' | 'top' | Window;
  readonly clock?: Clock;
}

/** A person confirms what a guest dials: see `confirmDial` of the host. */
const deadlines = { 'call.dial': 60_000 } as const;

/**
 * The link of an embedded page to the workbench around it.
 *
 * Opening fails with `bridge/not-embedded` at top level and `bridge/opaque-origin` in a sandboxed frame, both at
 * once; without an answer `bridge/handshake-timeout` is told after `handshakeTimeoutMs`, and the page goes on
 * listening. The protocol is written down in `wire/handshake.ts`.
 *
 * @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`
 * @example
 * createAICCSupport({ transport: frameTransport({ allowedOrigins: ['https://workbench.example.com'] }) });
 */
export function frameTransport(options: FrameTransportOptions): Transport {
  const { handshakeTimeoutMs = 5000, target = 'parent', clock = systemClock } = options;
  const isAllowed = createOriginMatcher(options.allowedOrigins, options);
  const counts = { foreignFrames: 0, rejectedOrigins: 0, sessions: 0, violations: 0, lateAnswers: 0 };
  /** Hosts that another one replaced: listening to both would make them replace each other for ever. */
  const replaced = new Set<string>();

  return {
    name: 'frame',
    diagnostics: () => ({ ...counts }),
    open: (sink, { signal }) =>
      new Promise((resolve, reject) => {
        const host = findHost(target);
        const rejected = new Set<string>();
        let isUnsupported = false;
        let hostId: string | undefined;
        let channel: AskingChannel | undefined;

        const handshake = createHandshake({
          id: randomId(),
          post: (message, targetOrigin, transfer) => {
            host.postMessage(message, targetOrigin, transfer);
          },
          onUnsupported: () => {
            isUnsupported = true;
          },
          onPort: (port, peer) => {
            hostId = peer.id;
            channel = openSession(port, sink, clock, stop, (link) => {
              counts.sessions += 1;
              clock.clearTimeout(timer);
              resolve(link);
            });
          },
        });

        const onMessage = ({ data, source, origin, ports }: MessageEvent<unknown>): void => {
          if (!isTagged(data)) return;
          if (source !== host) {
            counts.foreignFrames += 1;
            return;
          }
          if (!isAllowed(origin)) {
            counts.rejectedOrigins += 1;
            rejected.add(origin);
            return;
          }
          const message = asHandshakeMessage(data);
          if (!message) {
            counts.violations += 1;
          } else if (!replaced.has(message.id)) {
            if (hostId === undefined) handshake.receive(message, origin, ports);
            else if (message.id !== hostId) {
              replaced.add(hostId);
              stop();
              sink.lost(new AiccError('bridge/peer-gone', 'Another workbench took over'), { retryAfterMs: 0 });
            }
          }
        };

        const onPageHide = ({ persisted }: PageTransitionEvent): void => {
          // Into the back/forward cache the port comes along.
          if (!persisted) channel?.close();
        };

        const timer = clock.setTimeout(() => {
          sink.waiting(whyNot(handshakeTimeoutMs, [...rejected], isUnsupported));
        }, handshakeTimeoutMs);

        const stop = (): void => {
          clock.clearTimeout(timer);
          removeEventListener('message', onMessage);
          removeEventListener('pagehide', onPageHide);
          if (!channel) return;
          counts.violations += channel.violations();
          counts.lateAnswers += channel.lateAnswers();
          channel.close();
          channel = undefined;
        };

        signal.addEventListener('abort', () => {
          stop();
          reject(signal.reason as AiccError);
        });
        addEventListener('message', onMessage);
        addEventListener('pagehide', onPageHide);
        handshake.begin();
        if (self.origin === 'null') {
          // After the SYN, so that the workbench hears of it and can say so too.
          stop();
          reject(new AiccError('bridge/opaque-origin', 'This page has an opaque origin'));
        }
      }),
  };
}

function findHost(target: NonNullable<FrameTransportOptions['target']>): Window {
  const host = typeof window === 'undefined' ? undefined : typeof target === 'string' ? window[target] : target;
  if (!host || host === window) {
    throw new AiccError('bridge/not-embedded', 'This page is not embedded in a workbench');
  }
  return host;
}

function whyNot(ms: number, rejectedOrigins: readonly string[], isUnsupported: boolean): AiccError {
  const why = isUnsupported
    ? 'protocol-unsupported'
    : rejectedOrigins.includes('null')
      ? 'opaque-origin'
      : 'handshake-timeout';
  const message = isUnsupported
    ? 'The workbench speaks another version of the protocol'
    : `No workbench answered within ${ms} ms (rejected meanwhile: ${rejectedOrigins.join(', ') || 'nobody'})`;
  return new AiccError(`bridge/${why}`, message, { context: { rejectedOrigins } });
}

/** The guest's half of a session. */
function openSession(
  port: MessagePort,
  sink: TransportSink,
  clock: Clock,
  stop: () => void,
  onOpen: (link: TransportLink) => void,
): AskingChannel {
  const channel = createAskingChannel({
    port,
    clock,
    read: checkOutput,
    heartbeatMs: 2000, // until the host says otherwise
    onMessage(message) {
      if (message.type === 'event') {
        sink.event(message.event, message.seq);
      } else if (message.type === 'welcome' || message.type === 'state') {
        const { capabilities, stale } = message;
        sink.snapshot(message);
        sink.stale(stale);
        sink.capabilities(capabilities);
        if (message.type === 'welcome') {
          channel.beat(message.heartbeatMs);
          // A second welcome changes nothing: the promise is settled.
          onOpen({ capabilities, deadlines, perform, cancel: channel.cancel, close: stop });
        }
      }
    },
    onGone(error) {
      stop();
      sink.lost(error, { retryAfterMs: 0 });
    },
  });
  const perform = ({ id, operation, input }: OperationCall): Promise<unknown> => channel.request(id, operation, input);
  return channel;
}
