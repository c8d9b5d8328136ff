/** A stand-in for the vendor's object: the four documented methods, and a way to make it tell its events. */
export interface FakeVendor {
  addHandler(eventName: string, callback: (eventData: unknown) => void): void;
  removeHandler(eventName: string): void;
  clickToOutbound(outboundParam: unknown): void;
  getVerifyResult(verifyTypeCode: string): unknown;
  readonly outbound: unknown[];
  readonly askedCodes: string[];
  /** What getVerifyResult gives. */
  answer: unknown;
  tell(eventName: string, eventData: unknown): void;
}

export function createFakeVendor(): FakeVendor {
  const handlers: { readonly eventName: string; readonly callback: (eventData: unknown) => void }[] = [];
  const vendor: FakeVendor = {
    outbound: [],
    askedCodes: [],
    answer: { verifyResult: 0 },
    addHandler(eventName, callback) {
      handlers.push({ eventName, callback });
    },
    removeHandler() {
      handlers.length = 0;
    },
    clickToOutbound(outboundParam) {
      vendor.outbound.push(outboundParam);
    },
    getVerifyResult(verifyTypeCode) {
      vendor.askedCodes.push(verifyTypeCode);
      return vendor.answer;
    },
    tell(eventName, eventData) {
      for (const each of handlers) if (each.eventName === eventName) each.callback(eventData);
    },
  };
  return vendor;
}

/** The data of an event, as documented: strings throughout. */
export const eventData = (callid: string, others: Readonly<Record<string, unknown>> = {}) => ({
  callerNum: '5550100',
  calledNum: '5550199',
  callid,
  mediaType: 'audio',
  callType: '0',
  workNo: '371',
  calldata: '{"language":"en"}',
  ...others,
});
