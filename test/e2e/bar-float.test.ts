import { beforeEach, describe, expect, it } from 'vitest';
import { useBarPages } from '../support/use-bar-pages.js';

const { page, open } = useBarPages();
beforeEach(() => open());

const show = (name: string): Promise<void> => page.evaluate((wanted) => window.harness.show(wanted), name);
const rendered = (): Promise<boolean> => page.evaluate(() => window.harness.bar.updateComplete);

it('a floating bar can be dragged', async () => {
  await page.evaluate(() => (window.harness.bar.layout = 'floating'));
  await rendered();
  const before = (await page.locator('aicc-softphone-bar').boundingBox())!;
  const grip = (await page.locator('.grip').boundingBox())!;
  await page.mouse.move(grip.x + 10, grip.y + 10);
  await page.mouse.down();
  await page.mouse.move(grip.x, grip.y - 190, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(10, 10);
  const after = (await page.locator('aicc-softphone-bar').boundingBox())!;
  expect([after.x - before.x, after.y - before.y]).toEqual([-10, -200]);
});

describe('the place of a floating bar', () => {
  const box = async () => (await page.locator('aicc-softphone-bar').boundingBox())!;
  /** Loads the page anew, as a later visit does. */
  async function reopen(attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    await page.reload();
    await page.evaluate((given) => {
      const { bar } = window.harness;
      for (const [name, value] of Object.entries({ layout: 'floating', ...given })) bar.setAttribute(name, value);
    }, attributes);
    await rendered();
    await page.locator('.grip').waitFor();
    await rendered();
  }
  const press = async (key: string, times: number): Promise<void> => {
    await page.locator('.grip').focus();
    for (let index = 0; index < times; index += 1) await page.keyboard.press(key);
  };

  it('is remembered over a reload, also by a drag', async () => {
    await reopen();
    await press('Shift+ArrowUp', 2);
    const moved = await box();
    await reopen();
    expect(await box()).toEqual(moved);
    const grip = (await page.locator('.grip').boundingBox())!;
    await page.mouse.move(grip.x + 5, grip.y + 5);
    await page.mouse.down();
    await page.mouse.move(grip.x + 2, grip.y - 95, { steps: 3 });
    await page.mouse.up();
    const dragged = await box();
    expect(dragged.y).toBe(moved.y - 100);
    await reopen();
    expect(await box()).toEqual(dragged);
  });

  it('is of each bar by its id, and of none that says "off"', async () => {
    await reopen();
    const corner = await box();
    await press('Shift+ArrowUp', 2);
    await reopen({ id: 'other' });
    expect(await box()).toEqual(corner);
    await reopen({ 'remember-place': 'off' });
    expect(await box()).toEqual(corner);
    await press('Shift+ArrowUp', 4);
    await reopen();
    expect((await box()).y).toBe(corner.y - 128);
  });

  it('is inside a window that is smaller now, and itself again when there is room', async () => {
    await reopen();
    await press('Shift+ArrowUp', 9);
    const high = await box();
    await page.setViewportSize({ width: 380, height: 300 });
    await reopen();
    const small = await box();
    expect(small.y).toBe(0);
    expect(small.x + small.width).toBeLessThanOrEqual(380);
    await page.setViewportSize({ width: 420, height: 760 });
    await expect.poll(box).toEqual(high);
  });

  it('leaves room for a call that rings, and is itself again afterwards', async () => {
    await reopen();
    await press('Shift+ArrowUp', 12);
    const top = await box();
    expect(top.y).toBe(0);
    await show('second-ringing');
    const grown = await box();
    expect(grown.height).toBeGreaterThan(top.height);
    expect([grown.x, grown.y]).toEqual([top.x, 0]);
    await show('ready');
    expect(await box()).toEqual(top);
  });

  it.each(['5', 'null', 'a,1', '1,b', ',', '1e999,0'])('is the corner where storage holds %s', async (text) => {
    await reopen();
    const corner = await box();
    await page.evaluate((stored) => localStorage.setItem('aicc-softphone-bar place ', stored), text);
    await reopen();
    expect(await box()).toEqual(corner);
  });

  it('is the corner where a page may store nothing', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('Denied', 'SecurityError');
        },
      }),
    );
    await reopen();
    const corner = await box();
    await press('ArrowUp', 1);
    expect((await box()).y).toBe(corner.y - 16);
    await reopen();
    expect(await box()).toEqual(corner);
  });
});
