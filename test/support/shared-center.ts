import { openConnection, type ConnectOptions } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import type { OperationCall, Transport, TransportSink } from '../../src/connection/transport.js';
import { AiccError } from '../../src/errors.js';
import type { Snapshot } from '../../src/protocol/entities.js';
import type { CenterEvent, ConnectionEvent } from '../../src/protocol/events.js';
import { reduce } from '../../src/protocol/reducer.js';
import { shareTransport, type SharedTransport } from '../../src/transports/shared/share.js';
import { everything } from './fake-transport.js';
import type { FakeBrowser, FakeTab } from './shared-browser.js';
import { aSnapshot } from './samples.js';

interface Link {
  readonly tab: FakeTab;
  readonly sink: TransportSink;
  isOpen: boolean;
}

/** One agent's centre, which any number of tabs may hold a link to. */
export interface SharedCenter {
  readonly state: Snapshot;
  readonly performed: { readonly tab: FakeTab; readonly call: OperationCall }[];
  /** The tabs that hold a link now. */
  readonly linked: FakeTab[];
  /** What opening rejects with, until it is undefined again. */
  trouble: AiccError | undefined;
  /** What an operation answers. */
  answer: (call: OperationCall) => Promise<unknown>;
  emit(event: CenterEvent): void;
  /** Changes the state without a word, as a link that died in a sleep would. */
  slip(event: CenterEvent): void;
  /** Loses every link. */
  cut(): void;
  /** Begins anew, without the calls that there were. */
  restart(): void;
  transportOf(tab: FakeTab): Transport;
}

export function createSharedCenter(): SharedCenter {
  const links = new Set<Link>();
  let seq = 0;
  const center: SharedCenter & { state: Snapshot } = {
    state: aSnapshot(),
    performed: [],
    trouble: undefined,
    answer: async () => undefined,
    get linked() {
      return [...links].filter(({ tab, isOpen }) => isOpen && tab.isAlive).map(({ tab }) => tab);
    },
    emit(event) {
      center.slip(event);
      seq += 1;
      const number = seq;
      for (const link of links) {
        link.tab.run(() => {
          if (link.isOpen) link.sink.event(event, number);
        });
      }
    },
    slip(event) {
      center.state = reduce(center.state, event);
    },
    cut() {
      const lost = new AiccError('net/unreachable', 'The link was cut');
      for (const { tab, sink } of [...links]) tab.run(() => sink.lost(lost));
    },
    restart() {
      const { agent } = center.state;
      center.state = aSnapshot({
        epoch: 'epoch-2',
        calls: [],
        contacts: [],
        verifications: [],
        focus: {},
        ...(agent && { agent }),
      });
      center.cut();
    },
    transportOf: (tab) => ({
      name: 'fake',
      async open(sink, { signal }) {
        await Promise.resolve();
        if (center.trouble) throw center.trouble;
        if (signal.aborted) throw new AiccError('bridge/closed');
        const link: Link = { tab, sink, isOpen: true };
        links.add(link);
        signal.addEventListener('abort', () => {
          link.isOpen = false;
        });
        sink.snapshot({ snapshot: center.state, seq });
        return {
          capabilities: { ...everything, 'contact.start': 'not-allowed' },
          deadlines: { 'call.dial': 60_000 },
          perform(call) {
            const asks = call.operation !== 'snapshot';
            if (asks) center.performed.push({ tab, call });
            return tab.settle(asks ? center.answer(call) : Promise.resolve({ snapshot: center.state, seq }));
          },
          close: () => undefined,
        };
      },
    }),
  };
  return center;
}

/** A tab with a page that is connected. */
export interface SharedPage {
  readonly tab: FakeTab;
  readonly transport: SharedTransport;
  readonly connection: Connection;
  readonly opened: Promise<void>;
  readonly heard: ConnectionEvent[];
  /** What `onOwner` said. */
  readonly owned: boolean[];
}

export function openPage(
  browser: FakeBrowser,
  center: SharedCenter,
  name = 'agent-371',
  options: ConnectOptions = {},
): SharedPage {
  const tab = browser.newTab();
  const transport = shareTransport(center.transportOf(tab), { name, reconnect: { initialDelayMs: 100 } }, tab);
  const heard: ConnectionEvent[] = [];
  const owned: boolean[] = [];
  transport.onOwner((isOwner) => owned.push(isOwner));
  const { connection, opened } = openConnection(transport, { clock: tab.clock, random: () => 0, ...options });
  connection.subscribe((event) => heard.push(event));
  return { tab, transport, connection, opened, heard, owned };
}

export const typesIn = (heard: readonly ConnectionEvent[]): string[] =>
  heard.map((event) => (event.type === 'connection.status' ? event.status : event.type));
