import { AiccError, isAiccError } from '../errors.js';
import type { Logger } from '../log.js';
import type { CapabilityTable, Input, Operation } from '../protocol/operations.js';
import type { Permit } from './reader.js';

/** Who asks, as `authenticate` found out. May carry more. */
export interface Principal {
  /** Tells this one from all others, e.g. the agent's number: repeats of a request are looked up under it. */
  readonly id: string;
}

export type MaybePromise<T> = T | Promise<T>;

export interface AdmissionOptions<P extends Principal> {
  readonly authenticate: (request: Request) => MaybePromise<P | undefined>;
  readonly authorize: (
    principal: P,
    operation: Operation,
    input: Input<Operation> | undefined,
  ) => MaybePromise<boolean>;
  readonly logger: Logger;
}

/** Who may do what. */
export interface Admission<P extends Principal> {
  /** @throws AiccError `auth/token-rejected` */
  principalOf(request: Request): Promise<P>;
  /** @throws AiccError `auth/forbidden`, or what `authorize` throws */
  mustPermit(principal: P, operation: Operation, input: Input<Operation>): Promise<void>;
  /** Lets somebody read the stream, which tells the whole state: who may not read that may not listen either. */
  admit(request: Request): Promise<{ readonly principal: P; readonly permit: Permit }>;
  /** Asks again about the request of a stream that the principal reads. */
  admitAgain(request: Request, reader: P): Promise<Permit>;
}

export function createAdmission<P extends Principal>(options: AdmissionOptions<P>): Admission<P> {
  const { authenticate, authorize, logger } = options;

  async function principalOf(request: Request): Promise<P> {
    let principal: Partial<P> | null | undefined;
    try {
      principal = await authenticate(request);
    } catch (error) {
      // Not the error itself: what fails on a token likes to quote it.
      logger.info('authenticate refused a request', { error: error instanceof Error ? error.name : typeof error });
    }
    // A caller without types may answer with anything; what has no id is nobody.
    if (typeof principal?.id === 'string') return principal as P;
    throw new AiccError('auth/token-rejected', 'The request carries no valid access token');
  }

  async function permits(principal: P, operation: Operation, input?: Input<Operation>): Promise<boolean> {
    const answer: unknown = await authorize(principal, operation, input);
    // A caller without types may answer with anything.
    return answer === true;
  }

  async function mustPermit(principal: P, operation: Operation, input: Input<Operation>): Promise<void> {
    if (await permits(principal, operation, input)) return;
    throw new AiccError('auth/forbidden', `${operation} is not permitted`);
  }

  /** What fails otherwise than by a refusal fails the stream: a wrong table would stand until it ends. */
  async function tableOf(principal: P, offered: readonly Operation[]): Promise<CapabilityTable> {
    const grantOf = async (operation: Operation): Promise<[Operation, true | 'not-allowed']> => {
      try {
        return [operation, (await permits(principal, operation)) || 'not-allowed'];
      } catch (error) {
        if (isAiccError(error) && !error.retryable) return [operation, 'not-allowed'];
        throw error;
      }
    };
    return Object.fromEntries(await Promise.all(offered.map(grantOf)));
  }

  async function admit(request: Request): Promise<{ principal: P; permit: Permit }> {
    const principal = await principalOf(request);
    await mustPermit(principal, 'snapshot', {});
    return { principal, permit: (offered) => tableOf(principal, offered) };
  }

  async function admitAgain(request: Request, { id }: P): Promise<Permit> {
    const { principal, permit } = await admit(request).catch((error: unknown) => {
      logger.info('An event stream ends: its reader was asked again', { code: isAiccError(error) && error.code });
      // It may come back: with a new token.
      if (isAiccError(error, 'auth/token-rejected')) throw tokenExpired();
      throw error;
    });
    if (principal.id !== id) throw tokenExpired();
    return permit;
  }

  return { principalOf, mustPermit, admit, admitAgain };
}

const tokenExpired = (): AiccError =>
  new AiccError('auth/token-rejected', 'The access token is not accepted any more: come back with a new one', {
    retryable: true,
  });
