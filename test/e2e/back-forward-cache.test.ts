import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFrameBench, type FrameBench } from '../support/frame-bench.js';
import { attachRaw } from '../support/raw-target.js';
import { serveScriptPage, serveScriptTag } from '../support/script-tag.js';

declare global {
  interface Window {
    /** `persisted` of each pageshow. */
    shows: boolean[];
  }
}

let bench: FrameBench;
beforeAll(async () => {
  bench = await startFrameBench({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  serveScriptTag(bench);
});
afterAll(() => bench.close());

describe('a page restored from the back/forward cache', () => {
  // The second stay is longer than a heartbeat waits for a peer that is awake.
  for (const seconds of [0.2, 9]) {
    it(`goes on with its session after ${seconds} s, in the workbench and in the page embedded in it`, async () => {
      serveScriptPage(bench, '/legacy.html', { attributes: `data-allowed-origins="${bench.home}"` });
      const workbench = await bench.openWorkbench();
      const { page } = workbench;
      const frame = await workbench.addFrame(`${bench.bank}/legacy.html`);
      await expect.poll(() => workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
      const listen = (): void => {
        window.shows = [];
        addEventListener('pageshow', ({ persisted }) => window.shows.push(persisted));
      };
      await page.evaluate(listen);
      await frame.evaluate(listen);

      await page.goto(`${bench.home}/blank.html`);
      await page.waitForTimeout(seconds * 1000);
      await page.evaluate(() => {
        history.back();
      });
      await page.waitForFunction(() => 'shows' in window);
      expect(await page.evaluate(() => window.shows)).toEqual([true]);

      await page.evaluate(() => {
        const { center, make } = window.workbench;
        center.emit(
          { type: 'contact.updated', contact: make.contact('contact-1') },
          { type: 'focus.changed', focus: { contactId: 'contact-1' } },
          {
            type: 'verification.updated',
            verification: { contactId: 'contact-1', verifyTypeCode: 'RETAIL_OTP', attempt: 1, result: 1, startedAt: 3 },
          },
        );
      });
      // Playwright does not find the frame again after a restoration.
      const restored = await attachRaw(bench.browser, `${bench.bank}/legacy.html`);
      expect(await restored.evaluate('shows')).toEqual([true]);
      await expect.poll(() => restored.evaluate("AICCSupport.getVerifyResult('RETAIL_OTP').verifyResult")).toBe('1');
      expect(await restored.evaluate("AICCSupport.getVerifyResult('RETAIL_OTP')")).toEqual({ verifyResult: '1' });
      expect(await restored.evaluate('AICCSupport.diagnostics().sessions')).toBe(1);
      expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
      await workbench.close();
    });
  }
});
