import { createAskingChannel, type AskingChannel, type AskingOptions } from '../../src/wire/asking.js';
import type { Channel } from '../../src/wire/channel.js';
import { createServingChannel, type ServedCall } from '../../src/wire/serving.js';
import type { AiccError } from '../../src/errors.js';
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

export interface Guest {
  readonly channel: AskingChannel;
  readonly clock: FakeClock;
  readonly heard: HostMessage[];
  readonly gone: AiccError[];
}

export function guestOn(port: MessagePort, options: Partial<AskingOptions> = {}): Guest {
  const clock = createFakeClock();
  const heard: HostMessage[] = [];
  const gone: AiccError[] = [];
  const channel = createAskingChannel({
    port: withoutCloseEvent(port),
    clock,
    heartbeatMs: noHeartbeat,
    onMessage: (message) => heard.push(message),
    onGone: (error) => gone.push(error),
    ...options,
  });
  return { channel, clock, heard, gone };
}

export interface Host {
  readonly channel: Channel;
  readonly clock: FakeClock;
  readonly gone: AiccError[];
}

export function hostOn(port: MessagePort, serve: (call: ServedCall) => unknown, heartbeatMs = noHeartbeat): Host {
  const clock = createFakeClock();
  const gone: AiccError[] = [];
  const channel = createServingChannel({
    port: withoutCloseEvent(port),
    clock,
    heartbeatMs,
    serve,
    onGone: (error) => gone.push(error),
  });
  return { channel, clock, gone };
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
