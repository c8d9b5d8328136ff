// @ts-check
/** The customer's phone: calls the bank or the shop, rings, hears the prompts of a flow as text, types digits. */
import { customers } from '../backend/customers.mjs';
import { byId, element, onPress, renderList, setEnabled, setText } from '../shared/dom.js';
import { createTranslator } from '../shared/i18n.js';
import { messages } from './messages.js';

/**
 * What the network tells of our call.
 *
 * @typedef {object} View
 * @property {'dialing' | 'queued' | 'ringing' | 'talking' | 'held' | 'ended'} state
 * @property {string} service who is on the other side
 * @property {readonly string[]} prompts
 * @property {string} dtmf what the agent typed
 * @property {string} [endReason]
 * @property {readonly string[]} [messages] text messages, the newest last
 */

const { t, tOf, has, language, translatePage } = createTranslator(messages);
translatePage();

/** The numbers that can be called. */
const lines = { retail: '88880011', sales: '88880012' };

const query = new URL(location.href).searchParams;
const service = query.get('service') === 'sales' ? 'sales' : 'retail';
const number = query.get('number') ?? customers[0]?.number ?? '';
const owner = customers.find((each) => each.number === number);
const name = owner?.name ?? t('unknownName');

document.title = t('pageTitle', { number });
setText(byId('own-number', HTMLElement), t('ownNumber', { name, number }));
setText(
  byId('person-note', HTMLElement),
  owner ? t(owner.unavailable ? 'noteUnavailable' : 'note', { name, pin: owner.pin }) : t('noteUnknown', { number }),
);
setText(byId('call', HTMLElement), t(`call.${service}`));

// --- the keys -----------------------------------------------------------------------------------------------------

/**
 * @param {'call' | 'answer' | 'reject' | 'hang-up' | 'digits' | 'speak'} key
 * @param {{ digits?: string, text?: string }} [what]
 */
async function press(key, what) {
  const problem = byId('problem', HTMLElement);
  setText(problem, '');
  try {
    const response = await fetch(`/phone/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number, service, language, ...what }),
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
  lastKey = lastKey.then(() => press('digits', { digits: key }));
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
const words = byId('words', HTMLInputElement);
byId('speak', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (text === '' || byId('say', HTMLButtonElement).ariaDisabled === 'true') return;
  words.value = '';
  lastKey = lastKey.then(() => press('speak', { text }));
});

// A keyboard has these keys too.
addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (target !== words && !ctrlKey && !metaKey && !altKey) keypad.find((button) => button.dataset.key === key)?.click();
});

/**
 * Another phone, or another number to call, is another address of this page.
 *
 * @param {string} text @param {boolean} isChosen @param {Record<string, string>} change
 */
function choice(text, isChosen, change) {
  const button = element('button', { text });
  button.type = 'button';
  button.ariaPressed = String(isChosen);
  onPress(button, () => {
    const url = new URL(location.href);
    for (const [key, value] of Object.entries(change)) url.searchParams.set(key, value);
    location.assign(url);
  });
  return button;
}
byId('people', HTMLElement).replaceChildren(
  ...customers.map((each) => choice(each.name, each === owner, { number: each.number })),
);
byId('lines', HTMLElement).replaceChildren(
  ...Object.entries(lines).map(([key, called]) =>
    choice(tOf('line', key, { number: called }), key === service, { service: key }),
  ),
);

// --- the screen ---------------------------------------------------------------------------------------------------

/** @param {View} view */
function show({ state, service: party, prompts, dtmf, endReason, messages: received = [] }) {
  const shown = state === 'ended' && endReason === undefined ? 'idle' : state;
  const wordings = [`ended.${endReason ?? ''}`, `state.${shown}.${party}`, `state.${shown}`];
  const screen = byId('state', HTMLElement);
  setText(screen, t(wordings.filter(has)[0] ?? 'state.idle'));
  screen.dataset.state = state;

  const spoken = byId('prompts', HTMLElement);
  while (spoken.childElementCount > prompts.length) spoken.firstElementChild?.remove();
  for (const prompt of prompts.slice(spoken.childElementCount)) {
    const key = `prompt.${prompt}`;
    spoken.append(element('p', { text: has(key) ? t(key) : prompt }));
    spoken.scrollTop = spoken.scrollHeight;
    setText(byId('typed', HTMLElement), '');
  }
  // For whoever scrolls it with the keyboard; what is empty is no stop on their way.
  spoken.tabIndex = spoken.childElementCount > 0 ? 0 : -1;
  if (state !== 'talking' && state !== 'held') setText(byId('typed', HTMLElement), '');

  renderList(
    byId('messages', HTMLElement),
    received.map((text, index) => ({ text, key: `${index}` })),
    {
      key: ({ key }) => key,
      create: () => element('p'),
      update: (child, { text }) => setText(child, text),
    },
  );

  setText(byId('dtmf', HTMLElement), dtmf === '' ? '' : t('dtmf', { digits: dtmf }));

  const isOn = state === 'talking' || state === 'held';
  setEnabled(byId('call', HTMLButtonElement), state === 'ended');
  setEnabled(byId('answer', HTMLButtonElement), state === 'ringing');
  setEnabled(byId('reject', HTMLButtonElement), state === 'ringing');
  setEnabled(byId('hang-up', HTMLButtonElement), state === 'dialing' || state === 'queued' || isOn);
  for (const key of keypad) setEnabled(key, isOn);
  setEnabled(byId('say', HTMLButtonElement), isOn);
}

show({ state: 'ended', service, prompts: [], dtmf: '' });
const network = new EventSource(`/phone/events?number=${number}`);
network.addEventListener('message', ({ data }) => show(JSON.parse(data)));
network.addEventListener('open', () => setText(byId('problem', HTMLElement), ''));
network.addEventListener('error', () => setText(byId('problem', HTMLElement), t('error.offline')));
