import { AiccError } from '../errors.js';
import { randomId } from '../random-id.js';
import { createHandshake, type HandshakePeer } from '../wire/handshake.js';
import { asHandshakeMessage, type HandshakeMessage } from '../wire/messages.js';
import { watchFrame } from './frame-watch.js';
import type { GuestPolicy } from './guest-policy.js';
import type { GuestSession, SessionDiagnostics } from './guest-session.js';

export interface AttachmentOptions {
  readonly target: HTMLIFrameElement | Window;
  readonly findPolicy: (origin: string) => GuestPolicy | undefined;
  readonly serve: (port: MessagePort, peer: HandshakePeer, policy: GuestPolicy, onGone: () => void) => GuestSession;
  readonly onRejected: (origin: string, error: AiccError) => void;
}

/** Counts of one attached frame or window, through all lives of the pages in it. */
export interface AttachmentDiagnostics {
  /** What is served now. */
  readonly sessions: readonly SessionDiagnostics[];
  /** Sessions that have ended. */
  readonly ended: number;
  /** Messages on a port that were refused by the check, in all sessions. */
  readonly violations: number;
  /** Dials and contacts that were too many, in all sessions. */
  readonly rateLimited: number;
  /** Messages of origins that no policy names, and of pages that speak another version. */
  readonly rejected: number;
  /** Handshakes that had to wait, or were dropped, since the page held all sessions that it can have. */
  readonly refusedSessions: number;
}

export interface Attachment {
  detach(): void;
  diagnostics(): AttachmentDiagnostics;
}

/** How long a session that something speaks against has to show that it lives, in milliseconds. */
const doubtMs = 250;
/** Copies of the package in one page; more than that is a page that connects in a loop. */
const maxSessions = 8;

/** Listens to one window, for as many lives as the pages in it have. */
export function createAttachment({ target, findPolicy, serve, onRejected }: AttachmentOptions): Attachment {
  // `window` is among the few properties that a window of another origin lets others see.
  const frame = 'window' in target ? undefined : target;
  const guestWindow = (): Window | null => (frame ? frame.contentWindow : (target as Window));
  /** By the id of the peer. */
  const sessions = new Map<string, GuestSession>();
  /**
   * Those that came while all sessions were taken, by their ids. None that lives gives way to them: it would connect
   * again and drive out the next, without end. A dead one is missed within `doubtMs`, and then the newest comes in.
   */
  const waiting = new Map<string, () => void>();
  const counts = { ended: 0, violations: 0, rateLimited: 0, rejected: 0, refusedSessions: 0 };

  const handshake = createHandshake({
    id: randomId(),
    post: (message, targetOrigin, transfer) => {
      guestWindow()?.postMessage(message, targetOrigin, transfer);
    },
    onPort: (port, peer) => {
      const policy = findPolicy(peer.origin);
      if (!policy) return;
      doubtAll();
      const session = serve(port, peer, policy, () => {
        forget(peer.id, session);
        admitWaiting();
      });
      sessions.set(peer.id, session);
    },
    onUnsupported: (origin) => {
      reject(origin, new AiccError('bridge/protocol-unsupported', `${origin} speaks another protocol version`));
    },
  });

  function reject(origin: string, error: AiccError): void {
    counts.rejected += 1;
    onRejected(origin, error);
  }

  function forget(id: string, session: GuestSession): void {
    const { violations, rateLimited } = session.diagnostics();
    sessions.delete(id);
    counts.ended += 1;
    counts.violations += violations;
    counts.rateLimited += rateLimited;
  }

  function receive(message: HandshakeMessage, origin: string, ports: readonly MessagePort[]): void {
    const { id } = message;
    // Said again by a page that is served. The handshake ignores it too, as long as it remembers.
    if (sessions.has(id)) return;
    if (sessions.size < maxSessions) {
      handshake.receive(message, origin, ports);
      return;
    }
    counts.refusedSessions += 1;
    doubtAll();
    waiting.delete(id);
    waiting.set(id, () => {
      receive(message, origin, ports);
    });
    const [oldest = id] = waiting.keys();
    if (waiting.size > maxSessions) waiting.delete(oldest);
  }

  function admitWaiting(): void {
    for (const [id, admit] of [...waiting].reverse()) {
      if (sessions.size >= maxSessions) return;
      waiting.delete(id);
      admit();
    }
  }

  function doubtAll(): void {
    for (const session of sessions.values()) session.probe(doubtMs);
  }

  function endAll(reason: AiccError): void {
    waiting.clear();
    for (const [id, session] of sessions) {
      // Before it tells: a listener may detach, which comes here again.
      forget(id, session);
      session.close(reason);
    }
  }

  const onMessage = (event: MessageEvent<unknown>): void => {
    const { source, origin, ports } = event;
    const message = asHandshakeMessage(event.data);
    if (source === null || source !== guestWindow() || !message) return;
    // It may have been put where no mutation shows (a shadow root): what was before must end before it speaks.
    watch?.check();
    if (findPolicy(origin)) receive(message, origin, ports);
    else if (origin === 'null') {
      reject(origin, new AiccError('bridge/opaque-origin', 'A frame of an opaque origin tried to connect'));
    } else {
      reject(origin, new AiccError('bridge/origin-rejected', `${origin} is no guest of this workbench`));
    }
  };

  const onLoad = (): void => {
    watch?.check();
    doubtAll();
    handshake.begin();
  };

  const onPageHide = (event: PageTransitionEvent): void => {
    if (!event.persisted) endAll(new AiccError('bridge/peer-gone', 'The workbench was left'));
  };

  const watch =
    frame &&
    watchFrame(frame, () => {
      endAll(new AiccError('bridge/peer-gone', 'The frame was removed or moved'));
    });
  addEventListener('message', onMessage);
  addEventListener('pagehide', onPageHide);
  frame?.addEventListener('load', onLoad);
  handshake.begin();

  return {
    detach() {
      removeEventListener('message', onMessage);
      removeEventListener('pagehide', onPageHide);
      frame?.removeEventListener('load', onLoad);
      watch?.stop();
      endAll(new AiccError('bridge/peer-gone', 'The workbench stopped serving the frame'));
    },
    diagnostics() {
      const now = [...sessions.values()].map((session) => session.diagnostics());
      const sum = (key: 'violations' | 'rateLimited'): number =>
        now.reduce((total, each) => total + each[key], counts[key]);
      return { ...counts, sessions: now, violations: sum('violations'), rateLimited: sum('rateLimited') };
    },
  };
}
