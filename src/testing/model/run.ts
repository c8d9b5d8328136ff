import type { Clock } from '../../clock.js';
import type { Agent, AgentState, Call, Contact, Party, Verification } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import type { AgentReason } from '../../protocol/operations.js';
import type { CustomerLine } from '../customer-line.js';
import type { AgentOptions, IvrOptions, NumberOptions, ProcessOptions, SkillGroupOptions } from '../options.js';
import type { Phones } from '../phones.js';
import type { VerificationRecord } from '../verification-record.js';

export type Cancel = () => void;

/** What of a contact one agent has. */
export interface Part {
  /** Set while this agent wraps the contact up. */
  wrapUp?: { readonly until: number; readonly cancel: Cancel };
  /** The attempts of those who had the contact before: their results are not this agent's to read. */
  readonly foreign: Set<AttemptRecord>;
}

export interface AgentRecord {
  readonly options: AgentOptions;
  /** What the agent asked to be, under calls and wrap-up. */
  base: Exclude<AgentState, 'on-call' | 'wrap-up'>;
  baseReason: string | undefined;
  /** How long a rest was asked for, and from when it began on until when that is. */
  rest: { readonly ms: number; until?: number } | undefined;
  /** Where the agent is signed in. */
  seat: string | undefined;
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
  /** The customer's telephone; e-mail and chat have none. */
  line?: CustomerLine;
}

/** One agent's leg. The two ends of a call between agents are two legs that name each other. */
export interface CallRecord {
  call: Call;
  readonly workNo: string;
  /** Whoever has the customer has a main call. */
  role: 'main' | 'consulting' | 'consulted';
  /** The far end, when that is a telephone. */
  line?: CustomerLine | undefined;
  /** The far end, when that is an agent. */
  peerId?: string | undefined;
  /** The far end, when that is several. */
  conference?: Conference | undefined;
  ringing?: Cancel;
  /** What else happens when the agent picks up. */
  onAnswer?: (() => void) | undefined;
  /** What else happens when it ends. */
  onEnd?: ((reason: string) => void) | undefined;
  /** Takes the customer back, who is held here while somebody else is rung. */
  withdraw?: ((reason: string) => void) | undefined;
}

/** One of those in a conference: an agent by their call, a customer or somebody outside by their telephone. */
export interface Member {
  readonly party: Party;
  readonly record?: CallRecord | undefined;
  readonly line?: CustomerLine | undefined;
}

export interface Conference {
  readonly contactId: string;
  /** Who may drop others. */
  readonly maker: string;
  members: readonly Member[];
}

/** A customer who is with no agent yet, or any more: waiting for somebody, in a menu, talking to somebody outside. */
export interface Passage {
  readonly contactId: string;
  readonly line: CustomerLine;
  /** The call that keeps the customer until somebody answers; nobody's after a blind transfer. */
  readonly holder?: CallRecord | undefined;
  /** Whether the customer comes from another agent. */
  readonly isTransfer: boolean;
  /** Ends what goes on at the other side: the ringing, the waiting, the talk. */
  stop(reason: string): void;
}

/** A customer's place in the queue of a skill group. */
export interface QueueEntry {
  readonly passage: Passage;
  readonly skillGroup: string;
  /** When the customer has waited enough, in milliseconds since the epoch. */
  readonly until: number;
  readonly stopTimer: Cancel;
  /** Who declined, and since when they were ready: they are asked again when they were something else between. */
  readonly declined: Map<string, number>;
  hasHeard: boolean;
}

export interface AttemptRecord {
  verification: Verification;
  readonly workNo: string;
  readonly customerNumber: string | undefined;
  /** Aborted with why: `cancelled`, `hangup`. */
  readonly flow: AbortController;
  /** Stops the time that its result counts. */
  lifetime?: Cancel;
}

export interface RunSettings {
  readonly clock: Clock;
  readonly numbers: readonly NumberOptions[];
  readonly skillGroups: readonly SkillGroupOptions[];
  readonly ivrs: readonly IvrOptions[];
  readonly reasons: readonly AgentReason[];
  readonly isRecorded: boolean;
  readonly inheritOnTransfer: boolean;
  readonly wrapUpMs: number;
  readonly ringMs: number;
  readonly queueMs: number;
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
  /** By the contact. */
  readonly passages: Map<string, Passage>;
  /** Who waited longest comes first. */
  queue: readonly QueueEntry[];
  /** All telephones that are on a call. */
  readonly lines: Set<CustomerLine>;
  readonly processes: ReadonlyMap<string, ProcessOptions>;
  readonly phones: Phones;
  now(): number;
  /**
   * Does something, to its end: only then whoever is free gets who waits. Everything that comes from outside, an
   * operation, a customer's doing, a timer, is one turn.
   */
  turn<T>(action: () => T): T;
  /** A timer of this run. */
  after(ms: number, callback: () => void): Cancel;
  nextId(kind: 'contact' | 'call'): string;
  /** Tells an agent: at all seats, or at one. */
  emit(workNo: string, event: CenterEvent, seat?: string): void;
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
  readonly onEvent: (workNo: string, event: CenterEvent, seat: string | undefined) => void;
  readonly onRecord: (record: VerificationRecord) => void;
  /** After each turn. */
  readonly onTurn: (run: Run) => void;
}

export function createRun(options: RunOptions): Run {
  const { epoch, settings, agents, processes, phones, onEvent, onRecord, onTurn } = options;
  const { clock, idPrefix } = settings;
  const timers = new Set<unknown>();
  const counts = { contact: 0, call: 0 };
  const records = new Map(agents.map((options) => [options.workNo, newAgent(options, clock.now())]));
  let running = true;
  let depth = 0;

  const run: Run = {
    epoch,
    settings,
    agents: records,
    contacts: new Map(),
    calls: new Map(),
    attempts: new Map(),
    passages: new Map(),
    queue: [],
    lines: new Set(),
    processes,
    phones,
    now: () => clock.now(),
    turn(action) {
      depth += 1;
      try {
        return action();
      } finally {
        if (depth === 1 && running) onTurn(run);
        depth -= 1;
      }
    },
    after(ms, callback) {
      if (!running) return () => undefined;
      const timer = clock.setTimeout(() => {
        timers.delete(timer);
        run.turn(callback);
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
    emit(workNo, event, seat) {
      const record = records.get(workNo);
      if (!running || !record) return;
      note(record.told, event);
      onEvent(workNo, event, seat);
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
  return run;
}

function newAgent(options: AgentOptions, since: number): AgentRecord {
  const { workNo, name, skillGroups = [] } = options;
  return {
    options,
    base: 'offline',
    baseReason: undefined,
    rest: undefined,
    seat: undefined,
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
