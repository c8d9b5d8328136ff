import type { Clock } from '../../clock.js';
import type { Agent, AgentState, Call, Contact, Verification } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import type { CustomerLine } from '../customer-line.js';
import type { AgentOptions, ProcessOptions } from '../options.js';
import type { Phones } from '../phones.js';
import type { VerificationRecord } from '../verification-record.js';

export type Cancel = () => void;

/** What of a contact one agent has. */
export interface Part {
  /** Set while this agent wraps the contact up. */
  wrapUp?: Cancel;
}

export interface AgentRecord {
  readonly options: AgentOptions;
  /** What the agent asked to be, under calls and wrap-up. */
  base: Exclude<AgentState, 'on-call' | 'wrap-up'>;
  baseReason: string | undefined;
  /** Asked for during a call or wrap-up, so not seen yet. */
  asked: AgentState | undefined;
  /** As told last. */
  agent: Agent;
  focus: string | undefined;
  readonly parts: Map<string, Part>;
  /** What the agent was told of, in that order, with the contact it belongs to: the order of the snapshot. */
  readonly told: Map<string, string>;
}

export interface ContactRecord {
  contact: Contact;
  /** Goes to the third-party API as `verifyServiceNo`. */
  readonly serviceNumber: string;
}

/** One agent's leg. The two ends of a call between agents are two legs that name each other. */
export interface CallRecord {
  call: Call;
  readonly workNo: string;
  readonly role: 'main' | 'consulting' | 'consulted';
  /** The far end, when that is a telephone. */
  line?: CustomerLine;
  /** The far end, when that is an agent. */
  peerId?: string;
  ringing?: Cancel;
}

export interface AttemptRecord {
  verification: Verification;
  readonly workNo: string;
  readonly customerNumber: string | undefined;
  /** Aborted with why: `cancelled`, `hangup`. */
  readonly flow: AbortController;
}

export interface RunSettings {
  readonly clock: Clock;
  readonly numbers: readonly string[];
  readonly wrapUpMs: number;
  readonly ringMs: number;
  readonly resultLifetimeMs: number;
  readonly idPrefix: string;
  readonly fetch: typeof globalThis.fetch;
}

/** One run of the centre, from its start to its restart: its whole state, and the one way to tell of a change. */
export interface Run {
  readonly epoch: string;
  readonly settings: RunSettings;
  readonly agents: ReadonlyMap<string, AgentRecord>;
  readonly contacts: Map<string, ContactRecord>;
  readonly calls: Map<string, CallRecord>;
  readonly attempts: Map<string, AttemptRecord>;
  readonly processes: ReadonlyMap<string, ProcessOptions>;
  readonly phones: Phones;
  now(): number;
  /** A timer of this run. */
  after(ms: number, callback: () => void): Cancel;
  nextId(kind: 'contact' | 'call'): string;
  emit(workNo: string, event: CenterEvent): void;
  record(record: VerificationRecord): void;
  /** Ends it: no timer fires and nothing is told any more. */
  stop(): void;
}

export interface RunOptions {
  readonly epoch: string;
  readonly settings: RunSettings;
  readonly agents: readonly AgentOptions[];
  readonly processes: ReadonlyMap<string, ProcessOptions>;
  readonly phones: Phones;
  readonly onEvent: (workNo: string, event: CenterEvent) => void;
  readonly onRecord: (record: VerificationRecord) => void;
}

export function createRun({ epoch, settings, agents, processes, phones, onEvent, onRecord }: RunOptions): Run {
  const { clock, idPrefix } = settings;
  const timers = new Set<unknown>();
  const counts = { contact: 0, call: 0 };
  const records = new Map(agents.map((options) => [options.workNo, newAgent(options, clock.now())]));
  let running = true;

  return {
    epoch,
    settings,
    agents: records,
    contacts: new Map(),
    calls: new Map(),
    attempts: new Map(),
    processes,
    phones,
    now: () => clock.now(),
    after(ms, callback) {
      if (!running) return () => undefined;
      const timer = clock.setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clock.clearTimeout(timer);
      };
    },
    nextId(kind) {
      counts[kind] += 1;
      return `${idPrefix}${kind}-${counts[kind]}`;
    },
    emit(workNo, event) {
      const record = records.get(workNo);
      if (!running || !record) return;
      note(record.told, event);
      onEvent(workNo, event);
    },
    record(record) {
      if (running) onRecord(record);
    },
    stop() {
      running = false;
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
    },
  };
}

function newAgent(options: AgentOptions, since: number): AgentRecord {
  const { workNo, name, skillGroups = [] } = options;
  return {
    options,
    base: 'offline',
    baseReason: undefined,
    asked: undefined,
    agent: { workNo, ...(name !== undefined && { name }), state: 'offline', since, skillGroups },
    focus: undefined,
    parts: new Map(),
    told: new Map(),
  };
}

export const attemptKey = (contactId: string, verifyTypeCode: string): string => `${contactId} ${verifyTypeCode}`;

function note(told: Map<string, string>, event: CenterEvent): void {
  const tell = (key: string, contactId: string): void => {
    if (!told.has(key)) told.set(key, contactId);
  };
  switch (event.type) {
    case 'contact.updated':
      return tell(event.contact.id, event.contact.id);
    case 'call.updated':
    case 'call.ended':
      return tell(event.call.id, event.call.contactId);
    case 'verification.updated': {
      const { contactId, verifyTypeCode } = event.verification;
      return tell(attemptKey(contactId, verifyTypeCode), contactId);
    }
    case 'contact.ended':
      for (const [key, contactId] of told) if (contactId === event.contact.id) told.delete(key);
  }
}
