import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';

/**
 * Starts the system's Chromium, headless.
 *
 * @example
 * const browser = await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
 */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch(withSystemChromium(options));
}

/**
 * Starts it with a profile that lets third parties have cookies, as all contexts of {@link launchChromium} do not. The
 * profile goes with the process.
 */
export async function launchProfile(options: LaunchOptions = {}): Promise<BrowserContext> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aicc-profile-'));
  mkdirSync(path.join(folder, 'Default'));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(path.join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, withSystemChromium(options));
  // The browser still writes when the context is closed.
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return context;
}

function withSystemChromium(options: LaunchOptions): LaunchOptions {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('Chromium was not found: "node scripts/setup.mjs" says how to install it.');
  }
  return { executablePath, headless: true, ...options, args: [...chromiumFlags, ...(options.args ?? [])] };
}
