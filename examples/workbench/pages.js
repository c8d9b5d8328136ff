// @ts-check
/** The embedded pages: which there are, what each may do, and whether they are connected. */
import { createWorkbenchHost } from 'aicc-support';
import { byId, element, renderList, setText } from '../shared/dom.js';
import { inLanguage } from '../shared/i18n.js';
import { confirmDial } from './confirm.js';
import { bankOrigin, legacyOrigin, pages } from './page-list.js';
import { language, tOf } from './words.js';

/**
 * No more than the pages need. Both learn of calls and of the authentication processes that they are about; the numbers
 * they see end in the last four digits. Only the bank's page knows the customer by the id in the call data, and only it
 * gets a proof for its server.
 *
 * @type {import('aicc-support').GuestPolicy[]}
 */
const guests = [
  {
    origin: bankOrigin,
    operations: ['verification.result', 'verification.proof', 'call.dial'],
    events: ['agent.updated', 'contact.updated', 'call.updated', 'focus.changed', 'verification.updated'],
    verifyTypeCodes: ['RETAIL_PIN', 'RETAIL_ANI', 'RETAIL_OTP'],
    redact: ['phoneNumbers'],
  },
  {
    origin: legacyOrigin,
    operations: ['verification.result', 'call.dial'],
    events: ['agent.updated', 'contact.updated', 'call.updated', 'focus.changed', 'verification.updated'],
    verifyTypeCodes: ['RETAIL_PIN'],
    redact: ['phoneNumbers', 'callData'],
  },
];

/** @param {import('aicc-support').Connection} connection */
export function showPages(connection) {
  const host = createWorkbenchHost({ connection, guests, confirmDial, name: 'Demo workbench', locale: language });
  /** @type {Map<string, import('aicc-support').GuestEvent['status'] | 'waiting'>} */
  const states = new Map(pages.map(({ origin }) => [origin, 'waiting']));

  const renderGuests = () =>
    renderList(byId('guests', HTMLUListElement), pages, {
      key: ({ id }) => id,
      create: ({ id }) => element('li', { class: 'pill', data: { guest: id } }),
      update(item, { origin, name }) {
        const state = states.get(origin) ?? 'waiting';
        item.dataset.tone = state === 'connected' ? 'ok' : 'warn';
        item.dataset.state = state;
        setText(item, tOf('guest', state, { page: name }));
      },
    });

  host.subscribe(({ origin, status }) => {
    if (states.has(origin)) states.set(origin, status);
    renderGuests();
  });
  for (const { id, origin } of pages) {
    const frame = byId(`frame-${id}`, HTMLIFrameElement);
    host.attach(frame);
    frame.src = inLanguage(origin, language);
  }
  renderGuests();
  showTabs();
}

/** One page at a time; the others go on behind. Arrow keys move between the tabs. */
function showTabs() {
  const tabs = pages.map(({ id }) => byId(`tab-${id}`, HTMLButtonElement));

  /** @param {number} chosen */
  const choose = (chosen) => {
    tabs.forEach((tab, index) => {
      tab.ariaSelected = String(index === chosen);
      tab.tabIndex = index === chosen ? 0 : -1;
      byId(`panel-${pages[index]?.id}`, HTMLDivElement).hidden = index !== chosen;
    });
  };

  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => choose(index));
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = (index + step + tabs.length) % tabs.length;
      choose(next);
      tabs[next]?.focus();
    });
  });
  choose(0);
}
