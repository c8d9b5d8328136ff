import { createCluster } from 'redis';
import type { RedisBench } from '../contracts/redis-bench.js';
import { connectRedis, freePort, startRedis, type RedisServer, type TestRedisClient } from './redis.js';

/** Three masters of a Redis Cluster, which share the slots of the keys among them. */
export interface RedisClusterServer {
  readonly nodes: readonly RedisServer[];
  /** The names of the keys that lie on each node. */
  keys(pattern?: string): Promise<readonly (readonly string[])[]>;
  /** Which node a key belongs to. */
  nodeOf(key: string): Promise<number>;
  /** Gives the slot of a key, with all that lies in it, from its node to another, as an administrator does. */
  move(key: string, to: number): Promise<void>;
  flush(): Promise<void>;
  /** Until every node says that all slots are served. */
  untilWhole(): Promise<void>;
  stop(): Promise<void>;
}

const slotCount = 16_384;

export async function startRedisCluster(): Promise<RedisClusterServer> {
  const buses = await Promise.all([freePort(), freePort(), freePort()]);
  const nodes = await Promise.all(
    buses.map((bus) =>
      startRedis('--cluster-enabled', 'yes', '--cluster-port', `${bus}`, '--cluster-node-timeout', '1000'),
    ),
  );
  const clients = await Promise.all(nodes.map(connectRedis));
  const onAll = <T>(ask: (client: TestRedisClient, index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(clients.map(ask));
  const on = (index: number, ...args: string[]): Promise<unknown> => clients[index]!.sendCommand(args);

  await onAll(async (_, index) => {
    const [from, to] = [index, index + 1].map((part) => Math.floor((part * slotCount) / clients.length));
    await on(index, 'CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${to! - 1}`);
    // Whoever joins brings a number of its own; two that are the same are sorted out by and by.
    await on(index, 'CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`);
  });
  for (const index of [1, 2]) {
    await on(0, 'CLUSTER', 'MEET', '127.0.0.1', `${nodes[index]!.port}`, `${buses[index]}`);
  }
  const ids = await onAll(async (_, index) => String(await on(index, 'CLUSTER', 'MYID')));

  const cluster: RedisClusterServer = {
    nodes,
    keys: (pattern = '*') => onAll((client) => client.keys(pattern)),
    async nodeOf(key) {
      const slot = Number(await on(0, 'CLUSTER', 'KEYSLOT', key));
      const ranges = (await on(0, 'CLUSTER', 'SLOTS')) as [number, number, [string, number, string]][];
      const [, , [, , id]] = ranges.find(([from, to]) => from <= slot && slot <= to)!;
      return ids.indexOf(id);
    },
    async move(key, to) {
      const from = await cluster.nodeOf(key);
      const slot = String(await on(0, 'CLUSTER', 'KEYSLOT', key));
      await on(to, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[from]!);
      await on(from, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids[to]!);
      const names = (await on(from, 'CLUSTER', 'GETKEYSINSLOT', slot, '10000')) as string[];
      const target = ['127.0.0.1', `${nodes[to]!.port}`, '', '0', '5000'];
      if (names.length > 0) await on(from, 'MIGRATE', ...target, 'KEYS', ...names);
      // The one that gets it first: else for a moment nobody has it.
      for (const index of [to, from, 3 - to - from]) await on(index, 'CLUSTER', 'SETSLOT', slot, 'NODE', ids[to]!);
    },
    async flush() {
      await onAll((client) => client.flushAll());
    },
    async untilWhole() {
      const giveUpAt = Date.now() + 20_000;
      for (;;) {
        const infos = await onAll(async (_, index) => String(await on(index, 'CLUSTER', 'INFO')));
        if (infos.every((info) => /cluster_state:ok[^]*cluster_known_nodes:3/.test(info))) return;
        if (Date.now() > giveUpAt) throw new Error(`The cluster is not whole:\n${infos.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      for (const client of clients) client.destroy();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
  await cluster.untilWhole();
  return cluster;
}

export type TestClusterClient = Awaited<ReturnType<typeof connectCluster>>;

/** A connected cluster client of the `redis` package, which goes on trying when a node goes. */
export async function connectCluster({ nodes }: Pick<RedisClusterServer, 'nodes'>) {
  const rootNodes = nodes.map(({ url }) => ({ url }));
  const client = createCluster({ rootNodes, defaults: { socket: { reconnectStrategy: 50 } } });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The connections of several servers to one cluster. */
export const clusterBenchOf = (cluster: RedisClusterServer, clients: readonly TestClusterClient[]): RedisBench => ({
  clients,
  keys: async (pattern) => (await cluster.keys(pattern)).flat(),
  set: (key, value, ttlMs) => clients[0]!.set(key, value, { PX: ttlMs }),
});
