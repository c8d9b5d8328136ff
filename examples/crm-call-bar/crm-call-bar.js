// @ts-check
/**
 * A CRM with a softphone: its customers' numbers dial, an incoming call opens the caller's card, the bar at the bottom
 * does the rest. However many tabs are open, one holds the link to the centre and rings, and all show the same.
 */
import 'aicc-support/bar/define';
import { clickToDial, createSoftphone, httpTransport, protectLeaving, sharedTransport } from 'aicc-support';
import { byId, setText } from '../shared/dom.js';
import { inLanguage } from '../shared/i18n.js';
import { untilSignedIn } from '../shared/sign-in.js';
import { offerAlerts } from './alerts.js';
import { createCallLog } from './call-log.js';
import { renderLog, wordsOf } from './call-log-view.js';
import { renderCard } from './customer-card.js';
import { showCustomers } from './customer-list.js';
import { isSame, openByCalls, whoIs } from './open-card.js';
import { language, t, translatePage } from './words.js';

/** Who works here. `?agent=382` is the second agent. */
const workNo = new URL(location.href).searchParams.get('agent') ?? '381';
/** What customers see when the shop calls. */
const salesNumber = '88880012';
const { workbenchOrigin = '', phoneOrigin = '' } = document.documentElement.dataset;

translatePage();
document.title = t('pageTitle', { workNo });
linkOtherPages();

// --- the softphone ------------------------------------------------------------------------------------------------

const tokens = await untilSignedIn({ workNo, page: 'crm', site: 'crm', t });
const centre = httpTransport({ baseUrl: `${workbenchOrigin}/aicc`, getToken: tokens.getToken });
const transport = sharedTransport(centre, { name: `crm-${workNo}` });
const softphone = createSoftphone({ transport }, { rings: () => transport.isOwner });

const bar = /** @type {import('aicc-support/bar').AiccSoftphoneBar} */ (byId('softphone', HTMLElement));
bar.softphone = softphone;
bar.describeCaller = describeCaller;
protectLeaving(softphone);
// What goes wrong with it, the bar tells.
clickToDial(byId('crm', HTMLElement), softphone, { callerNum: salesNumber });
offerAlerts({ softphone, transport, bar });

// --- the page -----------------------------------------------------------------------------------------------------

const log = createCallLog({ workNo });
/** @type {import('./open-card.js').Who} */
let opened = {};

const list = showCustomers({
  open(customer) {
    openCard({ customer });
    // A person asked for it; a call must not take the keyboard away.
    byId('card', HTMLElement).focus();
  },
});

/** @param {import('./open-card.js').Who} who */
function openCard(who) {
  opened = who;
  list.mark(who.customer);
  show();
}

function show() {
  const { agent, calls, contacts } = softphone.state();
  setText(byId('who', HTMLElement), agent ? t('agentName', { name: agent.name ?? '', workNo }) : '');

  /** @param {import('aicc-support').Contact | undefined} contact */
  const isOpen = (contact) => contact !== undefined && isSame(whoIs(contact), opened);
  const call = calls.find(
    ({ contactId, consultOf }) => consultOf === undefined && isOpen(contacts.find(({ id }) => id === contactId)),
  );
  const entries = log.entries();
  const past = entries.filter(({ call: { consultOf }, contact }) => consultOf === undefined && isOpen(contact));
  renderCard({ ...opened, call, past: past.map((entry) => ({ key: entry.call.id, text: wordsOf(entry) })) });
  renderLog(entries, log.numberOf);
}

/**
 * Says what has just happened, for those who do not see it.
 *
 * @param {'say.incoming' | 'say.waiting' | 'say.over'} key
 * @param {import('aicc-support').SoftphoneEvents['ringing']} event
 */
function say(key, { call, contact }) {
  const { customer, number = call.callerNum } = whoIs(contact);
  setText(byId('announcement', HTMLElement), t(key, { name: customer?.name ?? number }));
}

softphone.on('change', ({ calls, contacts }) => {
  for (const call of calls) {
    log.note(
      call,
      contacts.find(({ id }) => id === call.contactId),
    );
  }
  show();
});
softphone.on('ringing', (event) => {
  const isFocused = event.call.contactId === softphone.state().focusedContactId;
  say(isFocused ? 'say.incoming' : 'say.waiting', event);
});
softphone.on('ended', (event) => {
  log.note(event.call, event.contact);
  // A colleague who is asked no longer, or joined the conference, is no end of the customer's call.
  if (event.call.consultOf === undefined) say('say.over', event);
  show();
});
openByCalls(softphone, openCard);
show();

/**
 * Names instead of numbers. Who is asked for advice sees who asks, and about whom.
 *
 * @param {import('aicc-support').Call} call
 * @param {import('aicc-support').Contact | undefined} contact
 * @returns {import('aicc-support/bar').CallerCard}
 */
function describeCaller({ consultOf, state, callerNum }, contact) {
  const { customer, number = callerNum } = whoIs(contact);
  const name = customer?.name ?? number;
  if (consultOf === undefined || state === 'conference' || callerNum === workNo) return { title: name };
  return { title: t('colleague', { workNo: callerNum }), details: [[t('about'), name]] };
}

function linkOtherPages() {
  const colleague = byId('colleague-link', HTMLAnchorElement);
  const other = workNo === '381' ? '382' : '381';
  byId('phone-link', HTMLAnchorElement).href = inLanguage(`${phoneOrigin}/?number=5550100&service=sales`, language);
  colleague.href = inLanguage(new URL(`/?agent=${other}`, location.href).href, language);
  setText(colleague, t(other === '382' ? 'openColleague' : 'openFirst'));
}
