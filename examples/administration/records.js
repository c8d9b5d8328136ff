// @ts-check
/** The records of identity authentication: searched by result, agent, contact and time, and exported as CSV. */
import { recordsToCsv } from 'aicc-support/verification';
import { byId, element, onPress, renderList, setText } from '../shared/dom.js';
import { language, openOffice, t, tOf } from './open.js';

/**
 * @typedef {import('aicc-support/verification').VerificationRecord} VerificationRecord
 * @typedef {import('aicc-support/verification').RecordsQuery} RecordsQuery
 */

const tones = ['', 'ok', 'bad', 'odd'];
const time = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });

const office = await openOffice('records', 'verification.records');
if (office) show(office);

/** @param {import('./open.js').Office} office */
function show({ ask, perform }) {
  const form = byId('search', HTMLFormElement);
  const more = byId('more', HTMLButtonElement);
  /** What is shown. @type {VerificationRecord[]} */
  let records = [];
  /** @type {RecordsQuery} */
  let query = {};
  /** @type {string | undefined} */
  let cursor;

  /** @param {string} id */
  const written = (id) => byId(id, HTMLInputElement).value.trim();
  /** A local time of the form, in milliseconds. @param {string} id */
  const moment = (id) => (written(id) === '' ? undefined : new Date(written(id)).getTime());

  /** @returns {RecordsQuery} */
  function readForm() {
    const result = byId('result', HTMLSelectElement).value;
    const [workNo, contactId, verifyTypeCode] = [written('agent'), written('contact'), written('code')];
    const [from, to] = [moment('from'), moment('to')];
    return {
      ...(result !== '' && { result: /** @type {0 | 1 | 2 | 3} */ (Number(result)) }),
      ...(workNo !== '' && { workNo }),
      ...(contactId !== '' && { contactId }),
      ...(verifyTypeCode !== '' && { verifyTypeCode }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
  }

  const search = () =>
    perform(async () => {
      query = readForm();
      const page = await ask('verification.records', { ...query, limit: 20 });
      records = [...page.records];
      cursor = page.cursor;
      render();
    });

  const searchOn = () =>
    perform(async () => {
      if (cursor === undefined) return;
      const page = await ask('verification.records', { ...query, limit: 20, cursor });
      records = [...records, ...page.records];
      cursor = page.cursor;
      render();
    });

  /** All that was searched for, not only what is shown. */
  const exportAll = () =>
    perform(async () => {
      /** @type {VerificationRecord[]} */
      const found = [];
      /** @type {string | undefined} */
      let next;
      do {
        const page = await ask('verification.records', {
          ...query,
          limit: 200,
          ...(next !== undefined && { cursor: next }),
        });
        found.push(...page.records);
        next = page.cursor;
      } while (next !== undefined);
      const url = URL.createObjectURL(new Blob([recordsToCsv(found)], { type: 'text/csv' }));
      const link = element('a');
      link.href = url;
      link.download = 'identity-authentication.csv';
      link.click();
      // The download has begun by then.
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      setText(byId('said', HTMLElement), t('exported', { count: found.length }));
    });

  function render() {
    setText(byId('said', HTMLElement), t('found', { count: records.length }));
    more.hidden = cursor === undefined;
    renderList(byId('records', HTMLElement), records, {
      key: ({ id }) => id,
      create: () =>
        element('tr', {
          children: [...['time', 'agent', 'contact', 'customer', 'process', 'level'], 'result', 'steps'].map((field) =>
            element('td', { data: { field } }),
          ),
        }),
      update,
    });
  }

  /** @param {HTMLElement} row @param {VerificationRecord} record */
  function update(row, { steps, ...record }) {
    const { startedAt, workNo, contactId, customerNumber, customerKey, verifyTypeCode, attempt } = record;
    /** @type {Record<string, string>} */
    const texts = {
      time: time.format(startedAt),
      agent: workNo,
      contact: contactId,
      customer: [customerKey, customerNumber].filter(Boolean).join(' · '),
      process: `${verifyTypeCode} · ${attempt}`,
      level: `${record.level ?? '–'} / ${record.requiredLevel}`,
    };
    for (const [field, text] of Object.entries(texts)) setText(cellOf(row, field), text);
    const pill = element('span', { class: 'pill', text: tOf('result', String(record.result)) });
    pill.dataset.tone = tones[record.result] ?? '';
    const why =
      record.failureReason === undefined ? [] : [element('span', { class: 'muted', text: record.failureReason })];
    cellOf(row, 'result').replaceChildren(pill, ...why);
    row.dataset.result = String(record.result);
    const list = element('ol', {
      children: steps.map(({ step, outcome, destination }) =>
        element('li', { text: [step, outcome, destination].filter(Boolean).join(' · ') }),
      ),
    });
    const summary = element('summary', { text: t('steps', { count: steps.length }) });
    cellOf(row, 'steps').replaceChildren(element('details', { children: [summary, list] }));
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void search();
  });
  onPress(more, () => void searchOn());
  onPress(byId('export', HTMLButtonElement), () => void exportAll());
  void search();
}

/** @param {HTMLElement} row @param {string} field */
const cellOf = (row, field) => /** @type {HTMLElement} */ (row.querySelector(`[data-field=${field}]`));
