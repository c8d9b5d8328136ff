import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type fc from 'fast-check';
import { startFrameBench, type FrameBench } from '../support/frame-bench.js';

declare global {
  interface Window {
    /** Of `generate`: a message that is none, or nearly one. */
    random: { readonly window: fc.Arbitrary<unknown>; readonly port: fc.Arbitrary<unknown> };
    /** Sends many, and tells how many could be cloned: what cannot be cloned cannot be sent by anybody. */
    flood(kind: 'window' | 'port', seed: number, send: (message: unknown) => void): number;
  }
}

let bench: FrameBench;
beforeAll(async () => {
  bench = await startFrameBench();
});
afterAll(() => bench.close());

/** Runs in a page that has fast-check. */
function generate(): void {
  const { fc } = window.guest;
  const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 2 });
  const aicc = fc.oneof(fc.constantFrom('syn', 'ack', 'SYN', '', 'welcome'), anything);
  const type = fc.constantFrom(
    'welcome',
    'state',
    'event',
    'ack',
    'result',
    'error',
    'request',
    'cancel',
    'toString',
    'x',
  );
  const nearlyHandshake = fc.record(
    { aicc, id: anything, peer: anything, min: anything, max: anything, protocol: anything },
    { requiredKeys: ['aicc'] },
  );
  const nearlyMessage = fc.record(
    {
      type: fc.oneof(type, anything),
      id: fc.oneof(fc.double(), fc.constant(-1), fc.string(), anything),
      ids: anything,
      operation: fc.oneof(fc.constantFrom('call.answer', 'snapshots', '__proto__'), anything),
      input: anything,
      value: anything,
      error: fc.oneof(fc.record({ code: fc.string() }), anything),
      event: fc.oneof(fc.record({ type: fc.constant('focus.changed'), focus: fc.constant(null) }), anything),
      seq: fc.oneof(fc.double(), anything),
      snapshot: anything,
    },
    { requiredKeys: ['type'] },
  );
  window.random = { window: fc.oneof(nearlyHandshake, anything), port: fc.oneof(nearlyMessage, anything) };
  window.flood = (kind, seed, send) => {
    let sent = 0;
    for (const message of fc.sample(window.random[kind], { numRuns: 2500, seed })) {
      try {
        send(message);
        sent += 1;
      } catch {
        // not cloneable
      }
    }
    return sent;
  };
}

describe('10,000 random malformed messages', () => {
  it('to the window and the port of both halves have no effect, throw nothing, and leave the session alive', async () => {
    const workbench = await bench.openWorkbench({ heartbeatMs: 60_000 });
    const errors: string[] = [];
    workbench.page.on('pageerror', (error) => errors.push(error.message));
    const guest = await workbench.addGuest();
    const snapshot = () => guest.evaluate(() => JSON.stringify(window.guest.support.connection.snapshot()));
    const before = await snapshot();

    await guest.evaluate(generate);
    let sent = await guest.evaluate(
      () =>
        window.flood('window', 20261120, (message) => {
          parent.postMessage(message, '*');
        }) +
        window.flood('port', 20261121, (message) => {
          window.guest.ports.at(-1)!.postMessage(message);
        }),
    );
    await workbench.page.addScriptTag({ url: '/guest.js' }); // for its fast-check
    await workbench.page.evaluate(generate);
    sent += await workbench.page.evaluate(
      () =>
        window.flood('window', 5550100, (message) => {
          window.workbench.frame('bank').contentWindow!.postMessage(message, '*');
        }) +
        window.flood('port', 5550101, (message) => {
          window.workbench.ports.at(-1)!.postMessage(message);
        }),
    );
    expect(sent).toBeGreaterThan(9500);

    expect(await guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'))).toEqual({
      verifyResult: '0',
    });
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual(['open']);
    expect(await snapshot()).toBe(before);
    expect(await guest.evaluate(() => window.guest.errors)).toEqual([]);
    expect(errors).toEqual([]);
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
    expect((await workbench.requests()).map(({ operation }) => operation)).toEqual(['verification.result']);
    // What claimed to be of the protocol and came from the host's own window was counted, at once.
    const { violations } = await guest.evaluate(() => window.guest.support.diagnostics());
    expect(violations).toBeGreaterThan(500);
    await workbench.close();
  });
});
