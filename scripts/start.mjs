/**
 * The demo: builds if needed, then serves the example pages until it is stopped (`--port 4310`). `--once` plays the
 * story on them in headless Chromium instead, prints it, and exits with 0, or with 1 when something went wrong.
 */
import { build, isBuilt } from './build.mjs';

if (!isBuilt()) {
  console.log('Building …');
  if (!(await build())) process.exit(1);
}

// Not before: what follows imports the built package.
const args = process.argv.slice(2);
if (args.includes('--once')) {
  const { playOnce } = await import('./demo-once.mjs');
  process.exitCode = await playOnce(args.filter((arg) => arg !== '--once'));
} else {
  const { serveDemo } = await import('../examples/server.mjs');
  await serveDemo(args).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
