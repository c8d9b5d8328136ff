/**
 * A page with the softphone bar on a real client, or with a bare Lit element, and many events a second for it. Three
 * kinds take turns, each of which changes something that both show: the agent, the contact's data, the call.
 */
import { createSoftphone, type CenterEvent, type Transport, type TransportSink } from 'aicc-support';
import { defineSoftphoneBar } from 'aicc-support/bar';
import { html, LitElement } from 'lit';
import { feedEvents } from './event-feed.js';
import { watchPaints } from './watch-paints.js';

const since = Date.now();
const agent = { workNo: '371', name: 'Agent 0', state: 'on-call', since, skillGroups: ['Cards'] } as const;
const contact = {
  id: 'contact-1',
  mediaType: 'audio',
  customerNumber: '5550100',
  callData: '{"event":0}',
  startedAt: since,
} as const;
const call = {
  id: 'call-1',
  contactId: contact.id,
  direction: 'in',
  state: 'talking',
  callerNum: '0',
  calledNum: '88880011',
  parties: [],
  muted: false,
  startedAt: since,
  answeredAt: since,
} as const;

function eventOf(number: number): CenterEvent {
  if (number % 3 === 0) return { type: 'agent.updated', agent: { ...agent, name: `Agent ${number}` } };
  if (number % 3 === 1) return { type: 'contact.updated', contact: { ...contact, callData: `{"event":${number}}` } };
  return { type: 'call.updated', call: { ...call, callerNum: `${number}` } };
}

interface Contender {
  readonly root: ShadowRoot;
  /** Where it shows the agent, the contact's data, and the call. */
  readonly places: readonly string[];
  receive(event: CenterEvent, seq: number): void;
}

/** The bar as a page has it: element, client, connection; only the centre is ours. */
async function openBar(): Promise<Contender> {
  let sink: TransportSink | undefined;
  const transport: Transport = {
    name: 'bench',
    open(given) {
      sink = given;
      const snapshot = {
        epoch: 'bench',
        agent,
        contacts: [contact],
        calls: [call],
        verifications: [],
        focus: { contactId: contact.id },
      };
      given.snapshot({ snapshot, seq: 0 });
      const offered = ['snapshot', 'call.hangUp', 'call.hold', 'call.mute', 'call.transfer', 'call.sendDtmf'] as const;
      return Promise.resolve({
        capabilities: Object.fromEntries(offered.map((name) => [name, true])),
        perform: () => Promise.reject(new Error('Nothing is asked')),
        close: () => undefined,
      });
    },
  };
  defineSoftphoneBar();
  const bar = document.createElement('aicc-softphone-bar');
  bar.softphone = createSoftphone({ transport });
  document.body.append(bar);
  await bar.updateComplete;
  const root = bar.shadowRoot;
  if (!root) throw new Error('The bar is not there');
  return {
    root,
    places: ['.who strong', '[part=details] dd', '[part=caller]'],
    receive: (event, seq) => sink?.event(event, seq),
  };
}

/** What is left when there is nothing but Lit: three values in a template. */
class BareElement extends LitElement {
  static override readonly properties = { agent: {}, data: {}, number: {} };
  declare agent: string;
  declare data: string;
  declare number: string;

  receive(event: CenterEvent): void {
    if (event.type === 'agent.updated') this.agent = event.agent.name ?? '';
    else if (event.type === 'contact.updated') this.data = event.contact.callData;
    else if (event.type === 'call.updated') this.number = event.call.callerNum;
  }

  protected override render(): unknown {
    return html`<p id="agent">${this.agent}</p>
      <p id="data">${this.data}</p>
      <p id="number">${this.number}</p>`;
  }
}

async function openBare(): Promise<Contender> {
  customElements.define('bare-element', BareElement);
  const element = new BareElement();
  for (const number of [0, 1, 2]) element.receive(eventOf(number));
  document.body.append(element);
  await element.updateComplete;
  if (!element.shadowRoot) throw new Error('The element is not there');
  return {
    root: element.shadowRoot,
    places: ['#agent', '#data', '#number'],
    receive: (event) => element.receive(event),
  };
}

export interface EventsOutcome {
  /** From an event's sending until a frame that shows it or a newer one was painted, in milliseconds. */
  readonly delays: readonly number[];
  readonly longTasks: number;
  /** How often it showed an older state after a newer one, and whether the last of each kind is not on show at the end. */
  readonly dropped: number;
}

async function measure(name: 'bar' | 'bare', count: number, perSecond: number): Promise<EventsOutcome> {
  const { root, places, receive } = name === 'bar' ? await openBar() : await openBare();
  const read = (place: string): number => Number(/\d+/.exec(root.querySelector(place)?.textContent ?? '')?.[0]);
  // What comes after the first rendering is not what is measured.
  await new Promise((resolve) => setTimeout(resolve, 500));

  let longTasks = 0;
  const tasks = new PerformanceObserver((list) => (longTasks += list.getEntries().length));
  tasks.observe({ type: 'longtask' });
  let dropped = 0;
  const newest = places.map(read);
  const paints = watchPaints(() => {
    places.forEach((place, index) => {
      const shown = read(place);
      if (!(shown >= (newest[index] ?? 0))) dropped += 1;
      newest[index] = shown;
    });
    return Math.max(...newest);
  });

  const sentAt: number[] = [];
  await feedEvents(count, perSecond, (number, at) => {
    sentAt[number] = at;
    receive(eventOf(number), number);
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  paints.stop();
  tasks.disconnect();

  // The last that was sent of each kind.
  places.forEach((place, kind) => {
    const last = [count, count - 1, count - 2].find((number) => number % 3 === kind);
    if (read(place) !== last) dropped += 1;
  });
  const delays: number[] = [];
  let told = 0;
  for (const [shown, at] of paints.frames) {
    while (told < shown) delays.push(at - (sentAt[++told] ?? NaN));
  }
  if (delays.length !== count) dropped += count - delays.length;
  return { delays, longTasks, dropped };
}

declare global {
  interface Window {
    measureEvents: typeof measure;
  }
}

window.measureEvents = measure;
