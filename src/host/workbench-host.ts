import { systemClock, type Clock } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import { createRelay } from '../connection/relay.js';
import { createEmitter, type SubscribeOptions, type Unsubscribe } from '../emitter.js';
import type { AiccError } from '../errors.js';
import { silentLogger, type Logger } from '../log.js';
import { version } from '../version.js';
import { randomId } from '../random-id.js';
import { createAttachment, type Attachment, type AttachmentDiagnostics } from './attachment.js';
import { createDialGate, type ConfirmDial, type DialGate } from './dial-gate.js';
import { createPolicyFinder, type GuestPolicy } from './guest-policy.js';
import { serveGuest } from './guest-session.js';

export interface GuestEvent {
  readonly type: 'guest';
  /**
   * - `connected`: the guest took its port and answered on it
   * - `gone`: one that was connected is not there any more
   * - `rejected`: a page that is no guest, or speaks another version of the protocol, tried
   */
  readonly status: 'connected' | 'gone' | 'rejected';
  readonly origin: string;
  /** Absent when rejected. */
  readonly session?: string;
  /** Why gone or rejected. */
  readonly error?: AiccError;
}

export interface WorkbenchHostOptions {
  /** What the guests get to use, each through its policy. */
  readonly connection: Connection;
  readonly guests: readonly GuestPolicy[];
  /**
   * Asks the agent before a guest's dial goes out. Without it only numbers of a policy's `allowNumbers` do. Not with
   * `window.confirm`: it stops the page, and guests take it for gone.
   */
  readonly confirmDial?: ConfirmDial;
  /** Told to the guests, for their logs. */
  readonly name?: string;
  /** A BCP 47 tag for the guests. @default the language of the document */
  readonly locale?: string;
  /** Between two pings of an idle guest, in milliseconds. @default 2000 */
  readonly heartbeatMs?: number;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** Counts for a support ticket: no numbers, call data, results or tokens. */
export interface HostDiagnostics {
  /** One for each frame or window that is attached now, in the order of attaching. */
  readonly attachments: readonly AttachmentDiagnostics[];
}

export interface WorkbenchHost {
  /**
   * Serves a frame, or a window that this page opened, through all reloads and navigations until detached.
   *
   * The frame may still be loading, and may be taken out and put back. The host never loads it itself.
   */
  attach(target: HTMLIFrameElement | Window): { detach(): void };
  subscribe(listener: (event: GuestEvent) => void, options?: SubscribeOptions): Unsubscribe;
  /** The counts of this moment. */
  diagnostics(): HostDiagnostics;
  /** Ends all sessions: what guests have in flight rejects with `bridge/peer-gone`. May be called again. */
  dispose(): void;
}

/**
 * The workbench's half of the frame wire: serves a {@link Connection} to embedded pages.
 *
 * @throws AiccError `config/invalid-origin`
 * @example
 * const host = createWorkbenchHost({
 *   connection,
 *   guests: [{
 *     origin: 'https://bank.example.com',
 *     operations: ['verification.result', 'call.dial'],
 *     events: ['agent.updated', 'contact.updated', 'call.updated', 'focus.changed', 'verification.updated'],
 *     verifyTypeCodes: ['RETAIL_OTP'],
 *   }],
 *   confirmDial: ({ origin, calledNum, signal }) => askTheAgent(`${origin} wants to dial ${calledNum}`, signal),
 * });
 * host.attach(frame); // its <iframe>
 */
export function createWorkbenchHost(options: WorkbenchHostOptions): WorkbenchHost {
  const { connection, guests, confirmDial, name = 'workbench', heartbeatMs = 2000 } = options;
  const { logger = silentLogger, clock = systemClock } = options;
  const findPolicy = createPolicyFinder(guests);
  const emitter = createEmitter<{ guest: GuestEvent }>(logger);
  const relay = createRelay(connection);
  const attachments = new Set<Attachment>();
  const dialGates = new Map<string, DialGate>();

  const gateOf = (origin: string, policy: GuestPolicy): DialGate => {
    const gate = dialGates.get(origin) ?? createDialGate({ origin, policy, confirmDial, clock });
    dialGates.set(origin, gate);
    return gate;
  };

  const tell = (event: Omit<GuestEvent, 'type'>): void => {
    logger.info(`Guest ${event.origin}: ${event.status}`, event.error);
    emitter.emit('guest', { type: 'guest', ...event });
  };

  return {
    attach(target) {
      const attachment = createAttachment({
        target,
        findPolicy,
        onRejected: (origin, error) => {
          tell({ status: 'rejected', origin, error });
        },
        serve(port, peer, policy, onGone) {
          const { origin } = peer;
          const session = randomId();
          let isConnected = false;
          const tellGone = (error?: AiccError): void => {
            if (isConnected) tell({ status: 'gone', origin, session, ...(error && { error }) });
          };
          const served = serveGuest({
            port,
            peer,
            policy,
            connection,
            relay,
            dialGate: gateOf(origin, policy),
            clock,
            session,
            name,
            version,
            locale: options.locale ?? (document.documentElement.lang || navigator.language),
            heartbeatMs,
            onAccepted() {
              isConnected = true;
              tell({ status: 'connected', origin, session });
            },
            onGone(error) {
              onGone();
              tellGone(error);
            },
          });
          return {
            ...served,
            close(reason) {
              served.close(reason);
              tellGone(reason);
            },
          };
        },
      });
      attachments.add(attachment);
      return {
        detach() {
          if (attachments.delete(attachment)) attachment.detach();
        },
      };
    },
    subscribe: (listener, subscribeOptions) => emitter.on('guest', listener, subscribeOptions),
    diagnostics: () => ({ attachments: [...attachments].map((attachment) => attachment.diagnostics()) }),
    dispose() {
      for (const attachment of attachments) {
        attachments.delete(attachment);
        attachment.detach();
      }
      relay.stop();
      emitter.off();
    },
  };
}
