import { systemClock, type Clock } from '../clock.js';
import type { Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { checkOutput } from '../protocol/outputs.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { createAskingChannel, type AskingChannel } from '../wire/asking.js';
import { randomId } from '../random-id.js';
import { createHandshake } from '../wire/handshake.js';
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
 * @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`, `config/secret-in-browser`
 * @example
 * createAICCSupport({ transport: frameTransport({ allowedOrigins: ['https://workbench.example.com'] }) });
 */
export function frameTransport(options: FrameTransportOptions): Transport {
  refuseSecrets(options);
  const { handshakeTimeoutMs = 5000, target = 'parent', clock = systemClock } = options;
  const isAllowed = createOriginMatcher(options.allowedOrigins, options);
  const counts = { foreignFrames: 0, rejectedOrigins: 0, sessions: 0, violations: 0, lateAnswers: 0 };
  const count = (what: keyof typeof counts): void => {
    counts[what] += 1;
  };
  /** Hosts that the one of now replaced: listening to them too would make them replace each other for ever. */
  const replaced = new Set<string>();

  return {
    name: 'frame',
    diagnostics: () => ({ ...counts }),
    open: (sink, { signal }) =>
      new Promise((resolve, reject) => {
        // Absent on a server, which may render a page that uses this.
        const { window } = globalThis as Partial<typeof globalThis>;
        const host = typeof target === 'string' ? window?.[target] : target;
        if (!host || host === window) throw new AiccError('bridge/not-embedded');
        const rejected = new Set<string>();
        let isUnsupported = false;
        let hostId: string | undefined;
        let channel: AskingChannel | undefined;

        // `signal` aborts at the end of each link, however it came: nothing else needs to be cleaned up by.
        const lost = (error: AiccError): void => {
          sink.lost(error, { retryAfterMs: 0 });
        };

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
            const asking = (channel = createAskingChannel({
              port,
              clock,
              count,
              read: checkOutput,
              heartbeatMs: 2000, // until the host says otherwise
              onMessage(message) {
                if (message.type === 'event') {
                  sink.event(message.event, message.seq);
                  return;
                }
                const { capabilities } = message;
                sink.snapshot(message);
                sink.capabilities(capabilities);
                sink.stale(message.stale);
                if (message.type === 'state') return;
                asking.beat(message.heartbeatMs);
                count('sessions');
                clock.clearTimeout(timer);
                resolve({ ...asking, capabilities, deadlines });
              },
              onGone(error) {
                // Those that it replaced may be there still.
                replaced.clear();
                lost(error);
              },
            }));
          },
        });

        const onMessage = ({ data, source, origin, ports }: MessageEvent<unknown>): void => {
          if (!isTagged(data)) return;
          if (source !== host) return count('foreignFrames');
          if (!isAllowed(origin)) {
            rejected.add(origin);
            return count('rejectedOrigins');
          }
          const message = asHandshakeMessage(data);
          if (!message) return count('violations');
          if (replaced.has(message.id)) return;
          if (hostId === undefined) handshake.receive(message, origin, ports);
          else if (message.id !== hostId) {
            replaced.add(hostId);
            lost(new AiccError('bridge/peer-gone', 'Replaced by another workbench'));
          }
        };

        const onPageHide = ({ persisted }: PageTransitionEvent): void => {
          // Into the back/forward cache the port comes along.
          if (!persisted) channel?.close();
        };

        const timer = clock.setTimeout(() => {
          const rejectedOrigins = [...rejected];
          const why = isUnsupported
            ? 'protocol-unsupported'
            : rejected.has('null')
              ? 'opaque-origin'
              : 'handshake-timeout';
          const who = rejectedOrigins.join(', ') || 'nobody';
          sink.waiting(
            new AiccError(`bridge/${why}`, `No answer within ${handshakeTimeoutMs} ms (rejected meanwhile: ${who})`, {
              context: { rejectedOrigins },
            }),
          );
        }, handshakeTimeoutMs);

        signal.addEventListener('abort', () => {
          clock.clearTimeout(timer);
          channel?.close();
          reject(signal.reason as AiccError);
        });
        addEventListener('message', onMessage, { signal });
        addEventListener('pagehide', onPageHide, { signal });
        handshake.begin();
        // After the SYN, so that the workbench hears of it and can say so too.
        if (self.origin === 'null') reject(new AiccError('bridge/opaque-origin'));
      }),
  };
}
