// @ts-check
/** The agent's workbench: an HTTP connection to the centre, plain buttons for it, and pages that are served from it. */
import { connect, httpTransport } from 'aicc-support';
import { byId, element, onPress, setText } from '../shared/dom.js';
import { inLanguage } from '../shared/i18n.js';
import { callsOf } from './actions.js';
import { showPages } from './pages.js';
import { createTokenSource, workNo } from './session.js';
import { farNumber, render } from './view.js';
import { errorText, language, t, tOf, translatePage } from './words.js';

/**
 * @template {import('aicc-support').Operation} O
 * @typedef {import('aicc-support').Input<O>} Input
 */

translatePage();
document.title = t('pageTitle', { workNo });
linkOtherPages();

const processes = byId('process', HTMLSelectElement);
const announcement = byId('announcement', HTMLElement);
const problem = byId('problem', HTMLElement);

const connection = await connect(
  httpTransport({ baseUrl: new URL('/aicc', location.href).href, getToken: createTokenSource() }),
).catch((error) => {
  setText(problem, errorText(error));
  throw error;
});

/**
 * @template {import('aicc-support').Operation} O
 * @param {O} operation
 * @param {Input<O>} input
 */
async function perform(operation, input) {
  setText(problem, '');
  try {
    return await connection.request(operation, input);
  } catch (error) {
    setText(problem, errorText(error));
    return undefined;
  }
}

const show = () =>
  render(connection.snapshot(), connection.status, {
    verifyTypeCode: processes.value,
    focus: (contactId) => void perform('call.focus', { contactId }),
  });

/** @param {string} id @param {() => Promise<unknown>} action */
const button = (id, action) => onPress(byId(id, HTMLButtonElement), () => void action());

/** @param {import('aicc-support').Call | undefined} call */
const ref = (call) => (call ? { callId: call.id } : {});
const calls = () => callsOf(connection.snapshot());
const verifyRef = () => ({ verifyTypeCode: processes.value });

button('sign-in', () => perform('agent.signIn', {}));
button('sign-out', () => perform('agent.signOut', {}));
button('set-ready', () => perform('agent.setReady', {}));
button('set-busy', () => perform('agent.setBusy', {}));
button('end-wrap-up', () => perform('agent.endWrapUp', {}));
button('answer', () => perform('call.answer', ref(calls().ringing)));
button('reject', () => perform('call.reject', ref(calls().ringing)));
button('hold', () => perform('call.hold', ref(calls().main)));
button('retrieve', () => perform('call.retrieve', ref(calls().main)));
button('hang-up', () => perform('call.hangUp', ref(calls().active)));
button('consult', () =>
  perform('call.consult', { ...ref(calls().main), to: byId('colleague', HTMLInputElement).value }),
);
button('cancel-consult', () => perform('call.cancelConsult', ref(calls().consult)));
button('dial', () =>
  perform('call.dial', { mediaType: 'audio', calledNum: byId('dial-number', HTMLInputElement).value.trim() }),
);
button('verify-start', () => perform('verification.start', verifyRef()));
button('verify-cancel', () => perform('verification.cancel', verifyRef()));
processes.addEventListener('change', show);

/**
 * Says in words what has just changed, for those who do not see it.
 *
 * @param {import('aicc-support').ConnectionEvent} event
 */
function announce(event) {
  if (event.type === 'agent.conflict') return setText(problem, t('say.conflict'));
  if (event.type === 'agent.updated') {
    if (event.agent.state === 'wrap-up') setText(announcement, t('say.wrapUp'));
    else if (event.agent.state !== 'on-call') setText(announcement, '');
    return;
  }
  if (event.type !== 'call.updated' && event.type !== 'call.ended') return;
  const number = farNumber(event.call, workNo);
  const { state } = event.call;
  if (state === 'ringing') setText(announcement, t('say.ringing', { number }));
  if (state === 'talking') setText(announcement, t('say.answered', { number }));
  if (state === 'ended') setText(announcement, t('say.released', { number }));
}

async function listProcesses() {
  const offered = (await perform('verification.processes', {})) ?? [];
  processes.replaceChildren(
    ...offered.map(({ verifyTypeCode, name }) => {
      const text = tOf('process', verifyTypeCode);
      const option = element('option', { text: text === verifyTypeCode ? name : text });
      option.value = verifyTypeCode;
      return option;
    }),
  );
}

function linkOtherPages() {
  const colleague = byId('colleague-link', HTMLAnchorElement);
  const other = workNo === '371' ? '372' : '371';
  byId('colleague', HTMLInputElement).value = other;
  const { phoneOrigin = '' } = document.documentElement.dataset;
  byId('phone-link', HTMLAnchorElement).href = inLanguage(`${phoneOrigin}/?number=5550100`, language);
  colleague.href = inLanguage(new URL(`/?agent=${other}`, location.href).href, language);
  setText(colleague, t(other === '372' ? 'openColleague' : 'openFirst'));
}

connection.subscribe((event) => {
  announce(event);
  show();
});
await listProcesses();
show();
showPages(connection);
