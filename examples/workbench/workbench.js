// @ts-check
/** The agent's workbench: an HTTP connection to the centre, the softphone bar on it, and pages that are served from it. */
import 'aicc-support/bar/define';
import { connect, createSoftphone, httpTransport } from 'aicc-support';
import { byId, setText } from '../shared/dom.js';
import { inLanguage } from '../shared/i18n.js';
import { untilSignedIn } from '../shared/sign-in.js';
import { renderContacts } from './contacts.js';
import { showPages } from './pages.js';
import { showVerifyPanel } from './verify-panel.js';
import { errorText, language, t, translatePage } from './words.js';

/** Who works here. `?agent=372` is the second agent. */
const workNo = new URL(location.href).searchParams.get('agent') ?? '371';

translatePage();
document.title = t('pageTitle', { workNo });
linkOtherPages();

const problem = byId('problem', HTMLElement);

/** @param {() => Promise<unknown>} action */
async function perform(action) {
  setText(problem, '');
  try {
    await action();
  } catch (error) {
    setText(problem, errorText(error));
  }
}

const tokens = await untilSignedIn({ workNo, page: 'desk', site: 'workbench', t });
const connection = await connect(
  httpTransport({ baseUrl: new URL('/aicc', location.href).href, getToken: tokens.getToken }),
).catch((error) => {
  setText(problem, errorText(error));
  throw error;
});

const bar = /** @type {import('aicc-support/bar').AiccSoftphoneBar} */ (byId('softphone', HTMLElement));
bar.softphone = createSoftphone({ connection });

function show() {
  const snapshot = connection.snapshot();
  const { name = '' } = snapshot.agent ?? {};
  setText(byId('agent-name', HTMLElement), t('agentName', { name, workNo }));
  renderContacts(snapshot, (contactId) => void perform(() => connection.request('call.focus', { contactId })));
}

function linkOtherPages() {
  const colleague = byId('colleague-link', HTMLAnchorElement);
  const other = workNo === '371' ? '372' : '371';
  const { phoneOrigin = '' } = document.documentElement.dataset;
  byId('phone-link', HTMLAnchorElement).href = inLanguage(`${phoneOrigin}/?number=5550100`, language);
  colleague.href = inLanguage(new URL(`/?agent=${other}`, location.href).href, language);
  setText(colleague, t(other === '372' ? 'openColleague' : 'openFirst'));
}

function linkAdministration() {
  for (const [id, page, operation] of /** @type {const} */ ([
    ['processes-link', '/processes', 'verification.configure'],
    ['records-link', '/records', 'verification.records'],
  ])) {
    const link = byId(id, HTMLAnchorElement);
    link.href = inLanguage(new URL(`${page}?agent=${workNo}`, location.href).href, language);
    link.hidden = !connection.capabilities.has(operation);
  }
}

linkAdministration();
connection.subscribe(show);
show();
showVerifyPanel(connection, perform);
showPages(connection);
