/**
 * The story of the demo, played on its pages: each line of the transcript is read from one of them, and each step fails
 * when a page says something else.
 */
import assert from 'node:assert/strict';
import { playBankStory } from './demo-story-bank.mjs';
import { playIdentityStory } from './demo-story-identity.mjs';
import { playCrmStory } from './demo-story-crm.mjs';

/**
 * @typedef {import('./demo-stage.mjs').Stage} Stage
 * @typedef {{ step: (title: string) => void, line: (who: string, text: string) => void }} Transcript
 */

/** @param {Stage} stage @param {Transcript} transcript */
export async function playStory(stage, transcript) {
  await playBankStory(stage, transcript);
  await playIdentityStory(stage, transcript);
  await playCrmStory(stage, transcript);
  transcript.step('Nothing went wrong beside');
  assert.deepEqual(stage.problems, []);
  transcript.line('all pages', 'no error, no breach of the content security policy');
}
