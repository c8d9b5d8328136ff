import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has the keyboard's focus, also inside of shadow trees. */
const focused = (): Element | null => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found;
};

/** Presses Tab, or Shift and Tab, until an element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (const way of ['Tab', 'Shift+Tab']) {
    for (let presses = 0; presses < 40; presses += 1) {
      if (await target.evaluate((element, found) => element === found, await page.evaluateHandle(focused))) return;
      await page.keyboard.press(way);
    }
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

/** Goes to a button or link with Tab, looks whether its focus can be seen, and presses Enter. */
export async function pressByKeyboard(page: Page, target: Locator): Promise<void> {
  await target.and(page.locator(':not([aria-disabled="true"])')).waitFor();
  await tabTo(page, target);
  const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline, `${String(target)} shows that it has the focus`).toBe('solid');
  await page.keyboard.press('Enter');
}
