import { AiccError, isAiccError } from '../../errors.js';
import type { Logger } from '../../log.js';
import { badRequest, errorAnswer } from '../error-response.js';
import { readTextBody } from '../read-body.js';
import type { FetchHandler } from '../serve-connection.js';
import type { CallerVerifier, InboundCaller } from './caller-verifier.js';

export interface EndpointOptions {
  readonly authenticateCaller: CallerVerifier;
  readonly logger: Logger;
  /**
   * @param text the body as it came
   * @returns what is answered as JSON, with 200
   */
  readonly serve: (body: unknown, caller: InboundCaller, signal: AbortSignal, text: string) => Promise<unknown>;
}

/**
 * An endpoint for other servers: POST of JSON, at most 64 KiB. Nobody's body is parsed before it is known whose it is. A
 * browser names its origin, and has no business here.
 *
 * @returns a handler that never rejects
 * @throws AiccError `config/invalid-option`
 */
export function createEndpoint({ authenticateCaller, logger, serve }: EndpointOptions): FetchHandler {
  if (typeof authenticateCaller !== 'function') {
    throw new AiccError('config/invalid-option', 'authenticateCaller must be a function');
  }

  async function answer(request: Request): Promise<unknown> {
    if (request.headers.has('origin')) throw new AiccError('server/origin-refused', 'Pages are not served here');
    if (request.method !== 'POST') throw badRequest('The method here is POST', 405);
    if (!/^application\/json(?:\s*;.*)?$/i.test(request.headers.get('content-type') ?? '')) {
      throw badRequest('The body must be application/json', 415);
    }
    const body = await readTextBody(request);
    const caller = await callerOf(request, body);
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      throw badRequest('The body is not JSON');
    }
    return serve(value, caller, request.signal, body);
  }

  async function callerOf(request: Request, body: string): Promise<InboundCaller> {
    let caller: InboundCaller | undefined;
    try {
      caller = await authenticateCaller({ request, body });
    } catch (error) {
      if (isAiccError(error, 'server/store-unavailable')) throw error;
      logger.info('A caller could not be verified', { code: isAiccError(error) ? error.code : undefined });
    }
    if (!caller) throw new AiccError('server/caller-refused', 'The caller did not prove who it is');
    return caller;
  }

  return async (request) => {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    try {
      return new Response(JSON.stringify(await answer(request)), { headers });
    } catch (error) {
      const { status, body } = errorAnswer(error);
      if (isAiccError(error)) logger.info(`A request was refused: ${error.code}`);
      else logger.error('A request failed in an unexpected way');
      return new Response(body ?? null, { status, headers });
    }
  };
}
