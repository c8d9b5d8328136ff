import type { Agent, Call, Contact, MediaType, Snapshot } from '../protocol/entities.js';
import type { VerifyResult } from '../protocol/operations.js';

/**
 * What a handler is given for Ringing, Talking, Release and Switch: strings, named as the vendor documents them.
 * Source: the AICC workbench documentation of addHandler.
 */
export interface EventData {
  readonly callerNum: string;
  readonly calledNum: string;
  /** The id of the contact: the vendor's "Call ID" of the contact record. */
  readonly callid: string;
  readonly mediaType: MediaType;
  /** `0` inbound, `1` outbound. */
  readonly callType: '0' | '1';
  readonly workNo: string;
  /** Call-associated data, unchanged: JSON only when whoever set it wrote JSON. */
  readonly calldata: string;
}

export interface InitEventData {
  readonly workNo: string;
}

/** An event that this package adds to the documented five. */
export interface VerifyResultEventData {
  readonly verifyTypeCode: string;
  readonly verifyResult: VerifyResult;
  readonly callid: string;
}

export interface SupportEvents {
  /** The workbench is there: once per page load, also for a handler that is added late. */
  Init: InitEventData;
  /** An inbound call rings. */
  Ringing: EventData;
  /** A call was answered: once, not again after a hold. */
  Talking: EventData;
  /** This agent's call ended. */
  Release: EventData;
  /** The agent moved from one contact to another. */
  Switch: EventData;
  /** The result of an authentication process changed. */
  VerifyResult: VerifyResultEventData;
}

export type SupportEventName = keyof SupportEvents;

export const supportEventNames: readonly SupportEventName[] = [
  'Init',
  'Ringing',
  'Talking',
  'Release',
  'Switch',
  'VerifyResult',
];

/** The call that stands for the contact: consult legs and calls between agents do not. */
export function isMainCall(call: Call): boolean {
  return call.consultOf === undefined && call.direction !== 'internal';
}

export const contactOf = ({ contacts }: Snapshot, id: string | undefined): Contact | undefined =>
  contacts.find((each) => each.id === id);

export function eventDataOf(state: Snapshot, callid = '', call?: Call): EventData {
  const { customerNumber = '', mediaType = 'audio', callData = '' }: Partial<Contact> = contactOf(state, callid) ?? {};
  const { callerNum = customerNumber, calledNum = '', direction }: Partial<Call> = call ?? {};
  const { workNo = '' }: Partial<Agent> = state.agent ?? {};
  return {
    callerNum,
    calledNum,
    callid,
    mediaType,
    callType: direction === 'out' ? '1' : '0',
    workNo,
    calldata: callData,
  };
}
