import { systemClock, type Clock } from '../clock.js';
import type { OperationCall, Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { isRecord, isVerifyResult } from '../protocol/guards.js';
import type { Snapshot } from '../protocol/entities.js';
import type { VerificationReading, VerifyRef, VerifyResult } from '../protocol/operations.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { dialPlainly } from './vendor/plain-dial.js';
import { callOf, createToldState } from './vendor/told-state.js';
import { tellVendorEvent, vendorEventNames } from './vendor/vendor-events.js';
import { createVendorFinder, type VendorGlobalOptions, type VendorSupport } from './vendor/vendor-global.js';

export interface VendorScriptTransportOptions extends VendorGlobalOptions {
  readonly clock?: Clock;
}

/**
 * Drives the vendor's own AICCSupport.js, for a page in the real workbench.
 *
 * It uses the four documented methods only, and offers `verification.result`, `call.dial` and `contact.start` where
 * the script has them. The script gives no snapshot: the state is what its events said since the page loaded, with an
 * epoch of its own. What they do not tell stays open:
 *
 * - The contact that was there before the first event has the id `''`, so that its result can be read.
 * - `clickToOutbound` returns nothing, so `call.dial` and `contact.start` answer with empty ids.
 * - The agent's state is `on-call` during an answered call and else `offline`, for "not told".
 * - Results are not pushed: there is no `verification.updated`, and reading ahead of an answer gives `'0'`.
 *
 * The vendor's `removeHandler` takes an event name only and would drop the page's own handlers with ours, so ours stay
 * after `close()` and fall silent.
 *
 * Opening fails with `config/vendor-global-missing`, and with `src` also `config/invalid-option`,
 * `config/script-blocked`, `net/unreachable` and `net/timeout`.
 *
 * @throws AiccError `config/secret-in-browser`
 * @example
 * createAICCSupport({ transport: vendorScriptTransport() });
 */
export function vendorScriptTransport(options: VendorScriptTransportOptions = {}): Transport {
  refuseSecrets(options);
  const { clock = systemClock } = options;
  const counts = { events: 0, malformedEvents: 0 };
  const findVendor = createVendorFinder({ ...options, clock });
  const state = createToldState(clock, { contactId: '' });
  let listensTo: VendorSupport | undefined;

  return {
    name: 'vendor-script',
    diagnostics: () => ({ ...counts }),
    async open(sink, { signal }) {
      const vendor = listensTo ?? (await findVendor(signal));
      state.attach(sink);
      if (listensTo !== vendor) {
        listensTo = vendor;
        for (const name of vendorEventNames) {
          vendor.addHandler(name, (eventData) => {
            counts[tellVendorEvent(state, name, eventData) ? 'events' : 'malformedEvents'] += 1;
          });
        }
      }
      return {
        capabilities: {
          ...(vendor.getVerifyResult && { 'verification.result': true }),
          ...(vendor.clickToOutbound && { 'call.dial': true, 'contact.start': true }),
        },
        // Asked only for what is offered.
        perform: ({ operation, input }: OperationCall): Promise<unknown> =>
          operation === 'verification.result'
            ? readResult(vendor as Required<VendorSupport>, input as VerifyRef, state.snapshot)
            : dialPlainly(input, (plain) => {
                if (plain.mediaType === 'web') throw new AiccError('call/unsupported-media');
                return (vendor as Required<VendorSupport>).clickToOutbound(plain);
              }),
        // The sink of a closed connection is dead.
        close: () => undefined,
      };
    },
  };
}

/** The answer is about the contact in focus at the call, whatever the agent looks at when it arrives. */
async function readResult(
  vendor: Required<VendorSupport>,
  ref: VerifyRef,
  state: Snapshot,
): Promise<VerificationReading> {
  const { focus, epoch } = state;
  const { verifyTypeCode, contactId = focus.contactId } = ref;
  if (contactId !== focus.contactId) throw new AiccError('call/not-found');
  const call = callOf(state, focus.contactId);
  const answer: unknown = await vendor.getVerifyResult(verifyTypeCode);
  const value = isRecord(answer) ? answer['verifyResult'] : answer;
  if (!isVerifyResult(value)) throw new AiccError('bridge/protocol-violation', 'The answer of getVerifyResult');
  // Authentication begins after the answer, so a result now would be one of the call before.
  const isTooEarly = call && call.answeredAt === undefined && value !== '';
  return { verifyTypeCode, verifyResult: isTooEarly ? '0' : (String(value) as VerifyResult), epoch, ...focus };
}
