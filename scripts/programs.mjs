/** Programs of the system, found on PATH. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {readonly string[]} names the usual ones, the best first
 * @returns {string | undefined} where the first of them is
 */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

export const findRedis = () => findProgram(['redis-server']);

/** Makes certificates for tests. */
export const findOpenssl = () => findProgram(['openssl']);

/** With the compiler, without which it runs no source. @returns {string | undefined} */
export const findJava = () => findProgram(['javac']) && findProgram(['java']);
