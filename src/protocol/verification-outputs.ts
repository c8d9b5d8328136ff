import { AiccError } from '../errors.js';
import { isBoolean, isCount, isLevel, isNumber, isResult, isString, list, oneOf, optional, shape } from './guards.js';
import type { Output } from './operations.js';

const text = /* @__PURE__ */ optional(isString);
const isChannel = /* @__PURE__ */ optional(/* @__PURE__ */ oneOf('phone', 'email'));
const level = /* @__PURE__ */ optional(isLevel);

/** What only the pages of an administrator ask for. Apart from `outputs.ts`, so that no other page pays for them. */
export const verificationOutputs = {
  'verification.records': /* @__PURE__ */ shape({
    records: /* @__PURE__ */ list(
      /* @__PURE__ */ shape({
        id: isString,
        epoch: isString,
        contactId: isString,
        verifyTypeCode: isString,
        attempt: isCount,
        workNo: isString,
        customerNumber: text,
        customerKey: text,
        requiredLevel: isLevel,
        level,
        channel: isChannel,
        result: isResult,
        failureReason: text,
        startedAt: isNumber,
        endedAt: /* @__PURE__ */ optional(isNumber),
        steps: /* @__PURE__ */ list(
          /* @__PURE__ */ shape({
            at: isNumber,
            step: isString,
            outcome: text,
            level,
            channel: isChannel,
            destination: text,
            attestation: text,
          }),
        ),
        verifyReturn1: isString,
        verifyReturn2: isString,
        verifyReturn3: isString,
      }),
    ),
    cursor: text,
  }),
  'verification.configure': /* @__PURE__ */ shape({
    processes: /* @__PURE__ */ list(
      /* @__PURE__ */ shape({
        verifyTypeCode: isString,
        name: isString,
        flow: isString,
        requiredLevel: isLevel,
        enabled: isBoolean,
      }),
    ),
    flows: /* @__PURE__ */ list(isString),
  }),
} as const;

export type AdministratorOperation = keyof typeof verificationOutputs;

/**
 * The answer to an administrator's page, checked where it is used.
 *
 * @throws AiccError `bridge/protocol-violation`
 */
export function checkVerificationOutput<O extends AdministratorOperation>(operation: O, value: unknown): Output<O> {
  if (verificationOutputs[operation](value)) return value as Output<O>;
  throw new AiccError('bridge/protocol-violation', `The answer to ${operation} does not have its form`);
}
