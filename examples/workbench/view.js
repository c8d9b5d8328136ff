// @ts-check
/** Shows the state of the connection. */
import { byId, element, onPress, renderList, setEnabled, setText } from '../shared/dom.js';
import { attemptOf, callsOf, enabledActions } from './actions.js';
import { t, tOf } from './words.js';

/**
 * @typedef {import('aicc-support').Snapshot} Snapshot
 * @typedef {import('aicc-support').Call} Call
 * @typedef {import('aicc-support').Contact} Contact
 */

/** @type {Record<string, string>} */
const agentTones = { ready: 'ok', 'on-call': 'info', 'wrap-up': 'warn', busy: 'bad', rest: 'warn' };
/** @type {Record<string, string>} */
const linkTones = { open: 'ok', connecting: 'warn', reconnecting: 'warn', stale: 'warn', closed: 'bad' };
const resultTones = ['', 'ok', 'bad', 'odd'];

/** @param {Call} call @param {string} [ownNumber] */
export function farNumber({ direction, callerNum, calledNum }, ownNumber) {
  if (direction === 'internal') return callerNum === ownNumber ? calledNum : callerNum;
  return direction === 'in' ? callerNum : calledNum;
}

/** @param {HTMLElement} pill @param {string} text @param {string | undefined} tone */
function setPill(pill, text, tone) {
  setText(pill, text);
  pill.dataset.tone = tone ?? '';
}

/**
 * @param {Snapshot} snapshot
 * @param {import('aicc-support').ConnectionStatus} status
 * @param {{ verifyTypeCode: string, focus: (contactId: string) => void }} page
 */
export function render(snapshot, status, { verifyTypeCode, focus }) {
  const { agent } = snapshot;
  setPill(byId('link-state', HTMLElement), tOf('link', status), linkTones[status]);
  setText(
    byId('agent-name', HTMLElement),
    agent ? t('agentName', { name: agent.name ?? '', workNo: agent.workNo }) : '',
  );
  const state = agent?.state ?? 'offline';
  setPill(byId('agent-state', HTMLElement), tOf('agent', state), agentTones[state]);
  byId('agent-state', HTMLElement).dataset.state = state;

  const enabled = enabledActions(snapshot, verifyTypeCode);
  for (const [id, isEnabled] of Object.entries(enabled)) {
    setEnabled(byId(id, HTMLButtonElement), isEnabled && status === 'open');
  }

  const { ringing, active } = callsOf(snapshot);
  const shown = ringing ?? active;
  setText(
    byId('call-summary', HTMLElement),
    shown ? tOf('summary', shown.state, { number: farNumber(shown, agent?.workNo) }) : t('noCall'),
  );
  renderAttempt(snapshot, verifyTypeCode);
  renderContacts(snapshot, focus);
}

/** @param {Snapshot} snapshot @param {string} verifyTypeCode */
function renderAttempt(snapshot, verifyTypeCode) {
  const attempt = attemptOf(snapshot, verifyTypeCode);
  const pill = byId('verify-result', HTMLElement);
  const step = byId('verify-step', HTMLElement);
  const isRunning = attempt !== undefined && attempt.endedAt === undefined;
  const result = attempt === undefined ? 'none' : isRunning ? 'running' : String(attempt.result);
  setPill(pill, tOf('result', result), isRunning ? 'info' : resultTones[attempt?.result ?? 0]);
  pill.dataset.result = result;
  if (isRunning) setText(step, tOf('step', attempt.step ?? 'started'));
  else setText(step, attempt ? t('attempt', { attempt: attempt.attempt }) : '');
}

/** @param {Snapshot} snapshot @param {(contactId: string) => void} focus */
function renderContacts({ contacts, calls, agent, focus: { contactId } }, focus) {
  byId('no-contacts', HTMLElement).hidden = contacts.length > 0;
  renderList(byId('contacts', HTMLUListElement), contacts, {
    key: ({ id }) => id,
    create: ({ id }) => createContact(() => focus(id)),
    update(item, contact) {
      const number = contact.customerNumber ?? contact.id;
      const isFocused = contact.id === contactId;
      const own = calls.filter((each) => each.contactId === contact.id);
      if (isFocused) item.ariaCurrent = 'true';
      else item.removeAttribute('aria-current');
      const [name, mark, button] = /** @type {[HTMLElement, HTMLElement, HTMLButtonElement]} */ ([
        ...item.querySelectorAll('.name, .mark, button'),
      ]);
      const list = /** @type {HTMLUListElement} */ (item.querySelector('ul'));
      setText(name, number);
      mark.hidden = !isFocused;
      setText(mark, t('inFocus'));
      button.hidden = isFocused;
      button.ariaLabel = t('focusOn', { number });
      renderList(list, own, {
        key: ({ id }) => id,
        create: () => element('li'),
        update(line, call) {
          const words = { number: farNumber(call, agent?.workNo), state: tOf('call', call.state) };
          setText(line, t(call.consultOf === undefined ? 'callLine' : 'consultLine', words));
          line.dataset.state = call.state;
        },
      });
    },
  });
}

/** @param {() => void} onFocus */
function createContact(onFocus) {
  const button = element('button', { text: t('focus') });
  button.type = 'button';
  onPress(button, onFocus);
  return element('li', {
    children: [
      element('div', {
        class: 'row spread',
        children: [
          element('span', { class: 'name number' }),
          element('span', { class: 'pill mark', data: { tone: 'info' } }),
          button,
        ],
      }),
      element('ul', { class: 'small muted number' }),
    ],
  });
}
