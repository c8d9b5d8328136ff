/** `npm start -- --once`: plays the story in headless Chromium and prints it. */
import { portFrom } from '../examples/server/listen.mjs';
import { openStage } from './demo-stage.mjs';
import { playStory } from './demo-story.mjs';

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function playOnce(args) {
  const begun = Date.now();
  let steps = 0;
  /** @type {import('./demo-stage.mjs').Stage | undefined} */
  let stage;
  try {
    stage = await openStage({ port: portFrom(args) });
    const { workbench, bank, phone, crm } = stage.origins;
    console.log(`The workbench is ${workbench}, the bank’s page ${bank}, the phone ${phone}, the CRM ${crm}.`);
    await playStory(stage, {
      step: (title) => console.log(`\n${String(++steps).padStart(2)}  ${title}`),
      line: (who, text) => console.log(`    ${who.padEnd(14)}  ${text}`),
    });
    console.log(`\nPlayed ${steps} steps in ${((Date.now() - begun) / 1000).toFixed(1)} s. All as it should be.`);
    return 0;
  } catch (error) {
    console.error(`\nThe story broke${steps === 0 ? ' before it began' : ` in step ${steps}`}:`);
    console.error(error instanceof Error ? error.message : error);
    for (const problem of stage?.problems ?? []) console.error(`page: ${problem}`);
    return 1;
  } finally {
    await stage?.close();
  }
}
