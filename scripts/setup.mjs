/**
 * The system programs that tests need beside npm packages. Found on PATH; installed where we may (root on Debian or
 * a relative); else named at the end of the test run, with what would install them.
 *
 * With REQUIRE_SYSTEMS=1 a missing one is a failure: CI does not skip.
 */
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { findJava, findOpenssl, findRedis } from './programs.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} System
 * @property {string} name
 * @property {() => string | undefined} find
 * @property {string} debianPackage
 * @property {string[]} projects the Vitest projects that cannot run without it
 */

/** @type {System[]} */
const systems = [
  { name: 'Chromium', find: findChromium, debianPackage: 'chromium', projects: ['browser', 'e2e'] },
  { name: 'Redis', find: findRedis, debianPackage: 'redis-server', projects: ['systems'] },
  { name: 'OpenSSL', find: findOpenssl, debianPackage: 'openssl', projects: ['systems'] },
  { name: 'Java', find: findJava, debianPackage: 'default-jdk-headless', projects: ['systems'] },
];

const isDebian = existsSync('/etc/debian_version');
const isRoot = process.getuid?.() === 0;

/** @param {System} system */
export function howToInstall({ name, debianPackage }) {
  return isDebian
    ? `${isRoot ? '' : 'sudo '}apt-get install -y ${debianPackage}`
    : `install ${name} and put it on PATH`;
}

/**
 * Finds or installs each system.
 *
 * @returns {Promise<System[]>} those that are still missing
 */
export async function setup() {
  const isMissing = (/** @type {System} */ system) => system.find() === undefined;
  const missing = systems.filter(isMissing);
  if (missing.length === 0 || !isDebian || !isRoot) return missing;

  const packages = missing.map(({ debianPackage }) => debianPackage);
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', ...packages]]) {
    const { code, output } = await run('apt-get', args, { env, quiet: true });
    if (code !== 0) console.error(output);
  }
  return missing.filter(isMissing);
}

if (process.argv[1] === import.meta.filename) {
  const missing = await setup();
  for (const system of missing) console.log(`${system.name} is missing: ${howToInstall(system)}`);
  if (missing.length > 0 && process.env.REQUIRE_SYSTEMS === '1') process.exitCode = 1;
}
