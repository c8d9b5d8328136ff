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

/** What a softphone can be asked for, each guarded by what is allowed. */
export function createOperations({
  connection,
  read,
  failed,
}: OperationsOptions): Omit<Softphone, 'connection' | 'state' | 'rings' | 'on' | 'once' | 'dispose'> {
  /** Settles when what was typed so far is through. */
  let typing: Promise<unknown> = Promise.resolve();

  /** @param inputOf Checks whether it may be done now and says what is asked; undefined when it is so already. */
  const perform = async <O extends Operation>(
    action: AgentAction | CallAction,
    operation: O,
    options: RequestOptions | undefined,
    inputOf: (state: SoftphoneState) => Input<O> | undefined,
  ): Promise<Output<O>> => {
    const check = (): Input<O> | undefined => {
      const now = read();
      if (/^[sr]/.test(now.status)) throw now.error ?? new AiccError('bridge/peer-gone');
      // Of what the link does not offer, and of a closed one, the connection itself says why.
      return connection.capabilities.has(operation) ? inputOf(now) : {};
    };
    const send = async (): Promise<Output<O>> => {
      const input = check();
      return input ? connection.request(operation, input, options) : undefined;
    };
    try {
      // The answer means that there is a link now.
      if (read().status === 'connecting') await connection.request('snapshot', {}, options);
      if (action !== 'sendDtmf') return await send();
      // The call of this moment: what waits for its turn must not go to another customer.
      check();
      const turn = typing.then(send);
      typing = turn.catch(() => undefined);
      return await turn;
    } catch (error) {
      failed({ action, error: error as AiccError });
      throw error;
    }
  };

  const ofAgent = <O extends Operation>(
    action: AgentAction,
    operation: O,
    options: RequestOptions | undefined,
    inputOf: () => Input<O>,
  ): Promise<Output<O>> =>
    perform(action, operation, options, (now) => {
      mustAllow(now, action);
      return inputOf();
    });

  const ofCall = <Out>(action: CallAction, options: CallOptions | undefined, inputOf?: () => object): Promise<Out> => {
    let callId = options?.callId;
    return perform(action, `call.${action}`, options, (now) => {
      const call = callFor(now, action, callId);
      callId = call.id;
      return action === 'focus' ? { contactId: call.contactId } : { callId, ...inputOf?.() };
    }) as Promise<Out>;
  };

  const plain =
    (action: CallAction) =>
    (options?: CallOptions): Promise<undefined> =>
      ofCall(action, options);

  const list = async <O extends DirectoryOperation>(
    operation: O,
    input: object,
    options: RequestOptions | undefined,
  ): Promise<Output<O>> => {
    read();
    return checkDirectoryOutput(operation, await connection.request(operation, input as Input<O>, options));
  };

  return {
    signIn: (options = {}) =>
      perform(options.force ? 'takeOver' : 'signIn', 'agent.signIn', options, (now) => {
        const { agent } = now;
        if (agent && agent.state !== 'offline' && !agent.elsewhere) return undefined;
        mustAllow(now, agent?.elsewhere && options.force ? 'takeOver' : 'signIn');
        return pick(options, ['force']);
      }),
    signOut: (options) =>
      perform('signOut', 'agent.signOut', options, (now) => {
        if (now.agent?.state === 'offline') return undefined;
        mustAllow(now, 'signOut');
        return {};
      }),
    setReady: (options) => ofAgent('setReady', 'agent.setReady', options, () => ({})),
    setBusy: (options = {}) => ofAgent('setBusy', 'agent.setBusy', options, () => pick(options, ['reason'])),
    rest: (options = {}) => ofAgent('rest', 'agent.rest', options, () => pick(options, ['reason', 'seconds'])),
    endWrapUp: (options) => ofAgent('endWrapUp', 'agent.endWrapUp', options, () => ({})),
    reasons: (options) => list('agent.reasons', {}, options),

    dial: (calledNum, options = {}) =>
      ofAgent('dial', 'call.dial', options, () => ({
        calledNum: cleanNumber(calledNum),
        mediaType: 'audio',
        ...pick(options, ['mediaType', 'callerNum', 'callData']),
      })),
    answer: plain('answer'),
    reject: plain('reject'),
    hangUp: plain('hangUp'),
    hold: plain('hold'),
    retrieve: plain('retrieve'),
    mute: plain('mute'),
    unmute: plain('unmute'),
    sendDtmf: (digits, options) =>
      ofCall('sendDtmf', options, () => {
        if (/^[\d*#]{1,32}$/.test(digits)) return { digits };
        throw new AiccError('call/invalid-number');
      }),
    transfer: (target, options) =>
      ofCall('transfer', options, () => ({ ...targetOf(target), ...pick(target, ['mode']) })),
    consult: (target, options) => ofCall('consult', options, () => targetOf(target)),
    completeTransfer: plain('completeTransfer'),
    cancelConsult: plain('cancelConsult'),
    conference: plain('conference'),
    dropParty: (number, options) => ofCall('dropParty', options, () => ({ number })),
    focus: plain('focus'),
    // The centre holds what talks when a held call is retrieved.
    swap: plain('retrieve'),
    setData: (callData, options) => ofCall('setData', options, () => ({ callData })),
    pauseRecording: plain('pauseRecording'),
    resumeRecording: plain('resumeRecording'),

    searchDirectory: (text, options = {}) => list('directory.search', { text, ...pick(options, ['kind']) }, options),
    outboundNumbers: (options) => list('numbers.outbound', {}, options),
  };
}

const targetOf = (target: TargetInput): TargetInput => ({
  ...pick(target, ['kind']),
  to: target.kind === 'number' ? cleanNumber(target.to) : target.to.trim(),
});
