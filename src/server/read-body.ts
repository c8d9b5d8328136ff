import { badRequest } from './error-response.js';

/** Larger than any input of the protocol, small enough for a thousand at once. */
export const maxBodyBytes = 65_536;

/**
 * Reads a JSON body, and no more of it than the limit: what a caller says about its length is not believed.
 *
 * @returns the text, and its value (`undefined` for no text)
 * @throws AiccError `server/bad-request`
 */
export async function readJsonBody(request: Request): Promise<{ text: string; value: unknown }> {
  const text = await readTextBody(request);
  if (text === '') return { text, value: undefined };
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    throw badRequest('The body is not JSON');
  }
}

/**
 * The same as text alone.
 *
 * @throws AiccError `server/bad-request`
 */
export async function readTextBody({ body }: Request): Promise<string> {
  if (!body) return '';
  // Fails on bytes that are no UTF-8.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = body.getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const chunk = await reader.read();
    if (chunk.done) break;
    bytes += chunk.value.byteLength;
    if (bytes > maxBodyBytes) {
      await reader.cancel();
      throw badRequest(`The body has more than ${maxBodyBytes} bytes`, 413);
    }
    text += decode(decoder, chunk.value);
  }
  return text + decode(decoder);
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    throw badRequest('The body is not UTF-8');
  }
}
