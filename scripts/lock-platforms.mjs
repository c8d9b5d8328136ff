/**
 * Completes package-lock.json after `npm install`, where the registry in use has native packages for some platforms
 * only: npm then leaves the others out of the lock, and `npm ci` refuses it, here and everywhere else.
 *
 * A native package is an optional dependency with an exact version, and its name says its platform. It is added
 * without a hash; npm adds that where it can be had.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

/**
 * @typedef {object} Locked
 * @property {string} version
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */

const lockFile = path.join(root, 'package-lock.json');
/** @type {{ packages: Record<string, Locked> }} */
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));

const PLATFORM =
  /(android|darwin|freebsd|linux|openbsd|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

/**
 * @param {string} from a package's place in the tree
 * @param {string} name
 */
function isLocked(from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    if (`${base === '' ? '' : `${base}/`}node_modules/${name}` in lock.packages) return true;
    if (base === '') return false;
  }
}

let added = 0;
for (const [place, { dev = false, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const [, os, cpu, abi = ''] = PLATFORM.exec(name) ?? [];
    if (isLocked(place, name) || os === undefined || cpu === undefined || !/^\d/.test(version)) continue;
    const libc = os !== 'linux' ? [] : abi.startsWith('musl') ? ['musl'] : ['glibc'];
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...(libc.length > 0 ? { libc } : {}),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}

if (added > 0) {
  // As npm writes it: sorted by place, so that the next install changes nothing.
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(lockFile, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
console.log(`${added} native packages of other platforms added to package-lock.json`);
