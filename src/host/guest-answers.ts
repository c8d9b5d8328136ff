import { maskNumber } from '../log.js';
import { isRecord } from '../protocol/guards.js';
import type { Operation } from '../protocol/operations.js';
import { namedOutput } from '../protocol/named-output.js';
import type { GuestPolicy } from './guest-policy.js';
import type { GuestView } from './guest-view.js';

/** By their names, for an answer of a newer operation holds them too. */
const isNumberKey = /num(ber)?s?$|phone/i;
const isCallDataKey = /^calldata$/i;

const administration: readonly Operation[] = ['verification.records', 'verification.configure'];

/** What of an answer a guest gets to see: what the protocol names, of codes that it knows, redacted. Pure. */
export function createAnswerView(
  { redact = [] }: GuestPolicy,
  { knowsCode }: Pick<GuestView, 'knowsCode'>,
): (operation: Operation, answer: unknown) => unknown {
  const hidesNumbers = redact.includes('phoneNumbers');
  const hidesCallData = redact.includes('callData');

  const isKnown = (item: unknown): boolean => {
    const code = isRecord(item) ? item['verifyTypeCode'] : undefined;
    return typeof code !== 'string' || knowsCode(code);
  };

  function seen(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) return value.filter(isKnown).map((each) => seen(each, key));
    if (isRecord(value)) {
      // As in the guest's view of a call: a colleague's number is no customer's.
      const isOpen = (name: string): boolean => name === 'number' && value['kind'] === 'agent';
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, isOpen(name) ? each : seen(each, name)]),
      );
    }
    if (typeof value !== 'string') return value;
    if (hidesCallData && isCallDataKey.test(key)) return '';
    return hidesNumbers && isNumberKey.test(key) ? maskNumber(value) : value;
  }

  return (operation, answer) => {
    const told = namedOutput(operation, answer);
    // Codes that a guest does not know stand in lists only; without them there is nothing to look for.
    const hasLists = Array.isArray(told) || administration.includes(operation);
    return hidesNumbers || hidesCallData || hasLists ? seen(told) : told;
  };
}
