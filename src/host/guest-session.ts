import type { Clock } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import { abortOptions } from '../connection/lazy-abort.js';
import { AiccError } from '../errors.js';
import type { ConnectionEvent } from '../protocol/events.js';
import { checkInput, isOperation, operations } from '../protocol/inputs.js';
import type {
  CapabilityTable,
  DialInput,
  Input,
  Operation,
  SnapshotReading,
  VerificationProcess,
  VerifyRef,
} from '../protocol/operations.js';
import type { HandshakePeer } from '../wire/handshake.js';
import type { HostState } from '../wire/messages.js';
import { createServingChannel, type ServedCall, type ServingChannel } from '../wire/serving.js';
import type { DialGate } from './dial-gate.js';
import type { GuestPolicy } from './guest-policy.js';
import { createGuestView } from './guest-view.js';

export interface GuestSessionOptions {
  readonly port: MessagePort;
  readonly peer: HandshakePeer;
  readonly policy: GuestPolicy;
  readonly connection: Connection;
  /** Of the guest's origin, not of the session: connecting anew resets nothing. */
  readonly dialGate: DialGate;
  readonly clock: Clock;
  readonly session: string;
  readonly name: string;
  readonly version: string;
  readonly locale: string;
  readonly heartbeatMs: number;
  readonly onGone: (error: AiccError) => void;
}

export type GuestSession = Pick<ServingChannel, 'close' | 'probe'>;

/** Serves a connection to one guest, through its policy. */
export function serveGuest(options: GuestSessionOptions): GuestSession {
  const { port, peer, policy, connection, clock, dialGate } = options;
  const view = createGuestView(policy);
  /** Numbers of this session's own: what the guest may not see leaves no gap. */
  let seq = 0;
  const granted = policy.operations.filter(isOperation);
  let sent = connection.snapshot();
  let capabilities = capabilitiesOf(connection, policy);

  const channel = createServingChannel({
    port,
    clock,
    heartbeatMs: options.heartbeatMs,
    serve,
    onGone(error) {
      unsubscribe();
      options.onGone(error);
    },
  });
  const { session, name, version, locale, heartbeatMs } = options;
  const { protocol } = peer;
  channel.send({ type: 'welcome', protocol, name, version, session, locale, heartbeatMs, ...wholeState() });
  const unsubscribe = connection.subscribe(forward);

  function reading(): SnapshotReading {
    return { snapshot: view.snapshot(connection.snapshot()), seq };
  }

  function wholeState(): HostState {
    sent = connection.snapshot();
    // While its own link is down a connection offers nothing; that is told as `stale`, not as a lack.
    if (connection.status === 'open') capabilities = capabilitiesOf(connection, policy);
    return { capabilities, stale: connection.status !== 'open', ...reading() };
  }

  function forward(event: ConnectionEvent): void {
    const now = connection.snapshot();
    // An event does not carry the epoch, nor how the link behind is.
    if (event.type === 'connection.status' || now.epoch !== sent.epoch) {
      seq += 1;
      channel.send({ type: 'state', ...wholeState() });
    }
    // What the state just told already.
    if (event.type === 'connection.status' || (now === sent && event.type !== 'agent.conflict')) return;
    const visible = view.event(event);
    if (visible) channel.send({ type: 'event', seq: ++seq, event: visible });
    else if (event.type === 'contact.ended') {
      // What a guest sees of calls and results ends with the contact, also where it does not see the contact.
      seq += 1;
      channel.send({ type: 'state', ...wholeState() });
    }
  }

  function serve(call: ServedCall): unknown {
    const { operation } = call;
    if (operation === 'snapshot') return reading();
    if (!granted.includes(operation)) {
      throw isOperation(operation)
        ? new AiccError('bridge/not-allowed', `The workbench does not grant ${operation} to ${peer.origin}`)
        : new AiccError('bridge/unsupported-operation', 'The workbench knows no such operation');
    }
    const input = checkInput(operation, call.input);
    switch (operation) {
      case 'verification.result':
      case 'verification.proof':
      case 'verification.start':
      case 'verification.cancel':
        return serveVerification(operation, input as VerifyRef, call);
      case 'verification.processes':
        return perform(operation, input, call).then((processes) =>
          (processes as readonly VerificationProcess[]).filter((each) => view.knowsCode(each.verifyTypeCode)),
        );
      case 'call.dial':
        return dialGate.admit(input as DialInput, call).then(() => perform(operation, input, call));
      case 'call.consult': {
        // A telephone that is no colleague's rings all the same.
        const { to } = input as Input<'call.consult'>;
        return dialGate.admit({ calledNum: to, mediaType: 'audio' }, call).then(() => perform(operation, input, call));
      }
      case 'contact.start':
        dialGate.countStart();
        return perform(operation, input, call);
      default:
        return perform(operation, input, call);
    }
  }

  function serveVerification(operation: Operation, input: VerifyRef, call: ServedCall): unknown {
    const { verifyTypeCode } = input;
    if (view.knowsCode(verifyTypeCode)) return perform(operation, input, call);
    if (operation === 'verification.result') {
      return { verifyTypeCode, verifyResult: '', epoch: connection.snapshot().epoch };
    }
    throw new AiccError('verification/unknown-code', `There is no authentication process ${verifyTypeCode}`);
  }

  /** For an input that was checked. */
  function perform(operation: Operation, input: unknown, call: ServedCall): Promise<unknown> {
    return connection.request(operation, input as Input<Operation>, abortOptions(connection.request, call));
  }

  return {
    probe: channel.probe,
    close(reason) {
      unsubscribe();
      channel.close(reason);
    },
  };
}

function capabilitiesOf(connection: Connection, policy: GuestPolicy): CapabilityTable {
  const table: Partial<Record<Operation, true | 'not-allowed'>> = { snapshot: true };
  for (const operation of operations) {
    if (operation === 'snapshot' || !connection.capabilities.has(operation)) continue;
    table[operation] = policy.operations.includes(operation) ? true : 'not-allowed';
  }
  return table;
}
