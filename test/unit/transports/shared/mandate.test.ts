import { describe, expect, it } from 'vitest';
import { lockMandate, type Mandate } from '../../../../src/transports/shared/mandate.js';
import { createFakeBrowser, type FakeBrowser, type FakeTab } from '../../../support/shared-browser.js';

interface Wanting {
  readonly tab: FakeTab;
  readonly mandate: Mandate;
  /** What it was told, and whether it hears no owner. */
  readonly told: string[];
  isVacant: boolean;
}

const name = 'aicc-support/1/agent-371';

function aTab(browser: FakeBrowser, locks?: LockManager): Wanting {
  const tab = browser.newTab();
  const told: string[] = [];
  const wanting: Wanting = {
    tab,
    told,
    isVacant: true,
    mandate: lockMandate(
      locks ?? tab.locks!,
      name,
      { isVacant: () => wanting.isVacant },
      { granted: () => told.push('granted'), revoked: () => told.push('revoked') },
    ),
  };
  return wanting;
}

describe('the mandate by a Web Lock', () => {
  it('is granted to one after the other', async () => {
    const browser = createFakeBrowser();
    const [first, second] = [aTab(browser), aTab(browser)];
    for (const { mandate } of [first, second]) mandate.seek(0);
    await browser.settle();
    expect([first.told, second.told]).toEqual([['granted'], []]);
    first.mandate.release();
    await browser.settle();
    expect([first.told, second.told]).toEqual([['granted'], ['granted']]);
  });

  it('is not granted to who wants it no more', async () => {
    const browser = createFakeBrowser();
    const [first, second, third] = [aTab(browser), aTab(browser), aTab(browser)];
    for (const { mandate } of [first, second, third]) mandate.seek(0);
    await browser.settle();
    second.mandate.release();
    first.mandate.release();
    await browser.settle();
    expect([second.told, third.told]).toEqual([[], ['granted']]);
  });

  it('is not granted to who gives it back before it has heard of it, and is free for the next', async () => {
    const browser = createFakeBrowser();
    const [first, second] = [aTab(browser), aTab(browser)];
    first.mandate.seek(0);
    first.tab.stop();
    await browser.settle();
    first.mandate.release();
    second.mandate.seek(0);
    first.tab.resume();
    await browser.settle();
    expect([first.told, second.told]).toEqual([[], ['granted']]);
  });

  it('is taken by force, and who had it is told', async () => {
    const browser = createFakeBrowser();
    const [first, second] = [aTab(browser), aTab(browser)];
    first.mandate.seek(0);
    await browser.settle();
    second.mandate.seek(2);
    await browser.settle();
    expect([first.told, second.told]).toEqual([['granted', 'revoked'], ['granted']]);
  });

  it('that was given to a tab while it hung, and taken from it each time, is not held for a denied one', async () => {
    const browser = createFakeBrowser();
    const [hung, other] = [aTab(browser), aTab(browser)];
    for (let round = 1; round <= 3; round += 1) {
      hung.tab.stop();
      hung.mandate.seek(1);
      await browser.settle();
      other.mandate.seek(2);
      await browser.settle();
      hung.tab.resume();
      await browser.settle();
      expect(hung.told).not.toContain('granted');
      expect(other.told).toHaveLength(round);
      other.mandate.release();
    }
  });
});

describe('a tab that is denied locks', () => {
  const denied = { request: () => Promise.reject(new DOMException('Denied', 'SecurityError')) } as Partial<LockManager>;

  it('has the mandate where it heard no owner for a second, and not at once', async () => {
    const browser = createFakeBrowser();
    const { mandate, told } = aTab(browser, denied as LockManager);
    mandate.seek(0);
    await browser.settle();
    mandate.seek(0);
    await browser.settle();
    expect(told).toEqual(['revoked', 'revoked']);
    mandate.seek(1);
    await browser.settle();
    expect(told).toEqual(['revoked', 'revoked', 'granted']);
  });

  it('has it not while it hears an owner', async () => {
    const browser = createFakeBrowser();
    const tab = aTab(browser, denied as LockManager);
    tab.isVacant = false;
    for (let tries = 0; tries < 4; tries += 1) {
      tab.mandate.seek(tries === 3 ? 2 : 1);
      await browser.settle();
    }
    expect(tab.told).not.toContain('granted');
  });
});
