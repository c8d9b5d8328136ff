import { createHash } from 'node:crypto';
import { isAiccError } from '../../errors.js';
import type { RedisCommand } from './commands.js';

/** A Lua script that Redis runs as one step. */
export type RedisScript = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** Named by its hash; sent in full only to a Redis that does not know it (yet, or after a restart). */
export function createRedisScript(command: RedisCommand, source: string): RedisScript {
  const sha = createHash('sha1').update(source).digest('hex');
  return async (keys, args) => {
    const rest = [`${keys.length}`, ...keys, ...args.map(String)];
    try {
      return await command('EVALSHA', sha, ...rest);
    } catch (error) {
      const { cause } = isAiccError(error) ? error : {};
      if (!(cause instanceof Error && cause.message.startsWith('NOSCRIPT'))) throw error;
      return command('EVAL', source, ...rest);
    }
  };
}
