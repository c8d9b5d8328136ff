/** The demo: builds if needed, then serves the example pages. Arguments go to examples/server.mjs. */
import { spawn } from 'node:child_process';
import { build, isBuilt } from './build.mjs';
import { root } from './run.mjs';

if (!isBuilt() && !(await build())) process.exit(1);

const server = spawn(process.execPath, ['examples/server.mjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl+C reaches the server by itself, from the terminal; a supervisor's signal is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('close', (code) => (process.exitCode = code ?? 1));
