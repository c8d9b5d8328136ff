import type { ErrorPayload } from '../protocol/error-payload.js';
import {
  isBoolean,
  isCapabilityTable,
  isCenterEvent,
  isCount,
  isErrorPayload,
  isNumber,
  isRecord,
  isSnapshot,
  isString,
  list,
  own,
  shape,
} from '../protocol/guards.js';
import type { Snapshot } from '../protocol/entities.js';
import type { CenterEvent } from '../protocol/events.js';
import type { CapabilityTable, Operation } from '../protocol/operations.js';

/** The version of the protocol that this code speaks: there is one. */
export const protocol = 1;

/** On `window`: nothing but who speaks, and which versions. */
export interface SynMessage {
  readonly aicc: 'syn';
  readonly id: string;
  readonly min: number;
  readonly max: number;
}

/** On `window`, to the exact origin of the peer, with the port. */
export interface AckMessage {
  readonly aicc: 'ack';
  readonly id: string;
  /** The id of the SYN that this answers. */
  readonly peer: string;
  readonly protocol: number;
}

export type HandshakeMessage = SynMessage | AckMessage;

/** All that a guest knows, as a whole: at the start, and when more changed than events can say. */
export interface HostState {
  readonly capabilities: CapabilityTable;
  /** Whether what lies behind the host is out of reach. */
  readonly stale: boolean;
  readonly snapshot: Snapshot;
  /** The number of the last event that the snapshot contains. */
  readonly seq: number;
}

/** The host's first message on the port. */
export interface WelcomeMessage extends HostState {
  readonly type: 'welcome';
  readonly protocol: number;
  readonly name: string;
  readonly version: string;
  readonly session: string;
  readonly locale: string;
  readonly heartbeatMs: number;
}

/** Of both sides. */
export interface LifeMessage {
  readonly type: 'ping' | 'pong' | 'bye';
}

export interface StateMessage extends HostState {
  readonly type: 'state';
}

export interface EventMessage {
  readonly type: 'event';
  readonly seq: number;
  readonly event: CenterEvent;
}

/** What a host says. */
export type HostMessage =
  | WelcomeMessage
  | StateMessage
  | EventMessage
  | { readonly type: 'ack'; readonly ids: readonly number[] }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorPayload };

/** What a guest says. */
export type GuestMessage =
  | { readonly type: 'request'; readonly id: number; readonly operation: Operation; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

export type PortMessage = HostMessage | GuestMessage | LifeMessage;

const handshakeForms: MessageForms = {
  syn: /* @__PURE__ */ shape({ id: isString, min: isCount, max: isCount }),
  ack: /* @__PURE__ */ shape({ id: isString, peer: isString, protocol: isCount }),
};

/** Whether a message on `window` claims to be of this protocol: the window is everybody's. */
export const isTagged = (data: unknown): boolean => isRecord(data) && data['aicc'] !== undefined;

/** For everything on `window`, ours or not. */
export function asHandshakeMessage(data: unknown): HandshakeMessage | undefined {
  const isOurs = isRecord(data) && own(handshakeForms, data['aicc'])?.(data);
  return isOurs ? (data as unknown as HandshakeMessage) : undefined;
}

/** The form of each type of message that one side may say. */
export type MessageForms = Readonly<Record<string, (value: unknown) => boolean>>;

const state = { capabilities: isCapabilityTable, stale: isBoolean, snapshot: isSnapshot, seq: isCount };

export const hostMessageForms: MessageForms = {
  welcome: /* @__PURE__ */ shape({
    ...state,
    protocol: isCount,
    name: isString,
    version: isString,
    session: isString,
    locale: isString,
    heartbeatMs: isNumber,
  }),
  state: /* @__PURE__ */ shape(state),
  event: /* @__PURE__ */ shape({ seq: isCount, event: isCenterEvent }),
  ack: /* @__PURE__ */ shape({ ids: /* @__PURE__ */ list(isCount) }),
  result: /* @__PURE__ */ shape({ id: isCount }),
  error: /* @__PURE__ */ shape({ id: isCount, error: isErrorPayload }),
};

export const guestMessageForms: MessageForms = {
  request: /* @__PURE__ */ shape({ id: isCount, operation: isString }),
  cancel: /* @__PURE__ */ shape({ id: isCount }),
};
