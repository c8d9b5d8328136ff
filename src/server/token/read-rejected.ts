import * as z from 'zod/mini';
import { badRequest } from '../error-response.js';
import { maxBodyBytes, parseJson, readJsonBody } from '../read-body.js';

const bodySchema = z.object({ rejected: z.optional(z.string().check(z.maxLength(16_384))) });

/**
 * The token that the API refused, where the page says so.
 *
 * @throws AiccError `server/bad-request`
 */
export async function readRejected(request: Request): Promise<string | undefined> {
  const body = bodySchema.safeParse((await readBody(request)) ?? {});
  if (body.success) return body.data.rejected;
  throw badRequest('rejected must be a token');
}

/**
 * A server that frames a body by its declared length lets no more through. Adapters have the text of such a body at hand,
 * where a stream would cost more than all else that a warm answer takes.
 */
async function readBody(request: Request): Promise<unknown> {
  const declared = request.headers.get('content-length');
  if (declared === null || !(Number(declared) <= maxBodyBytes)) return (await readJsonBody(request)).value;
  const text = await request.text();
  // It may have come by another way than over HTTP.
  if (text.length > maxBodyBytes) throw badRequest(`The body has more than ${maxBodyBytes} bytes`, 413);
  return parseJson(text);
}
