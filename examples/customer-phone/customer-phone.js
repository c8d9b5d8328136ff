// @ts-check
/** The customer's phone: calls the bank, rings, hears the prompts of a flow as text, types digits. */
import { customers } from '../backend/customers.mjs';
import { byId, element, onPress, setEnabled, setText } from '../shared/dom.js';
import { createTranslator } from '../shared/i18n.js';
import { messages } from './messages.js';

/**
 * What the network tells of our call.
 *
 * @typedef {{ state: 'dialing' | 'ringing' | 'talking' | 'held' | 'ended', prompts: string[], endReason?: string }} View
 */

const { t, has, translatePage } = createTranslator(messages);
translatePage();

const asked = new URL(location.href).searchParams.get('number');
const owner = customers.find(({ number }) => number === asked) ?? customers[0];
if (!owner) throw new Error('There are no customers');
const { name, number, pin, unavailable } = owner;

document.title = t('pageTitle', { number });
setText(byId('own-number', HTMLElement), t('ownNumber', { name, number }));
setText(byId('person-note', HTMLElement), t(unavailable ? 'noteUnavailable' : 'note', { name, pin }));

// --- the keys -----------------------------------------------------------------------------------------------------

/** @param {'call' | 'answer' | 'reject' | 'hang-up' | 'digits'} key @param {string} [digits] */
async function press(key, digits) {
  const problem = byId('problem', HTMLElement);
  setText(problem, '');
  try {
    const response = await fetch(`/phone/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number, digits }),
    });
    if (!response.ok) setText(problem, t('error.other'));
  } catch {
    setText(problem, t('error.offline'));
  }
}

for (const id of /** @type {const} */ (['call', 'answer', 'reject', 'hang-up'])) {
  onPress(byId(id, HTMLButtonElement), () => void press(id));
}

/** Keys go out one after the other: two requests under way could change places. */
let lastKey = Promise.resolve();
/** @param {string} key */
function type(key) {
  // What is typed may be a PIN: the screen counts it only.
  const typed = byId('typed', HTMLElement);
  setText(typed, `${typed.textContent}•`);
  lastKey = lastKey.then(() => press('digits', key));
}

const keypad = [...'123456789*0#'].map((key) => {
  const button = element('button', { text: key, data: { key } });
  button.type = 'button';
  const label = `key.${key}`;
  button.ariaLabel = has(label) ? t(label) : t('key', { key });
  onPress(button, () => type(key));
  return button;
});
byId('keypad', HTMLElement).replaceChildren(...keypad);
// A keyboard has these keys too.
addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
  if (!ctrlKey && !metaKey && !altKey) keypad.find((button) => button.dataset.key === key)?.click();
});

byId('people', HTMLElement).replaceChildren(
  ...customers.map((customer) => {
    const button = element('button', { text: customer.name });
    button.type = 'button';
    button.ariaPressed = String(customer === owner);
    onPress(button, () => {
      const url = new URL(location.href);
      url.searchParams.set('number', customer.number);
      location.assign(url);
    });
    return button;
  }),
);

// --- the screen ---------------------------------------------------------------------------------------------------

/** @param {View} view */
function show({ state, prompts, endReason }) {
  const ended = `ended.${endReason ?? ''}`;
  const text = has(ended) ? t(ended) : t(`state.${state === 'ended' && endReason === undefined ? 'idle' : state}`);
  const screen = byId('state', HTMLElement);
  setText(screen, text);
  screen.dataset.state = state;

  const spoken = byId('prompts', HTMLElement);
  while (spoken.childElementCount > prompts.length) spoken.firstElementChild?.remove();
  for (const prompt of prompts.slice(spoken.childElementCount)) {
    const key = `prompt.${prompt}`;
    spoken.append(element('p', { text: has(key) ? t(key) : prompt }));
    setText(byId('typed', HTMLElement), '');
  }
  if (state !== 'talking' && state !== 'held') setText(byId('typed', HTMLElement), '');

  const isOn = state === 'talking' || state === 'held';
  setEnabled(byId('call', HTMLButtonElement), state === 'ended');
  setEnabled(byId('answer', HTMLButtonElement), state === 'ringing');
  setEnabled(byId('reject', HTMLButtonElement), state === 'ringing');
  setEnabled(byId('hang-up', HTMLButtonElement), state === 'dialing' || isOn);
  for (const key of keypad) setEnabled(key, isOn);
}

show({ state: 'ended', prompts: [] });
const network = new EventSource(`/phone/events?number=${number}`);
network.addEventListener('message', ({ data }) => show(JSON.parse(data)));
network.addEventListener('open', () => setText(byId('problem', HTMLElement), ''));
network.addEventListener('error', () => setText(byId('problem', HTMLElement), t('error.offline')));
