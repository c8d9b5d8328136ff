/**
 * What the bar shows only when somebody asks for it. In the modules this is a file of its own, which the bar fetches
 * once it stands there: a page is not held up by panels that are closed.
 */
import type { Clock } from '../../clock.js';
import type { Softphone } from '../../softphone/softphone.js';
import type { LiveElement } from '../live-element.js';
import type { Later } from '../views/view.js';
import { dialView } from './dial.js';
import { createFloat, gripView } from './float.js';
import { helpView } from './help.js';
import { keypadView } from './keypad.js';
import type { Entries } from './panel-view.js';
import { stateMenu } from './state-menu.js';
import { createTargetSearch } from './target-search.js';
import { targetsView } from './targets.js';
import { typeKey } from './type-key.js';

export { panels as laterStyles } from '../styles/panels.js';
export { enLater } from '../i18n/en-later.js';

const views = {
  state: stateMenu,
  dial: dialView,
  keypad: keypadView,
  transfer: targetsView,
  consult: targetsView,
  help: helpView,
} as const;

const empty: Entries = {
  dialText: '',
  callerNum: '',
  sent: '',
  onAnswer: false,
  restMinutes: 0,
  reasons: [],
  numbers: [],
};

export function createLater(host: LiveElement, softphone: () => Softphone | undefined, clock: () => Clock): Later {
  const entries = { ...empty };
  const search = createTargetSearch(host, softphone, clock);
  const float = createFloat(host);
  host.addController({
    updated: () => host.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
  });
  const load = async (task: Promise<Partial<Entries>>): Promise<void> => {
    // Without it the panel is poorer, but serves.
    Object.assign(entries, await task.catch(() => ({})));
    host.requestUpdate();
  };
  return {
    get reasons() {
      return entries.reasons;
    },
    opened({ name }) {
      const phone = softphone();
      if (!phone) return;
      const { capabilities } = phone.connection;
      if (name === 'state') entries.restMinutes = 0;
      if (name === 'state' && capabilities.has('agent.reasons')) {
        void load(phone.reasons().then((reasons) => ({ reasons })));
      }
      if (name === 'dial' && capabilities.has('numbers.outbound')) {
        void load(phone.outboundNumbers().then((numbers) => ({ numbers })));
      }
      if (name === 'keypad') entries.sent = '';
      if (name === 'transfer' || name === 'consult') search.start();
    },
    isOver({ name, callId = '' }, { agent, allowed }) {
      const may = allowed.calls.get(callId);
      if (name === 'state') return agent?.state === 'offline';
      return name === 'keypad' ? !may?.has('sendDtmf') : (name === 'transfer' || name === 'consult') && !may?.has(name);
    },
    forget: () => void Object.assign(entries, { ...empty, dialText: entries.dialText }),
    panel: (view, { name, callId = '' }) => views[name]({ ...view, entries, search, callId }, name),
    grip: (view) => gripView(view, float),
    type: (keys) => keys.forEach((key) => typeKey(key, host.renderRoot.activeElement)),
  };
}
