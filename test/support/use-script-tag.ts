import type { Frame } from 'playwright-core';
import { beforeAll, beforeEach } from 'vitest';
import { serveScriptPage, serveScriptTag, type ScriptPage } from './script-tag.js';
import { useFrameBench, type UsedFrameBench } from './use-frame-bench.js';

export interface UsedScriptTag extends UsedFrameBench {
  /** The attribute with which the tag finds the workbench. */
  configured(): string;
  /** A page with the script tag, in a frame of the workbench. */
  open(page: ScriptPage, query?: string): Promise<Frame>;
  /** Makes a contact in focus whose authentication succeeded. */
  verifyContact(): Promise<void>;
}

/** A browser for a test file that has the built script-tag file, and a workbench for each of its tests. */
export function useScriptTag(): UsedScriptTag {
  const used = useFrameBench();
  const { bench, workbench, openWorkbench } = used;
  beforeAll(() => {
    serveScriptTag(bench);
  });
  beforeEach(() => openWorkbench());
  return {
    ...used,
    configured: () => `data-allowed-origins="${bench.home}"`,
    async open(page, query = '') {
      serveScriptPage(bench, '/legacy.html', page);
      const frame = await workbench.addFrame(`${bench.bank}/legacy.html${query}`);
      await frame.waitForLoadState();
      return frame;
    },
    verifyContact: () =>
      workbench.page.evaluate(() => {
        const { center, make } = window.workbench;
        const verifyTypeCode = 'RETAIL_OTP';
        center.emit(
          { type: 'contact.updated', contact: make.contact('contact-1') },
          { type: 'focus.changed', focus: { contactId: 'contact-1' } },
          { type: 'call.updated', call: make.call('call-1', 'contact-1', { state: 'talking', answeredAt: 2 }) },
          {
            type: 'verification.updated',
            verification: { contactId: 'contact-1', verifyTypeCode, attempt: 1, result: 1, startedAt: 3, endedAt: 4 },
          },
        );
      }),
  };
}

/** What went wrong in a page that {@link UsedScriptTag.open} opened. */
export const troubles = (frame: Frame): Promise<string[]> => frame.evaluate(() => window.troubles);
