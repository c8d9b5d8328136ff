import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fieldOf, readMessage, writeMessage, type BusMessage } from './dbus-wire.js';

export interface DesktopNotification {
  readonly title: string;
  readonly text: string;
}

/**
 * The notifications of a desktop as Linux has them, which Chromium talks to also without a screen. Only what stands there
 * proves that somebody would see it.
 */
export interface Desktop {
  /** For `launchChromium`. */
  readonly env: NodeJS.ProcessEnv;
  /** Those that stand there now, the oldest first. */
  shown(): readonly DesktopNotification[];
  /** Every one that was ever shown; one that replaces another counts too. */
  readonly history: readonly DesktopNotification[];
  /** The person clicks on the one with this title. */
  click(title: string): void;
  /** The person puts it away. */
  dismiss(title: string): void;
  close(): Promise<void>;
}

const bus = 'org.freedesktop.DBus';
const service = 'org.freedesktop.Notifications';
/** Who the service is on the bus. */
const owner = ':1.1';

export async function startDesktop(): Promise<Desktop> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aicc-desktop-'));
  const address = path.join(folder, 'bus');
  const clients = new Set<Socket>();
  const standing = new Map<number, DesktopNotification>();
  const history: DesktopNotification[] = [];
  let lastId = 0;
  let lastSerial = 0;

  const send = (client: Socket, type: number, fields: BusMessage['fields'], body: readonly unknown[]): void => {
    lastSerial += 1;
    client.write(writeMessage({ type, serial: lastSerial, fields, body }));
  };
  const signal = (member: string, types: string, ...body: readonly unknown[]): void => {
    for (const client of clients) {
      const { path: place, interface: itsInterface, member: name, from } = fieldOf;
      const about = { [place]: '/org/freedesktop/Notifications', [itsInterface]: service, [name]: member };
      send(client, 4, { ...about, [from]: owner, [fieldOf.types]: types }, body);
    }
  };
  const idOf = (title: string): number => {
    const [id] = [...standing].find(([, each]) => each.title === title) ?? [];
    if (id === undefined) throw new Error(`No notification ${title}`);
    return id;
  };
  /** @param reason 2 by the person, 3 by the page. */
  const takeAway = (id: number, reason: number): void => {
    if (standing.delete(id)) signal('NotificationClosed', 'uu', id, reason);
  };

  /** What it answers, by method: types and values; nothing for what it does not know. */
  const methods: Readonly<Record<string, (body: readonly unknown[], name: string) => readonly [string, unknown?]>> = {
    Hello: (_, name) => ['s', name],
    AddMatch: () => [''],
    RemoveMatch: () => [''],
    NameHasOwner: ([name]) => ['b', name === service],
    ListActivatableNames: () => ['as', [service]],
    GetCapabilities: () => ['as', ['actions', 'body']],
    Notify([, replaces, , title, text]) {
      const id = Number(replaces) || (lastId += 1);
      const notification = { title: String(title), text: String(text) };
      standing.set(id, notification);
      history.push(notification);
      return ['u', id];
    },
    CloseNotification([id]) {
      takeAway(Number(id), 3);
      return [''];
    },
  };

  function answer(client: Socket, name: string, { serial, fields, body, wantsReply }: BusMessage): void {
    const to = { [fieldOf.replyTo]: serial, [fieldOf.to]: name };
    const member = String(fields[fieldOf.member]);
    if (member === 'GetServerInformation') {
      send(client, 2, { ...to, [fieldOf.from]: owner, [fieldOf.types]: 'ssss' }, ['desktop', 'test', '1', '1.2']);
      return;
    }
    if (member === 'GetNameOwner' && body[0] === service) {
      send(client, 2, { ...to, [fieldOf.from]: bus, [fieldOf.types]: 's' }, [owner]);
      return;
    }
    const method = methods[member];
    if (!method) {
      const error = `${bus}.Error.ServiceUnknown`;
      if (wantsReply) send(client, 3, { ...to, [fieldOf.from]: bus, [fieldOf.error]: error }, []);
      return;
    }
    const [types, value] = method(body, name);
    const from = fields[fieldOf.to] === service ? owner : bus;
    if (wantsReply) send(client, 2, { ...to, [fieldOf.from]: from, [fieldOf.types]: types }, [value]);
  }

  const server = createServer((client) => {
    clients.add(client);
    const name = `:1.${100 + clients.size}`;
    let isKnown = false;
    let came = Buffer.alloc(0);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    client.on('data', (bytes: Buffer) => {
      came = Buffer.concat([came, bytes]);
      while (!isKnown && came.includes('\r\n')) {
        const line = came.toString('latin1', 0, came.indexOf('\r\n'));
        came = came.subarray(came.indexOf('\r\n') + 2);
        isKnown = line === 'BEGIN';
        if (!isKnown) client.write(line.includes('AUTH EXTERNAL ') ? `OK ${'0'.repeat(32)}\r\n` : 'ERROR\r\n');
      }
      for (let next = isKnown ? readMessage(came) : undefined; next; next = readMessage(came)) {
        came = came.subarray(next.length);
        if (next.message.type === 1) answer(client, name, next.message);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));

  return {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${address}` },
    shown: () => [...standing.values()],
    history,
    click: (title) => {
      signal('ActionInvoked', 'us', idOf(title), 'default');
    },
    dismiss: (title) => {
      takeAway(idOf(title), 2);
    },
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
