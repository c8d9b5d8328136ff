/**
 * Predicates for what comes from outside, and the combinators to write them with.
 *
 * They accept and refuse exactly what the zod schemas of `schemas.ts` do; a property test holds the two together.
 * The schemas are for the server and the tests: on a page they would cost 6 kB and the lead over a bare channel.
 */
import type { Agent, Call, Contact, Focus, MediaType, Snapshot, Verification } from './entities.js';
import type { ErrorPayload } from './error-payload.js';
import type { CenterEvent } from './events.js';
import type { CapabilityTable } from './operations.js';

export type Guard<T> = (value: unknown) => value is T;
/** `keys` are those that a shape names, or the shapes in a list. */
export type Check = ((value: unknown) => boolean) & { readonly keys?: readonly string[] | undefined };

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const oneOf = (...values: readonly unknown[]): Check => {
  return (value) => values.includes(value);
};

export const list = (check: Check): Check => {
  // Spread, for `every` passes over the holes that a structured clone keeps.
  const guard = (value: unknown): boolean => Array.isArray(value) && [...(value as unknown[])].every(check);
  guard.keys = check.keys;
  return guard;
};

/** Keys that are not named are let through: a newer peer may say more. */
export const shape = <T>(fields: Readonly<Record<string, Check>>): Guard<T> & Pick<Check, 'keys'> => {
  const keys = Object.keys(fields);
  // A loop: a closure for each check would be felt in every round trip.
  const guard = (value: unknown): value is T => {
    if (!isRecord(value)) return false;
    for (const key of keys) if (!fields[key]?.(value[key])) return false;
    return true;
  };
  guard.keys = keys;
  return guard;
};

/** Of a value that passed a check only the keys that the check names. */
export const named = ({ keys }: Check, value: unknown): unknown =>
  !keys
    ? value
    : Array.isArray(value)
      ? value.map((each: Record<string, unknown>) => pick(each, keys))
      : pick(value as Record<string, unknown>, keys);

export function pick<Entity extends object, Key extends keyof Entity>(
  entity: Entity,
  keys: readonly Key[],
): Pick<Entity, Key> {
  // A loop: every answer that a guest gets passes here.
  const picked: Partial<Pick<Entity, Key>> = {};
  for (const key of keys) if (entity[key] !== undefined) picked[key] = entity[key];
  return picked as Pick<Entity, Key>;
}

/** What a person can dial. Source: CC-Gateway, callout, takes digits, `*` and `#`. */
export const isNumberToDial = (value: unknown): value is string => isString(value) && /^\+?[\d*#]{1,24}$/.test(value);

/** At most 16 KB, as the vendor bounds call-associated data. Source: CC-Gateway, setcalldataex. */
export const maxCallDataLength = 16_384;
const isCallData: Check = (value) => isString(value) && value.length <= maxCallDataLength;
const isText = optional(isString);
const isTime = optional(isNumber);
export const agentState = /* @__PURE__ */ oneOf('offline', 'ready', 'busy', 'rest', 'on-call', 'wrap-up');

export const isAgent = /* @__PURE__ */ shape<Agent>({
  workNo: isString,
  name: isText,
  state: agentState,
  reason: isText,
  since: isNumber,
  pendingState: /* @__PURE__ */ optional(agentState),
  until: isTime,
  elsewhere: /* @__PURE__ */ optional(isBoolean),
  skillGroups: /* @__PURE__ */ list(isString),
});

export const isMediaType = /* @__PURE__ */ oneOf(
  'audio',
  'video',
  'web',
  'wechat',
  'email',
  'whatsapp',
) as Guard<MediaType>;

export const isContact = /* @__PURE__ */ shape<Contact>({
  id: isString,
  mediaType: isMediaType,
  customerNumber: isText,
  callData: isCallData,
  skillGroup: isText,
  startedAt: isNumber,
  endedAt: isTime,
});

export const isCall = /* @__PURE__ */ shape<Call>({
  id: isString,
  contactId: isString,
  direction: /* @__PURE__ */ oneOf('in', 'out', 'internal'),
  state: /* @__PURE__ */ oneOf('ringing', 'dialing', 'talking', 'held', 'consulting', 'conference', 'ended'),
  callerNum: isString,
  calledNum: isString,
  parties: /* @__PURE__ */ list(
    /* @__PURE__ */ shape({ kind: /* @__PURE__ */ oneOf('agent', 'customer', 'external'), number: isString }),
  ),
  consultOf: isText,
  muted: isBoolean,
  recording: /* @__PURE__ */ optional(/* @__PURE__ */ oneOf('on', 'paused')),
  startedAt: isNumber,
  answeredAt: isTime,
  endedAt: isTime,
  endReason: isText,
});

export const isResult = /* @__PURE__ */ oneOf(0, 1, 2, 3);
export const isLevel = /* @__PURE__ */ oneOf(0, 1);

export const isVerification = /* @__PURE__ */ shape<Verification>({
  contactId: isString,
  verifyTypeCode: isString,
  attempt: isCount,
  result: /* @__PURE__ */ oneOf(0, 1, 2, 3),
  step: isText,
  startedAt: isNumber,
  endedAt: isTime,
});

export const isFocus = /* @__PURE__ */ shape<Focus>({ contactId: isText });

export const isSnapshot = /* @__PURE__ */ shape<Snapshot>({
  epoch: isString,
  agent: /* @__PURE__ */ optional(isAgent),
  contacts: /* @__PURE__ */ list(isContact),
  calls: /* @__PURE__ */ list(isCall),
  verifications: /* @__PURE__ */ list(isVerification),
  focus: isFocus,
});

const contactEvent = /* @__PURE__ */ shape({ contact: isContact });
const callEvent = /* @__PURE__ */ shape({ call: isCall });
const events: Readonly<Record<CenterEvent['type'], Check>> = {
  'agent.updated': /* @__PURE__ */ shape({ agent: isAgent }),
  'agent.conflict': /* @__PURE__ */ shape({ workNo: isString }),
  'contact.updated': contactEvent,
  'contact.ended': contactEvent,
  'call.updated': callEvent,
  'call.ended': callEvent,
  'verification.updated': /* @__PURE__ */ shape({ verification: isVerification }),
  'focus.changed': /* @__PURE__ */ shape({ focus: isFocus }),
};

/** The value of a key that the object itself has: what comes from outside may name `constructor`. */
export const own = <Value>(table: Readonly<Record<string, Value>>, key: unknown): Value | undefined =>
  isString(key) && Object.hasOwn(table, key) ? table[key] : undefined;

export const isCenterEvent = (value: unknown): value is CenterEvent =>
  isRecord(value) && own(events, value['type'])?.(value) === true;

export const isErrorPayload = /* @__PURE__ */ shape<ErrorPayload>({
  code: isString,
  message: isString,
  retryable: isBoolean,
  data: isRecord,
  cause: /* @__PURE__ */ optional(/* @__PURE__ */ shape({ name: isString, message: isString })),
});

const isGrant = /* @__PURE__ */ oneOf(true, 'not-allowed');
export const isCapabilityTable = (value: unknown): value is CapabilityTable =>
  isRecord(value) && Object.values(value).every(isGrant);

export const isTargetKind = /* @__PURE__ */ oneOf('agent', 'skillGroup', 'ivr', 'accessCode', 'number');

/** What a page may call the place where its agent works. */
export const isSeat = (value: string): boolean => /^[\w-]{1,64}$/.test(value);

/** Letters, digits and underscores, at most 128. Source: the AICC documentation, table 1 and the console's limits. */
export const isVerifyTypeCode = (value: unknown): value is string => isString(value) && /^\w{1,128}$/.test(value);

/** The documentation's table says string, its samples show a number: both are accepted. */
export const isVerifyResult: Check = /* @__PURE__ */ oneOf('', '0', '1', '2', '3', 0, 1, 2, 3);
