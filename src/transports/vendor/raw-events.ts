import { isRecord, isString, own } from '../../protocol/guards.js';
import type { Agent, AgentState } from '../../protocol/entities.js';
import type { PlainDial } from './plain-dial.js';
import { asText, callOf, type Told, type ToldState } from './told-state.js';

type Meaning = AgentState | Pick<Told, 'state' | 'endReason'>;

/**
 * The events that may be subscribed to, and what each says: the agent's state, or what became of the call.
 *
 * Source: the lightweight connection bar's documentation, subscription page, and CC-Gateway's event pages. That a
 * cancelled state leads to `ready` is inferred.
 */
const rawEvents = {
  AgentState_Busy: 'on-call',
  AgentState_Work: 'wrap-up',
  AgentState_Ready: 'ready',
  AgentState_SetNotReady_Success: 'busy',
  AgentState_CancelNotReady_Success: 'ready',
  AgentState_SetRest_Success: 'rest',
  AgentState_CancelRest_Success: 'ready',
  AgentState_SetWork_Success: 'wrap-up',
  AgentState_CancelWork_Success: 'ready',
  AgentEvent_Talking: { state: 'talking' },
  AgentEvent_Customer_Alerting: { state: 'dialing' },
  AgentEvent_Call_Out_Fail: { state: 'ended', endReason: 'failed' },
  AgentEvent_Call_Release: { state: 'ended', endReason: 'agent' },
  AgentEvent_Customer_Release: { state: 'ended', endReason: 'customer' },
  // A rest that overruns does not end.
  AgentState_Rest_Timeout: {},
  // Its content is not documented.
  AgentOther_PhoneAlerting: {},
} as const satisfies Readonly<Record<string, Meaning>>;

export type RawEventName = keyof typeof rawEvents;
export const rawEventNames = /* @__PURE__ */ Object.keys(rawEvents) as readonly RawEventName[];

/** CC-Gateway's `mediaAbility`: voice, video, voice and video, (4 is none,) text, H5 video. */
const mediaAbilities = { 1: 'audio', 2: 'video', 3: 'video', 5: 'web', 6: 'video' } as const;

/** CC-Gateway's `feature`: ordinary inbound, ordinary outbound, predictive outbound. */
const directions = { 0: 'in', 7: 'out', 43: 'out' } as const;

/**
 * Tells what a message means to us. Without the documented content nothing is said of a call; legs of type
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
 * The event of a message is its name, or CC-Gateway's `{ eventType, workNo, content }`. Where name and content stand
 * in a posted message is inferred: the documentation only says `message.event`.
 *
 * @param dialled What this page dialled last: the alerting event tells no media.
 * @returns whether the message holds a documented event
 */
export function tellRawEvent(state: ToldState, data: unknown, dialled?: PlainDial): boolean {
  const message = isString(data) ? parsed(data) : data;
  if (!isRecord(message)) return false;
  const { event } = message;
  const { eventType = event, workNo, content } = isRecord(event) ? event : message;
  const means = own<Meaning>(rawEvents, eventType);
  if (means === undefined) return false;

  const details: Record<string, unknown> = isRecord(content) ? content : { callid: content };
  const read = (name: string): string | undefined => asText(details[name]);
  if (isString(means)) {
    const { workNo: known = '' }: Partial<Agent> = state.snapshot.agent ?? {};
    state.tellAgent({ workNo: asText(workNo) ?? known, state: means, reason: read('reason') });
    return true;
  }
  const id = read('callid');
  if (id && means.state === 'ended') state.tell({ id, ...means });
  if (!id || read('type') !== 'main') return true;
  if (means.state === 'talking') {
    const direction = own(directions, read('feature'));
    const mediaType = own(mediaAbilities, read('mediaAbility'));
    const [callerNum, calledNum] = [read('caller'), read('called')];
    if (direction && mediaType && callerNum && calledNum) {
      state.tell({ id, ...means, direction, callerNum, calledNum, mediaType });
    }
  } else if (means.state === 'dialing') {
    const calledNum = read('otherPhone');
    const mediaType = dialled && dialled.calledNum === calledNum ? dialled.mediaType : 'audio';
    // With a work number it is a colleague's phone that rings.
    const isCustomer = calledNum && !read('otherPhoneWorkno') && !callOf(state.snapshot, id);
    if (isCustomer) state.tell({ id, ...means, direction: 'out', calledNum, mediaType });
  }
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
