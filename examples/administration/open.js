// @ts-check
/** What both pages of the administrator have: a session, a connection to the centre, words, and errors that are told. */
import { connect, httpTransport } from 'aicc-support';
import { checkVerificationOutput } from 'aicc-support/verification';
import { byId, setText } from '../shared/dom.js';
import { createTranslator, inLanguage } from '../shared/i18n.js';
import { untilSignedIn } from '../shared/sign-in.js';
import { messages } from './messages.js';

export const { t, tOf, has, language, translatePage } = createTranslator(messages);

/**
 * @typedef {import('aicc-support/verification').AdministratorOperation} AdministratorOperation
 *
 * @typedef {object} Office
 * @property {import('aicc-support').Connection} connection
 * @property {<O extends AdministratorOperation>(operation: O, input: import('aicc-support').Input<O>) => Promise<import('aicc-support').Output<O>>} ask
 * @property {(action: () => Promise<void>) => Promise<void>} perform does it, and tells what goes wrong
 */

/**
 * @param {'processes' | 'records'} page
 * @param {AdministratorOperation} operation without which the page is closed
 * @returns {Promise<Office | undefined>} none for an agent who may not
 */
export async function openOffice(page, operation) {
  const workNo = new URL(location.href).searchParams.get('agent') ?? '371';
  translatePage();
  document.title = t(`${page}.title`);
  const back = byId('workbench-link', HTMLAnchorElement);
  back.href = inLanguage(new URL(`/?agent=${workNo}`, location.href).href, language);

  const problem = byId('problem', HTMLElement);
  /** @param {() => Promise<void>} action */
  const perform = async (action) => {
    setText(problem, '');
    try {
      await action();
    } catch (error) {
      const code = /** @type {{ code?: string }} */ (error).code ?? String(error);
      const key = `error.${code}`;
      setText(problem, has(key) ? t(key) : t('error.other', { code }));
    }
  };

  const tokens = await untilSignedIn({ workNo, page: 'office', site: 'workbench', t });
  /** @type {import('aicc-support').Connection | undefined} */
  let connection;
  await perform(async () => {
    connection = await connect(
      httpTransport({ baseUrl: new URL('/aicc', location.href).href, getToken: tokens.getToken }),
    );
  });
  if (!connection) return undefined;
  if (!connection.capabilities.has(operation)) {
    setText(problem, t('error.auth/forbidden'));
    return undefined;
  }
  const open = connection;
  byId('work', HTMLElement).hidden = false;
  return {
    connection: open,
    perform,
    ask: async (name, input) => checkVerificationOutput(name, await open.request(name, input)),
  };
}
