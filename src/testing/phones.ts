import { createEmitter } from '../emitter.js';
import { AiccError } from '../errors.js';
import type { CustomerCall, CustomerPhone, CustomerPhoneEvent } from './customer.js';

/** The telephone network outside: it outlives a restart of the centre. */
export interface Phones {
  phone(number: string): CustomerPhone;
  isBusy(number: string): boolean;
  /** Puts a call on the phone of its number. */
  connect(call: CustomerCall): void;
}

export function createPhones(): Phones {
  const emitter = createEmitter<Record<string, CustomerPhoneEvent>>();
  const phones = new Map<string, CustomerPhone>();
  const calls = new Map<string, CustomerCall>();

  const callOn = (number: string): CustomerCall => {
    const call = calls.get(number);
    if (!call) throw new AiccError('call/wrong-state', 'There is no call on this phone');
    return call;
  };

  return {
    phone(number) {
      const existing = phones.get(number);
      if (existing) return existing;
      const phone: CustomerPhone = {
        number,
        get call() {
          return calls.get(number);
        },
        subscribe: (listener, options) => emitter.on(number, listener, options),
        answer: () => callOn(number).answer(),
        reject: () => callOn(number).reject(),
        sendDigits: (digits) => callOn(number).sendDigits(digits),
        speak: (text) => callOn(number).speak(text),
        hangUp: () => calls.get(number)?.hangUp(),
      };
      phones.set(number, phone);
      return phone;
    },
    isBusy: (number) => (calls.get(number)?.state ?? 'ended') !== 'ended',
    connect(call) {
      calls.set(call.number, call);
      emitter.emit(call.number, { type: 'call', call });
    },
  };
}
