import type { Connection } from '../connection/connection.js';
import { createEmitter, type SubscribeOptions, type Unsubscribe } from '../emitter.js';
import { AiccError } from '../errors.js';
import type { Logger } from '../log.js';
import { emptySnapshot } from '../protocol/reducer.js';
import { deriveEvents, type SupportEvent } from './derive-events.js';
import { supportEventNames, type SupportEventName, type SupportEvents } from './event-data.js';

export interface HandlerOptions extends SubscribeOptions {
  /** Calls the handler for the contact that is there already: for a page that the call opened. */
  readonly replay?: boolean;
}

type Handler<Name extends SupportEventName> = (eventData: SupportEvents[Name]) => void;

export interface Handlers {
  add<Name extends SupportEventName>(name: Name, handler: Handler<Name>, options?: HandlerOptions): Unsubscribe;
  remove<Name extends SupportEventName>(name: Name, handler?: Handler<Name>): void;
  dispose(): void;
}

/** Turns the changes of a connection's state into the vendor's events. */
export function createHandlers(connection: Connection, logger: Logger): Handlers {
  const emitter = createEmitter<SupportEvents>(logger);
  /** Handlers that are still to be told of the present: of Init, or with `replay`. */
  const owed = new Map<SupportEventName, Set<Handler<never>>>();
  let state = connection.snapshot();
  let isInitialised = false;

  const tell = ({ name, data }: SupportEvent): void => {
    // Who hears of it now needs no replay.
    owed.delete(name);
    emitter.emit(name, data);
  };

  const update = (): void => {
    const before = state;
    state = connection.snapshot();
    const { epoch, agent, focus } = state;
    const present: SupportEvent[] = agent ? [{ name: 'Init', data: { workNo: agent.workNo } }] : [];
    // What was there before this page is told only to those who asked for a replay.
    if (before.epoch !== '') deriveEvents(before, state).forEach(tell);
    if (!isInitialised) present.forEach(tell);
    isInitialised ||= present.length > 0;
    if (epoch === '' || owed.size === 0) return;
    for (const event of deriveEvents({ ...emptySnapshot, epoch }, state)) {
      if ('callid' in event.data && event.data.callid === focus.contactId) present.push(event);
    }
    for (const [name, listeners] of owed) {
      const event = present.find((each) => each.name === name);
      // Init stays owed until there is an agent.
      if (event || name !== 'Init') owed.delete(name);
      if (event) for (const listener of listeners) emitter.emit(name, event.data, listener as never);
    }
  };

  /** Not at once: a handler is never called while it is being added. */
  const updateSoon = (): void => {
    queueMicrotask(update);
  };
  const unsubscribe = connection.subscribe(update);
  updateSoon();

  return {
    add(name, handler, options = {}) {
      assertKnown(name);
      if (options.replay || (name === 'Init' && isInitialised && !emitter.has(name, handler))) {
        owed.set(name, (owed.get(name) ?? new Set()).add(handler));
        updateSoon();
      }
      return emitter.on(name, handler, options);
    },
    remove(name, handler) {
      assertKnown(name);
      emitter.off(name, handler);
    },
    dispose() {
      unsubscribe();
      emitter.off();
    },
  };
}

function assertKnown(name: string): void {
  if ((supportEventNames as readonly string[]).includes(name)) return;
  throw new AiccError('config/unknown-event', `No event ${name}`);
}
