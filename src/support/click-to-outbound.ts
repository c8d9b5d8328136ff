import type { Connection, RequestOptions } from '../connection/connection.js';
import { AiccError } from '../errors.js';

/** Source: the AICC workbench documentation of clickToOutbound. */
export interface OutboundParam {
  readonly mediaType: 'audio' | 'video' | 'email' | 'whatsapp';
  /** The number, or the address for e-mail. */
  readonly calledNum: string;
}

export async function clickToOutbound(
  connection: Connection,
  outboundParam: OutboundParam,
  options?: RequestOptions,
): Promise<void> {
  // A legacy page passes anything.
  const { mediaType, calledNum } = Object(outboundParam) as Record<keyof OutboundParam, unknown>;
  const isCall = mediaType === 'audio' || mediaType === 'video';
  if (!isCall && mediaType !== 'email' && mediaType !== 'whatsapp') {
    throw new AiccError('call/unsupported-media', `mediaType ${String(mediaType)}`);
  }
  if (typeof calledNum !== 'string' || !(isCall ? /^\+?[\d*#]{1,24}$/ : /./).test(calledNum)) {
    throw new AiccError('call/invalid-number');
  }
  if (isCall) await connection.request('call.dial', { mediaType, calledNum }, options);
  else await connection.request('contact.start', { mediaType, calledNum }, options);
}
