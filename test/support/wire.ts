import { createAskingChannel, type AskingChannel, type AskingOptions } from '../../src/wire/asking.js';
import { createServingChannel, type ServedCall, type ServingChannel } from '../../src/wire/serving.js';
import type { AiccError } from '../../src/errors.js';
import type { Operation } from '../../src/protocol/operations.js';
import type { HostMessage } from '../../src/wire/messages.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';

/** Far off, for tests that are not about it. */
const noHeartbeat = 1e9;

/**
 * Makes a port of Node like one of most browsers, where nothing tells that the other end was closed; else its close
 * event would stand in for a good-bye that never went out.
 */
function withoutCloseEvent(port: MessagePort): MessagePort {
  const listen = port.addEventListener.bind(port);
  port.addEventListener = (type: string, listener: EventListener) => {
    if (type !== 'close') listen(type, listener);
  };
  return port;
}

/** What was odd on a line. */
interface Counts {
  violations(): number;
  lateAnswers(): number;
}

function createCounts() {
  const counts = { violations: 0, lateAnswers: 0 };
  const read: Counts = { violations: () => counts.violations, lateAnswers: () => counts.lateAnswers };
  return { read, count: (what: keyof Counts) => (counts[what] += 1) };
}

export interface Guest {
  readonly channel: AskingChannel &
    Counts & { request(id: number, operation: Operation, input: unknown): Promise<unknown> };
  readonly clock: FakeClock;
  readonly heard: HostMessage[];
  readonly gone: AiccError[];
}

export function guestOn(port: MessagePort, options: Partial<AskingOptions> = {}): Guest {
  const clock = createFakeClock();
  const heard: HostMessage[] = [];
  const gone: AiccError[] = [];
  const { read, count } = createCounts();
  const channel = createAskingChannel({
    port: withoutCloseEvent(port),
    clock,
    count,
    read: (_operation, value) => value,
    heartbeatMs: noHeartbeat,
    onMessage: (message) => heard.push(message),
    onGone: (error) => gone.push(error),
    ...options,
  });
  const request = (id: number, operation: Operation, input: unknown) => channel.perform({ id, operation, input });
  return { channel: { ...channel, ...read, request }, clock, heard, gone };
}

export interface Host {
  readonly channel: ServingChannel & Counts;
  readonly clock: FakeClock;
  readonly gone: AiccError[];
}

export function hostOn(port: MessagePort, serve: (call: ServedCall) => unknown, heartbeatMs = noHeartbeat): Host {
  const clock = createFakeClock();
  const gone: AiccError[] = [];
  const { read, count } = createCounts();
  const channel = createServingChannel({
    port: withoutCloseEvent(port),
    clock,
    count,
    heartbeatMs,
    serve,
    onGone: (error) => gone.push(error),
  });
  return { channel: { ...channel, ...read }, clock, gone };
}

/** The other end of a port as a bare line: what comes is kept, what is posted may be anything. */
export interface BareEnd {
  readonly port: MessagePort;
  readonly received: { readonly type?: string; readonly id?: number; readonly [key: string]: unknown }[];
  /** What came of one type. */
  ofType(type: string): unknown[];
}

export function bareEnd(port: MessagePort): BareEnd {
  const received: BareEnd['received'][number][] = [];
  port.onmessage = ({ data }: MessageEvent<BareEnd['received'][number]>) => received.push(data);
  return { port, received, ofType: (type) => received.filter((message) => message.type === type) };
}
