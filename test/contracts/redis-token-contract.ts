import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createTokenHandler,
  type FetchHandler,
  type TokenCache,
  type TokenHandlerOptions,
} from '../../src/server/index.js';
import { redisTokenCache, type RedisTokenCacheOptions } from '../../src/server/redis/index.js';
import { agentName } from '../support/identity.js';
import { askForToken, setUpTokenDesk, tokenIn, type TokenDeskBench } from '../support/token-desk.js';
import type { RedisBench } from './redis-bench.js';

const encryptionKey = randomBytes(32).toString('base64');

export const tokenCacheOn = (
  client: RedisBench['clients'][number],
  options: Partial<RedisTokenCacheOptions> = {},
): TokenCache => redisTokenCache(client, { encryptionKey, lockTtlMs: 500, commandTimeoutMs: 10_000, ...options });

/** How many servers share the tokens of their agents, whatever kind of Redis is between them. */
export function redisTokenContract(bench: () => RedisBench): void {
  let desk: TokenDeskBench;
  beforeAll(async () => {
    desk = await setUpTokenDesk();
  });

  /** Servers of one site, each with a connection of its own. */
  const servers = (options: Partial<TokenHandlerOptions> = {}): FetchHandler[] =>
    bench().clients.map((client) => desk.handler({ cache: tokenCacheOn(client), ...options }));

  const askAll = (all: readonly FetchHandler[], body = '{}'): Promise<string[]> =>
    Promise.all(all.map(async (server) => (await tokenIn(await server(askForToken({ body })))).access_token));

  /** As another server would have named it. */
  async function lockName(): Promise<string> {
    const lock = await tokenCacheOn(bench().clients[1]!).lock(agentName, { signal: new AbortController().signal });
    const [name = ''] = await bench().keys('*:lock');
    await lock.release();
    return name;
  }

  describe('Servers with one token cache', () => {
    it('make one exchange for an agent, and one more when all are told that its token was refused', async () => {
      const all = servers();
      const before = desk.provider.exchanges.length;
      const first = new Set(await askAll(all));
      expect([first.size, desk.provider.exchanges.length - before]).toEqual([1, 1]);
      const [rejected = ''] = first;
      const second = new Set(await askAll(all, JSON.stringify({ rejected })));
      expect([second.size, desk.provider.exchanges.length - before]).toEqual([1, 2]);
      expect(second).not.toContain(rejected);
    });

    it('wait for one that exchanges for longer than a lock lives without it', async () => {
      let count = 0;
      const exchange: TokenHandlerOptions['exchange'] = async (agent, options) => {
        count += 1;
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return desk.exchange(agent, options);
      };
      expect(new Set(await askAll(servers({ exchange }))).size).toBe(1);
      expect(count).toBe(1);
    });

    it('do not wait for one that died with the lock', async () => {
      await bench().set(await lockName(), 'the dead one', 500);
      const began = performance.now();
      expect(new Set(await askAll(servers())).size).toBe(1);
      expect(performance.now() - began).toBeGreaterThan(300);
    });

    it('have none of an agent who is disabled, nor of what was under way', async () => {
      const [one, other] = bench().clients.map((client) => tokenCacheOn(client));
      let isDisabled = false;
      const authenticate = () => ({ userName: agentName, disabled: isDisabled });
      let letGo = (): void => undefined;
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const exchange: TokenHandlerOptions['exchange'] = async (agent, options) => {
        await gate;
        return desk.exchange(agent, options);
      };
      const slow = createTokenHandler({ cache: one!, authenticate, exchange })(askForToken());
      await expect.poll(() => bench().keys('*:lock')).toHaveLength(1);
      isDisabled = true;
      const refusing = createTokenHandler({ cache: other!, authenticate, exchange });
      expect((await refusing(askForToken())).status).toBe(403);
      letGo();
      await slow;
      expect(await bench().keys('*')).toEqual([]);
    });
  });
}
