import { AiccError } from '../errors.js';

/**
 * What the workbench writes into the address of a page that it pops up. All of it is what an address claims: anybody
 * can open the page with other values.
 *
 * Source: the AICC workbench documentation, external page by URL GET. What is absent or malformed is undefined.
 */
export interface PopupContext {
  /** Inbound: the customer's number. Outbound: the access code or the configured number. */
  readonly callerNum?: string;
  /** Inbound: the access code. Outbound: the customer's number. */
  readonly calledNum?: string;
  /** The id of the session: "Call S/N" of the contact record, and `callid` of the events. */
  readonly callid?: string;
  /** 1 voice or video, 5 text chat: not the words that events carry. */
  readonly mediaType?: 1 | 5;
  readonly callType?: 'in' | 'out';
  /** `callType` as it was written: `0` inbound, `1` outbound. */
  readonly rawCallType?: '0' | '1';
  readonly workNo?: string;
  /** The name of the skill queue. */
  readonly callskill?: string;
  readonly callskillid?: string;
  /** The business account of the agent. */
  readonly agentName?: string;
  /**
   * The origin that the address names as the workbench's. For display and logs: never trust it, name the origins you
   * allow in your configuration.
   */
  readonly origin?: string;
}

/** Free of control characters, and short. */
const text = /^[ -~\u00a0-\uffff]{1,256}$/;
const id = /^[\w.:@-]{1,128}$/;
const number = /^\+?[\w.:@*#-]{1,64}$/;

/**
 * Reads the parameters of the page's own address.
 *
 * @param url An absolute address, usually `location.href`.
 * @throws AiccError `config/invalid-option` for something that is no absolute URL
 * @example
 * const { callid, callerNum } = readPopupContext(location.href);
 */
export function readPopupContext(url: string | URL): PopupContext {
  const { searchParams } = parse(url);
  /** A parameter that stands there twice says nothing. An unencoded `+` before a number is read as a space. */
  const read = (name: keyof PopupContext, form: RegExp): string | undefined => {
    const [value = '', ...others] = searchParams.getAll(name);
    const plain = name.endsWith('Num') ? value.replace(/^ /, '+') : value;
    return others.length === 0 && form.test(plain) ? plain : undefined;
  };
  const mediaType = read('mediaType', /^[15]$/);
  const rawCallType = read('callType', /^[01]$/);
  const context = {
    callerNum: read('callerNum', number),
    calledNum: read('calledNum', number),
    callid: read('callid', id),
    mediaType: mediaType && Number(mediaType),
    callType: rawCallType && (rawCallType === '0' ? 'in' : 'out'),
    rawCallType,
    workNo: read('workNo', id),
    callskill: read('callskill', text),
    callskillid: read('callskillid', id),
    agentName: read('agentName', text),
    origin: read('origin', text),
  };
  if (context.origin !== undefined && !isOrigin(context.origin)) context.origin = undefined;
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
}

function parse(url: string | URL): URL {
  try {
    return new URL(url);
  } catch {
    // Without the address: it holds the customer's number.
    throw new AiccError('config/invalid-option', 'readPopupContext needs an absolute URL');
  }
}

function isOrigin(value: string): boolean {
  try {
    const { origin, protocol } = new URL(value);
    return origin === value && /^https?:$/.test(protocol);
  } catch {
    return false;
  }
}
