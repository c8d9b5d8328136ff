import { AiccError } from '../errors.js';
import {
  isBoolean,
  isCount,
  isLevel,
  isNumber,
  isNumberToDial,
  isRecord,
  isResult,
  isString,
  isTargetKind,
  isVerifyTypeCode,
  maxCallDataLength,
  named,
  oneOf,
  optional,
  shape,
  type Check,
  type Guard,
} from './guards.js';
import type { Input, Operation } from './operations.js';

const none: Guard<unknown> = (value): value is unknown => value === undefined || isRecord(value);
const text = /* @__PURE__ */ optional(isString);
const callRef = /* @__PURE__ */ shape({ callId: text });
const isCallData = (value: unknown): boolean => isString(value) && value.length <= maxCallDataLength;
const verifyRef = /* @__PURE__ */ shape({ verifyTypeCode: isVerifyTypeCode, contactId: text });
const matches =
  (form: RegExp) =>
  (value: unknown): boolean =>
    isString(value) && form.test(value);
const isSeconds = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const target = { to: /* @__PURE__ */ matches(/^\S{1,64}$/), kind: /* @__PURE__ */ optional(isTargetKind) };
/** Of an e-mail, or whoever else is no telephone. */
const isAddress = (value: unknown): boolean => isString(value) && value.length > 0 && value.length <= 254;

/** Every operation with the check of what goes in: also the list of the operations that exist. */
const inputs: Readonly<Record<Operation, Check>> = {
  'agent.signIn': /* @__PURE__ */ shape({ force: /* @__PURE__ */ optional(isBoolean) }),
  'agent.signOut': none,
  'agent.setReady': none,
  'agent.setBusy': /* @__PURE__ */ shape({ reason: text }),
  'agent.rest': /* @__PURE__ */ shape({ reason: text, seconds: /* @__PURE__ */ optional(isSeconds) }),
  'agent.endWrapUp': none,
  'agent.reasons': none,
  'call.dial': /* @__PURE__ */ shape({
    calledNum: isNumberToDial,
    mediaType: /* @__PURE__ */ oneOf('audio', 'video'),
    callerNum: /* @__PURE__ */ optional(isNumberToDial),
    callData: /* @__PURE__ */ optional(isCallData),
  }),
  'call.answer': callRef,
  'call.reject': callRef,
  'call.hangUp': callRef,
  'call.hold': callRef,
  'call.retrieve': callRef,
  'call.mute': callRef,
  'call.unmute': callRef,
  'call.sendDtmf': /* @__PURE__ */ shape({ callId: text, digits: /* @__PURE__ */ matches(/^[\d*#]{1,32}$/) }),
  'call.transfer': /* @__PURE__ */ shape({
    callId: text,
    ...target,
    mode: /* @__PURE__ */ optional(/* @__PURE__ */ oneOf('blind', 'on-answer')),
  }),
  'call.consult': /* @__PURE__ */ shape({ callId: text, ...target }),
  'call.completeTransfer': callRef,
  'call.cancelConsult': callRef,
  'call.conference': callRef,
  'call.dropParty': /* @__PURE__ */ shape({ callId: text, number: isString }),
  'call.focus': /* @__PURE__ */ shape({ contactId: isString }),
  'call.setData': /* @__PURE__ */ shape({ callId: text, callData: isCallData }),
  'call.pauseRecording': callRef,
  'call.resumeRecording': callRef,
  'directory.search': /* @__PURE__ */ shape({
    text: (value) => isString(value) && value.length <= 100,
    kind: /* @__PURE__ */ optional(isTargetKind),
  }),
  'numbers.outbound': none,
  'contact.start': /* @__PURE__ */ shape({
    mediaType: /* @__PURE__ */ oneOf('email', 'whatsapp', 'web'),
    calledNum: isAddress,
  }),
  'verification.processes': none,
  'verification.start': verifyRef,
  'verification.cancel': verifyRef,
  'verification.result': verifyRef,
  'verification.proof': /* @__PURE__ */ shape({ verifyTypeCode: isVerifyTypeCode, contactId: text, audience: text }),
  'verification.records': /* @__PURE__ */ shape({
    result: /* @__PURE__ */ optional(isResult),
    workNo: text,
    contactId: text,
    verifyTypeCode: text,
    from: /* @__PURE__ */ optional(isNumber),
    to: /* @__PURE__ */ optional(isNumber),
    limit: /* @__PURE__ */ optional(isCount),
    cursor: text,
  }),
  'verification.configure': /* @__PURE__ */ shape({
    action: /* @__PURE__ */ oneOf('list', 'create', 'update', 'delete', 'enable', 'disable'),
    verifyTypeCode: text,
    process: /* @__PURE__ */ optional(
      /* @__PURE__ */ shape({
        verifyTypeCode: isString,
        name: isString,
        flow: isString,
        requiredLevel: isLevel,
      }),
    ),
  }),
  snapshot: none,
};

export const operations = /* @__PURE__ */ Object.keys(inputs) as readonly Operation[];

export const isOperation = (value: unknown): value is Operation =>
  isString(value) && Object.prototype.hasOwnProperty.call(inputs, value);

/**
 * What is asked of an operation, checked where it arrives.
 *
 * @throws AiccError `bridge/protocol-violation`
 */
export function checkInput<O extends Operation>(operation: O, value: unknown): Input<O> {
  const input = value === undefined ? {} : value;
  if (inputs[operation](input)) return input as Input<O>;
  throw new AiccError('bridge/protocol-violation', `The input of ${operation} does not have its form`);
}

/** Of a checked input only what the protocol names: for who must not say more. */
export const namedInput = <O extends Operation>(operation: O, input: Input<O>): Input<O> =>
  (inputs[operation].keys ? named(inputs[operation], input) : {}) as Input<O>;
