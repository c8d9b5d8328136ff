// @ts-check
/** The administrator's processes: a new one, its flow, and then it is enabled; edited and deleted only while it is not. */
import { byId, element, onPress, renderList, setEnabled, setText } from '../shared/dom.js';
import { openOffice, t, tOf } from './open.js';

/**
 * @typedef {import('aicc-support/verification').ProcessConfiguration} Process
 * @typedef {import('aicc-support/verification').ConfigureInput} Command
 */

const office = await openOffice('processes', 'verification.configure');
if (office) show(office);

/** @param {import('./open.js').Office} office */
function show({ ask, perform }) {
  const code = byId('code', HTMLInputElement);
  const name = byId('name', HTMLInputElement);
  const flow = byId('flow', HTMLSelectElement);
  const level = byId('level', HTMLSelectElement);
  const said = byId('said', HTMLElement);
  /** Which process is being edited. @type {string | undefined} */
  let edited;

  /** @param {Command} command @param {string} [words] what is said when it is done */
  const send = (command, words = '') =>
    perform(async () => {
      setText(said, '');
      render(await ask('verification.configure', command));
      if (command.action === 'create' || command.action === 'update') edit(undefined);
      setText(said, words);
    });

  /** @param {Process | undefined} process */
  function edit(process) {
    edited = process?.verifyTypeCode;
    code.value = process?.verifyTypeCode ?? '';
    name.value = process?.name ?? '';
    if (process) [flow.value, level.value] = [process.flow, String(process.requiredLevel)];
    setText(byId('form-heading', HTMLElement), process ? t('editHeading', { code: code.value }) : t('newHeading'));
    setText(byId('save', HTMLElement), t(process ? 'save' : 'create'));
    byId('discard', HTMLButtonElement).hidden = process === undefined;
  }

  /** @param {import('aicc-support/verification').ConfigurationReading} reading */
  function render({ processes, flows }) {
    renderList(flow, flows, {
      key: (each) => each,
      create: (each) => Object.assign(element('option', { text: tOf('flow', each) }), { value: each }),
      update: () => undefined,
    });
    renderList(byId('processes', HTMLElement), processes, {
      key: ({ verifyTypeCode }) => verifyTypeCode,
      create: rowOf,
      update,
    });
  }

  /** @param {Process} process */
  function rowOf({ verifyTypeCode }) {
    const buttons = /** @type {const} */ (['toggle', 'edit', 'delete']).map((act) => {
      const button = element('button', { data: { act } });
      button.type = 'button';
      return button;
    });
    const row = element('tr', {
      data: { process: verifyTypeCode },
      children: [
        element('th', { text: verifyTypeCode, class: 'mono' }),
        ...['name', 'flow', 'level'].map((field) => element('td', { data: { field } })),
        element('td', { children: [element('span', { class: 'pill' })] }),
        element('td', { children: [element('div', { class: 'row', children: buttons })] }),
      ],
    });
    row.querySelector('th')?.setAttribute('scope', 'row');
    return row;
  }

  /** @param {HTMLElement} row @param {Process} process */
  function update(row, process) {
    const { verifyTypeCode, enabled } = process;
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (row.querySelector(selector));
    setText(find('[data-field=name]'), process.name);
    setText(find('[data-field=flow]'), tOf('flow', process.flow));
    setText(find('[data-field=level]'), String(process.requiredLevel));
    const pill = find('.pill');
    setText(pill, t(enabled ? 'enabled' : 'disabled'));
    pill.dataset.tone = enabled ? 'ok' : '';
    row.dataset.enabled = String(enabled);

    const action = enabled ? 'disable' : 'enable';
    /** @type {[act: string, label: 'enable' | 'disable' | 'edit' | 'delete', isAllowed: boolean, press: () => void][]} */
    const acts = [
      [
        'toggle',
        action,
        true,
        () => void send({ action, verifyTypeCode }, t(`said.${action}`, { code: verifyTypeCode })),
      ],
      ['edit', 'edit', !enabled, () => edit(process)],
      [
        'delete',
        'delete',
        !enabled,
        () => void send({ action: 'delete', verifyTypeCode }, t('said.delete', { code: verifyTypeCode })),
      ],
    ];
    for (const [act, label, isAllowed, press] of acts) {
      const button = /** @type {HTMLButtonElement} */ (find(`[data-act=${act}]`));
      setText(button, t(label));
      button.ariaLabel = `${t(label)} ${verifyTypeCode}`;
      setEnabled(button, isAllowed);
      button.onclick = () => {
        if (button.getAttribute('aria-disabled') !== 'true') press();
      };
    }
  }

  byId('process-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const process = {
      verifyTypeCode: code.value.trim(),
      name: name.value.trim(),
      flow: flow.value,
      requiredLevel: /** @type {0 | 1} */ (Number(level.value)),
    };
    const words = t('said.saved', { code: process.verifyTypeCode });
    if (edited === undefined) void send({ action: 'create', process }, words);
    else void send({ action: 'update', verifyTypeCode: edited, process }, words);
  });
  onPress(byId('discard', HTMLButtonElement), () => edit(undefined));
  edit(undefined);
  void send({ action: 'list' });
}
