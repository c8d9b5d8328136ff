// @ts-check
/** `node examples/server.mjs [--port 4310]`: serves the demo until it is stopped. `npm start` builds first. */
import { startDemo } from './server/demo.mjs';
import { portFrom } from './server/listen.mjs';

/** @param {string[]} args */
export async function serveDemo(args) {
  const demo = await startDemo({
    port: portFrom(args),
    onExchange: ({ request, response }) =>
      console.log(`\nThe bank’s API is asked  ${request}\n          and answers  ${response}`),
  });
  const { workbench, bank, legacy, phone, backend, crm } = demo.origins;
  /** @param {string} word @param {string} url @param {string} what */
  const line = (word, url, what) => console.log(`  ${word.padEnd(6)} ${url.padEnd(52)} ${what}`);
  console.log();
  line('Open', workbench, 'the agent’s workbench: sign in there');
  line('and', `${phone}/?number=5550100`, 'the customer’s phone: call the bank');
  console.log();
  line('Or', crm, 'a CRM with the softphone bar: sign in there');
  line('and', `${phone}/?number=5550100&service=sales`, 'the same phone: call the shop');
  console.log();
  line('also', `${workbench}/?agent=372`, 'a second agent of the bank, to consult');
  line('', `${crm}/?agent=382`, 'a second agent of the shop');
  line('', `${workbench}/?lang=zh-CN`, '中文');
  line('', `${crm}/?lang=zh-CN`, '');
  line('', bank, 'the bank’s page, which the workbench embeds');
  line('', legacy, 'the legacy page, which it embeds too');
  line('', `${backend}/verify`, 'the bank’s API, which the centre asks');
  console.log('\n  Ctrl+C stops it.');
  const stop = () => void demo.close().then(() => process.exit());
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

if (process.argv[1] === import.meta.filename) await serveDemo(process.argv.slice(2));
