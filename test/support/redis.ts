import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import type { RedisBench } from '../contracts/redis-bench.js';
import { findRedis } from '../../scripts/programs.mjs';

/** A Redis of the test's own: on a free port of the loopback, writing nothing to disk unless it is told to. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** The process goes at once, as when the machine dies. */
  kill(): Promise<void>;
  /** Connections stay open and nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** Back on the same port: empty, or keeping each write in a file from now on, and beginning with what is there. */
  restart(options?: { readonly keep?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** @param more Settings of redis-server, as on its command line. */
export async function startRedis(...more: readonly string[]): Promise<RedisServer> {
  const program = findRedis();
  if (!program) throw new Error('Redis was not found: "node scripts/setup.mjs" says how to install it.');
  const folder = mkdtempSync(path.join(tmpdir(), 'aicc-redis-'));
  const port = await freePort();
  const start = (keep = false): Promise<ChildProcess> => launch(program, port, folder, keep, more);
  let server = await start();

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    // One that was stopped hears nothing else.
    server.kill('SIGCONT');
    await ended;
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    async restart({ keep = false } = {}) {
      await end('SIGKILL');
      if (!keep) rmSync(path.join(folder, 'appendonlydir'), { recursive: true, force: true });
      server = await start(keep);
    },
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(
  program: string,
  port: number,
  folder: string,
  keep: boolean,
  more: readonly string[],
): Promise<ChildProcess> {
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  settings.push('--appendonly', keep ? 'yes' : 'no', '--appendfsync', 'always');
  const server = spawn(program, [...settings, '--maxmemory-policy', 'noeviction', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error(`redis-server ended:\n${log}`));
    });
  });
  return server;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('No free port');
  return address.port;
}

export type TestRedisClient = Awaited<ReturnType<typeof connectRedis>>;

/** A connected client of the `redis` package, which goes on trying when the server goes. */
export async function connectRedis({ url }: Pick<RedisServer, 'url'>) {
  const client = createClient({ url, socket: { reconnectStrategy: 50 } });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The connections of several servers to one Redis. */
export const benchOf = (clients: readonly TestRedisClient[]): RedisBench => ({
  clients,
  keys: (pattern = '*') => clients[0]!.keys(pattern),
  set: (key, value, ttlMs) => clients[0]!.set(key, value, { PX: ttlMs }),
});
