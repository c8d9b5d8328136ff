import type { Connection, RequestOptions } from '../connection/connection.js';
import { AiccError } from '../errors.js';
import { isNumberToDial, isString, own } from '../protocol/guards.js';
import type { Input } from '../protocol/operations.js';

/** Source: the AICC workbench documentation of clickToOutbound. */
export interface OutboundParam {
  readonly mediaType: 'audio' | 'video' | 'email' | 'whatsapp';
  /** The number, or the address for e-mail. */
  readonly calledNum: string;
}

const operations = {
  audio: 'call.dial',
  video: 'call.dial',
  email: 'contact.start',
  whatsapp: 'contact.start',
} as const;

const isAddress = (value: unknown): boolean => isString(value) && /./.test(value);

export async function clickToOutbound(
  connection: Connection,
  outboundParam: OutboundParam,
  options?: RequestOptions,
): Promise<void> {
  // A legacy page passes anything.
  const { mediaType, calledNum } = Object(outboundParam) as Record<keyof OutboundParam, unknown>;
  const operation = own(operations, mediaType);
  if (!operation) throw new AiccError('call/unsupported-media', `mediaType ${String(mediaType)}`);
  const isForm = operation === 'call.dial' ? isNumberToDial : isAddress;
  if (!isForm(calledNum)) throw new AiccError('call/invalid-number');
  await connection.request(operation, { mediaType, calledNum } as Input<typeof operation>, options);
}
