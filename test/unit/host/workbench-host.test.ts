import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createWorkbenchHost,
  type GuestEvent,
  type WorkbenchHost,
  type WorkbenchHostOptions,
} from '../../../src/host/workbench-host.js';
import { AiccError } from '../../../src/errors.js';
import type { HandshakeMessage } from '../../../src/wire/messages.js';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { errorOf } from '../../support/rejection.js';
import { messages } from '../../support/turns.js';
import { bareEnd, type BareEnd } from '../../support/wire.js';

/** A window that the workbench opened. It is no frame: those need a browser, and have their tests there. */
function aWindow() {
  const posted: { message: HandshakeMessage; targetOrigin: string; port: MessagePort | undefined }[] = [];
  const self = {
    postMessage(message: HandshakeMessage, targetOrigin: string, [port]: MessagePort[] = []) {
      posted.push({ message, targetOrigin, port });
    },
  };
  return { posted, window: Object.assign(self, { window: self }) as unknown as Window };
}

type FakeWindow = ReturnType<typeof aWindow>;

const bank = 'https://bank.example.com';
const hosts: WorkbenchHost[] = [];
const lines: BareEnd[] = [];
let page = new EventTarget();

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});

afterEach(() => {
  for (const host of hosts.splice(0)) host.dispose();
  for (const { port } of lines.splice(0)) port.close();
  vi.unstubAllGlobals();
});

async function aHost(options: Partial<WorkbenchHostOptions> = {}) {
  const { connection } = await anOpenConnection();
  const clock = createFakeClock();
  const guests = [{ origin: bank, operations: ['agent.setReady' as const], events: [] }];
  const host = createWorkbenchHost({ connection, guests, clock, locale: 'en', ...options });
  hosts.push(host);
  const told: GuestEvent[] = [];
  host.subscribe((event) => told.push(event));
  return { host, clock, told, statuses: () => told.map(({ status }) => status) };
}

function say(from: FakeWindow, data: unknown, origin = bank, ports: MessagePort[] = []): void {
  page.dispatchEvent(Object.assign(new Event('message'), { source: from.window, origin, data, ports }));
}

/** A guest of an id that is lower than any of the host's, so that the host leads. */
const syn = (id = ''): HandshakeMessage => ({ aicc: 'syn', id, min: 1, max: 1 });

/** Lets a guest connect from a window that does not answer, and gives its end of the line. */
async function takePort(from: FakeWindow, id = ''): Promise<BareEnd> {
  const before = from.posted.length;
  say(from, syn(id));
  const port = from.posted.slice(before).find(({ message }) => message.aicc === 'ack')?.port;
  if (!port) throw new Error('No ACK came');
  const line = bareEnd(port);
  lines.push(line);
  await messages();
  return line;
}

/** Lets a guest connect from a window, and answer once. */
async function connectFrom(from: FakeWindow, id = ''): Promise<BareEnd> {
  const line = await takePort(from, id);
  line.port.postMessage({ type: 'pong' });
  await messages();
  return line;
}

describe('a window that is attached', () => {
  it('is greeted with the empty SYN, and served when its page answers', async () => {
    const { host, told } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    expect(guest.posted).toMatchObject([{ message: { aicc: 'syn', min: 1, max: 1 }, targetOrigin: '*' }]);
    const line = await connectFrom(guest);
    expect(guest.posted.at(-1)).toMatchObject({ message: { aicc: 'ack', peer: '' }, targetOrigin: bank });
    expect(line.received[0]).toMatchObject({ type: 'welcome', protocol: 1, name: 'workbench', locale: 'en' });
    expect(told).toEqual([{ type: 'guest', status: 'connected', origin: bank, session: line.received[0]?.session }]);
  });

  it('has a session of its own for each life of its page', async () => {
    const { host, told } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    await connectFrom(guest, '0');
    await connectFrom(guest, '00');
    const [first, second] = told;
    expect(first?.session).toMatch(/^(\d{1,10}-){3}\d{1,10}$/);
    expect(second?.session).not.toBe(first?.session);
  });

  it.each([
    ['https://evil.example', 'bridge/origin-rejected'],
    ['http://bank.example.com', 'bridge/origin-rejected'],
    ['null', 'bridge/opaque-origin'],
  ])('is not spoken with while its page is of the origin %s, which is told', async (origin, code) => {
    const { host, told } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    say(guest, syn(), origin);
    expect(guest.posted).toHaveLength(1);
    expect(told).toMatchObject([{ status: 'rejected', origin, error: { code } }]);
    await connectFrom(guest);
    expect(told).toHaveLength(2);
  });

  it('is told of when it speaks another version', async () => {
    const { host, told } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    say(guest, { aicc: 'syn', id: '', min: 8, max: 9 });
    expect(told).toMatchObject([{ status: 'rejected', error: { code: 'bridge/protocol-unsupported' } }]);
    expect(guest.posted).toHaveLength(1);
  });

  it('is not confused with a third one, of whatever origin', async () => {
    const { host, told } = await aHost();
    const guest = aWindow();
    const third = aWindow();
    host.attach(guest.window);
    say(third, syn());
    say(third, syn(), 'https://evil.example');
    expect(told).toEqual([]);
    expect([guest.posted.length, third.posted.length]).toEqual([1, 0]);
    await connectFrom(guest);
  });

  it.each([null, 'text', { type: 'eventpost' }, { aicc: 'syn' }, { aicc: 'ack', id: 7 }])(
    'may say anything else to the page around it: %j',
    async (message) => {
      const { host, told } = await aHost();
      const guest = aWindow();
      host.attach(guest.window);
      say(guest, message, 'https://evil.example');
      say(guest, message);
      expect(told).toEqual([]);
      expect(guest.posted).toHaveLength(1);
    },
  );
});

describe('a session of a guest', () => {
  it('that was there before is doubted when its page comes anew, and ends if it stays silent', async () => {
    const { host, clock, told } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    const first = await connectFrom(guest, '0');
    const second = await connectFrom(guest, '00');
    expect(first.ofType('ping')).toHaveLength(2);
    expect(second.ofType('ping')).toHaveLength(1);
    clock.advance(250);
    expect(told.at(-1)).toMatchObject({
      status: 'gone',
      session: told[0]?.session,
      error: { code: 'bridge/peer-gone' },
    });
    clock.advance(250);
    expect(told).toHaveLength(3);
  });

  it('that shows that it lives goes on beside the new one: two copies of the package in one page', async () => {
    const { host, clock, statuses } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    const first = await connectFrom(guest, '0');
    await connectFrom(guest, '00');
    first.port.postMessage({ type: 'pong' });
    await messages();
    clock.advance(250);
    expect(statuses()).toEqual(['connected', 'connected']);
  });

  it('begins for the workbench when the guest answers on its port, whatever it says', async () => {
    const { host, statuses } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    const line = await takePort(guest);
    expect(line.received.map(({ type }) => type)).toEqual(['welcome', 'ping']);
    expect(statuses()).toEqual([]);
    line.port.postMessage({ type: 'request', id: 1, operation: 'snapshot', input: {} });
    line.port.postMessage({ type: 'pong' });
    await messages();
    expect(statuses()).toEqual(['connected']);
  });

  it.each<[string, (line: BareEnd, clock: FakeClock) => void]>([
    ['says nothing', (_line, clock) => clock.advance(20_000)],
    ['only says good-bye', (line) => line.port.postMessage({ type: 'bye' })],
  ])('never was for the workbench when the guest %s', async (_name, end) => {
    const { host, clock, statuses } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    end(await takePort(guest), clock);
    await messages();
    expect(statuses()).toEqual([]);
    expect(host.diagnostics().attachments).toMatchObject([{ sessions: [], ended: 1 }]);
  });

  it('ends when the guest says good-bye, once', async () => {
    const { host, statuses } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    const line = await connectFrom(guest);
    line.port.postMessage({ type: 'bye' });
    await messages();
    host.dispose();
    expect(statuses()).toEqual(['connected', 'gone']);
  });

  it('ends when the workbench is left, but not when it goes into the back/forward cache', async () => {
    const { host, told } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    const line = await connectFrom(guest);
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
    expect(told).toHaveLength(1);
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    expect(told.at(-1)).toMatchObject({ status: 'gone', error: { code: 'bridge/peer-gone' } });
    await messages();
    expect(line.ofType('bye')).toHaveLength(1);
  });
});

describe('a page with more copies of the package than it can have sessions', () => {
  const most = 8;
  async function aFullPage() {
    const all = await aHost();
    const guest = aWindow();
    all.host.attach(guest.window);
    const lines: BareEnd[] = [];
    for (let n = 1; n <= most; n += 1) lines.push(await connectFrom(guest, '0'.repeat(n)));
    /** Those that are there live: they answer. */
    const answerAll = async (): Promise<void> => {
      for (const line of lines) line.port.postMessage({ type: 'pong' });
      await messages();
    };
    await answerAll();
    const counts = () => all.host.diagnostics().attachments[0]!;
    return { ...all, guest, lines, answerAll, counts };
  }
  const acks = (guest: FakeWindow): number => guest.posted.filter(({ message }) => message.aicc === 'ack').length;
  const newcomer = (n: number): HandshakeMessage => syn('0'.repeat(most + n));

  it('has none of those that live driven out by a newcomer, however often that comes', async () => {
    const { guest, clock, statuses, answerAll, counts } = await aFullPage();
    for (let n = 1; n <= 20; n += 1) {
      say(guest, newcomer(n));
      await messages();
      await answerAll();
      clock.advance(250);
    }
    expect(statuses()).toEqual(Array.from({ length: most }, () => 'connected'));
    expect(acks(guest)).toBe(most);
    expect(counts()).toMatchObject({ ended: 0, refusedSessions: 20 });
    expect(counts().sessions).toHaveLength(most);
  });

  it('lets the newest in when one goes, without a word from it', async () => {
    const { guest, lines, statuses, counts } = await aFullPage();
    say(guest, newcomer(1));
    say(guest, newcomer(2));
    lines[3]!.port.postMessage({ type: 'bye' });
    await messages();
    expect(guest.posted.at(-1)?.message).toMatchObject({ aicc: 'ack', peer: '0'.repeat(most + 2) });
    expect(acks(guest)).toBe(most + 1);
    expect(counts().sessions).toHaveLength(most);
    expect(statuses().filter((status) => status === 'gone')).toHaveLength(1);
  });

  it('lets a newcomer in as soon as those before it turn out to be dead', async () => {
    const { guest, clock } = await aFullPage();
    say(guest, newcomer(1));
    expect(acks(guest)).toBe(most);
    clock.advance(250);
    expect(guest.posted.at(-1)?.message).toMatchObject({ aicc: 'ack', peer: '0'.repeat(most + 1) });
  });

  it('keeps only so many in mind: a flood costs no more', async () => {
    const { guest, clock, counts } = await aFullPage();
    for (let n = 1; n <= 1000; n += 1) say(guest, newcomer(n));
    expect(counts()).toMatchObject({ refusedSessions: 1000 });
    // None of those ever answers: each is missed in turn, and that is the end of it.
    for (let time = 0; time < 60; time += 1) clock.advance(1000);
    expect(acks(guest)).toBe(2 * most);
    expect(counts()).toMatchObject({ sessions: [], ended: 2 * most });
  });

  it('makes no second session for one that lives, after a flood that it forgot it over', async () => {
    const { host } = await aHost();
    const guest = aWindow();
    host.attach(guest.window);
    await connectFrom(guest);
    // Ids that are higher than any of the host's: each is greeted.
    for (let n = 0; n < 2000; n += 1) say(guest, syn(`zz-${n}`));
    say(guest, syn());
    expect(acks(guest)).toBe(1);
    expect(host.diagnostics().attachments[0]?.sessions).toHaveLength(1);
  });

  it('forgets who waits when the workbench is left', async () => {
    const { guest } = await aFullPage();
    say(guest, newcomer(1));
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    await messages();
    expect(acks(guest)).toBe(most);
  });
});

describe('the diagnostics of a host', () => {
  it('count what happens at each attachment, as it is now', async () => {
    const guests = [{ origin: bank, operations: ['contact.start' as const], events: [], dialsPerMinute: 0 }];
    const { host } = await aHost({ guests });
    const guest = aWindow();
    const other = aWindow();
    host.attach(guest.window);
    const { detach } = host.attach(other.window);
    const nothing = { sessions: [], ended: 0, violations: 0, rateLimited: 0, rejected: 0, refusedSessions: 0 };
    expect(host.diagnostics()).toEqual({ attachments: [nothing, nothing] });

    say(guest, syn(), 'https://evil.example');
    say(guest, { aicc: 'syn', id: '', min: 8, max: 9 });
    const line = await takePort(guest, '0');
    const session = line.received[0]?.session;
    const fresh = { session, origin: bank, accepted: false, violations: 0, rateLimited: 0 };
    expect(host.diagnostics().attachments[0]).toEqual({ ...nothing, sessions: [fresh], rejected: 2 });

    const mail = { mediaType: 'email', calledNum: 'customer.1001@example.com' };
    line.port.postMessage({ type: 'request', id: 1, operation: 'contact.start', input: mail });
    line.port.postMessage({ type: 'request', id: 'one' });
    await messages();
    const counts = { violations: 1, rateLimited: 1 };
    expect(host.diagnostics().attachments[0]).toEqual({
      ...{ ...nothing, ...counts, rejected: 2 },
      sessions: [{ ...fresh, ...counts, accepted: true }],
    });
    expect(JSON.stringify(host.diagnostics())).not.toContain('customer');

    line.port.postMessage({ type: 'bye' });
    await messages();
    expect(host.diagnostics().attachments[0]).toEqual({ ...nothing, ...counts, rejected: 2, ended: 1 });
    detach();
    expect(host.diagnostics().attachments).toHaveLength(1);
    host.dispose();
    expect(host.diagnostics().attachments).toEqual([]);
  });
});

describe('detaching', () => {
  it('ends the sessions of that window and listens to it no more', async () => {
    const { host, told } = await aHost();
    const guest = aWindow();
    const other = aWindow();
    const attachment = host.attach(guest.window);
    host.attach(other.window);
    const line = await connectFrom(guest);
    const kept = await connectFrom(other);
    attachment.detach();
    attachment.detach();
    await messages();
    expect(line.ofType('bye')).toHaveLength(1);
    expect(kept.ofType('bye')).toHaveLength(0);
    expect(told.at(-1)).toMatchObject({ status: 'gone', error: { code: 'bridge/peer-gone' } });
    const posted = guest.posted.length;
    say(guest, syn('00'));
    expect(guest.posted).toHaveLength(posted);
    expect(told).toHaveLength(3);
  });

  it('of all ends everything, and may be done again', async () => {
    const { host, statuses } = await aHost();
    const windows = [aWindow(), aWindow()];
    for (const each of windows) {
      host.attach(each.window);
      await connectFrom(each);
    }
    host.dispose();
    host.dispose();
    expect(statuses()).toEqual(['connected', 'connected', 'gone', 'gone']);
    for (const each of windows) say(each, syn('00'));
    expect(statuses()).toHaveLength(4);
  });

  it('from inside the event of a guest that connects serves that guest not at all', async () => {
    const { host, statuses } = await aHost();
    const guest = aWindow();
    const attachment = host.attach(guest.window);
    host.subscribe(({ status }) => {
      if (status === 'connected') attachment.detach();
    });
    const line = await connectFrom(guest);
    expect(line.ofType('bye')).toHaveLength(1);
    expect(statuses()).toEqual(['connected', 'gone']);
  });
});

describe('a host', () => {
  it('is refused with a guest whose origin cannot be used', async () => {
    const { connection } = await anOpenConnection();
    const guests = [{ origin: 'https://*.co.uk', operations: [], events: [] }];
    expect(errorOf(() => createWorkbenchHost({ connection, guests }))).toBeInstanceOf(AiccError);
  });

  it('tells the others of a guest though one listener throws', async () => {
    const { host } = await aHost();
    const guest = aWindow();
    const heard = vi.fn();
    host.subscribe(() => {
      throw new Error('listener');
    });
    host.subscribe(heard);
    host.attach(guest.window);
    await connectFrom(guest);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
