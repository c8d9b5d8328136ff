import { AiccError } from '../errors.js';
import { createHandshake, randomId, type HandshakePeer } from '../wire/handshake.js';
import { asHandshakeMessage } from '../wire/messages.js';
import { watchFrame } from './frame-watch.js';
import type { GuestPolicy } from './guest-policy.js';
import type { GuestSession } from './guest-session.js';

export interface AttachmentOptions {
  readonly target: HTMLIFrameElement | Window;
  readonly findPolicy: (origin: string) => GuestPolicy | undefined;
  readonly serve: (port: MessagePort, peer: HandshakePeer, policy: GuestPolicy, onGone: () => void) => GuestSession;
  readonly onRejected: (origin: string, error: AiccError) => void;
}

/** How long a session that something speaks against has to show that it lives, in milliseconds. */
const doubtMs = 250;
/** Copies of the package in one page; more than that is a page that connects in a loop. */
const maxSessions = 4;

/** Listens to one window, for as many lives as the pages in it have. */
export function createAttachment({ target, findPolicy, serve, onRejected }: AttachmentOptions): { detach(): void } {
  // `window` is among the few properties that a window of another origin lets others see.
  const frame = 'window' in target ? undefined : target;
  const guestWindow = (): Window | null => (frame ? frame.contentWindow : (target as Window));
  const sessions = new Set<GuestSession>();
  let isDetached = false;

  const handshake = createHandshake({
    id: randomId(),
    post: (message, targetOrigin, transfer) => {
      guestWindow()?.postMessage(message, targetOrigin, transfer);
    },
    onPort: (port, peer) => {
      const policy = findPolicy(peer.origin);
      if (!policy) return;
      doubtAll();
      for (const oldest of sessions) {
        if (sessions.size < maxSessions) break;
        sessions.delete(oldest);
        oldest.close();
      }
      const session = serve(port, peer, policy, () => sessions.delete(session));
      sessions.add(session);
      // Whoever was told of the guest may have detached it at once.
      if (isDetached) endAll(notServed());
    },
    onUnsupported: (origin) => {
      onRejected(origin, new AiccError('bridge/protocol-unsupported', `${origin} speaks another protocol version`));
    },
  });

  function doubtAll(): void {
    for (const session of sessions) session.probe(doubtMs);
  }

  function endAll(reason: AiccError): void {
    for (const session of sessions) {
      // Before it tells: a listener may detach, which comes here again.
      sessions.delete(session);
      session.close(reason);
    }
  }

  const onMessage = (event: MessageEvent<unknown>): void => {
    const { source, origin, ports } = event;
    const message = asHandshakeMessage(event.data);
    if (source === null || source !== guestWindow() || !message) return;
    // It may have been put where no mutation shows (a shadow root): what was before must end before it speaks.
    watch?.check();
    if (findPolicy(origin)) handshake.receive(message, origin, ports);
    else if (origin === 'null') {
      onRejected(origin, new AiccError('bridge/opaque-origin', 'A frame of an opaque origin tried to connect'));
    } else {
      onRejected(origin, new AiccError('bridge/origin-rejected', `${origin} is no guest of this workbench`));
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
      isDetached = true;
      endAll(notServed());
    },
  };
}

const notServed = (): AiccError => new AiccError('bridge/peer-gone', 'The workbench stopped serving the frame');
