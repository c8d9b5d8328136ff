// @ts-check
/** A bank's page inside the workbench: it shows the customer on the line, and unlocks when they are verified. */
import { createAICCSupport, frameTransport, isAiccError } from 'aicc-support';
import { byId, element, onPress, renderList, setEnabled, setText } from '../shared/dom.js';
import { createTranslator } from '../shared/i18n.js';
import { accountOf, accounts } from './accounts.js';
import { showLevels } from './levels.js';
import { followResult } from './lock.js';
import { messages } from './messages.js';

/**
 * @typedef {import('./accounts.js').Account} Account
 * @typedef {import('./lock.js').Lock} Lock
 * @typedef {import('aicc-support').EventData} EventData
 */

const { t, has, language, translatePage } = createTranslator(messages);
translatePage();
document.title = t('pageTitle');

const { workbenchOrigin = '' } = document.documentElement.dataset;
const AICCSupport = createAICCSupport({ transport: frameTransport({ allowedOrigins: [workbenchOrigin] }) });

/** @type {Lock} */
let lock = 'offline';
/** @type {Account | undefined} */
let account;

const money = new Intl.NumberFormat(language, { minimumFractionDigits: 2 });

// --- the customer -------------------------------------------------------------------------------------------------

/** @param {EventData | undefined} eventData */
function showCustomer(eventData) {
  const next = eventData && accountOf(eventData.calldata);
  // What is done for a customer is a copy: it ends with the contact.
  if (next?.id !== account?.id) account = next && { ...next };
  setText(byId('done', HTMLElement), '');
  setText(byId('customer', HTMLElement), account?.name ?? (eventData ? t('unknownCustomer') : t('nobody')));
  if (eventData) {
    const { callType, callerNum, calledNum } = eventData;
    const number = callType === '0' ? callerNum : calledNum;
    const facts = { direction: t(`direction.${callType}`), number, id: account?.id ?? '–' };
    setText(byId('customer-facts', HTMLElement), t('facts', facts));
  } else {
    setText(byId('customer-facts', HTMLElement), t('nobodyFacts'));
  }
  showAccount();
}

/** The call of the contact in focus, in the words of the events. */
function showCall() {
  const { calls, focus } = AICCSupport.connection.snapshot();
  const call = calls.findLast(({ contactId, consultOf }) => contactId === focus.contactId && consultOf === undefined);
  const rings = call?.state === 'ringing' || call?.state === 'dialing';
  const state = !call ? 'none' : call.state === 'ended' ? 'Release' : rings ? 'Ringing' : 'Talking';
  const pill = byId('call-state', HTMLElement);
  setText(pill, t(`call.${state}`));
  pill.dataset.call = state;
  pill.dataset.tone = { none: '', Ringing: 'warn', Talking: 'ok', Release: '' }[state];
}

function showCurrent() {
  showCall();
  showCustomer(AICCSupport.currentContact());
}

// --- the account --------------------------------------------------------------------------------------------------

function showAccount() {
  const open = lock === 'unlocked' && account !== undefined;
  /** @type {[import('./messages.js').Key, string][]} */
  const rows = [
    ['account.iban', account?.iban ?? ''],
    ['account.balance', account ? money.format(account.balance) : ''],
    ['account.limit', account ? money.format(account.limit) : ''],
    ['account.card', account ? t(`card.${account.card}`) : ''],
    ['account.address', account?.address ?? ''],
  ];
  renderList(byId('account', HTMLElement), rows, {
    key: ([key]) => key,
    create: ([key]) => element('div', { children: [element('dt', { text: t(key) }), element('dd')] }),
    update(row, [, value]) {
      // Locked, the value is not in the page at all.
      setText(/** @type {HTMLElement} */ (row.lastElementChild), open ? value : t('hidden'));
    },
  });
  setEnabled(byId('raise-limit', HTMLButtonElement), open);
  setEnabled(byId('block-card', HTMLButtonElement), open && account?.card === 'active');
}

/** @param {Lock} next @param {string} [verifyResult] */
function showLock(next, verifyResult) {
  if (verifyResult !== undefined) log(`getVerifyResult('RETAIL_PIN') → '${verifyResult}'`);
  setText(byId('result', HTMLOutputElement), verifyResult === undefined ? '…' : `'${verifyResult}'`);
  lock = next;
  document.body.dataset.lock = lock;
  setText(byId('verdict', HTMLElement), t(`lock.${lock}`));
  setText(byId('verdict-why', HTMLElement), t(`why.${lock}`));
  if (lock !== 'unlocked') setText(byId('done', HTMLElement), '');
  showAccount();
}

onPress(byId('raise-limit', HTMLButtonElement), () => {
  if (!account) return;
  account.limit += 1000;
  showAccount();
  setText(byId('done', HTMLElement), t('limitRaised', { limit: money.format(account.limit) }));
});
onPress(byId('block-card', HTMLButtonElement), () => {
  if (!account) return;
  account.card = 'blocked';
  showAccount();
  setText(byId('done', HTMLElement), t('cardBlocked'));
});

// --- calling back -------------------------------------------------------------------------------------------------

/** @param {Account} customer @param {MouseEvent} event */
async function callBack({ name, number }, { isTrusted }) {
  // A script on the page must not make the agent call.
  if (!isTrusted) return;
  const state = byId('dial-state', HTMLElement);
  setText(state, t('dial.asking'));
  try {
    await AICCSupport.clickToOutbound({ mediaType: 'audio', calledNum: number });
    setText(state, t('dial.done', { name }));
  } catch (error) {
    const code = isAiccError(error) ? error.code : String(error);
    const key = `dial.${code}`;
    setText(state, has(key) ? t(key) : t('dial.other', { code }));
  }
}

byId('directory', HTMLUListElement).replaceChildren(
  ...accounts.map((customer) => {
    const { name } = customer;
    const button = element('button', { text: t('callBack') });
    button.type = 'button';
    button.ariaLabel = t('callBackName', { name });
    onPress(button, (event) => void callBack(customer, event));
    return element('li', { children: [element('span', { text: name }), button] });
  }),
);

// --- what the workbench tells -------------------------------------------------------------------------------------

/** @param {string} text */
function log(text) {
  byId('log', HTMLOListElement).append(element('li', { text }));
}

/** @param {import('aicc-support').SupportEventName} name */
const heard = (name) => (/** @type {object} */ eventData) => log(`${name} ${JSON.stringify(eventData)}`);

// Before all else: what locks the page must hear of a change before anything is shown of it.
followResult(AICCSupport, 'RETAIL_PIN', showLock);
showLevels(AICCSupport, t, (amount) => money.format(amount));

AICCSupport.addHandler('Init', heard('Init'));
AICCSupport.addHandler('VerifyResult', heard('VerifyResult'));
for (const name of /** @type {const} */ (['Ringing', 'Talking', 'Release', 'Switch'])) {
  // The call may be older than this page: a pop-up is opened by it.
  const options = { replay: name === 'Ringing' };
  AICCSupport.addHandler(name, heard(name), options);
  AICCSupport.addHandler(name, showCurrent, options);
}
// The end of wrap-up, and call data that comes later, have no event of the vendor's.
AICCSupport.connection.subscribe(({ type }) => {
  if (type === 'contact.ended' || type === 'contact.updated') showCurrent();
});
showCurrent();
