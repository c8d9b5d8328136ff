import { isMediaType, isRecord, isString, maxCallDataLength, own } from '../../protocol/guards.js';
import type { Agent } from '../../protocol/entities.js';
import { asText, type ToldState } from './told-state.js';

/** What an event says of the call. */
const callStates = {
  Init: undefined,
  Ringing: 'ringing',
  Talking: 'talking',
  Release: 'ended',
  Switch: undefined,
} as const;

/** The events of the vendor's addHandler. Source: the AICC workbench documentation, addHandler. */
export type VendorEventName = keyof typeof callStates;
export const vendorEventNames = /* @__PURE__ */ Object.keys(callStates) as readonly VendorEventName[];

/**
 * Tells what an event of the vendor's script means to us.
 *
 * | vendor | events, in this order |
 * |---|---|
 * | Init | agent.updated |
 * | Ringing | contact.updated, focus.changed when no other contact is left, call.updated (`ringing`; outbound `dialing`) |
 * | Talking | contact.updated, focus.changed, call.updated (`talking`) |
 * | Release | call.ended; before it focus.changed to none when other calls are live |
 * | Switch | contact.updated, focus.changed |
 *
 * No event tells the agent's state: it is `on-call` while a call that was told of is answered, and else `offline`,
 * which here means "not told".
 *
 * @returns whether the data is what the documentation describes
 */
export function tellVendorEvent(state: ToldState, name: VendorEventName, eventData: unknown): boolean {
  if (!isRecord(eventData)) return false;
  const { callType, calldata, mediaType } = eventData;
  const { agent = {} as Partial<Agent>, calls } = state.snapshot;
  const isInit = name === 'Init';
  const id = asText(eventData['callid']);
  const workNo = asText(eventData['workNo']) ?? agent.workNo;
  if (!(isInit ? workNo : id)) return false;

  const callState = callStates[name];
  const isOnCall =
    callState === 'talking' ||
    calls.some((call) => call.state === 'talking' && !(callState === 'ended' && call.id === id));
  const agentState = isOnCall ? 'on-call' : 'offline';
  if (workNo && (agent.workNo !== workNo || agent.state !== agentState)) {
    state.tellAgent({ workNo, state: agentState });
  }
  if (isInit || !id) return true;
  const direction = own({ 0: 'in', 1: 'out' } as const, asText(callType));
  state.tell({
    id,
    state: callState === 'ringing' && direction === 'out' ? 'dialing' : callState,
    direction,
    callerNum: asText(eventData['callerNum']),
    calledNum: asText(eventData['calledNum']),
    mediaType: isMediaType(mediaType) ? mediaType : undefined,
    callData: isString(calldata) && calldata.length <= maxCallDataLength ? calldata : undefined,
  });
  return true;
}
