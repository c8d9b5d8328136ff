import { isRecord, isString, maxCallDataLength } from '../../protocol/guards.js';
import type { MediaType, Snapshot } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import { reduce } from '../../protocol/reducer.js';
import { asText, callTold, endTold, switchTold, type ToldCall } from './told-state.js';

/** The events of the vendor's addHandler. Source: the AICC workbench documentation, addHandler. */
export const vendorEventNames = ['Init', 'Ringing', 'Talking', 'Release', 'Switch'] as const;
export type VendorEventName = (typeof vendorEventNames)[number];

const mediaTypes: readonly unknown[] = ['audio', 'video', 'web', 'wechat', 'email', 'whatsapp'];

/**
 * What an event of the vendor's script means to us. Pure.
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
 * @returns undefined for data that is not what the documentation describes
 */
export function eventsOfVendor(
  state: Snapshot,
  name: VendorEventName,
  eventData: unknown,
  now: number,
): CenterEvent[] | undefined {
  if (!isRecord(eventData)) return undefined;
  const { callid, callType, mediaType, callerNum, calledNum, calldata } = eventData;
  const id = name === 'Init' ? '' : asText(callid);
  const workNo = asText(eventData['workNo']) ?? state.agent?.workNo;
  if (id === undefined || (id === '' && workNo === undefined)) return undefined;

  const isOut = asText(callType) === '1';
  const [caller, called] = [asText(callerNum), asText(calledNum)];
  const told: ToldCall = {
    id,
    call: {
      ...(isOut ? { direction: 'out' } : asText(callType) === '0' && { direction: 'in' }),
      ...(caller && { callerNum: caller }),
      ...(called && { calledNum: called }),
    },
    contact: {
      ...(mediaTypes.includes(mediaType) && { mediaType: mediaType as MediaType }),
      ...(isString(calldata) && calldata.length <= maxCallDataLength && { callData: calldata }),
    },
  };
  const events = {
    Init: () => [],
    Ringing: () => callTold(state, told, isOut ? 'dialing' : 'ringing', now),
    Talking: () => callTold(state, told, 'talking', now),
    Release: () => endTold(state, id, now),
    Switch: () => switchTold(state, told, now),
  }[name]();

  const { agent } = state;
  const { calls } = events.reduce(reduce, state);
  const isOnCall = calls.some((call) => call.answeredAt !== undefined && call.state !== 'ended');
  const agentState = isOnCall ? 'on-call' : 'offline';
  if (workNo === undefined || (agent?.workNo === workNo && agent.state === agentState)) return events;
  return [{ type: 'agent.updated', agent: { workNo, state: agentState, since: now, skillGroups: [] } }, ...events];
}
