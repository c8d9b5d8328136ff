import { AiccError } from '../../errors.js';

/**
 * What this package needs of a Redis client. One of the `redis` package fits as it is; another is wrapped:
 * `{ sendCommand: (args) => other.call(...args) }`.
 */
export interface RedisClient {
  /** Whether the client is connected. Where it says `false`, commands fail at once instead of waiting in its queue. */
  readonly isReady?: boolean;
  sendCommand(args: string[]): Promise<unknown>;
}

/**
 * The same of a client of a Redis Cluster, which is asked by the key. `createCluster` of the `redis` package fits as it
 * is; another whose client finds the node by itself is wrapped like a {@link RedisClient}.
 */
export interface RedisClusterClient {
  readonly isReady?: boolean;
  /** What tells it from a client of one Redis. */
  readonly masters: readonly unknown[];
  sendCommand(firstKey: string, isReadonly: boolean | undefined, args: string[]): Promise<unknown>;
}

export interface RedisOptions {
  /**
   * What the names of all keys begin with. Servers that share a prefix share what is stored. On a cluster a prefix with
   * a tag (`{bank}:`) keeps all on one node; an empty tag, `{}`, is refused: it would tear apart what belongs together.
   *
   * @default 'aicc:'
   */
  readonly keyPrefix?: string;
  /**
   * How long one command may take, in milliseconds, before it fails with `server/store-unavailable`. The command may
   * still take effect.
   *
   * @default 1000
   */
  readonly commandTimeoutMs?: number;
}

/**
 * Sends a command. It settles within its time, whatever the client and the network do.
 *
 * @throws AiccError `server/store-unavailable`
 */
export type RedisCommand = (...args: string[]) => Promise<unknown>;

export function createRedisCommand(
  client: RedisClient | RedisClusterClient,
  { commandTimeoutMs = 1000, keyPrefix = '' }: RedisOptions,
): RedisCommand {
  if (typeof (client as Partial<RedisClient> | undefined)?.sendCommand !== 'function') {
    throw new AiccError('config/invalid-option', 'The Redis client must have sendCommand');
  }
  if (keyPrefix.includes('{}')) {
    throw new AiccError('config/invalid-option', 'keyPrefix must not hold an empty tag, {}');
  }
  const send = (args: string[]): Promise<unknown> =>
    'masters' in client ? client.sendCommand(firstKeyOf(args), false, args) : client.sendCommand(args);
  return (...args) =>
    new Promise((resolve, reject) => {
      // The client would keep it until the server is back, long after anybody waits.
      if (client.isReady === false) {
        reject(unavailable('is not connected'));
        return;
      }
      const timer = setTimeout(() => {
        reject(unavailable(`did not answer within ${commandTimeoutMs} ms`));
      }, commandTimeoutMs);
      send(args)
        .then(resolve, (cause: unknown) => {
          reject(unavailable(`failed at ${args[0] ?? ''}`, cause));
        })
        .finally(() => {
          clearTimeout(timer);
        });
    });
}

/** A script's stands after its source and the number of its keys. */
const firstKeyOf = ([name = '', first = '', , third = '']: readonly string[]): string =>
  name.startsWith('EVAL') ? third : first;

const unavailable = (what: string, cause?: unknown): AiccError =>
  new AiccError('server/store-unavailable', `Redis ${what}`, { ...(cause !== undefined && { cause }) });
