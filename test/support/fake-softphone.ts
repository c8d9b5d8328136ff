import type { Connection } from '../../src/connection/connection.js';
import { createEmitter } from '../../src/emitter.js';
import { AiccError } from '../../src/errors.js';
import type { AgentReason, DirectoryEntry, OutboundNumber } from '../../src/protocol/operations.js';
import { agentActions, plainActions } from '../../src/softphone/operations.js';
import type { Softphone, SoftphoneEvents, SoftphoneState } from '../../src/softphone/softphone.js';

/** One call of an operation: its name and what it was given, options last. */
export type Asked = readonly [operation: string, ...args: unknown[]];

export interface FakeSoftphone extends Softphone {
  readonly asked: Asked[];
  /** How many listeners there are. */
  readonly listeners: number;
  readonly isDisposed: boolean;
  /** Shows another state. */
  show(state: SoftphoneState): void;
  emit<Name extends keyof SoftphoneEvents>(name: Name, event: SoftphoneEvents[Name]): void;
  /** What follows when an operation is asked for; throwing fails it. */
  react: (asked: Asked) => void | Promise<void>;
  reasonList: readonly AgentReason[];
  numberList: readonly OutboundNumber[];
  directory: readonly DirectoryEntry[];
}

/** The operations that answer nothing: those of the lists, and those that need an argument of their own. */
const silent = [
  ...plainActions,
  ...(Object.keys(agentActions) as (keyof typeof agentActions)[]),
  ...(['signIn', 'sendDtmf', 'transfer', 'dropParty', 'swap', 'setData'] as const),
];

function answersNothing(ask: (...asked: Asked) => Promise<void>): Pick<Softphone, (typeof silent)[number]> {
  const named = silent.map((name) => [name, (...args: unknown[]) => ask(name, ...args)]);
  return Object.fromEntries(named) as Pick<Softphone, (typeof silent)[number]>;
}

/** A softphone that shows the states that it is given, writes down what it is asked, and decides nothing. */
export function createFakeSoftphone(first: SoftphoneState): FakeSoftphone {
  const emitter = createEmitter<SoftphoneEvents>();
  let state = first;
  let listeners = 0;
  let isDisposed = false;
  const ask = async (...asked: Asked): Promise<void> => {
    fake.asked.push(asked);
    await fake.react(asked);
  };
  const connection: Connection = {
    status: 'open',
    capabilities: { has: () => true },
    snapshot: () => ({ epoch: 'fake', contacts: [], calls: [], verifications: [], focus: {} }),
    request: () => Promise.reject(new AiccError('bridge/closed')),
    subscribe: () => () => undefined,
    close: async () => undefined,
  };
  const fake: FakeSoftphone = {
    connection,
    asked: [],
    reasonList: [],
    numberList: [],
    directory: [],
    react: () => undefined,
    get listeners() {
      return listeners;
    },
    get isDisposed() {
      return isDisposed;
    },
    state: () => state,
    rings: () => true,
    show(next) {
      state = next;
      emitter.emit('change', next);
    },
    emit: (name, event) => emitter.emit(name, event),
    ...answersNothing(ask),
    async dial(...args) {
      await ask('dial', ...args);
      return { callId: 'call-new', contactId: 'contact-new' };
    },
    async consult(...args) {
      await ask('consult', ...args);
      return { callId: 'call-leg' };
    },
    reasons: async () => fake.reasonList,
    outboundNumbers: async () => fake.numberList,
    async searchDirectory(text, options) {
      await ask('searchDirectory', text, options);
      const wanted = text.toLowerCase();
      return fake.directory.filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(wanted));
    },
    on(name, listener, { signal } = {}) {
      const off = emitter.on(name, listener);
      let isOn = true;
      listeners += 1;
      const stop = (): void => {
        if (isOn) listeners -= 1;
        isOn = false;
        off();
      };
      signal?.addEventListener('abort', stop, { once: true });
      return stop;
    },
    once: (name, options) => new Promise((resolve) => fake.on(name, resolve, options)),
    async dispose() {
      isDisposed = true;
      emitter.off();
    },
  };
  return fake;
}
