import { systemClock, type Clock } from '../../clock.js';
import type { Connection } from '../../connection/connection.js';
import { AiccError } from '../../errors.js';
import { silentLogger, type Logger } from '../../log.js';
import type { ConfigureInput, ProcessConfiguration } from '../../protocol/operations.js';
import type { VerificationFlow } from '../../verification/flow/flow.js';
import { checkProcesses, configure } from '../../verification/processes.js';
import type { AttachOptions } from './attach-options.js';
import { attachConnection } from './attach.js';
import { createAttempts } from './attempts.js';
import { createProofSigner, publicPartOf, type JsonWebKeySet, type SigningKey } from './proof-signer.js';
import { memoryVerificationStore, type VerificationStore } from './store.js';

export interface VerificationServiceOptions {
  /** What processes can run, by their names. */
  readonly flows: readonly VerificationFlow[];
  /** What there is at first; what the store has saved counts above it. */
  readonly processes?: readonly ProcessConfiguration[];
  /** @default memoryVerificationStore() */
  readonly store?: VerificationStore;
  /** Signs the proofs. Without it there are none: `verification.proof` is no capability. */
  readonly signingKey?: SigningKey;
  /** Public keys that are still valid, or will be: for a change of keys without a gap. */
  readonly otherKeys?: JsonWebKeySet['keys'];
  /** @default 'aicc-verification' */
  readonly issuer?: string;
  /** The origins of pages that a proof may be for. All when absent: the connection's authorizer decides. */
  readonly proofAudiences?: readonly string[];
  /** Whether who gets a contact by transfer may read the results of the agent before. @default false */
  readonly inheritOnTransfer?: boolean;
  /** How long after an attempt ended its result counts, in milliseconds. @default 1800000 */
  readonly resultLifetimeMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface VerificationService {
  /**
   * Adds identity authentication to a connection: the operations, events and capabilities of `verification.*`. What the
   * connection says of that itself counts no more. Closing the new one closes the connection.
   */
  attach(connection: Connection, options: AttachOptions): Connection;
  /** The public keys, to publish where the servers that check proofs find them. */
  keys(): JsonWebKeySet;
  /** Ends all attempts without a result. Connections stay open. */
  close(): void;
}

/**
 * Identity authentication for any connection on a server: runs processes on contacts, turn by turn, keeps a record of
 * every step, enforces the permissions, lets results expire, and signs proofs.
 *
 * A success is one only when it is written down. With a store that servers share (`redisVerificationStore`) each of them
 * knows the attempts of all, and one whose server is killed ends abnormal (3); with another its record stays without an
 * end, and there is no result.
 *
 * @throws AiccError `verification/invalid-process`, `config/invalid-option`
 * @example
 * const service = createVerificationService({
 *   flows: [retailAuthenticationFlow({ numberPlans: [northAmerica], verifyUserDetails, otp })],
 *   processes: [{ verifyTypeCode: 'RETAIL_OTP', name: 'Code', flow: 'retail-authentication', requiredLevel: 1, enabled: true }],
 *   signingKey,
 * });
 * const connection = service.attach(await connect(transport), { caller: (contact) => lines.get(contact.id), role });
 */
export function createVerificationService(options: VerificationServiceOptions): VerificationService {
  const { flows, store = memoryVerificationStore(), signingKey, issuer = 'aicc-verification' } = options;
  const { inheritOnTransfer = false, resultLifetimeMs = 1_800_000, proofAudiences } = options;
  const { clock = systemClock, logger = silentLogger } = options;
  const names = flows.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new AiccError('config/invalid-option', 'Two flows have the same name');
  let processes: readonly ProcessConfiguration[] = options.processes ?? [];
  checkProcesses(processes, names);
  const signer = signingKey && createProofSigner(signingKey, issuer);

  const initial = options.processes ?? [];
  const take = (saved: readonly ProcessConfiguration[] | undefined): void => {
    processes = saved ?? initial;
    isLoaded = true;
  };
  let isLoaded = false;
  let loading: Promise<void> | undefined;
  /** What is asked waits for what was saved. Where other servers may change it, each time. */
  function load(): Promise<void> {
    if (isLoaded && !store.shared) return Promise.resolve();
    loading ??= store
      .loadProcesses()
      .then(take, (error: unknown) => {
        // What was read before is good enough to answer by: whatever counts has to be written.
        if (!isLoaded) throw error;
        logger.warn('The processes could not be read anew', error);
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  }

  /** No change that is not saved, and none that undoes another server's. */
  async function change(command: ConfigureInput): Promise<void> {
    for (let tries = 0; tries < 10; tries += 1) {
      const saved = await store.loadProcesses();
      take(saved);
      const next = configure(processes, command, names);
      if (next === processes) return;
      if (await store.saveProcesses(next, saved)) {
        processes = next;
        return;
      }
    }
    throw new AiccError('server/store-unavailable', 'The processes are being changed by others all the time');
  }

  /** One change after the other. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act, act);
    last = next.catch(() => undefined);
    return next;
  };

  const enabled = (): readonly ProcessConfiguration[] =>
    processes.filter((process) => process.enabled && names.includes(process.flow));
  const attempts = createAttempts({ store, clock, logger, inheritOnTransfer, resultLifetimeMs, processes: enabled });

  return {
    attach: (connection, attachOptions) =>
      attachConnection(connection, attachOptions, {
        attempts,
        clock,
        logger,
        store,
        signer,
        proofAudiences,
        load,
        enabled,
        flowOf: (name) => flows.find((flow) => flow.name === name),
        configure: (command) =>
          inTurn(async () => {
            await change(command);
            return { processes, flows: names };
          }),
      }),
    keys: () => ({ keys: [...(signingKey ? [publicPartOf(signingKey)] : []), ...(options.otherKeys ?? [])] }),
    close: attempts.stop,
  };
}
