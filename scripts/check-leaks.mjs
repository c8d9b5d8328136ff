/**
 * What must not be in the pages' share of the package is not in it: not zod, not ky where no http transport is, not
 * the server, not the simulator.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { root } from './run.mjs';

const FORBIDDEN =
  /node_modules\/(zod|ky|eventsource-parser|jose|lit|jssip)\/|(dist|src)\/(server|testing)\/|\/http[/.]/;

const { modules } = await bundle({
  source: `
    import { createAICCSupport, frameTransport } from 'aicc-support';
    createAICCSupport({ transport: frameTransport({ allowedOrigins: [] }) }).getVerifyResult('CODE');
  `,
});

/** @type {{ sources: string[] }} */
const scriptMap = JSON.parse(readFileSync(path.join(root, 'dist', 'aicc-support.min.js.map'), 'utf8'));

const bundles = { 'facade and frame transport': modules, 'aicc-support.min.js': scriptMap.sources };
for (const [name, sources] of Object.entries(bundles)) {
  const leaks = sources.filter((source) => FORBIDDEN.test(source));
  for (const leak of leaks) console.error(`${name} holds ${path.relative(root, path.resolve(root, leak))}`);
  console.log(`${name}: ${sources.length} modules, ${leaks.length} leaks`);
  if (leaks.length > 0 || sources.length === 0) process.exitCode = 1;
}
