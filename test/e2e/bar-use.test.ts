import { beforeEach, describe, expect, it } from 'vitest';
import { useBarPages } from '../support/use-bar-pages.js';

const { page, open } = useBarPages();
beforeEach(() => open());

const show = (name: string): Promise<void> => page.evaluate((wanted) => window.harness.show(wanted), name);
const asked = (): Promise<unknown[]> => page.evaluate(() => window.harness.fake.asked.map((each) => [...each]));
const pass = (ms: number): Promise<void> => page.evaluate((time) => window.harness.clock.advance(time), ms);
const rendered = (): Promise<boolean> => page.evaluate(() => window.harness.bar.updateComplete);
/** What has the focus: its accessible name. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    const element = window.harness.bar.shadowRoot?.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent.trim().replace(/\s+/g, ' ') ?? 'nothing';
  });
/** Presses Tab until a button of a name has the focus, as somebody without a mouse does. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await focused()) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}, but to ${await focused()}`);
}

describe('by keyboard alone', () => {
  it('an agent signs in, takes a call, holds it, hangs up and ends wrap-up', async () => {
    await page.evaluate(() => window.harness.actOut());
    await rendered();
    const press = async (name: string): Promise<void> => {
      await tabTo(name);
      const outline = await page.evaluate(
        () => getComputedStyle(window.harness.bar.shadowRoot!.activeElement!).outlineStyle,
      );
      expect(outline, `${name} shows that it has the focus`).toBe('solid');
      await page.keyboard.press('Enter');
      await rendered();
    };
    await press('Sign in');
    expect(await focused()).toContain('Ready');
    await show('ringing');
    await press('Answer');
    // A section: a second press of Enter must not hang up what the first answered.
    expect(await focused()).toBe('Talking: 5550100');
    await press('Hold');
    await press('Resume');
    await press('Mute');
    await press('Unmute');
    await press('Hang up');
    expect(await focused()).toBe('Wrap-up');
    await press('End wrap-up');
    expect(await focused()).toContain('Ready');
    expect((await asked()).map((each) => (each as string[])[0])).toEqual([
      'signIn',
      'answer',
      'hold',
      'retrieve',
      'mute',
      'unmute',
      'hangUp',
      'endWrapUp',
    ]);
  });

  it('shortcuts work while the focus is in the bar, and not elsewhere', async () => {
    await show('ringing');
    await page.keyboard.press('Alt+a');
    expect(await asked()).toEqual([]);
    await page.locator('[data-key=reject]').focus();
    await page.keyboard.press('Alt+a');
    expect(await asked()).toEqual([['answer', { callId: 'call-a' }]]);
  });

  it('shortcuts can be changed and switched off', async () => {
    await show('ringing');
    await page.locator('[data-key=reject]').focus();
    await page.evaluate(() => (window.harness.bar.shortcuts = { answer: 'Ctrl+F2' }));
    await page.keyboard.press('Alt+a');
    await page.keyboard.press('Control+F2');
    await page.evaluate(() => (window.harness.bar.shortcuts = 'off'));
    await rendered();
    await page.keyboard.press('Control+F2');
    await page.keyboard.press('Alt+r');
    expect(await asked()).toEqual([['answer', { callId: 'call-a' }]]);
  });

  it('the help names the shortcuts, and Escape leads back', async () => {
    await page.locator('[data-opens=help]').focus();
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await page.locator('.shortcuts').innerText()).toContain('Alt+A');
    expect(await focused()).toBe('Close');
    await page.keyboard.press('Escape');
    await rendered();
    expect(await focused()).toBe('Keyboard shortcuts');
  });

  it('the menu of states moves with the arrows and gives the focus back', async () => {
    await page.locator('[data-opens=state]').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: 'Lunch' }).waitFor();
    expect(await focused()).toBe('Ready');
    for (let index = 0; index < 9; index += 1) await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Lunch');
    await page.keyboard.press('Enter');
    await rendered();
    expect(await asked()).toEqual([['rest', { reason: 'lunch' }]]);
    expect(await focused()).toContain('Ready');
  });

  it('a rest can be given a length, by the keyboard too, and only the next one has it', async () => {
    const open = async (): Promise<void> => {
      await page.locator('[data-opens=state]').click();
      await page.getByRole('menuitemradio', { name: 'Lunch' }).waitFor();
    };
    const chosen = (): Promise<string[]> => page.locator('.lengths [aria-checked=true]').allInnerTexts();
    await open();
    expect(await chosen()).toEqual(['No limit']);
    // Ready, Busy, Paperwork, no limit, 5, 15.
    for (let index = 0; index < 5; index += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await rendered();
    expect(await focused()).toBe('15 min');
    expect(await chosen()).toEqual(['15 min']);
    await page.getByRole('menuitemradio', { name: 'Lunch' }).click();
    await open();
    expect(await chosen()).toEqual(['No limit']);
    await page.getByRole('menuitemradio', { name: '60 min' }).click();
    await page.getByRole('menuitemradio', { name: 'Rest', exact: true }).click();
    expect(await asked()).toEqual([
      ['rest', { reason: 'lunch', seconds: 900 }],
      ['rest', { seconds: 3600 }],
    ]);
  });

  it('the lengths of a rest are those of the page, and none where the agent may not rest', async () => {
    const offered = async (): Promise<string[]> => {
      await rendered();
      return page.locator('.lengths button:not([aria-disabled])').allInnerTexts();
    };
    await page.evaluate(() => (window.harness.bar.restMinutes = [10]));
    await page.locator('[data-opens=state]').click();
    await page.getByRole('menuitemradio', { name: 'Lunch' }).waitFor();
    expect(await offered()).toEqual(['No limit', '10 min']);
    await page.evaluate(() => (window.harness.bar.restMinutes = []));
    expect(await offered()).toEqual([]);
    await page.evaluate(() => (window.harness.bar.restMinutes = undefined));
    await show('reconnecting');
    expect(await offered()).toEqual([]);
  });

  it('a floating bar moves with the arrows, and not out of the window', async () => {
    await page.evaluate(() => (window.harness.bar.layout = 'floating'));
    await rendered();
    const box = async () => (await page.locator('aicc-softphone-bar').boundingBox())!;
    const before = await box();
    await page.locator('.grip').focus();
    await page.keyboard.press('ArrowUp');
    expect((await box()).y).toBe(before.y - 16);
    for (let index = 0; index < 20; index += 1) await page.keyboard.press('Shift+ArrowDown');
    expect((await box()).y + before.height).toBe(760);
  });
});

describe('the list of targets', () => {
  const open = async (name: 'transfer' | 'consult'): Promise<void> => {
    await show('talking');
    await page.locator(`[data-opens=${name}]`).click();
    await pass(1);
    await page.getByRole('option').first().waitFor();
  };

  it('searches when typing pauses, aborts what was overtaken, and transfers to what is chosen', async () => {
    await open('transfer');
    await page.keyboard.type('ex');
    await pass(150);
    await page.keyboard.type('a');
    await pass(150);
    expect((await asked()).length).toBe(1);
    await pass(60);
    await page.getByText('2 found').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await rendered();
    const box = page.getByRole('combobox');
    expect(await box.getAttribute('aria-activedescendant')).toBe('target-1');
    await page.keyboard.press('Enter');
    await rendered();
    expect(await box.inputValue()).toBe('Cy Example');
    await page.getByLabel('Only once answered').check();
    await box.focus();
    await page.keyboard.press('Enter');
    expect((await asked()).at(-1)).toEqual([
      'transfer',
      { to: '1003', kind: 'agent', mode: 'on-answer' },
      { callId: 'call-a' },
    ]);
  });

  it('offers a number that nobody in the directory has', async () => {
    await open('consult');
    await page.keyboard.type('+1 (555) 010-0177');
    await pass(250);
    await page.getByRole('option', { name: '+15550100177' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Consult' }).click();
    expect((await asked()).at(-1)).toEqual(['consult', { to: '+15550100177', kind: 'number' }, { callId: 'call-a' }]);
  });

  it('closes when the call is over, and the focus stays in the bar', async () => {
    await open('transfer');
    await show('wrap-up');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toBe('Wrap-up');
  });

  it('closes its list with the first Escape and itself with the second', async () => {
    await open('transfer');
    await page.keyboard.press('Escape');
    await rendered();
    expect(await page.getByRole('option').count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await rendered();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toBe('Transfer');
  });
});

describe('dialling', () => {
  it('dials what was typed with the number that was chosen, and once', async () => {
    await page.evaluate(() => (window.harness.fake.react = () => new Promise((resolve) => setTimeout(resolve, 50))));
    await page.locator('[data-opens=dial]').click();
    await page.getByLabel('Phone number').pressSequentially('555-010');
    await page.getByRole('button', { name: '0', exact: true }).click();
    await page.getByLabel('Number shown').selectOption('5550198');
    await page.getByRole('button', { name: 'Call', exact: true }).dblclick();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await asked()).toEqual([['dial', '555-0100', { callerNum: '5550198' }]]);
  });

  it('keeps the number when dialling fails, and says why', async () => {
    await page.evaluate(() => {
      window.harness.fake.react = () => {
        throw new Error('boom');
      };
    });
    await page.locator('[data-opens=dial]').click();
    await page.keyboard.type('5550100');
    await page.keyboard.press('Enter');
    await page.getByText('Something went wrong (server/internal).').waitFor();
    expect(await page.getByLabel('Phone number').inputValue()).toBe('5550100');
  });

  it('sends tones by click, by key and pasted', async () => {
    await show('talking');
    await page.locator('[data-opens=keypad]').click();
    await page.getByRole('button', { name: '7', exact: true }).click();
    await page.keyboard.press('#');
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', '12 34-5');
      const input = window.harness.bar.shadowRoot!.querySelector('.keypad input');
      input?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true }));
    });
    await rendered();
    expect((await asked()).map((each) => (each as string[])[1])).toEqual(['7', '#', '12345']);
    expect(await page.getByLabel('Digits sent').inputValue()).toBe('7#12345');
  });
});

describe('what is shown', () => {
  it('tells the page what happens, through shadow trees', async () => {
    const heard = await page.evaluate(() => {
      const names: string[] = [];
      const { fake, make } = window.harness;
      for (const name of ['aicc-ringing', 'aicc-ended', 'aicc-failed', 'aicc-conflict'] as const) {
        document.addEventListener(name, ({ type, detail }) => names.push(`${type} ${Object.keys(detail).join(' ')}`));
      }
      fake.emit('ringing', { call: make.call('ringing'), contact: make.contact() });
      fake.emit('ended', { call: make.call('ended'), contact: undefined });
      fake.emit('conflict', { workNo: '1001' });
      window.harness.fail('call/refused');
      return names;
    });
    expect(heard).toEqual([
      'aicc-ringing call contact',
      'aicc-ended call contact',
      'aicc-conflict workNo',
      'aicc-failed action error',
    ]);
    await page.getByText('The call was refused.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await rendered();
    expect(await page.getByText('The call was refused.').count()).toBe(0);
  });

  it('masks numbers on the screen and in names for screen readers', async () => {
    await page.evaluate(() => (window.harness.bar.maskNumbers = true));
    for (const name of ['ringing', 'talking', 'conference', 'two-calls']) {
      await show(name);
      const text = await page.evaluate(() =>
        new XMLSerializer().serializeToString(window.harness.bar.shadowRoot!.querySelector('.bar')!),
      );
      expect(text).toContain('***0100');
      expect(text).not.toContain('5550100');
    }
  });

  it('offers to take over where the agent is signed in elsewhere', async () => {
    await show('conflict');
    await page.getByRole('button', { name: 'Take over here' }).click();
    expect(await asked()).toEqual([['signIn', { force: true }]]);
  });

  it('changes the language with the page, and says in English what a catalogue leaves out', async () => {
    await page.evaluate(() => {
      window.harness.bar.catalogues = { de: { ready: 'Bereit' } };
      window.harness.bar.locale = 'de-AT';
    });
    await rendered();
    expect(await page.locator('[data-opens=state]').innerText()).toContain('Bereit');
    expect(await page.locator('[data-opens=dial]').getAttribute('title')).toBe('Dial pad');
    await page.evaluate(() => (window.harness.bar.locale = 'zh'));
    // Its words come after: no rendering waits for them.
    await expect.poll(() => page.locator('[data-opens=state]').innerText()).toContain('空闲');
    expect(await page.locator('.bar').getAttribute('lang')).toBe('zh-CN');
  });

  it('counts each second, and has one timer only while something counts', async () => {
    const timers = (): Promise<number> => page.evaluate(() => window.harness.clock.timers);
    expect(await timers()).toBe(1);
    await pass(3000);
    await rendered();
    expect(await page.locator('.state time').innerText()).toMatch(/^4:1[345]$/);
    await show('signed-out');
    expect(await timers()).toBe(0);
  });

  it('an alert holds no clock, which would be read out each second', async () => {
    await show('second-ringing');
    expect(await page.locator('[role=alert] time').count()).toBe(0);
    expect(await page.locator('[role=status] time').count()).toBe(0);
  });
});

it('loses no key that is pressed before the panel is there', async () => {
  const dialled = await page.evaluate(async () => {
    const { bar, fake } = window.harness;
    const opener = bar.renderRoot.querySelector<HTMLElement>('[data-opens=dial]')!;
    opener.focus();
    opener.click();
    for (const key of ['5', '5', '5', '0', '1', 'Enter']) {
      opener.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    }
    await bar.updateComplete;
    return fake.asked;
  });
  expect(dialled).toEqual([['dial', '55501', {}]]);
});

it('keeps the focus on a call while another that rings goes', async () => {
  await page.evaluate(async () => {
    const { bar, fake, make } = window.harness;
    const two = make.call('ringing', { id: 'call-b', contactId: 'contact-b' });
    fake.show(make.state(make.agent(), [make.call('ringing'), two]));
    await bar.updateComplete;
    bar.renderRoot.querySelectorAll<HTMLElement>('[data-key=answer]')[1]?.focus();
    fake.show(make.state(make.agent(), [two]));
    await bar.updateComplete;
  });
  expect(await focused()).toBe('Answer');
  await page.keyboard.press('Enter');
  expect(await asked()).toEqual([['answer', { callId: 'call-b' }]]);
});

it('never turns a button into that of another call under a finger', async () => {
  const isSame = await page.evaluate(async () => {
    const { bar, fake, make } = window.harness;
    const find = (): Element | null => bar.renderRoot.querySelector('[data-key=hangUp]');
    fake.show(make.state(make.agent(), [make.call('talking')]));
    await bar.updateComplete;
    const before = find();
    fake.show(make.state(make.agent(), [make.call('talking', { id: 'call-b' })]));
    await bar.updateComplete;
    return before === find();
  });
  expect(isSame).toBe(false);
});

it('takes what a page set before the element was defined', async () => {
  const shown = await page.evaluate(async () => {
    const { bar, fake } = window.harness;
    const early = document.createElement('early-bar');
    Object.assign(early, { softphone: fake, layout: 'docked', maskNumbers: true });
    document.body.append(early);
    customElements.define('early-bar', class extends (bar.constructor as CustomElementConstructor) {});
    await (early as HTMLElement & { updateComplete: unknown }).updateComplete;
    const { shadowRoot } = early;
    return [
      early.getAttribute('layout'),
      early.hasAttribute('mask-numbers'),
      shadowRoot?.querySelector('strong')?.innerText,
    ];
  });
  expect(shown).toEqual(['docked', true, 'Ann Example']);
});

it('leaves no listener and no timer behind when it is removed, and lives again when it comes back', async () => {
  const left = await page.evaluate(async () => {
    const { bar, fake, clock } = window.harness;
    await window.harness.show('talking');
    const before = fake.listeners;
    bar.remove();
    await Promise.resolve();
    const after = { listeners: fake.listeners, timers: clock.timers };
    document.body.append(bar);
    await bar.updateComplete;
    return { before, after, again: { listeners: fake.listeners, timers: clock.timers }, disposed: fake.isDisposed };
  });
  expect(left).toEqual({
    before: left.again.listeners,
    after: { listeners: 0, timers: 0 },
    again: { listeners: left.before, timers: 1 },
    disposed: false,
  });
  expect(left.before).toBeGreaterThan(5);
});

it('leaves none behind either when it is removed before a change is on the screen', async () => {
  const left = await page.evaluate(async () => {
    const { bar, clock, fake } = window.harness;
    let subscribed = 0;
    bar.sound = { state: 'ready', enable: async () => undefined, subscribe: () => (subscribed++, () => subscribed--) };
    void window.harness.show('talking');
    bar.remove();
    await bar.updateComplete;
    return { listeners: fake.listeners, timers: clock.timers, subscribed };
  });
  expect(left).toEqual({ listeners: 0, timers: 0, subscribed: 0 });
});

it('renders once a frame however much happens, and not at all when nothing shown changed', async () => {
  const counts = await page.evaluate(async () => {
    const { bar, fake, make } = window.harness;
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    await frame();
    let renders = 0;
    const updated = bar.requestUpdate.bind(bar);
    let asks = 0;
    bar.requestUpdate = (...args) => {
      asks += 1;
      updated(...args);
    };
    bar.addController({ updated: () => (renders += 1) });
    await frame();
    renders = 0;
    const shown = make.state(make.agent());
    fake.show(shown);
    for (let index = 0; index < 1000; index += 1) {
      fake.show(make.state(make.agent({ name: `Name ${index}` })));
    }
    await bar.updateComplete;
    const burst = renders;
    const text = bar.shadowRoot!.querySelector('.who strong')?.textContent;
    asks = 0;
    for (let index = 0; index < 10; index += 1) fake.show({ ...fake.state() });
    return { burst, text, asks };
  });
  expect(counts).toEqual({ burst: 1, text: 'Name 999', asks: 0 });
});

it('a bar that is only written down makes its softphone and disposes of it', async () => {
  const result = await page.evaluate(async () => {
    const { fake } = window.harness;
    const own = document.createElement('aicc-softphone-bar');
    let seen: unknown;
    own.createSoftphone = (attributes) => {
      seen = attributes['base-url'];
      return fake;
    };
    own.setAttribute('base-url', 'https://example.com/cc');
    document.body.append(own);
    await own.updateComplete;
    document.body.prepend(own);
    await Promise.resolve();
    const moved = fake.isDisposed;
    own.remove();
    await Promise.resolve();
    return { seen, moved, gone: fake.isDisposed };
  });
  expect(result).toEqual({ seen: 'https://example.com/cc', moved: false, gone: true });
});
