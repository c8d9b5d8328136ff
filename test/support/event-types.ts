import type { CenterEventType } from '../../src/protocol/events.js';

const all: Readonly<Record<CenterEventType, true>> = {
  'agent.updated': true,
  'agent.conflict': true,
  'contact.updated': true,
  'contact.ended': true,
  'call.updated': true,
  'call.ended': true,
  'verification.updated': true,
  'focus.changed': true,
};

/** Every event that a guest can be granted; a new one that is not here does not compile. */
export const eventTypes = Object.keys(all) as readonly CenterEventType[];
