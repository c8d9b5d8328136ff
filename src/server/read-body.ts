import { badRequest } from './error-response.js';
import { readText } from './read-text.js';

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
  return { text, value: parseJson(text) };
}

/**
 * The same as text alone.
 *
 * @throws AiccError `server/bad-request`
 */
export function readTextBody({ body }: Request): Promise<string> {
  return readText(body, maxBodyBytes, (why) =>
    why === 'too-long'
      ? badRequest(`The body has more than ${maxBodyBytes} bytes`, 413)
      : badRequest('The body is not UTF-8'),
  );
}

/** @throws AiccError `server/bad-request`; no text is `undefined` */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest('The body is not JSON');
  }
}
