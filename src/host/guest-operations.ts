import type { Connection } from '../connection/connection.js';
import { abortOptions } from '../connection/lazy-abort.js';
import { AiccError, isAiccError } from '../errors.js';
import { checkInput, isOperation, namedInput } from '../protocol/inputs.js';
import type { CallRef, ConfigureInput, DialInput, Input, Operation, VerifyRef } from '../protocol/operations.js';
import type { ServedCall } from '../wire/serving.js';
import type { DialGate } from './dial-gate.js';
import { createAnswerView } from './guest-answers.js';
import type { GuestPolicy } from './guest-policy.js';
import type { GuestView } from './guest-view.js';

export interface GuestOperationsOptions {
  readonly origin: string;
  readonly policy: GuestPolicy;
  readonly view: GuestView;
  readonly connection: Connection;
  readonly dialGate: DialGate;
  readonly onRateLimited: () => void;
}

/** Performs what a guest asks for, as far as its policy goes. */
export function createGuestOperations(options: GuestOperationsOptions): (call: ServedCall) => unknown {
  const { origin, policy, view, connection, dialGate, onRateLimited } = options;
  const granted = policy.operations.filter(isOperation);
  const seen = createAnswerView(policy, view);

  function perform(call: ServedCall, input: Input<Operation>): Promise<unknown> {
    const { operation } = call;
    return connection
      .request(operation, input, abortOptions(connection.request, call))
      .then((answer) => seen(operation, answer));
  }

  /** Asks the gate first. */
  async function performGated(call: ServedCall, input: Input<Operation>, ask: () => unknown): Promise<unknown> {
    try {
      await ask();
    } catch (error) {
      if (isAiccError(error, 'bridge/rate-limited')) onRateLimited();
      throw error;
    }
    return perform(call, input);
  }

  /** What a guest has never been shown it can only have guessed. */
  function sees({ callId, contactId }: CallRef & Partial<VerifyRef>): boolean {
    if (callId === undefined && contactId === undefined) return true;
    const { contacts, calls, verifications, focus } = view.snapshot(connection.snapshot());
    const isOfContact = (each: { readonly contactId?: string }): boolean => each.contactId === contactId;
    const seesCall = callId === undefined || calls.some(({ id }) => id === callId);
    const seesContact =
      contactId === undefined ||
      contacts.some(({ id }) => id === contactId) ||
      [...calls, ...verifications, focus].some(isOfContact);
    return seesCall && seesContact;
  }

  return (call) => {
    const { operation } = call;
    if (!granted.includes(operation)) {
      throw isOperation(operation)
        ? new AiccError('bridge/not-allowed', `The workbench does not grant ${operation} to ${origin}`)
        : new AiccError('bridge/unsupported-operation', 'The workbench knows no such operation');
    }
    const input = namedInput(operation, checkInput(operation, call.input));
    const { verifyTypeCode, contactId } = input as Partial<VerifyRef>;
    const { epoch } = connection.snapshot();
    if (verifyTypeCode !== undefined && !view.knowsCode(verifyTypeCode)) {
      if (operation === 'verification.result') return { verifyTypeCode, verifyResult: '', epoch };
      throw new AiccError('verification/unknown-code', `There is no authentication process ${verifyTypeCode}`);
    }
    const { process } = input as Partial<ConfigureInput>;
    if (process && !view.knowsCode(process.verifyTypeCode)) {
      throw new AiccError('bridge/not-allowed', `The workbench does not grant ${process.verifyTypeCode} to ${origin}`);
    }
    // The contacts of a search are over, most of them.
    if (operation !== 'verification.records' && !sees(input as CallRef)) {
      // As of a contact that is over: a page may ask about the one that it has just lost.
      if (operation === 'verification.result') return { verifyTypeCode, verifyResult: '0', contactId, epoch };
      throw new AiccError('call/not-found');
    }
    switch (operation) {
      case 'call.dial':
        return performGated(call, input, () => dialGate.admit(input as DialInput, call));
      case 'call.consult': {
        // A telephone that is no colleague's rings all the same.
        const { to } = input as Input<'call.consult'>;
        return performGated(call, input, () => dialGate.admit({ calledNum: to, mediaType: 'audio' }, call));
      }
      case 'contact.start':
        return performGated(call, input, dialGate.countStart);
      case 'verification.proof':
        // Whom a proof is for is not the guest's to say.
        return perform(call, { ...(input as Input<'verification.proof'>), audience: origin });
      default:
        return perform(call, input);
    }
  };
}
