// @ts-check
/** The call log in words. */
import { byId, element, renderList, setText } from '../shared/dom.js';
import { durationOf } from './call-log.js';
import { customerByNumber, customerOf } from './customers.js';
import { has, language, t, tOf } from './words.js';

/** @typedef {import('./call-log.js').Entry} Entry */

const clockTime = new Intl.DateTimeFormat(language, { timeStyle: 'short' });

/** How it stands with a call, or how it ended. @param {Entry} entry */
function outcomeOf({ call }) {
  if (call.state !== 'ended') return tOf('call', call.state);
  const key = `end.${call.endReason ?? ''}`;
  const how = has(key) ? t(key) : t('end.unknown');
  const duration = durationOf(call);
  return duration === undefined ? how : t('talked', { duration, how });
}

/** Everything but who. @param {Entry} entry */
export const wordsOf = (entry) =>
  t('line', {
    direction: tOf('direction', entry.call.direction),
    time: clockTime.format(entry.call.startedAt),
    how: outcomeOf(entry),
  });

/**
 * @param {readonly Entry[]} entries
 * @param {(entry: Entry) => string} numberOf
 */
export function renderLog(entries, numberOf) {
  byId('no-calls', HTMLElement).hidden = entries.length > 0;
  renderList(byId('log', HTMLUListElement), entries, {
    key: ({ call }) => call.id,
    create() {
      // A button that dials: for `clickToDial` its value says whom.
      const number = element('button', { class: 'dial number' });
      number.type = 'button';
      return element('li', {
        children: [
          element('span', { class: 'name' }),
          // For who hears or copies the line; it takes no place in the layout.
          new Text(' '),
          number,
          new Text(' '),
          element('span', { class: 'what small muted number' }),
        ],
      });
    },
    update(item, entry) {
      const [name, number, what] = /** @type {[HTMLElement, HTMLElement, HTMLElement]} */ ([...item.children]);
      const { call, contact } = entry;
      const far = numberOf(entry);
      const isColleague = call.consultOf !== undefined;
      const customer = isColleague ? undefined : (customerOf(contact) ?? customerByNumber(far));
      const who = isColleague ? t('colleague', { workNo: far }) : (customer?.name ?? far);
      setText(name, who);
      // As on the customer's card.
      const shown = customer && customerByNumber(far) === customer ? customer.number : far;
      setText(number, shown);
      number.hidden = isColleague;
      number.dataset.aiccDial = far;
      number.ariaLabel = t('dial', { name: who, number: shown });
      setText(what, wordsOf(entry));
      item.dataset.state = call.state;
    },
  });
}
