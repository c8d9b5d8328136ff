import { AiccError } from '../../src/errors.js';
import type { Agent, Call, CallState, Contact } from '../../src/protocol/entities.js';
import type { AgentAction, CallAction } from '../../src/softphone/actions.js';
import type { SoftphoneState } from '../../src/softphone/softphone.js';

/** A fixed moment, so that every timer shows the same. */
export const moment = Date.UTC(2026, 0, 5, 9, 30);

const ago = (seconds: number): number => moment - seconds * 1000;

export const agent = (fields: Partial<Agent> = {}): Agent => ({
  workNo: '1001',
  name: 'Ann Example',
  state: 'ready',
  since: ago(252),
  skillGroups: ['cards'],
  ...fields,
});

export const contact = (fields: Partial<Contact> = {}): Contact => ({
  id: 'contact-a',
  mediaType: 'audio',
  customerNumber: '5550100',
  callData: '{"Customer":"Jo Sample","Level":"Gold","City":"Sampleton"}',
  skillGroup: 'Cards',
  startedAt: ago(80),
  ...fields,
});

export const call = (state: CallState, fields: Partial<Call> = {}): Call => ({
  id: 'call-a',
  contactId: 'contact-a',
  direction: 'in',
  state,
  callerNum: '5550100',
  calledNum: '5550199',
  parties: [],
  muted: false,
  startedAt: ago(80),
  ...(state !== 'ringing' && state !== 'dialing' && { answeredAt: ago(74) }),
  ...fields,
});

const leg = (state: CallState): Call =>
  call(state, {
    id: 'call-leg',
    direction: 'internal',
    callerNum: '1001',
    calledNum: '1002',
    consultOf: 'call-a',
    startedAt: ago(12),
    answeredAt: ago(9),
  });

const agentActions: Readonly<Record<Agent['state'], readonly AgentAction[]>> = {
  offline: ['signIn'],
  ready: ['signOut', 'setReady', 'setBusy', 'rest', 'dial'],
  busy: ['signOut', 'setReady', 'setBusy', 'rest', 'dial'],
  rest: ['signOut', 'setReady', 'setBusy', 'rest', 'dial'],
  'on-call': ['setReady', 'setBusy', 'rest'],
  'wrap-up': ['signOut', 'setReady', 'setBusy', 'rest', 'endWrapUp'],
};

const main: Readonly<Record<CallState, readonly CallAction[]>> = {
  ringing: ['answer', 'reject', 'focus'],
  dialing: ['hangUp', 'focus'],
  talking: ['hangUp', 'hold', 'mute', 'unmute', 'sendDtmf', 'transfer', 'consult', 'focus', 'pauseRecording'],
  held: ['retrieve', 'hangUp', 'focus', 'consult', 'transfer'],
  consulting: [],
  conference: ['hangUp', 'mute', 'unmute', 'sendDtmf', 'dropParty', 'focus', 'pauseRecording'],
  ended: [],
};

const ofLeg: Readonly<Partial<Record<CallState, readonly CallAction[]>>> = {
  dialing: ['hangUp', 'cancelConsult'],
  talking: ['hangUp', 'cancelConsult', 'completeTransfer', 'conference', 'mute', 'unmute', 'sendDtmf'],
};

/** A whole state: what is allowed follows from the agent and the calls, roughly as the centre has it. */
export function state(
  who: Agent | undefined,
  calls: readonly Call[] = [],
  fields: Partial<SoftphoneState> = {},
): SoftphoneState {
  const isOpen = (fields.status ?? 'open') === 'open';
  const may = !isOpen ? [] : who?.elsewhere ? (['takeOver'] as const) : agentActions[who?.state ?? 'offline'];
  return {
    status: 'open',
    ...(who && { agent: who }),
    calls,
    contacts: [contact(), contact({ id: 'contact-b', customerNumber: '5550123', callData: '' })],
    allowed: {
      agent: new Set(may),
      calls: new Map(
        calls.map((each) => [
          each.id,
          new Set(isOpen ? (each.consultOf ? (ofLeg[each.state] ?? []) : main[each.state]) : []),
        ]),
      ),
    },
    ...fields,
  };
}

const onCall = agent({ state: 'on-call', since: ago(80) });
const lost = new AiccError('net/unreachable');

/** Every state that the bar has a look for, by name. */
export const barStates: Readonly<Record<string, SoftphoneState>> = {
  'signed-out': state(agent({ state: 'offline' })),
  ready: state(agent()),
  busy: state(agent({ state: 'busy', reason: 'paperwork' })),
  rest: state(agent({ state: 'rest', reason: 'lunch', until: moment + 600_000 })),
  pending: state({ ...onCall, pendingState: 'rest' }, [call('talking')]),
  ringing: state(agent(), [call('ringing')]),
  dialing: state(onCall, [call('dialing', { direction: 'out', callerNum: '5550199', calledNum: '5550100' })]),
  talking: state(onCall, [call('talking', { recording: 'on' })]),
  muted: state(onCall, [call('talking', { muted: true })]),
  held: state(onCall, [call('held')]),
  'consult-dialing': state(onCall, [call('held'), leg('dialing')]),
  'consult-talking': state(onCall, [call('held'), leg('talking')]),
  conference: state(onCall, [
    call('conference', {
      parties: [
        { kind: 'agent', number: '1001' },
        { kind: 'customer', number: '5550100' },
        { kind: 'agent', number: '1002' },
      ],
    }),
  ]),
  'two-calls': state(onCall, [
    call('held', { id: 'call-b', contactId: 'contact-b', callerNum: '5550123' }),
    call('talking'),
  ]),
  'second-ringing': state(onCall, [
    call('talking'),
    call('ringing', { id: 'call-b', contactId: 'contact-b', callerNum: '5550123' }),
  ]),
  'wrap-up': state(agent({ state: 'wrap-up', since: ago(12), until: moment + 18_000 })),
  connecting: state(undefined, [], { status: 'connecting' }),
  reconnecting: state(agent(), [], { status: 'reconnecting', error: lost, nextTryAt: moment + 4000 }),
  stale: state(onCall, [call('talking')], { status: 'stale' }),
  closed: state(agent(), [], { status: 'closed', error: new AiccError('auth/token-rejected') }),
  conflict: state(agent({ elsewhere: true })),
};
