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

export interface RedisOptions {
  /**
   * What the names of all keys begin with. Servers that share a prefix share what is stored.
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

export function createRedisCommand(client: RedisClient, { commandTimeoutMs = 1000 }: RedisOptions): RedisCommand {
  if (typeof (client as Partial<RedisClient> | undefined)?.sendCommand !== 'function') {
    throw new AiccError('config/invalid-option', 'The Redis client must have sendCommand');
  }
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
      client
        .sendCommand(args)
        .then(resolve, (cause: unknown) => {
          reject(unavailable(`failed at ${args[0] ?? ''}`, cause));
        })
        .finally(() => {
          clearTimeout(timer);
        });
    });
}

const unavailable = (what: string, cause?: unknown): AiccError =>
  new AiccError('server/store-unavailable', `Redis ${what}`, { ...(cause !== undefined && { cause }) });
