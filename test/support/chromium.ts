import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';

/**
 * Starts the system's Chromium, headless.
 *
 * @example
 * const browser = await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
 */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('Chromium was not found: "node scripts/setup.mjs" says how to install it.');
  }
  return chromium.launch({
    executablePath,
    headless: true,
    ...options,
    args: [...chromiumFlags, ...(options.args ?? [])],
  });
}
