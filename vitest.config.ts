import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**'], reportsDirectory: 'coverage' },
    projects: [
      {
        // Logic, in Node. A file that wants a document says `// @vitest-environment happy-dom`.
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts', 'test/contracts/**/*.node.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Source modules inside a real page.
        extends: true,
        // Found late, a dependency would reload the page in the middle of a test.
        optimizeDeps: { include: ['eventemitter3', 'fast-check', 'jose', 'ky', 'zod/mini'] },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', 'test/contracts/**/*.browser.test.ts'],
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                args: chromiumFlags,
                ...(executablePath === undefined ? {} : { executablePath }),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        // The built package in pages, frames and tabs that the test drives from outside.
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          // Bundles pages and starts a browser: on a busy machine that alone takes a minute.
          hookTimeout: 120_000,
          // Real time in a real browser: a machine that is busy for a moment gets a second chance.
          retry: 1,
          // What is waited for comes in its time, which on a busy machine is more than the second that is usual.
          expect: { poll: { timeout: 30_000 } },
          // Each file has a Chromium of its own; two fill two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Against programs of the system (Redis, OpenSSL), which each file starts for itself.
        extends: true,
        test: {
          name: 'systems',
          environment: 'node',
          include: ['test/systems/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
