import { isRecord, isString } from '../../protocol/guards.js';
import type { Agent, AgentState, MediaType, Snapshot } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import type { DialInput } from '../../protocol/operations.js';
import { asText, callOf, callTold, endTold, wrapUpsOver } from './told-state.js';

/**
 * Source: CC-Gateway's event pages. That a cancelled state leads to `ready` is inferred.
 */
const agentStates = {
  AgentState_Busy: 'on-call',
  AgentState_Work: 'wrap-up',
  AgentState_Ready: 'ready',
  AgentState_SetNotReady_Success: 'busy',
  AgentState_CancelNotReady_Success: 'ready',
  AgentState_SetRest_Success: 'rest',
  AgentState_CancelRest_Success: 'ready',
  AgentState_SetWork_Success: 'wrap-up',
  AgentState_CancelWork_Success: 'ready',
} as const satisfies Readonly<Record<string, AgentState>>;

const endReasons = {
  AgentEvent_Call_Out_Fail: 'failed',
  AgentEvent_Call_Release: 'agent',
  AgentEvent_Customer_Release: 'customer',
} as const;

const otherNames = [
  'AgentEvent_Talking',
  'AgentEvent_Customer_Alerting',
  // A rest that overruns does not end.
  'AgentState_Rest_Timeout',
  // Its content is not documented.
  'AgentOther_PhoneAlerting',
] as const;

/** The events that may be subscribed to. Source: the lightweight connection bar's documentation, subscription page. */
export type RawEventName = keyof typeof agentStates | keyof typeof endReasons | (typeof otherNames)[number];

export const rawEventNames = /* @__PURE__ */ Object.keys(agentStates).concat(
  /* @__PURE__ */ Object.keys(endReasons),
  otherNames,
) as readonly RawEventName[];

/** CC-Gateway's `mediaAbility`, from 1: voice, video, voice and video, none, text, H5 video. */
const mediaAbilities: readonly (MediaType | undefined)[] = ['audio', 'video', 'video', undefined, 'web', 'video'];

export interface RawEvent {
  readonly name: RawEventName;
  readonly workNo: string | undefined;
  readonly content: unknown;
}

/**
 * A documented event in a message: its `event` is the name, or CC-Gateway's `{ eventType, workNo, content }`.
 * Where name and content stand in a posted message is inferred: the documentation only says `message.event`.
 */
export function asRawEvent(data: unknown): RawEvent | undefined {
  const message = isString(data) ? parsed(data) : data;
  if (!isRecord(message)) return undefined;
  const { event } = message;
  const { eventType = event, workNo, content } = isRecord(event) ? event : message;
  const name = rawEventNames.find((each) => each === eventType);
  return name && { name, workNo: asText(workNo), content };
}

/**
 * What an event means to us. Pure. Without the documented content nothing is said of a call; legs of type
 * `assistant` belong to a contact that is there already.
 *
 * | event | ours |
 * |---|---|
 * | AgentState_… | agent.updated; `ready` ends the contacts whose call is over |
 * | AgentEvent_Talking | contact.updated, focus.changed, call.updated (`talking`) |
 * | AgentEvent_Customer_Alerting | contact.updated, focus.changed, call.updated (`dialing`) |
 * | AgentEvent_Call_Release, Customer_Release, Call_Out_Fail | call.ended (`agent`, `customer`, `failed`) |
 * | AgentState_Rest_Timeout, AgentOther_PhoneAlerting | nothing |
 *
 * @param dialled What this page dialled last: the alerting event tells no media.
 */
export function eventsOfRaw(
  state: Snapshot,
  { name, workNo, content }: RawEvent,
  now: number,
  dialled?: DialInput,
): CenterEvent[] {
  if (isKeyOf(agentStates, name)) {
    const agentState = agentStates[name];
    const reason = isRecord(content) ? asText(content['reason']) : undefined;
    const agent: Agent = {
      workNo: workNo ?? state.agent?.workNo ?? '',
      state: agentState,
      since: now,
      skillGroups: [],
      ...(reason && { reason }),
    };
    return [{ type: 'agent.updated', agent }, ...(agentState === 'ready' ? wrapUpsOver(state) : [])];
  }
  const { callid, type, caller, called, feature, mediaAbility, otherPhone, otherPhoneWorkno }: Record<string, unknown> =
    isRecord(content) ? content : { callid: content };
  const id = asText(callid);
  if (id === undefined) return [];
  if (isKeyOf(endReasons, name)) return endTold(state, id, now, endReasons[name]);
  if (type !== 'main') return [];
  if (name === 'AgentEvent_Talking') {
    const [callerNum, calledNum] = [asText(caller), asText(called)];
    const direction = directionOf(asText(feature));
    const mediaType = mediaAbilities[Number(asText(mediaAbility)) - 1];
    if (!direction || !mediaType || !callerNum || !calledNum) return [];
    return callTold(state, { id, call: { direction, callerNum, calledNum }, contact: { mediaType } }, 'talking', now);
  }
  const calledNum = asText(otherPhone);
  // With a work number it is a colleague's phone that rings.
  if (name !== 'AgentEvent_Customer_Alerting' || !calledNum || asText(otherPhoneWorkno) || callOf(state, id)) return [];
  const mediaType = dialled?.calledNum === calledNum ? dialled.mediaType : 'audio';
  return callTold(state, { id, call: { direction: 'out', calledNum }, contact: { mediaType } }, 'dialing', now);
}

/** CC-Gateway's `feature`: ordinary inbound, ordinary outbound, predictive outbound. */
const directionOf = (feature: string | undefined): 'in' | 'out' | undefined =>
  feature === '0' ? 'in' : feature === '7' || feature === '43' ? 'out' : undefined;

/** For names that were found in the list: none of them is a property of every object. */
const isKeyOf = <T extends object>(table: T, name: string): name is keyof T & string => name in table;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
