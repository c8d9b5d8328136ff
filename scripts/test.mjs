/**
 * The whole test suite, in one command: system programs, build, the package in consumers' projects, Vitest. Its last
 * line is `N passed, N failed`. Arguments go to Vitest (a file, `--project unit`, `-t name`).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, isBuilt } from './build.mjs';
import { run } from './run.mjs';
import { howToInstall, setup } from './setup.mjs';
import { testTypes } from './test-types.mjs';

/**
 * @typedef {{ passed: number, failed: number }} Count
 *
 * @typedef {object} VitestReport what its JSON reporter writes, as far as we read it
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ name: string, status: string, assertionResults: unknown[] }[]} testResults one a file
 */

const PROJECTS = ['unit', 'browser', 'e2e', 'systems'];
const vitestArgs = process.argv.slice(2);

/**
 * A file that could not be loaded, and a run that failed outside of every test, have no failed test to count: each
 * counts as one.
 *
 * @param {string[]} projects
 * @param {string} reportFile
 * @returns {Promise<Count>}
 */
async function vitest(projects, reportFile) {
  const { code } = await run('vitest', [
    'run',
    ...projects.map((name) => `--project=${name}*`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...vitestArgs,
  ]);
  /** @type {VitestReport} */
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const broken = report.testResults.filter((file) => file.assertionResults.length === 0);
  for (const { name } of broken) console.error(`No test ran in ${name}`);
  const idle = projects.filter((name) => !report.testResults.some((file) => file.name.includes(`/test/${name}/`)));
  if (vitestArgs.length === 0) for (const name of idle) console.error(`No test ran in test/${name}`);
  const failed = report.numFailedTests + broken.length + (vitestArgs.length === 0 ? idle.length : 0);
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

const missing = await setup();
if (!isBuilt() && !(await build())) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const lost = new Set(missing.flatMap(({ projects }) => projects));
const temp = mkdtempSync(path.join(tmpdir(), 'aicc-support-'));
/** @type {Count[]} */
const counts = [];
try {
  if (vitestArgs.length === 0) counts.push(await testTypes());
  const chosen = vitestArgs.some((arg) => arg.startsWith('--project'))
    ? []
    : PROJECTS.filter((name) => !lost.has(name));
  counts.push(await vitest(chosen, path.join(temp, 'vitest.json')));
} finally {
  rmSync(temp, { recursive: true, force: true });
}

for (const system of missing) {
  console.log(`Not run without ${system.name}: ${system.projects.join(', ')} (${howToInstall(system)})`);
}
if (process.env.REQUIRE_SYSTEMS === '1') counts.push({ passed: 0, failed: missing.length });

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
