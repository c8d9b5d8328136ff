/**
 * Whole flows of the verification service on one core, with its stores in memory and on Redis, beside bare Redis commands
 * of the same number and size; what open flows hold of memory; and whether the time of a code's check tells how right
 * the code was.
 *
 * All in one process, in turns. What counts is the processor time of that process, which is what limits a server, and
 * which other work on the machine changes little. Ratios are taken within a turn.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findRedis } from '../scripts/programs.mjs';
import { median, quantile, rounded } from './statistics.mjs';

/**
 * @typedef {object} Verification
 * @property {{ memory: number, redis: number, bare: number }} perSecond flows in a second of processor time
 * @property {{ redis: number, memory: number }} ratio to bare, in processor time
 * @property {{ low: number, high: number }} spread of redis to bare
 * @property {number} commands that one flow sends
 * @property {{ count: number, kilobytesEach: number, openSeconds: number, answerMs: number, slowestMs: number }} open
 * @property {{ count: number, kilobytesEach: number }} openOnRedis
 * @property {{ rightUs: number, rightPercent: number, beginningPercent: number, noisePercent: number }} compare
 *
 * @typedef {import('./servers/verification.mjs').Tasks} Tasks
 */

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return port;
}

async function startRedis() {
  const program = findRedis();
  if (!program) throw new Error('Redis was not found: "node scripts/setup.mjs" says how to install it.');
  const folder = mkdtempSync(path.join(tmpdir(), 'aicc-bench-redis-'));
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn(program, settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => `${chunk}`.includes('Ready to accept') && resolve(undefined));
    server.once('error', reject);
    server.once('exit', () => reject(new Error('redis-server ended')));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param {string} url @param {number} firstContact */
async function startProcess(url, firstContact) {
  const program = path.join(import.meta.dirname, 'servers', 'verification.mjs');
  const settings = { execArgv: ['--expose-gc', '--max-old-space-size=4096'] };
  const child = fork(program, [url, `${firstContact}`], settings);
  /** @returns {Promise<unknown>} */
  const told = () =>
    new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('The process ended'));
      child.once('exit', onExit);
      child.once('message', (/** @type {{ value?: unknown, error?: string }} */ { value, error }) => {
        child.off('exit', onExit);
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
    });
  await told();
  return {
    /**
     * @template {keyof Tasks} Name
     * @param {Name} task
     * @param {Parameters<Tasks[Name]>[0]} argument
     */
    do(task, argument) {
      const answer = told();
      child.send({ task, argument });
      return /** @type {ReturnType<Tasks[Name]>} */ (answer);
    },
    stop: () => child.disconnect(),
  };
}

/** @param {{ turns?: number, count?: number, open?: number, checks?: number }} [options] @returns {Promise<Verification>} */
export async function measureVerification({ turns = 9, count = 1000, open = 100_000, checks = 6000 } = {}) {
  const redis = await startRedis();
  try {
    const server = await startProcess(redis.url, 0);
    // Until the compiler has done its work.
    await server.do('flows', { kind: 'memory', count: 2 * count });
    const { commands, bytesPerCommand } = await server.do('flows', { kind: 'redis', count: 2 * count });
    const same = { count, commands: Math.round(commands), bytes: bytesPerCommand };
    await server.do('bare', same);
    /** @type {{ bare: number, redis: number, memory: number }[]} */
    const measured = [];
    for (let turn = 0; turn < turns; turn += 1) {
      measured.push({
        bare: (await server.do('bare', same)).cost,
        redis: (await server.do('flows', { kind: 'redis', count })).cost,
        memory: (await server.do('flows', { kind: 'memory', count })).cost,
      });
    }
    await server.do('compare', { count: checks / 4 });
    const times = await server.do('compare', { count: checks });
    server.stop();

    const fresh = await startProcess(redis.url, 2_000_000);
    const onRedis = await fresh.do('opened', { kind: 'redis', count: 10_000 });
    fresh.stop();
    const full = await startProcess(redis.url, 4_000_000);
    const opened = await full.do('opened', { kind: 'memory', count: open });
    full.stop();

    const ratios = measured.map(({ bare, redis: ours }) => ours / bare);
    const perSecond = (/** @type {'bare' | 'redis' | 'memory'} */ kind) =>
      Math.round(1e6 / median(measured.map((turn) => turn[kind])));
    return {
      perSecond: { memory: perSecond('memory'), redis: perSecond('redis'), bare: perSecond('bare') },
      ratio: {
        redis: rounded(median(ratios)),
        memory: rounded(median(measured.map(({ bare, memory }) => memory / bare))),
      },
      spread: { low: rounded(quantile(ratios, 0.1)), high: rounded(quantile(ratios, 0.9)) },
      commands: same.commands,
      open: {
        count: open,
        kilobytesEach: rounded(opened.bytesEach / 1000, 1),
        openSeconds: rounded(opened.openMs / 1000, 1),
        answerMs: rounded(median(opened.answered)),
        slowestMs: rounded(Math.max(...opened.answered)),
      },
      openOnRedis: { count: 10_000, kilobytesEach: rounded(onRedis.bytesEach / 1000, 1) },
      compare: comparison(times),
    };
  } finally {
    await redis.stop();
  }
}

/** How far the medians are apart, and how far those of two halves of the same thing. @param {Record<string, number[]>} times */
function comparison({ right = [], wrongAtTheEnd = [], wrongAtTheBeginning = [] }) {
  const base = median(wrongAtTheEnd);
  const percent = (/** @type {number} */ value) => rounded((100 * (value - base)) / base, 1);
  const odd = median(wrongAtTheEnd.filter((_, index) => index % 2 === 1));
  const even = median(wrongAtTheEnd.filter((_, index) => index % 2 === 0));
  return {
    rightUs: rounded(median(right) / 1000, 1),
    rightPercent: percent(median(right)),
    beginningPercent: percent(median(wrongAtTheBeginning)),
    noisePercent: rounded((100 * Math.abs(odd - even)) / base, 1),
  };
}
