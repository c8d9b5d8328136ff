import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { serveConnection } from '../../src/server/index.js';
import { createSoftphone } from '../../src/softphone/create-softphone.js';
import { createContactCenter, type ContactCenter } from '../../src/testing/index.js';
import { httpTransport } from '../../src/transports/http.js';
import { serveHttp, type RunningServer } from '../support/node-http.js';
import { rejectionOf } from '../support/rejection.js';
import { asPage } from '../support/served-center.js';
import { pageOrigin } from '../support/served-fake.js';

const workNo = '371';
let center: ContactCenter;
let server: RunningServer;
let told: string[];
const behind = new Map<string, Promise<Connection>>();
const pages: Connection[] = [];

beforeEach(async () => {
  center = createContactCenter({ agents: [{ workNo }] });
  told = [];
  const handler = serveConnection({
    allowedOrigins: [pageOrigin],
    authenticate: () => ({ id: workNo }),
    authorize: () => true,
    async connectionFor(_agent, { seat }) {
      told.push(seat ?? 'none');
      const place = seat ?? 'default';
      const known = behind.get(place) ?? connect(center.transport({ workNo, seat: place }));
      behind.set(place, known);
      return known;
    },
  });
  server = await serveHttp(handler, { port: 0 });
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  for (const connection of behind.values()) await (await connection).close();
  behind.clear();
  await server.close();
  center.close();
});

const browser = async (seat?: string) => {
  const transport = httpTransport({ baseUrl: server.origin, fetch: asPage(), ...(seat !== undefined && { seat }) });
  const connection = await connect(transport);
  pages.push(connection);
  const softphone = createSoftphone({ connection });
  return { softphone, next: <T>(holds: () => T | undefined) => until(connection, holds) };
};

/** Waits for what an event brings. */
function until<T>(connection: Connection, holds: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => {
      const value = holds();
      if (value === undefined) return;
      off();
      resolve(value);
    };
    const off = connection.subscribe(() => queueMicrotask(check));
    check();
  });
}

describe('two browsers of one agent over HTTP', () => {
  it('get the conflict and the choice', async () => {
    const [first, second] = [await browser('office'), await browser('home-2')];
    await first.softphone.signIn();
    expect(await rejectionOf(second.softphone.signIn())).toMatchObject({ code: 'auth/signed-in-elsewhere' });
    const conflict = first.softphone.once('conflict');
    await second.softphone.signIn({ force: true });
    expect(await conflict).toEqual({ workNo });
    await first.next(() => first.softphone.state().agent?.elsewhere);
    expect([...first.softphone.state().allowed.agent]).toEqual(['takeOver']);
    expect(await rejectionOf(first.softphone.setBusy())).toMatchObject({ code: 'auth/signed-in-elsewhere' });
    await second.next(() => second.softphone.state().allowed.agent.has('setReady') || undefined);
    await second.softphone.setReady();
    expect(new Set(told)).toEqual(new Set(['office', 'home-2']));
  });

  it('are one seat where they name none', async () => {
    const [first, second] = [await browser(), await browser()];
    await first.softphone.signIn();
    await second.next(() => (second.softphone.state().agent?.state === 'offline' ? undefined : true));
    await second.softphone.signIn();
    expect(second.softphone.state().agent?.elsewhere).toBeFalsy();
    expect(new Set(told)).toEqual(new Set(['none']));
  });
});

it('A seat without its form is refused, by the page and by the server', async () => {
  for (const seat of ['', 'two words', 'x'.repeat(65)]) {
    expect(() => httpTransport({ baseUrl: server.origin, seat })).toThrow(
      expect.objectContaining({ code: 'config/invalid-option' }),
    );
  }
  const response = await asPage()(`${server.origin}/events`, { headers: { 'aicc-seat': 'two words' } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'server/bad-request' } });
  expect(told).toEqual([]);
});
