import type { Connection } from '../connection/connection.js';
import type { ConnectionStatusEvent } from '../protocol/events.js';
import { pick } from '../protocol/guards.js';
import { isLive } from '../protocol/reducer.js';
import { allowedActions } from './allowed-actions.js';
import { wrapUpEnd } from './automatics.js';
import type { SoftphoneState } from './softphone.js';

/**
 * The state now, made anew.
 *
 * @param link What the connection last told of its status.
 */
export function readState(
  connection: Connection,
  link: Partial<ConnectionStatusEvent>,
  wrapUpSeconds: number | undefined,
): SoftphoneState {
  const { status, capabilities } = connection;
  const snapshot = connection.snapshot();
  const { agent, contacts, focus } = snapshot;
  const until = Math.min(agent?.until ?? Infinity, wrapUpEnd({ agent }, wrapUpSeconds));
  return {
    status,
    ...pick(link, ['error', 'nextTryAt']),
    ...(agent && { agent: until < Infinity ? { ...agent, until } : agent }),
    calls: snapshot.calls.filter(isLive).sort((a, b) => a.startedAt - b.startedAt),
    contacts,
    ...(focus.contactId !== undefined && { focusedContactId: focus.contactId }),
    allowed: allowedActions(snapshot, capabilities, status),
  };
}
