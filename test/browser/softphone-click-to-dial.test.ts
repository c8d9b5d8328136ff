import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { AiccError } from '../../src/errors.js';
import { clickToDial, type ClickToDialOptions } from '../../src/softphone/click-to-dial.js';
import type { Softphone } from '../../src/softphone/softphone.js';

const root = document.createElement('main');
let stop = (): void => undefined;
const left: string[] = [];

/** What no handler of ours has taken: the browser would open its own telephone program. */
const onLeft = (event: MouseEvent): void => {
  if (!event.defaultPrevented) left.push((event.target as Element).textContent);
  event.preventDefault();
};

function setUp(html: (add: (tag: string, text: string, attributes: Record<string, string>) => Element) => void) {
  document.body.append(root);
  addEventListener('click', onLeft);
  html(addTo(root));
}

const addTo =
  (parent: ParentNode) =>
  (tag: string, text: string, attributes: Record<string, string>): HTMLElement => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent.append(element);
    return element;
  };

function dialling(options: ClickToDialOptions = {}, error?: AiccError) {
  const dialled: unknown[][] = [];
  const softphone = {
    async dial(...input: unknown[]) {
      if (error) throw error;
      dialled.push(input);
      return { callId: 'call-1', contactId: 'contact-1' };
    },
  } as Partial<Softphone> as Softphone;
  stop = clickToDial(root, softphone, options);
  return dialled;
}

const find = (text: string): Element => [...root.querySelectorAll('*')].find((each) => each.textContent === text)!;

afterEach(() => {
  stop();
  removeEventListener('click', onLeft);
  root.replaceChildren();
  left.length = 0;
});

describe('clicking a number', () => {
  it('dials a link, and an element that is marked, by its value or its text', async () => {
    setUp((add) => {
      add('a', 'link', { href: 'tel:+1-555-010-0100' });
      add('a', 'loud link', { href: 'TEL:5550101' });
      add('span', 'marked', { 'data-aicc-dial': '5550102' });
      add('span', '555 0103', { 'data-aicc-dial': '' });
    });
    const dialled = dialling({ mediaType: 'video' });
    for (const text of ['link', 'loud link', 'marked', '555 0103']) await userEvent.click(find(text));
    expect(dialled).toEqual(
      ['tel:+1-555-010-0100', 'TEL:5550101', '5550102', '555 0103'].map((number) => [number, { mediaType: 'video' }]),
    );
    expect(left).toEqual([]);
  });

  it('dials what is inside a link, what was added later and what is in an open shadow root', async () => {
    setUp(() => undefined);
    const dialled = dialling();
    addTo(addTo(root)('a', '', { href: 'tel:5550100' }))('b', 'inside', {});
    addTo(addTo(root)('div', '', {}).attachShadow({ mode: 'open' }))('a', 'shadowed', { href: 'tel:5550101' });
    await userEvent.click(find('inside'));
    await userEvent.click([...root.children].at(-1)!.shadowRoot!.querySelector('a')!);
    expect(dialled.map(([number]) => number)).toEqual(['tel:5550100', 'tel:5550101']);
  });

  it('dials nothing that is no number, or is outside of the root', async () => {
    setUp((add) => {
      add('a', 'page', { href: '#here' });
      add('button', 'button', {});
    });
    const outside = addTo(document.body)('a', 'outside', { href: 'tel:5550100' });
    const dialled = dialling();
    for (const element of [find('page'), find('button'), outside]) await userEvent.click(element);
    outside.remove();
    expect([dialled, left]).toEqual([[], ['page', 'button', 'outside']]);
  });

  it('dials nothing that a script clicks', () => {
    setUp((add) => add('a', 'link', { href: 'tel:5550100' }));
    const dialled = dialling();
    (find('link') as HTMLElement).click();
    find('link').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    expect([dialled, left]).toEqual([[], ['link', 'link']]);
  });

  it('leaves clicks with a modifier alone, and those that the page has handled', async () => {
    setUp((add) => {
      add('a', 'link', { href: 'tel:5550100' });
      add('a', 'handled', { href: 'tel:5550101' }).addEventListener('click', (event) => event.preventDefault());
    });
    const dialled = dialling();
    for (const modifier of ['Alt', 'Shift', 'ControlOrMeta'] as const) {
      await userEvent.click(find('link'), { modifiers: [modifier] });
    }
    await userEvent.click(find('handled'));
    expect(dialled).toEqual([]);
    expect(left.filter((text) => text === 'link').length).toBeGreaterThan(0);
  });

  it('dials once for a double click', async () => {
    setUp((add) => add('a', 'link', { href: 'tel:5550100' }));
    const dialled = dialling();
    await userEvent.dblClick(find('link'));
    expect([dialled.length, left]).toEqual([1, []]);
  });

  it('works from the keyboard, once per key', async () => {
    setUp((add) => {
      add('a', 'link', { href: 'tel:5550100' });
      add('button', 'button', { 'data-aicc-dial': '5550101' });
      add('span', 'span', { 'data-aicc-dial': '5550102', tabindex: '0' });
    });
    const dialled = dialling();
    for (const text of ['link', 'button', 'span']) {
      (find(text) as HTMLElement).focus();
      await userEvent.keyboard('{Enter}');
    }
    await userEvent.keyboard(' ');
    await userEvent.keyboard('x');
    expect(dialled.map(([number]) => number)).toEqual(['tel:5550100', '5550101', '5550102', '5550102']);
  });

  it('lets a field inside a marked element be typed in', async () => {
    setUp((add) => addTo(add('div', '', { 'data-aicc-dial': '5550100' }))('input', '', {}));
    const dialled = dialling();
    const input = root.querySelector('input')!;
    input.focus();
    await userEvent.keyboard('a b{Enter}');
    expect([dialled, input.value]).toEqual([[], 'a b']);
  });

  it('asks first where the page wants that', async () => {
    setUp((add) => add('a', 'link', { href: 'tel:5550100' }));
    const asked: string[] = [];
    let answer = false;
    const dialled = dialling({
      async confirm(number, element) {
        asked.push(`${number} ${element.textContent}`);
        return answer;
      },
    });
    await userEvent.click(find('link'));
    answer = true;
    await userEvent.click(find('link'));
    await expect.poll(() => dialled.length).toBe(1);
    expect(asked).toEqual(['tel:5550100 link', 'tel:5550100 link']);
  });

  it('tells what came of it', async () => {
    setUp((add) => add('a', 'link', { href: 'tel:5550100' }));
    const told: unknown[] = [];
    dialling({ onDial: ({ callId }, element) => told.push([callId, element.textContent]) });
    await userEvent.click(find('link'));
    stop();
    dialling({ onError: (error) => told.push((error as AiccError).code) }, new AiccError('call/wrong-state'));
    await userEvent.click(find('link'));
    await expect.poll(() => told).toEqual([['call-1', 'link'], 'call/wrong-state']);
  });

  it('is as before after the end, by function or by signal', async () => {
    setUp((add) => add('a', 'link', { href: 'tel:5550100' }));
    const dialled = dialling();
    stop();
    await userEvent.click(find('link'));
    const end = new AbortController();
    dialling({ signal: end.signal });
    end.abort();
    await userEvent.click(find('link'));
    dialling({ signal: end.signal });
    await userEvent.click(find('link'));
    expect([dialled, left]).toEqual([[], ['link', 'link', 'link']]);
  });
});
