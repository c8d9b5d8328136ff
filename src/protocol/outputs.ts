import { AiccError } from '../errors.js';
import {
  isCount,
  isRecord,
  isSnapshot,
  isString,
  isVerifyResult,
  list,
  optional,
  shape,
  type Check,
} from './guards.js';
import type { Operation, Output, VerifyResult } from './operations.js';

const records = /* @__PURE__ */ list(isRecord);
const text = { contactId: isString };

/** The operations that answer with something; all others answer with nothing, and what they send is dropped. */
export const outputs: Readonly<Partial<Record<Operation, Check>>> = {
  // Of these a page that shows no softphone needs no more: see directory-outputs.ts.
  'agent.reasons': records,
  'directory.search': records,
  'numbers.outbound': records,
  'call.dial': /* @__PURE__ */ shape({ ...text, callId: isString }),
  'call.consult': /* @__PURE__ */ shape({ callId: isString }),
  'contact.start': /* @__PURE__ */ shape(text),
  'verification.processes': /* @__PURE__ */ list(/* @__PURE__ */ shape({ verifyTypeCode: isString, name: isString })),
  // Of these a page that is not the administrator's needs no more: see verification-outputs.ts.
  'verification.records': isRecord,
  'verification.configure': isRecord,
  'verification.start': /* @__PURE__ */ shape({ ...text, attempt: isCount }),
  'verification.result': /* @__PURE__ */ shape({
    verifyTypeCode: isString,
    verifyResult: isVerifyResult,
    contactId: /* @__PURE__ */ optional(isString),
    epoch: isString,
  }),
  'verification.proof': /* @__PURE__ */ shape({ token: isString }),
  snapshot: /* @__PURE__ */ shape({ snapshot: isSnapshot, seq: isCount }),
};

/**
 * What came back for an operation, checked at the edge.
 *
 * @throws AiccError `bridge/protocol-violation`
 */
export function checkOutput<O extends Operation>(operation: O, value: unknown): Output<O> {
  const check = outputs[operation];
  if (!check) return undefined;
  if (!check(value)) {
    throw new AiccError('bridge/protocol-violation', `Malformed: ${operation}`);
  }
  const reading = value as { readonly verifyResult: VerifyResult | number };
  return typeof reading.verifyResult !== 'number'
    ? (value as Output<O>)
    : ({ ...reading, verifyResult: `${reading.verifyResult}` } as Output<O>);
}
