/**
 * The protocol as zod schemas: what the server checks with, and what `docs/protocol` is generated from.
 *
 * They accept and refuse exactly what the predicates of `guards.ts`, `inputs.ts` and `outputs.ts` do, which is what a
 * page checks with; a property test holds the two together. Nothing that `.` reaches may import this file.
 */
import * as z from 'zod/mini';
import { maxCallDataLength } from './guards.js';
import type { Operation } from './operations.js';

const text = z.string();
const maybeText = z.optional(z.string());
const time = z.number();
const maybeTime = z.optional(z.number());
const count = z.int().check(z.nonnegative());
const callData = z.string().check(z.maxLength(maxCallDataLength));
const agentState = z.enum(['offline', 'ready', 'busy', 'rest', 'on-call', 'wrap-up']);

export const agentSchema = z.object({
  workNo: text,
  name: maybeText,
  state: agentState,
  reason: maybeText,
  since: time,
  pendingState: z.optional(agentState),
  until: maybeTime,
  elsewhere: z.optional(z.boolean()),
  skillGroups: z.array(text),
});

export const contactSchema = z.object({
  id: text,
  mediaType: z.enum(['audio', 'video', 'web', 'wechat', 'email', 'whatsapp']),
  customerNumber: maybeText,
  callData,
  skillGroup: maybeText,
  startedAt: time,
  endedAt: maybeTime,
});

export const callSchema = z.object({
  id: text,
  contactId: text,
  direction: z.enum(['in', 'out', 'internal']),
  state: z.enum(['ringing', 'dialing', 'talking', 'held', 'consulting', 'conference', 'ended']),
  callerNum: text,
  calledNum: text,
  parties: z.array(z.object({ kind: z.enum(['agent', 'customer', 'external']), number: text })),
  consultOf: maybeText,
  muted: z.boolean(),
  recording: z.optional(z.enum(['on', 'paused'])),
  startedAt: time,
  answeredAt: maybeTime,
  endedAt: maybeTime,
  endReason: maybeText,
});

export const verificationSchema = z.object({
  contactId: text,
  verifyTypeCode: text,
  attempt: count,
  result: z.literal([0, 1, 2, 3]),
  step: maybeText,
  startedAt: time,
  endedAt: maybeTime,
});

export const focusSchema = z.object({ contactId: maybeText });

export const snapshotSchema = z.object({
  epoch: text,
  agent: z.optional(agentSchema),
  contacts: z.array(contactSchema),
  calls: z.array(callSchema),
  verifications: z.array(verificationSchema),
  focus: focusSchema,
});

export const centerEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent.updated'), agent: agentSchema }),
  z.object({ type: z.literal('agent.conflict'), workNo: text }),
  z.object({ type: z.literal('contact.updated'), contact: contactSchema }),
  z.object({ type: z.literal('contact.ended'), contact: contactSchema }),
  z.object({ type: z.literal('call.updated'), call: callSchema }),
  z.object({ type: z.literal('call.ended'), call: callSchema }),
  z.object({ type: z.literal('verification.updated'), verification: verificationSchema }),
  z.object({ type: z.literal('focus.changed'), focus: focusSchema }),
]);

export const errorPayloadSchema = z.object({
  code: text,
  message: text,
  retryable: z.boolean(),
  data: z.looseObject({}),
  cause: z.optional(z.object({ name: text, message: text })),
});

export const capabilityTableSchema = z.catchall(z.object({}), z.literal([true, 'not-allowed']));

export const verifyTypeCodeSchema = z.string().check(z.regex(/^[A-Za-z0-9_]{1,128}$/));
export const verifyResultSchema = z.literal(['', '0', '1', '2', '3', 0, 1, 2, 3]);

const level = z.literal([0, 1]);
const channel = z.enum(['phone', 'email']);
const result = z.literal([0, 1, 2, 3]);
const processDraft = { verifyTypeCode: text, name: text, flow: text, requiredLevel: level };

const verificationStepSchema = z.object({
  at: time,
  step: text,
  outcome: maybeText,
  level: z.optional(level),
  channel: z.optional(channel),
  destination: maybeText,
  attestation: maybeText,
});

const verificationRecordSchema = z.object({
  id: text,
  epoch: text,
  contactId: text,
  verifyTypeCode: text,
  attempt: count,
  workNo: text,
  customerNumber: maybeText,
  customerKey: maybeText,
  requiredLevel: level,
  level: z.optional(level),
  channel: z.optional(channel),
  result,
  failureReason: maybeText,
  startedAt: time,
  endedAt: maybeTime,
  steps: z.array(verificationStepSchema),
  verifyReturn1: text,
  verifyReturn2: text,
  verifyReturn3: text,
});

const nothing = z.object({});
const callRef = z.object({ callId: maybeText });
const verifyRef = z.object({ verifyTypeCode: verifyTypeCodeSchema, contactId: maybeText });
const targetKind = z.enum(['agent', 'skillGroup', 'ivr', 'accessCode', 'number']);
const target = { to: z.string().check(z.regex(/^\S{1,64}$/)), kind: z.optional(targetKind) };
const numberToDial = z.string().check(z.regex(/^\+?[\d*#]{1,24}$/));

/** What each operation takes. An absent input counts as `{}`. */
export const inputSchemas = {
  'agent.signIn': z.object({ force: z.optional(z.boolean()) }),
  'agent.signOut': nothing,
  'agent.setReady': nothing,
  'agent.setBusy': z.object({ reason: maybeText }),
  'agent.rest': z.object({ reason: maybeText, seconds: z.optional(z.int().check(z.positive())) }),
  'agent.endWrapUp': nothing,
  'agent.reasons': nothing,
  'call.dial': z.object({
    calledNum: numberToDial,
    mediaType: z.enum(['audio', 'video']),
    callerNum: z.optional(numberToDial),
    callData: z.optional(callData),
  }),
  'call.answer': callRef,
  'call.reject': callRef,
  'call.hangUp': callRef,
  'call.hold': callRef,
  'call.retrieve': callRef,
  'call.mute': callRef,
  'call.unmute': callRef,
  'call.sendDtmf': z.object({ callId: maybeText, digits: z.string().check(z.regex(/^[\d*#]{1,32}$/)) }),
  'call.transfer': z.object({ callId: maybeText, ...target, mode: z.optional(z.enum(['blind', 'on-answer'])) }),
  'call.consult': z.object({ callId: maybeText, ...target }),
  'call.completeTransfer': callRef,
  'call.cancelConsult': callRef,
  'call.conference': callRef,
  'call.dropParty': z.object({ callId: maybeText, number: text }),
  'call.focus': z.object({ contactId: text }),
  'call.setData': z.object({ callId: maybeText, callData }),
  'call.pauseRecording': callRef,
  'call.resumeRecording': callRef,
  'directory.search': z.object({ text: z.string().check(z.maxLength(100)), kind: z.optional(targetKind) }),
  'numbers.outbound': nothing,
  'contact.start': z.object({
    mediaType: z.enum(['email', 'whatsapp', 'web']),
    calledNum: z.string().check(z.minLength(1), z.maxLength(254)),
  }),
  'verification.processes': nothing,
  'verification.start': verifyRef,
  'verification.cancel': verifyRef,
  'verification.result': verifyRef,
  'verification.proof': z.object({ verifyTypeCode: verifyTypeCodeSchema, contactId: maybeText, audience: maybeText }),
  'verification.records': z.object({
    result: z.optional(result),
    workNo: maybeText,
    contactId: maybeText,
    verifyTypeCode: maybeText,
    from: maybeTime,
    to: maybeTime,
    limit: z.optional(count),
    cursor: maybeText,
  }),
  'verification.configure': z.object({
    action: z.enum(['list', 'create', 'update', 'delete', 'enable', 'disable']),
    verifyTypeCode: maybeText,
    process: z.optional(z.object(processDraft)),
  }),
  snapshot: nothing,
} as const satisfies Record<Operation, z.ZodMiniType>;

/** What the operations answer that answer with something; all others answer with nothing. */
export const outputSchemas: Readonly<Partial<Record<Operation, z.ZodMiniType>>> = {
  'agent.reasons': z.array(z.object({ state: z.enum(['busy', 'rest']), reason: text, name: text })),
  'call.dial': z.object({ callId: text, contactId: text }),
  'directory.search': z.array(z.object({ kind: targetKind, address: text, name: text, state: z.optional(agentState) })),
  'numbers.outbound': z.array(z.object({ number: text, name: maybeText })),
  'call.consult': z.object({ callId: text }),
  'contact.start': z.object({ contactId: text }),
  'verification.processes': z.array(z.object({ verifyTypeCode: text, name: text })),
  'verification.start': z.object({ contactId: text, attempt: count }),
  'verification.result': z.object({
    verifyTypeCode: text,
    verifyResult: verifyResultSchema,
    contactId: maybeText,
    epoch: text,
  }),
  'verification.proof': z.object({ token: text }),
  'verification.records': z.object({ records: z.array(verificationRecordSchema), cursor: maybeText }),
  'verification.configure': z.object({
    processes: z.array(z.object({ ...processDraft, enabled: z.boolean() })),
    flows: z.array(text),
  }),
  snapshot: z.object({ snapshot: snapshotSchema, seq: count }),
};

const welcome = {
  protocol: count,
  stream: text,
  heartbeatMs: z.number(),
  stale: z.boolean(),
  capabilities: capabilityTableSchema,
  seq: count,
};

/** The messages of the HTTP event stream, by the name of their event. */
export const streamMessageSchemas = {
  welcome: z.discriminatedUnion('resumed', [
    z.object({ ...welcome, resumed: z.literal(false), snapshot: snapshotSchema }),
    z.object({ ...welcome, resumed: z.literal(true), snapshot: z.optional(snapshotSchema) }),
  ]),
  event: z.object({ seq: count, event: centerEventSchema }),
  snapshot: z.object({ seq: count, snapshot: snapshotSchema }),
  stale: z.object({ stale: z.boolean() }),
  capabilities: z.object({ capabilities: capabilityTableSchema }),
  heartbeat: z.object({ seq: count }),
  end: z.object({ error: errorPayloadSchema }),
};
