import type { Connection } from '../../connection/connection.js';
import { createEmitter } from '../../emitter.js';
import type { Logger } from '../../log.js';
import type { Call, Contact, Snapshot, Verification } from '../../protocol/entities.js';
import type { ConnectionEvent } from '../../protocol/events.js';
import { isAlike } from '../../protocol/reducer.js';

/** One agent's connection as the service follows it, and what that agent is shown beside. */
export interface View {
  readonly connection: Connection;
  readonly workNo: string;
  readonly epoch: string;
  contact(contactId: string | undefined): Contact | undefined;
  /** Those of the contact that are not over, as this agent has them. */
  liveCalls(contactId: string): readonly Call[];
  /** The agent's snapshot with the service's verifications in it. The same object while nothing changes. */
  snapshot(): Snapshot;
  /** Shows what is new of the verifications. */
  show(verifications: readonly Verification[]): void;
  subscribe: Connection['subscribe'];
  stop(): void;
}

export interface ViewOptions {
  readonly connection: Connection;
  readonly logger: Logger;
  /** Something about contacts or calls changed; asked before listeners hear of it. */
  readonly onChange: () => void;
}

export function createView({ connection, logger, onChange }: ViewOptions): View {
  const emitter = createEmitter<{ event: ConnectionEvent }>(logger);
  let verifications: readonly Verification[] = [];
  let base: Snapshot | undefined;
  let merged: Snapshot | undefined;

  const snapshot = (): Snapshot => {
    const now = connection.snapshot();
    if (now === base && merged) return merged;
    base = now;
    const shown = verifications.filter(({ contactId }) => now.contacts.some(({ id }) => id === contactId));
    merged = { ...now, verifications: shown };
    return merged;
  };

  const stop = connection.subscribe((event) => {
    // The service's own word counts where there is one.
    if (event.type === 'verification.updated') return;
    emitter.emit('event', event);
    onChange();
  });

  return {
    connection,
    get workNo() {
      return connection.snapshot().agent?.workNo ?? '';
    },
    get epoch() {
      return connection.snapshot().epoch;
    },
    contact: (contactId) => connection.snapshot().contacts.find(({ id }) => id === contactId),
    liveCalls: (contactId) =>
      connection.snapshot().calls.filter((call) => call.contactId === contactId && call.state !== 'ended'),
    snapshot,
    show(next) {
      const before = verifications;
      verifications = next;
      const news = next.filter((each) => {
        const old = before.find(
          ({ contactId, verifyTypeCode }) => contactId === each.contactId && verifyTypeCode === each.verifyTypeCode,
        );
        return !isAlike(old, each);
      });
      if (news.length > 0 || next.length !== before.length) merged = undefined;
      for (const verification of news) emitter.emit('event', { type: 'verification.updated', verification });
    },
    subscribe: (listener, options) => emitter.on('event', listener, options),
    stop() {
      stop();
      emitter.off();
    },
  };
}
