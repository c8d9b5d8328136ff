import type { Connection } from '../connection/connection.js';
import { AiccError, isAiccError } from '../errors.js';
import type { Logger } from '../log.js';
import type { Input, Operation } from '../protocol/operations.js';
import { inputSchemas } from '../protocol/schemas.js';
import { badRequest, errorAnswer, jsonAnswer, type Answer } from './error-response.js';
import type { Feed } from './feed.js';
import { readJsonBody } from './read-body.js';
import type { Repeats } from './repeats.js';

export interface OperationRequest {
  readonly request: Request;
  readonly operation: Operation;
  /** Identifies the principal among all. */
  readonly caller: string;
  readonly connection: Connection;
  readonly feed: Feed;
  readonly repeats: Repeats;
  readonly logger: Logger;
  /** @throws what keeps the principal from it */
  readonly authorize: (input: Input<Operation>) => Promise<void>;
}

/** Change nothing, so their repeat is harmless by itself, and the answer should be that of now. */
const questions: ReadonlySet<Operation> = new Set<Operation>([
  'snapshot',
  'verification.processes',
  'verification.result',
  'verification.proof',
  'verification.records',
]);

/** Checks, authorizes and performs one operation. */
export async function serveOperation(asked: OperationRequest): Promise<Answer> {
  const { request, operation, caller, connection, feed, repeats, logger, authorize } = asked;
  const key = idempotencyKey(request);
  const { text, value } = await readJsonBody(request);
  const input = withAudience(operation, parseInput(operation, value), request);
  await authorize(input);

  const perform = async (signal: AbortSignal): Promise<Answer> => {
    try {
      // The numbers of the feed are its own, so its answer is too.
      if (operation === 'snapshot') return jsonAnswer({ ...feed.reading(), stream: feed.stream });
      return jsonAnswer(await connection.request(operation, input, { signal }));
    } catch (error) {
      if (!isAiccError(error)) logger.error(`${operation} failed in an unexpected way`, error);
      return errorAnswer(error);
    }
  };
  if (questions.has(operation)) return perform(request.signal);
  const fingerprint = await digest(`${operation}\n${text}`);
  return repeats.once({ caller, key, fingerprint, signal: request.signal }, perform);
}

function idempotencyKey({ headers }: Request): string {
  const key = headers.get('idempotency-key') ?? '';
  if (/^[\w-]{16,64}$/.test(key)) return key;
  throw badRequest('Idempotency-Key must be 16 to 64 letters, digits, _ or -, new for each operation');
}

function parseInput(operation: Operation, value: unknown): Input<Operation> {
  const parsed = inputSchemas[operation].safeParse(value ?? {});
  if (parsed.success) return parsed.data as Input<Operation>;
  // Where it is wrong, never what was there.
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))];
  throw new AiccError('server/bad-request', `The input of ${operation} does not have its form`, {
    context: { fields },
  });
}

/** A proof is for the page that asks, unless that names another: a workbench names its guest, and `authorize` decides. */
function withAudience(operation: Operation, input: Input<Operation>, { headers }: Request): Input<Operation> {
  const origin = headers.get('origin');
  const isMissing = operation === 'verification.proof' && (input as Input<'verification.proof'>).audience === undefined;
  return isMissing && origin !== null ? ({ ...input, audience: origin } as Input<'verification.proof'>) : input;
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
