import type { Connection, RequestOptions } from '../connection/connection.js';
import { AiccError } from '../errors.js';
import { checkDirectoryOutput, type DirectoryOperation } from '../protocol/directory-outputs.js';
import { pick } from '../protocol/guards.js';
import type { Input, Operation, Output, TargetInput } from '../protocol/operations.js';
import type { AgentAction, CallAction } from './actions.js';
import { cleanNumber } from './clean-number.js';
import { callFor, mustAllow } from './guard.js';
import type { CallOptions, Softphone, SoftphoneEvents, SoftphoneState } from './softphone.js';

export interface OperationsOptions {
  readonly connection: Connection;
  /** The state of this very moment. @throws AiccError `bridge/closed` */
  readonly read: () => SoftphoneState;
  readonly failed: (event: SoftphoneEvents['failed']) => void;
}

/** What needs nothing but the call. */
export const plainActions = [
  'answer',
  'reject',
  'hangUp',
  'hold',
  'retrieve',
  'mute',
  'unmute',
  'completeTransfer',
  'cancelConsult',
  'conference',
  'focus',
  'pauseRecording',
  'resumeRecording',
] as const satisfies readonly CallAction[];

/** What says how the agent is, and which of the options go with it. */
export const agentActions = {
  signOut: [],
  setReady: [],
  setBusy: ['reason'],
  rest: ['reason', 'seconds'],
  endWrapUp: [],
} as const satisfies Partial<Record<AgentAction, readonly string[]>>;

type Ask = (options?: CallOptions) => Promise<undefined>;

/** What a softphone can be asked for, each guarded by what is allowed. */
export function createOperations({
  connection,
  read,
  failed,
}: OperationsOptions): Omit<Softphone, 'connection' | 'state' | 'rings' | 'on' | 'once' | 'dispose'> {
  /** Settles when what was typed so far is through. */
  let typing: Promise<unknown> = Promise.resolve();

  /** @param inputOf Checks whether it may be done now and says what is asked; undefined when it is so already. */
  const perform = async <Out>(
    action: AgentAction | CallAction,
    operation: Operation,
    options: RequestOptions | undefined,
    inputOf: (state: SoftphoneState) => object | undefined,
  ): Promise<Out> => {
    const check = (): object | undefined => {
      const now = read();
      if (/^[sr]/.test(now.status)) throw now.error ?? new AiccError('bridge/peer-gone');
      // Of what the link does not offer, and of a closed one, the connection itself says why.
      return connection.capabilities.has(operation) ? inputOf(now) : {};
    };
    const send = async (): Promise<unknown> => {
      const input = check();
      return input && connection.request(operation, input, options);
    };
    try {
      // The answer means that there is a link now.
      if (read().status === 'connecting') await connection.request('snapshot', {}, options);
      if (action !== 'sendDtmf') return (await send()) as Out;
      // The call of this moment: what waits for its turn must not go to another customer.
      check();
      const turn = typing.then(send);
      typing = turn.catch(() => undefined);
      return (await turn) as Out;
    } catch (error) {
      failed({ action, error: error as AiccError });
      throw error;
    }
  };

  const ofCall = <Out = undefined>(
    action: CallAction,
    options: CallOptions | undefined,
    inputOf?: () => object,
  ): Promise<Out> => {
    let callId = options?.callId;
    return perform(action, `call.${action}`, options, (now) => {
      const call = callFor(now, action, callId);
      callId = call.id;
      return action === 'focus' ? { contactId: call.contactId } : { callId, ...inputOf?.() };
    });
  };

  const list = async <O extends DirectoryOperation>(
    operation: O,
    input: object,
    options: RequestOptions | undefined,
  ): Promise<Output<O>> => {
    read();
    return checkDirectoryOutput(operation, await connection.request(operation, input as Input<O>, options));
  };

  const plain = {} as Record<(typeof plainActions)[number] | keyof typeof agentActions, Ask>;
  for (const action of plainActions) plain[action] = (options) => ofCall(action, options);
  for (const action of Object.keys(agentActions) as (keyof typeof agentActions)[]) {
    plain[action] = (options = {}) =>
      perform(action, `agent.${action}`, options, (now) => {
        if (action === 'signOut' && now.agent?.state === 'offline') return undefined;
        mustAllow(now, action);
        return pick(options, agentActions[action] as readonly never[]);
      });
  }

  return {
    ...plain,
    signIn: (options = {}) =>
      perform(options.force ? 'takeOver' : 'signIn', 'agent.signIn', options, (now) => {
        const { agent } = now;
        if (agent && agent.state !== 'offline' && !agent.elsewhere) return undefined;
        mustAllow(now, agent?.elsewhere && options.force ? 'takeOver' : 'signIn');
        return pick(options, ['force']);
      }),
    reasons: (options) => list('agent.reasons', {}, options),

    dial: (calledNum, options = {}) =>
      perform('dial', 'call.dial', options, (now) => {
        mustAllow(now, 'dial');
        return {
          calledNum: cleanNumber(calledNum),
          mediaType: 'audio',
          ...pick(options, ['mediaType', 'callerNum', 'callData']),
        };
      }),
    sendDtmf: (digits, options) =>
      ofCall('sendDtmf', options, () => {
        if (/^[\d*#]{1,32}$/.test(digits)) return { digits };
        throw new AiccError('call/invalid-number');
      }),
    transfer: (target, options) =>
      ofCall('transfer', options, () => ({ ...targetOf(target), ...pick(target, ['mode']) })),
    consult: (target, options) => ofCall('consult', options, () => targetOf(target)),
    dropParty: (number, options) => ofCall('dropParty', options, () => ({ number })),
    // The centre holds what talks when a held call is retrieved.
    swap: plain.retrieve,
    setData: (callData, options) => ofCall('setData', options, () => ({ callData })),

    searchDirectory: (text, options = {}) => list('directory.search', { text, ...pick(options, ['kind']) }, options),
    outboundNumbers: (options) => list('numbers.outbound', {}, options),
  };
}

const targetOf = (target: TargetInput): TargetInput => ({
  ...pick(target, ['kind']),
  to: target.kind === 'number' ? cleanNumber(target.to) : target.to.trim(),
});
