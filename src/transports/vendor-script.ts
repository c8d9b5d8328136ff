import { systemClock, type Clock } from '../clock.js';
import type { OperationCall, Transport, TransportSink } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { isRecord, isVerifyResult } from '../protocol/guards.js';
import type { Snapshot } from '../protocol/entities.js';
import type {
  ContactStartInput,
  DialInput,
  VerificationReading,
  VerifyRef,
  VerifyResult,
} from '../protocol/operations.js';
import { emptySnapshot, reduce } from '../protocol/reducer.js';
import { randomId } from '../wire/handshake.js';
import { assertPlainDial, noIds } from './vendor/plain-dial.js';
import { callOf } from './vendor/told-state.js';
import { eventsOfVendor, vendorEventNames, type VendorEventName } from './vendor/vendor-events.js';
import { findVendor, type VendorGlobalOptions, type VendorSupport } from './vendor/vendor-global.js';

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
 * @example
 * createAICCSupport({ transport: vendorScriptTransport() });
 */
export function vendorScriptTransport(options: VendorScriptTransportOptions = {}): Transport {
  const { clock = systemClock } = options;
  const counts = { events: 0, malformedEvents: 0 };
  let listensTo: VendorSupport | undefined;
  let sink: TransportSink | undefined;
  let state: Snapshot = emptySnapshot;
  let seq = 0;

  function onVendorEvent(name: VendorEventName, eventData: unknown): void {
    const events = eventsOfVendor(state, name, eventData, clock.now());
    counts[events ? 'events' : 'malformedEvents'] += 1;
    for (const event of events ?? []) {
      state = reduce(state, event);
      sink?.event(event, ++seq);
    }
  }

  return {
    name: 'vendor-script',
    diagnostics: () => ({ ...counts }),
    async open(next, { signal }) {
      const vendor = listensTo ?? (await findVendor(options, clock, signal));
      if (state === emptySnapshot) state = { ...emptySnapshot, epoch: randomId(), focus: { contactId: '' } };
      sink = next;
      sink.snapshot({ snapshot: state, seq });
      if (listensTo !== vendor) {
        for (const name of vendorEventNames) {
          vendor.addHandler(name, (eventData) => {
            onVendorEvent(name, eventData);
          });
        }
        listensTo = vendor;
      }
      return {
        capabilities: {
          ...(vendor.getVerifyResult && { 'verification.result': true }),
          ...(vendor.clickToOutbound && { 'call.dial': true, 'contact.start': true }),
        },
        perform: ({ operation, input }: OperationCall) =>
          operation === 'verification.result'
            ? readResult(vendor, input as VerifyRef, state)
            : startOutbound(vendor, input as DialInput | ContactStartInput),
        close() {
          if (sink === next) sink = undefined;
        },
      };
    },
  };
}

/** The answer is about the contact in focus at the call, whatever the agent looks at when it arrives. */
async function readResult(vendor: VendorSupport, ref: VerifyRef, state: Snapshot): Promise<VerificationReading> {
  const { verifyTypeCode, contactId: wanted } = ref;
  const { focus, epoch } = state;
  if (wanted !== undefined && wanted !== focus.contactId) {
    throw new AiccError('call/not-found', "The vendor's script tells only of the contact in focus");
  }
  const call = callOf(state, focus.contactId);
  const answer: unknown = await vendor.getVerifyResult?.(verifyTypeCode);
  const value = isRecord(answer) ? answer['verifyResult'] : answer;
  if (!isVerifyResult(value)) throw new AiccError('bridge/protocol-violation', "The vendor's answer is no result");
  // Authentication begins after the answer, so a result now would be one of the call before.
  const isTooEarly = call && call.answeredAt === undefined && value !== '';
  return { verifyTypeCode, verifyResult: isTooEarly ? '0' : (String(value) as VerifyResult), epoch, ...focus };
}

async function startOutbound(vendor: VendorSupport, input: DialInput | ContactStartInput) {
  const { mediaType, calledNum } = input;
  if (mediaType === 'web') throw new AiccError('call/unsupported-media', 'clickToOutbound starts no web contact');
  assertPlainDial(input);
  await vendor.clickToOutbound?.({ mediaType, calledNum });
  return noIds;
}
