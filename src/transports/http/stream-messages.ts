import { AiccError } from '../../errors.js';
import type { Snapshot } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import type { ErrorPayload } from '../../protocol/error-payload.js';
import {
  isBoolean,
  isCapabilityTable,
  isCenterEvent,
  isCount,
  isErrorPayload,
  isNumber,
  isSnapshot,
  isString,
  optional,
  shape,
} from '../../protocol/guards.js';
import type { CapabilityTable } from '../../protocol/operations.js';

/** What the server says first. */
export interface StreamWelcome {
  readonly protocol: number;
  /** Names the numbering that `seq` belongs to. */
  readonly stream: string;
  /** Between two signs of life on a quiet stream, in milliseconds. */
  readonly heartbeatMs: number;
  readonly stale: boolean;
  readonly capabilities: CapabilityTable;
  /** The number after which the messages go on. */
  readonly seq: number;
  /** Absent when the stream goes on where this page left it. */
  readonly snapshot?: Snapshot;
}

export type StreamMessage =
  | ({ readonly type: 'welcome' } & StreamWelcome)
  | { readonly type: 'event'; readonly seq: number; readonly event: CenterEvent }
  | { readonly type: 'snapshot'; readonly seq: number; readonly snapshot: Snapshot }
  | { readonly type: 'stale'; readonly stale: boolean }
  | { readonly type: 'capabilities'; readonly capabilities: CapabilityTable }
  | { readonly type: 'heartbeat'; readonly seq: number }
  | { readonly type: 'end'; readonly error: ErrorPayload };

const isWelcome = /* @__PURE__ */ shape<StreamWelcome & { readonly resumed: boolean }>({
  protocol: isCount,
  stream: isString,
  heartbeatMs: isNumber,
  stale: isBoolean,
  capabilities: isCapabilityTable,
  resumed: isBoolean,
  seq: isCount,
  snapshot: /* @__PURE__ */ optional(isSnapshot),
});

const messages: Readonly<Record<StreamMessage['type'], (value: unknown) => boolean>> = {
  welcome: (value) => isWelcome(value) && (value.resumed || value.snapshot !== undefined),
  event: /* @__PURE__ */ shape({ seq: isCount, event: isCenterEvent }),
  snapshot: /* @__PURE__ */ shape({ seq: isCount, snapshot: isSnapshot }),
  stale: /* @__PURE__ */ shape({ stale: isBoolean }),
  capabilities: /* @__PURE__ */ shape({ capabilities: isCapabilityTable }),
  heartbeat: /* @__PURE__ */ shape({ seq: isCount }),
  end: /* @__PURE__ */ shape({ error: isErrorPayload }),
};

/**
 * - the message, when it is one
 * - `undefined` for a type that this version does not know: ignored, a newer server may say more
 * - `'violation'` for a known type in a wrong form
 */
export function asStreamMessage(type: string | undefined, data: string): StreamMessage | 'violation' | undefined {
  if (type === undefined || !Object.prototype.hasOwnProperty.call(messages, type)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return 'violation';
  }
  if (!messages[type as StreamMessage['type']](value)) return 'violation';
  return { ...(value as object), type } as StreamMessage;
}

/** The version of the stream that this code reads. */
const streamProtocol = 1;

/** @throws AiccError `net/bad-response`, `bridge/protocol-unsupported` */
export function asWelcome(message: StreamMessage | 'violation' | undefined): StreamWelcome {
  if (message === undefined || message === 'violation' || message.type !== 'welcome') {
    throw new AiccError('net/bad-response', 'The event stream does not begin with a welcome');
  }
  if (message.protocol === streamProtocol) return message;
  throw new AiccError('bridge/protocol-unsupported', `The server speaks version ${message.protocol} of the stream`);
}
