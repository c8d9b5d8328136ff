/**
 * All quality gates but the tests: each is an npm script of its own. One that fails prints what it found and does not
 * stop the others. The last line is `N passed, N failed`.
 */
import { build, isBuilt } from './build.mjs';
import { mapLimited, run } from './run.mjs';

/** Long ones first: two run at a time. */
const GATES = [
  'lint',
  'typecheck',
  'reproducible',
  'attw',
  'api',
  'format:check',
  'docs:check',
  'knip',
  'size',
  'publint',
  'deps',
  'floor:syntax',
  'floor:apis',
  'leaks',
  'declarations',
];

if (!isBuilt() && !(await build())) {
  console.log(`0 passed, ${GATES.length} failed`);
  process.exit(1);
}

const results = await mapLimited(GATES, 2, async (gate) => {
  const start = performance.now();
  const { code, output } = await run('npm', ['run', '--silent', gate], { quiet: true });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗ FAILED'} ${gate} (${seconds} s)`);
  if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '    '));
  return code === 0;
});

const failed = GATES.filter((_, index) => !results[index]);
if (failed.length > 0) console.log(`Failed gates: ${failed.join(', ')}`);
console.log(`${GATES.length - failed.length} passed, ${failed.length} failed`);
if (failed.length > 0) process.exitCode = 1;
