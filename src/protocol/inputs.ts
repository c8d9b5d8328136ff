import { AiccError } from '../errors.js';
import {
  isBoolean,
  isRecord,
  isString,
  isVerifyTypeCode,
  maxCallDataLength,
  oneOf,
  optional,
  shape,
  type Guard,
} from './guards.js';
import type { Input, Operation } from './operations.js';

const none: Guard<unknown> = (value): value is unknown => value === undefined || isRecord(value);
const text = /* @__PURE__ */ optional(isString);
const callRef = /* @__PURE__ */ shape({ callId: text });
const isCallData = (value: unknown): boolean => isString(value) && value.length <= maxCallDataLength;
const verifyRef = /* @__PURE__ */ shape({ verifyTypeCode: isVerifyTypeCode, contactId: text });
const isSeconds = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
/** What a person can dial. Source: CC-Gateway callout takes digits, `*` and `#`; an address stands for e-mail. */
const isNumberToDial = (value: unknown): boolean => isString(value) && /^\+?[\d*#]{1,24}$/.test(value);
const isAddress = (value: unknown): boolean => isString(value) && value.length > 0 && value.length <= 254;

/** Every operation with the check of what goes in: also the list of the operations that exist. */
const inputs: Readonly<Record<Operation, (value: unknown) => boolean>> = {
  'agent.signIn': /* @__PURE__ */ shape({ force: /* @__PURE__ */ optional(isBoolean) }),
  'agent.signOut': none,
  'agent.setReady': none,
  'agent.setBusy': /* @__PURE__ */ shape({ reason: text }),
  'agent.rest': /* @__PURE__ */ shape({ reason: text, seconds: /* @__PURE__ */ optional(isSeconds) }),
  'agent.endWrapUp': none,
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
  'call.consult': /* @__PURE__ */ shape({ callId: text, to: isString }),
  'call.cancelConsult': callRef,
  'call.focus': /* @__PURE__ */ shape({ contactId: isString }),
  'call.setData': /* @__PURE__ */ shape({ callId: text, callData: isCallData }),
  'contact.start': /* @__PURE__ */ shape({
    mediaType: /* @__PURE__ */ oneOf('email', 'whatsapp', 'web'),
    calledNum: isAddress,
  }),
  'verification.processes': none,
  'verification.start': verifyRef,
  'verification.cancel': verifyRef,
  'verification.result': verifyRef,
  'verification.proof': verifyRef,
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
