import type { Clock } from '../../clock.js';
import type { Connection, RequestOptions } from '../../connection/connection.js';
import { AiccError } from '../../errors.js';
import type { Logger } from '../../log.js';
import { checkInput } from '../../protocol/inputs.js';
import type {
  ConfigurationReading,
  ConfigureInput,
  Input,
  Operation,
  Output,
  ProcessConfiguration,
  VerifyRef,
} from '../../protocol/operations.js';
import type { VerificationFlow } from '../../verification/flow/flow.js';
import { may, recordsOpenTo, type VerificationPermission } from '../../verification/permissions.js';
import type { AttachOptions } from './attach-options.js';
import { isRunning, type Attempt } from './attempt.js';
import type { Attempts } from './attempts.js';
import type { ProofSigner } from './proof-signer.js';
import type { VerificationStore } from './store.js';
import { createView, type View } from './view.js';

/** What an attached connection has of the service. */
export interface ServiceParts {
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: VerificationStore;
  readonly signer: ProofSigner | undefined;
  readonly proofAudiences: readonly string[] | undefined;
  load(): Promise<void>;
  enabled(): readonly ProcessConfiguration[];
  flowOf(name: string): VerificationFlow | undefined;
  configure(command: ConfigureInput): Promise<ConfigurationReading>;
}

type ServiceOperation = Extract<Operation, `verification.${string}`>;
type Table = { readonly [O in ServiceOperation]: (input: Input<O>) => Promise<Output<O>> };

/** Which permission an operation needs. Reading a result needs none: there is one only where somebody had it. */
const needed: Readonly<Partial<Record<ServiceOperation, VerificationPermission>>> = {
  'verification.processes': 'identity-authentication',
  'verification.start': 'identity-authentication',
  'verification.cancel': 'identity-authentication',
  'verification.records': 'identity-authentication.records',
  'verification.configure': 'identity-authentication.configure',
};

export function attachConnection(connection: Connection, options: AttachOptions, parts: ServiceParts): Connection {
  const { attempts, logger, signer } = parts;
  const view = createView({
    connection,
    logger,
    onChange() {
      attempts.refresh(view);
    },
  });
  attempts.add(view);
  const table = createTable(view, options, parts);
  const roleOf = () => (typeof options.role === 'function' ? options.role() : options.role);
  const isLinked = (): boolean => connection.status === 'open' || connection.status === 'stale';
  const isMine = (operation: Operation): operation is ServiceOperation => Object.hasOwn(table, operation);
  const isOffered = (operation: ServiceOperation): boolean =>
    operation !== 'verification.proof' || signer !== undefined;
  const isAllowed = (operation: ServiceOperation): boolean => {
    const permission = needed[operation];
    return permission === undefined || may(roleOf(), permission);
  };

  async function perform(operation: ServiceOperation, input: unknown): Promise<unknown> {
    if (!isLinked()) throw new AiccError('net/unreachable', 'The contact centre is out of reach');
    if (!isOffered(operation)) {
      throw new AiccError('bridge/unsupported-operation', 'This service signs no proofs');
    }
    if (!isAllowed(operation)) throw new AiccError('auth/forbidden', `The role may not use ${operation}`);
    const act = table[operation] as (input: unknown) => Promise<unknown>;
    const checked = checkInput(operation, input);
    await parts.load();
    return act(checked);
  }

  const stop = (): void => {
    view.stop();
    attempts.remove(view);
  };

  return {
    get status() {
      return connection.status;
    },
    capabilities: {
      has: (operation) =>
        isMine(operation)
          ? isLinked() && isOffered(operation) && isAllowed(operation)
          : connection.capabilities.has(operation),
    },
    snapshot: view.snapshot,
    async request<O extends Operation>(operation: O, input: Input<O>, requestOptions: RequestOptions = {}) {
      if (isMine(operation)) {
        return (await inTime(perform(operation, input), operation, requestOptions, parts.clock)) as Output<O>;
      }
      const answer = await connection.request(operation, input, requestOptions);
      return operation === 'snapshot' ? ({ ...(answer as object), snapshot: view.snapshot() } as Output<O>) : answer;
    },
    subscribe: view.subscribe,
    async close() {
      stop();
      await connection.close();
    },
  };
}

function createTable(view: View, options: AttachOptions, parts: ServiceParts): Table {
  const { attempts, store, signer, enabled } = parts;
  const focus = (contactId: string | undefined): string | undefined =>
    contactId ?? view.connection.snapshot().focus.contactId;
  const processOf = (code: string): ProcessConfiguration | undefined =>
    enabled().find(({ verifyTypeCode }) => verifyTypeCode === code);

  interface Reading {
    readonly id: string | undefined;
    readonly attempt: Attempt | undefined;
    readonly result: 0 | 1 | 2 | 3;
  }

  /** What nobody can look up may be over: it is no success. Anything else counts as this server knows it. */
  async function read(ref: VerifyRef): Promise<Reading> {
    const failure = await attempts.sync(view, focus(ref.contactId)).then(
      () => undefined,
      (error: unknown) => error,
    );
    const reading = readHere(ref);
    if (reading.result === 1 && failure !== undefined) {
      throw new AiccError('server/store-unavailable', 'Whether the success still counts cannot be looked up', {
        cause: failure,
      });
    }
    return reading;
  }

  function readHere({ verifyTypeCode, contactId }: VerifyRef): Reading {
    const id = focus(contactId);
    const attempt = attempts.find(view, id, verifyTypeCode);
    return { id, attempt, result: attempts.read(view, attempt)?.result ?? 0 };
  }

  return {
    'verification.processes': async () => enabled().map(({ verifyTypeCode, name }) => ({ verifyTypeCode, name })),
    async 'verification.start'({ verifyTypeCode, contactId }) {
      const process = processOf(verifyTypeCode);
      const flow = process && parts.flowOf(process.flow);
      if (!flow) {
        throw new AiccError('verification/unknown-code', `No authentication process ${verifyTypeCode} is enabled`);
      }
      const contact = contactFor(view, focus(contactId));
      const isVoice = contact.mediaType === 'audio' || contact.mediaType === 'video';
      const isAnswered = view.liveCalls(contact.id).some(({ answeredAt }) => answeredAt !== undefined);
      if (isVoice && !isAnswered) throw new AiccError('call/wrong-state', 'There is no customer on the line to ask');
      const caller = isVoice ? options.caller(contact) : undefined;
      const attestation = options.attestationOf?.(contact);
      const { verification } = await attempts.start(view, { process, flow, contact, caller, attestation });
      return { contactId: contact.id, attempt: verification.attempt };
    },
    async 'verification.cancel'({ verifyTypeCode, contactId }) {
      const contact = contactFor(view, focus(contactId));
      await attempts.sync(view, contact.id);
      const attempt = attempts.find(view, contact.id, verifyTypeCode);
      if (!attempt || !isRunning(attempt)) {
        throw new AiccError('verification/not-running', `${verifyTypeCode} is not running for ${contact.id}`);
      }
      await attempts.cancel(attempt);
      return undefined;
    },
    async 'verification.result'({ verifyTypeCode, contactId }) {
      if (!processOf(verifyTypeCode)) return { verifyTypeCode, verifyResult: '', epoch: view.epoch };
      const { id, result } = await read({ verifyTypeCode, ...(contactId !== undefined && { contactId }) });
      return {
        verifyTypeCode,
        verifyResult: `${result}`,
        ...(id !== undefined && { contactId: id }),
        epoch: view.epoch,
      };
    },
    async 'verification.proof'({ audience, ...ref }) {
      const { verifyTypeCode } = ref;
      if (!processOf(verifyTypeCode)) {
        throw new AiccError('verification/unknown-code', `No authentication process ${verifyTypeCode} is enabled`);
      }
      if (audience === undefined) throw new AiccError('server/bad-request', 'A proof needs an audience');
      if (parts.proofAudiences && !parts.proofAudiences.includes(audience)) {
        throw new AiccError('auth/forbidden', `No proofs are given to ${audience}`);
      }
      const { attempt, result } = await read(ref);
      if (!attempt || result !== 1 || !signer) {
        throw new AiccError('verification/not-verified', `There is no successful result of ${verifyTypeCode}`);
      }
      await attempts.note(attempt, 'proof', audience);
      const { contactId } = attempt.verification;
      const { workNo } = view;
      const level = attempt.level ?? attempt.requiredLevel;
      return { token: await signer.sign({ verifyTypeCode, level, contactId, workNo, audience }, parts.clock.now()) };
    },
    async 'verification.records'(query) {
      const role = typeof options.role === 'function' ? options.role() : options.role;
      const open = recordsOpenTo(role, view.workNo);
      if (!open) throw new AiccError('auth/forbidden', 'The role may not read records');
      if (open === 'all') return store.search(query);
      if (query.workNo !== undefined && query.workNo !== open.workNo) return { records: [] };
      return store.search({ ...query, workNo: open.workNo });
    },
    'verification.configure': parts.configure,
  };
}

function contactFor(view: View, contactId: string | undefined) {
  if (contactId === undefined) throw new AiccError('verification/no-contact', 'No contact is in focus');
  const contact = view.contact(contactId);
  if (!contact) throw new AiccError('call/not-found', `There is no contact ${contactId}`);
  return contact;
}

/** A store that hangs must not hold whoever asks. */
function inTime<T>(
  work: Promise<T>,
  operation: Operation,
  { signal, timeoutMs = 10_000 }: RequestOptions,
  clock: Clock,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      reject(new AiccError('net/timeout', `${operation} was not done within ${timeoutMs} ms`));
    }, timeoutMs);
    const giveUp = (): void => {
      reject(new AiccError('net/aborted', `${operation} was given up`));
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    work.then(resolve, reject).finally(() => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    });
  });
}
