import type { AiccError } from '../errors.js';

/**
 * Reads a body as UTF-8, and no more of it than the limit: what a sender says about its length is not believed.
 *
 * @param refuse what is wrong with it, as the error to throw
 */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  refuse: (why: 'too-long' | 'not-utf8') => AiccError,
): Promise<string> {
  if (!body) return '';
  // Fails on bytes that are no UTF-8.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw refuse('not-utf8');
    }
  };
  const reader = body.getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const chunk = await reader.read();
    if (chunk.done) break;
    bytes += chunk.value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw refuse('too-long');
    }
    text += decode(chunk.value);
  }
  return text + decode();
}
