import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { isAiccError } from '../../../src/errors.js';
import * as guards from '../../../src/protocol/guards.js';
import { checkDirectoryOutput, directoryOperations } from '../../../src/protocol/directory-outputs.js';
import { checkInput, namedInput, operations } from '../../../src/protocol/inputs.js';
import type { Operation } from '../../../src/protocol/operations.js';
import { namedOutput } from '../../../src/protocol/named-output.js';
import { checkOutput } from '../../../src/protocol/outputs.js';
import * as schemas from '../../../src/protocol/schemas.js';
import { checkVerificationOutput } from '../../../src/protocol/verification-outputs.js';
import { asStreamMessage } from '../../../src/transports/http/stream-messages.js';

type Value = fc.Arbitrary<unknown>;

/** The check at the edge, and for the lists of the directory that of who shows them. */
function checkWhole(operation: Operation, value: unknown): void {
  checkOutput(operation, value);
  const directory = directoryOperations.find((each) => each === operation);
  if (directory) checkDirectoryOutput(directory, value);
  if (operation === 'verification.records' || operation === 'verification.configure') {
    checkVerificationOutput(operation, value);
  }
}

/* --- valid values, from the same parts the documentation names -------------------------------------------------- */

const maybe = (value: Value): Value => fc.option(value, { nil: undefined });
const text = fc.string({ maxLength: 8 });
const time = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat());
const count = fc.nat();
const state = fc.constantFrom('offline', 'ready', 'busy', 'rest', 'on-call', 'wrap-up');
const callData = fc.oneof(text, fc.constantFrom('x'.repeat(16_384), '{"customerId":"C-1"}'));
/** Optional fields are sometimes absent, and sometimes there without a value. */
const record = (required: Record<string, Value>, optional: Record<string, Value> = {}): Value =>
  fc
    .record(
      { ...required, ...Object.fromEntries(Object.entries(optional).map(([key, value]) => [key, maybe(value)])) },
      { requiredKeys: Object.keys(required) },
    )
    .map((value) => ({ ...value }));

const agent = record(
  { workNo: text, state, since: time, skillGroups: fc.array(text, { maxLength: 3 }) },
  { name: text, reason: text, pendingState: state, until: time, elsewhere: fc.boolean() },
);
const contact = record(
  {
    id: text,
    mediaType: fc.constantFrom('audio', 'video', 'web', 'wechat', 'email', 'whatsapp'),
    callData,
    startedAt: time,
  },
  { customerNumber: text, skillGroup: text, endedAt: time },
);
const party = record({ kind: fc.constantFrom('agent', 'customer', 'external'), number: text });
const call = record(
  {
    id: text,
    contactId: text,
    direction: fc.constantFrom('in', 'out', 'internal'),
    state: fc.constantFrom('ringing', 'dialing', 'talking', 'held', 'consulting', 'conference', 'ended'),
    callerNum: text,
    calledNum: text,
    parties: fc.array(party, { maxLength: 3 }),
    muted: fc.boolean(),
    startedAt: time,
  },
  {
    consultOf: text,
    recording: fc.constantFrom('on', 'paused'),
    answeredAt: time,
    endedAt: time,
    endReason: text,
  },
);
const verification = record(
  { contactId: text, verifyTypeCode: text, attempt: count, result: fc.constantFrom(0, 1, 2, 3), startedAt: time },
  { step: text, endedAt: time },
);
const focus = record({}, { contactId: text });
const few = (value: Value): Value => fc.array(value, { maxLength: 2 });
const snapshot = record(
  { epoch: text, contacts: few(contact), calls: few(call), verifications: few(verification), focus },
  { agent },
);
const named = (type: string, key: string, value: Value): Value => record({ type: fc.constant(type), [key]: value });
const centerEvent = fc.oneof(
  named('agent.updated', 'agent', agent),
  named('agent.conflict', 'workNo', text),
  named('contact.updated', 'contact', contact),
  named('contact.ended', 'contact', contact),
  named('call.updated', 'call', call),
  named('call.ended', 'call', call),
  named('verification.updated', 'verification', verification),
  named('focus.changed', 'focus', focus),
);
const errorPayload = record(
  { code: text, message: text, retryable: fc.boolean(), data: fc.dictionary(text, fc.jsonValue()) },
  { cause: record({ name: text, message: text }) },
);
const capabilityTable = fc.dictionary(
  text.filter((key) => key !== '__proto__'),
  fc.constantFrom<unknown>(true, 'not-allowed'),
);
const verifyTypeCode = fc.stringMatching(/^[A-Za-z0-9_]{1,128}$/);
const numberToDial = fc.stringMatching(/^\+?[\d*#]{1,24}$/);
const verifyResult = fc.constantFrom<unknown>('', '0', '1', '2', '3', 0, 1, 2, 3);

const targetKind = fc.constantFrom('agent', 'skillGroup', 'ivr', 'accessCode', 'number');
const target = fc.stringMatching(/^\S{1,64}$/);
const nothing = record({});
const callRef = record({}, { callId: text });
const verifyRef = record({ verifyTypeCode }, { contactId: text });
const level = fc.constantFrom(0, 1);
const channel = fc.constantFrom('phone', 'email');
const processDraft = { verifyTypeCode: text, name: text, flow: text, requiredLevel: level };
const inputs: Record<string, Value> = {
  'agent.signIn': record({}, { force: fc.boolean() }),
  'agent.setBusy': record({}, { reason: text }),
  'agent.rest': record({}, { reason: text, seconds: fc.integer({ min: 1 }) }),
  'call.dial': record(
    { calledNum: numberToDial, mediaType: fc.constantFrom('audio', 'video') },
    { callerNum: numberToDial, callData },
  ),
  'call.consult': record({ to: target }, { callId: text, kind: targetKind }),
  'call.transfer': record(
    { to: target },
    { callId: text, kind: targetKind, mode: fc.constantFrom('blind', 'on-answer') },
  ),
  'call.sendDtmf': record({ digits: fc.stringMatching(/^[\d*#]{1,32}$/) }, { callId: text }),
  'call.dropParty': record({ number: text }, { callId: text }),
  'directory.search': record({ text: fc.string({ maxLength: 100 }) }, { kind: targetKind }),
  'call.focus': record({ contactId: text }),
  'call.setData': record({ callData }, { callId: text }),
  'contact.start': record({
    mediaType: fc.constantFrom('email', 'whatsapp', 'web'),
    calledNum: fc.string({ minLength: 1, maxLength: 254 }),
  }),
  'verification.start': verifyRef,
  'verification.cancel': verifyRef,
  'verification.result': verifyRef,
  'verification.proof': record({ verifyTypeCode }, { contactId: text, audience: text }),
  'verification.records': record(
    {},
    {
      result: fc.constantFrom(0, 1, 2, 3),
      workNo: text,
      contactId: text,
      verifyTypeCode: text,
      from: time,
      to: time,
      limit: count,
      cursor: text,
    },
  ),
  'verification.configure': record(
    { action: fc.constantFrom('list', 'create', 'update', 'delete', 'enable', 'disable') },
    { verifyTypeCode: text, process: record(processDraft) },
  ),
};
const callOperations =
  'answer reject hangUp hold retrieve mute unmute cancelConsult completeTransfer conference pauseRecording resumeRecording';
for (const name of callOperations.split(' ')) inputs[`call.${name}`] = callRef;

const outputs: Record<string, Value> = {
  'call.dial': record({ callId: text, contactId: text }),
  'call.consult': record({ callId: text }),
  'agent.reasons': few(record({ state: fc.constantFrom('busy', 'rest'), reason: text, name: text })),
  'directory.search': few(
    record({ kind: targetKind, address: text, name: text }, { state: fc.constantFrom('ready', 'on-call') }),
  ),
  'numbers.outbound': few(record({ number: text }, { name: text })),
  'contact.start': record({ contactId: text }),
  'verification.processes': few(record({ verifyTypeCode: text, name: text })),
  'verification.start': record({ contactId: text, attempt: count }),
  'verification.result': record({ verifyTypeCode: text, verifyResult, epoch: text }, { contactId: text }),
  'verification.proof': record({ token: text }),
  'verification.records': record(
    {
      records: few(
        record(
          {
            id: text,
            epoch: text,
            contactId: text,
            verifyTypeCode: text,
            attempt: count,
            workNo: text,
            requiredLevel: level,
            result: fc.constantFrom(0, 1, 2, 3),
            startedAt: time,
            steps: few(
              record({ at: time, step: text }, { outcome: text, level, channel, destination: text, attestation: text }),
            ),
            verifyReturn1: text,
            verifyReturn2: text,
            verifyReturn3: text,
          },
          { customerNumber: text, customerKey: text, level, channel, failureReason: text, endedAt: time },
        ),
      ),
    },
    { cursor: text },
  ),
  'verification.configure': record({
    processes: few(record({ ...processDraft, enabled: fc.boolean() })),
    flows: few(text),
  }),
  snapshot: record({ snapshot, seq: count }),
};

const hello = {
  protocol: count,
  stream: text,
  heartbeatMs: time,
  stale: fc.boolean(),
  capabilities: capabilityTable,
  seq: count,
};
const streamMessages: Record<keyof typeof schemas.streamMessageSchemas, Value> = {
  welcome: fc.oneof(
    record({ ...hello, resumed: fc.constant(true) }),
    record({ ...hello, resumed: fc.constant(false), snapshot }),
  ),
  event: record({ seq: count, event: centerEvent }),
  snapshot: record({ seq: count, snapshot }),
  stale: record({ stale: fc.boolean() }),
  capabilities: record({ capabilities: capabilityTable }),
  heartbeat: record({ seq: count }),
  end: record({ error: errorPayload }),
};

/* --- and what can be wrong with them ---------------------------------------------------------------------------- */

/** Values at the borders of the checks, and of every other type. */
const oddity: Value = fc.oneof(
  fc.constantFrom<unknown>(
    ...[undefined, null, true, false, 0, -0, 1, -1, 1.5, 4, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 53 - 1, 5n],
    ...['', '0', '4', 'ready', 'Ready', 'audio', 'web', 'ended', 'a'.repeat(128), 'a'.repeat(129), 'A-1', 'A_1\n'],
    ...['x'.repeat(16_385), '+', '+5550100', '5550100 ', '1'.repeat(24), '1'.repeat(25), 'x'.repeat(255)],
    Symbol('s'),
    () => undefined,
    new Map(),
    new Date(0),
    new String('text'),
    /x/,
  ),
  fc
    .constantFrom<() => unknown>(
      () => [],
      () => ({}),
      () => [undefined],
      () => ({ length: 0 }),
      () => Object.create(null) as unknown,
    )
    .map((make) => make()),
  fc.jsonValue({ maxDepth: 2 }),
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

function withChange(value: unknown, [key, ...rest]: Path, change: (inner: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = withChange(copy[key], rest, change);
  return copy;
}

function without(value: unknown, path: Path): unknown {
  const last = path.at(-1);
  return withChange(value, path.slice(0, -1), (inner) => {
    if (Array.isArray(inner)) return (inner as unknown[]).filter((_, index) => index !== last);
    return Object.fromEntries(Object.entries(inner as object).filter(([key]) => key !== last));
  });
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const heirs = new WeakSet();

/** Has all that the other one has, but owns none of it. */
function heirOf(value: object): object {
  const heir = Object.create(value) as object;
  heirs.add(heir);
  return heir;
}

/** A structured clone keeps holes. */
const withHole = (value: readonly unknown[]): unknown[] => Object.assign([...value], { length: value.length + 1 });

/**
 * A valid value, or one that differs from it in one place. Left out, since neither JSON nor a check of ours makes
 * sense of it: an own key called `__proto__`.
 */
function nearly(valid: Value): Value {
  return fc
    .record({ value: valid, odd: oddity, where: fc.nat(), kind: fc.nat(7) })
    .map(({ value, odd, where, kind }) => {
      const paths = pathsOf(value);
      const path = paths[where % paths.length] ?? [];
      switch (kind) {
        case 0:
          return value;
        case 1:
          return path.length > 0 ? without(value, path) : undefined;
        case 6:
          return withChange(value, path, (inner) => (Array.isArray(inner) ? withHole(inner) : odd));
        case 2:
          return withChange(value, path, (inner) => (isPlain(inner) ? { ...inner, more: 'than we know' } : odd));
        case 3:
          return withChange(value, path, (inner) => (isPlain(inner) ? Object.assign(new Map(), inner) : odd));
        case 4:
          return withChange(value, path, (inner) => (isPlain(inner) ? heirOf(inner) : odd));
        case 5:
          return withChange(value, path, (inner) =>
            isPlain(inner) ? Object.assign(Object.create(null) as object, inner) : odd,
          );
        default:
          return withChange(value, path, () => odd);
      }
    });
}

const isMessage = (type: string, data: string): boolean => typeof asStreamMessage(type, data) === 'object';

/** Whether a value comes out of JSON as it went in. */
function isJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}

const accepts = (schema: z.ZodMiniType, value: unknown): boolean => schema.safeParse(value).success;

/** Both kinds of answer must occur, or the property would prove nothing. */
function agree(
  valid: Value,
  schema: z.ZodMiniType,
  predicate: (value: unknown) => boolean,
  isInScope: (value: unknown) => boolean = () => true,
): void {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(nearly(valid).filter(isInScope), (value) => {
      const accepted = predicate(value);
      seen[accepted ? 'accepted' : 'refused'] += 1;
      expect(accepts(schema, value)).toBe(accepted);
    }),
    { numRuns: 400 },
  );
  expect(seen.accepted).toBeGreaterThan(0);
  expect(seen.refused).toBeGreaterThan(0);
  fc.assert(fc.property(valid, (value) => predicate(value) && accepts(schema, value)));
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    expect(isAiccError(error, 'bridge/protocol-violation')).toBe(true);
    return false;
  }
}

describe('The predicates of a page and the schemas of the server agree on', () => {
  it.each<[string, Value, z.ZodMiniType, (value: unknown) => boolean]>([
    ['agents', agent, schemas.agentSchema, guards.isAgent],
    ['contacts', contact, schemas.contactSchema, guards.isContact],
    ['calls', call, schemas.callSchema, guards.isCall],
    ['verifications', verification, schemas.verificationSchema, guards.isVerification],
    ['the focus', focus, schemas.focusSchema, guards.isFocus],
    ['snapshots', snapshot, schemas.snapshotSchema, guards.isSnapshot],
    ['events', centerEvent, schemas.centerEventSchema, guards.isCenterEvent],
    ['errors', errorPayload, schemas.errorPayloadSchema, guards.isErrorPayload],
    ['authentication codes', verifyTypeCode, schemas.verifyTypeCodeSchema, guards.isVerifyTypeCode],
    ['results', verifyResult, schemas.verifyResultSchema, guards.isVerifyResult],
  ])('%s', (_, valid, schema, predicate) => {
    agree(valid, schema, predicate);
  });

  it('capability tables, inherited grants aside', () => {
    // The predicate reads own keys, the schema all keys: neither JSON nor a structured clone can tell.
    agree(
      capabilityTable,
      schemas.capabilityTableSchema,
      guards.isCapabilityTable,
      (value) => !(isPlain(value) && heirs.has(value)),
    );
  });

  it.each(Object.entries(streamMessages))('the message %s of the event stream', (type, valid) => {
    const schema = schemas.streamMessageSchemas[type as keyof typeof streamMessages];
    // What crossed the network is JSON again: nothing is inherited, and a hole or a Map has become something else.
    const crossed = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
    agree(
      valid.map(crossed),
      schema,
      (value) => isMessage(type, JSON.stringify(value)),
      (value) => isJson(value),
    );
  });

  it.each(operations)('the input of %s', (operation) => {
    agree(
      inputs[operation] ?? nothing,
      schemas.inputSchemas[operation],
      // An absent input counts as an empty one, which the schema is not asked about.
      (value) => value !== undefined && passes(() => checkInput(operation, value)),
    );
  });

  it.each(operations)('the output of %s', (operation) => {
    const schema = schemas.outputSchemas[operation];
    const valid = outputs[operation];
    expect(schema === undefined).toBe(valid === undefined);
    if (schema && valid) agree(valid, schema, (value) => passes(() => checkWhole(operation, value)));
    else expect(checkOutput(operation, { anything: 'is dropped' })).toBeUndefined();
  });
});

describe('The keys that a page and the schemas name are the same', () => {
  interface Inside {
    readonly def: { readonly shape?: object; readonly element?: z.ZodMiniType };
  }
  const elementOf = (schema: z.ZodMiniType): z.ZodMiniType | undefined =>
    (schema._zod as unknown as Inside).def.element;
  const keysOf = (schema: z.ZodMiniType): string[] =>
    Object.keys(((elementOf(schema) ?? schema)._zod as unknown as Inside).def.shape ?? {});
  /** Has every key that there can be. */
  const all = (keys: readonly string[]): Record<string, unknown> =>
    Object.fromEntries([...keys, 'somethingElse'].map((key) => [key, key]));

  it.each(operations)('in the input of %s', (operation) => {
    const keys = keysOf(schemas.inputSchemas[operation]);
    expect(Object.keys(namedInput(operation, all(keys) as never)).sort()).toEqual(keys.sort());
  });

  it.each(operations)('in the answer to %s', (operation) => {
    const schema = schemas.outputSchemas[operation];
    const keys = schema ? keysOf(schema) : [];
    const isList = schema && elementOf(schema);
    const seen = namedOutput(operation, isList ? [all(keys)] : all(keys));
    const [first = seen] = isList ? (seen as unknown[]) : [];
    if (schema) expect(Object.keys(first as object).sort()).toEqual(keys.sort());
    else expect(seen).toBeUndefined();
  });
});
