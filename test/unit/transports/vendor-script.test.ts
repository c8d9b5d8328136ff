import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import { isSnapshot } from '../../../src/protocol/guards.js';
import { createAICCSupport } from '../../../src/support/aicc-support.js';
import { vendorScriptTransport } from '../../../src/transports/vendor-script.js';
import { createFakeVendor, eventData, type FakeVendor } from '../../support/fake-vendor.js';

const page = globalThis as { AICCSupport?: unknown; Other?: unknown };
const facadeBrand = Symbol.for('aicc-support.facade');
const clock = { now: () => 1000, setTimeout: () => 0, clearTimeout: () => undefined };

let vendor: FakeVendor;
let told: string[];

beforeEach(() => {
  vendor = createFakeVendor();
  page.AICCSupport = vendor;
  told = [];
});

afterEach(() => {
  delete page.AICCSupport;
  delete page.Other;
});

async function open(): Promise<Connection> {
  const connection = await connect(vendorScriptTransport({ clock }));
  connection.subscribe((event) => told.push(event.type));
  return connection;
}

describe('what the events of the vendor mean', () => {
  it('tells the agent at Init', async () => {
    const connection = await open();
    vendor.tell('Init', { workNo: '371' });
    expect(told).toEqual(['agent.updated']);
    expect(connection.snapshot().agent).toMatchObject({ workNo: '371', state: 'offline' });
  });

  it('tells a ringing call in the order agent, contact, focus, call', async () => {
    const connection = await open();
    vendor.tell('Ringing', eventData('c-1'));
    expect(told).toEqual(['agent.updated', 'contact.updated', 'focus.changed', 'call.updated']);
    const { contacts, calls, focus } = connection.snapshot();
    expect(contacts).toEqual([
      { id: 'c-1', mediaType: 'audio', customerNumber: '5550100', callData: '{"language":"en"}', startedAt: 1000 },
    ]);
    expect(calls).toMatchObject([{ id: 'c-1', contactId: 'c-1', direction: 'in', state: 'ringing' }]);
    expect(focus).toEqual({ contactId: 'c-1' });
  });

  it('tells the customer of an outbound call by the called number', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1', { callType: '1' }));
    expect(connection.snapshot()).toMatchObject({
      agent: { state: 'on-call' },
      contacts: [{ customerNumber: '5550199' }],
      calls: [{ direction: 'out', state: 'talking', answeredAt: 1000 }],
    });
  });

  it('keeps an answered call answered when Ringing is repeated', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.tell('Ringing', eventData('c-1'));
    expect(connection.snapshot()).toMatchObject({ agent: { state: 'on-call' }, calls: [{ state: 'talking' }] });
  });

  it('keeps the contact of a released call in focus until the next call', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.tell('Release', { callid: 'c-1' });
    expect(connection.snapshot()).toMatchObject({
      agent: { state: 'offline' },
      calls: [{ id: 'c-1', state: 'ended', endedAt: 1000 }],
      focus: { contactId: 'c-1' },
    });
    told.length = 0;
    vendor.tell('Ringing', eventData('c-2'));
    expect(told).toEqual(['contact.ended', 'contact.updated', 'focus.changed', 'call.updated']);
    expect(connection.snapshot()).toMatchObject({ contacts: [{ id: 'c-2' }], focus: { contactId: 'c-2' } });
  });

  it('leaves the focus with the answered call while another one rings', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.tell('Ringing', eventData('c-2'));
    expect(connection.snapshot().focus.contactId).toBe('c-1');
    vendor.tell('Talking', eventData('c-2'));
    expect(connection.snapshot().focus.contactId).toBe('c-2');
  });

  it('knows no focus when one of two calls ends, until the vendor tells one', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.tell('Talking', eventData('c-2'));
    vendor.tell('Release', eventData('c-2'));
    expect(connection.snapshot().focus).toEqual({});
    vendor.tell('Switch', eventData('c-1'));
    expect(connection.snapshot().focus).toEqual({ contactId: 'c-1' });
  });

  it('moves the focus at Switch', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1', { mediaType: 'web' }));
    told.length = 0;
    vendor.tell('Switch', eventData('c-2', { mediaType: 'whatsapp' }));
    expect(told).toEqual(['contact.updated', 'focus.changed']);
    expect(connection.snapshot()).toMatchObject({
      focus: { contactId: 'c-2' },
      contacts: [{}, { mediaType: 'whatsapp' }],
    });
    vendor.tell('Release', eventData('c-2'));
    expect(connection.snapshot().contacts).toMatchObject([{ id: 'c-1' }]);
  });

  it('reads numbers as text and an untold text channel as web', async () => {
    const connection = await open();
    vendor.tell('Talking', { callid: 42, callerNum: 5550100, callType: 0 });
    expect(connection.snapshot()).toMatchObject({
      contacts: [{ id: '42', mediaType: 'web', customerNumber: '5550100', callData: '' }],
      calls: [{ direction: 'in' }],
    });
  });

  it('begins anew when an id that ended comes again', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.tell('Release', eventData('c-1'));
    told.length = 0;
    vendor.tell('Ringing', eventData('c-1'));
    expect(told).toEqual(['contact.ended', 'contact.updated', 'focus.changed', 'call.updated']);
    expect(connection.snapshot().calls).toMatchObject([{ state: 'ringing' }]);
  });

  it('survives any event data, and keeps a well-formed state', async () => {
    const transport = vendorScriptTransport({ clock });
    const connection = await connect(transport);
    const names = fc.constantFrom('Init', 'Ringing', 'Talking', 'Release', 'Switch');
    const field = fc.oneof(
      fc.anything(),
      fc.constantFrom('c-1', 'c-2', 'c-3', '0', '1', 'audio', 'web', 'x'.repeat(20_000)),
    );
    const data = fc.oneof(
      fc.anything(),
      fc.record({ callid: field, callType: field, mediaType: field, calldata: field, workNo: field, callerNum: field }),
    );
    fc.assert(
      fc.property(names, data, (name, value) => {
        vendor.tell(name, value);
        expect(isSnapshot(connection.snapshot())).toBe(true);
      }),
      { numRuns: 2000 },
    );
    const { events, malformedEvents } = transport.diagnostics?.() ?? {};
    expect(events).toBeGreaterThan(0);
    expect(malformedEvents).toBeGreaterThan(0);
  });
});

describe('the identity-authentication result', () => {
  it.each([
    ['a number in an object', { verifyResult: 1 }],
    ['a string in an object', { verifyResult: '1' }],
    ['a promise', Promise.resolve({ verifyResult: 1 })],
    ['a bare number', 1],
    ['a bare string', '1'],
  ])('is read from %s', async (_, answer) => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.answer = answer;
    const reading = await connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' });
    expect(reading).toEqual({
      verifyTypeCode: 'RETAIL_OTP',
      verifyResult: '1',
      contactId: 'c-1',
      epoch: connection.snapshot().epoch,
    });
    expect(vendor.askedCodes).toEqual(['RETAIL_OTP']);
  });

  it('keeps the empty string of an invalid code', async () => {
    const connection = await open();
    vendor.tell('Ringing', eventData('c-1'));
    vendor.answer = { verifyResult: '' };
    const { verifyResult } = await connection.request('verification.result', { verifyTypeCode: 'NO_SUCH' });
    expect(verifyResult).toBe('');
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ verifyResult: 4 }],
    [{ verifyResult: true }],
    ['passed'],
    [{ verifyResult: [1] }],
  ])('is an error when the vendor gives %j', async (answer) => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    vendor.answer = answer;
    await expect(connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' })).rejects.toMatchObject({
      code: 'bridge/protocol-violation',
    });
  });

  it('is an error when the vendor throws', async () => {
    const connection = await open();
    vendor.getVerifyResult = () => {
      throw new TypeError('vendor');
    };
    await expect(connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' })).rejects.toMatchObject({
      code: 'bridge/handler-failed',
    });
  });

  it('carries the contact that was in focus at the call, so the facade hands out 0 after a change', async () => {
    const support = createAICCSupport({ transport: vendorScriptTransport({ clock }) });
    await expect.poll(() => support.connection.status).toBe('open');
    vendor.tell('Talking', eventData('c-1'));
    let give: (value: unknown) => void = () => undefined;
    vendor.answer = new Promise((resolve) => {
      give = resolve;
    });
    const reading = support.connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' });
    const result = support.getVerifyResult('RETAIL_OTP');
    vendor.tell('Talking', eventData('c-2'));
    give({ verifyResult: 1 });
    expect((await reading).contactId).toBe('c-1');
    expect(await result).toEqual({ verifyResult: '0' });
  });

  it('is 0 from the ring of the next call on, whatever the vendor still says of the one before', async () => {
    const support = createAICCSupport({ transport: vendorScriptTransport({ clock }) });
    vendor.answer = { verifyResult: 1 };
    await expect.poll(() => support.connection.status).toBe('open');
    vendor.tell('Talking', eventData('c-1'));
    expect(await support.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '1' });
    vendor.tell('Release', eventData('c-1'));
    expect(await support.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '1' });
    let inHandler: Promise<unknown> = Promise.resolve();
    support.addHandler('Ringing', () => {
      inHandler = support.getVerifyResult('RETAIL_OTP');
    });
    vendor.tell('Ringing', eventData('c-2'));
    expect(await inHandler).toEqual({ verifyResult: '0' });
  });

  it('can be read on a page that was opened in the middle of a call', async () => {
    const support = createAICCSupport({ transport: vendorScriptTransport({ clock }) });
    vendor.answer = { verifyResult: 1 };
    expect(await support.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '1' });
    expect(support.currentContact()).toBeUndefined();
  });

  it('is refused for a contact that is not in focus', async () => {
    const connection = await open();
    vendor.tell('Talking', eventData('c-1'));
    await expect(
      connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP', contactId: 'c-2' }),
    ).rejects.toMatchObject({ code: 'call/not-found' });
    expect(vendor.askedCodes).toEqual([]);
  });
});

describe('outbound', () => {
  it('hands mediaType and calledNum to the documented method, and tells no ids', async () => {
    const connection = await open();
    const dialled = await connection.request('call.dial', { mediaType: 'video', calledNum: '5550100' });
    const started = await connection.request('contact.start', { mediaType: 'email', calledNum: 'ann@example.com' });
    expect(vendor.outbound).toEqual([
      { mediaType: 'video', calledNum: '5550100' },
      { mediaType: 'email', calledNum: 'ann@example.com' },
    ]);
    expect([dialled.callId, dialled.contactId, started.contactId]).toEqual(['', '', '']);
  });

  it('refuses what the documented method cannot say', async () => {
    const connection = await open();
    await expect(
      connection.request('call.dial', { mediaType: 'audio', calledNum: '5550100', callerNum: '5550111' }),
    ).rejects.toMatchObject({ code: 'bridge/unsupported-operation' });
    await expect(connection.request('contact.start', { mediaType: 'web', calledNum: '5550100' })).rejects.toMatchObject(
      { code: 'call/unsupported-media' },
    );
    expect(vendor.outbound).toEqual([]);
  });
});

describe('which object is driven', () => {
  it('offers what the vendor object has, and nothing else', async () => {
    page.Other = { addHandler: () => undefined, clickToOutbound: () => undefined };
    const { capabilities } = await connect(vendorScriptTransport({ global: 'Other' }));
    expect(capabilities.has('call.dial')).toBe(true);
    expect(capabilities.has('verification.result')).toBe(false);
    expect(capabilities.has('call.hangUp')).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['something else', { version: '1' }],
    ['our own global', { [facadeBrand]: true, addHandler: () => undefined }],
    [
      'our own global over another copy of it',
      { [facadeBrand]: true, vendor: { [facadeBrand]: true, addHandler: () => undefined } },
    ],
  ])('is missing where the page has %s', async (_, value) => {
    page.AICCSupport = value;
    await expect(connect(vendorScriptTransport())).rejects.toMatchObject({ code: 'config/vendor-global-missing' });
  });

  it('is the one that our own global keeps', async () => {
    page.AICCSupport = { [facadeBrand]: true, addHandler: () => undefined, vendor };
    const connection = await open();
    vendor.tell('Ringing', eventData('c-1'));
    expect(connection.snapshot().calls).toHaveLength(1);
  });

  it('has an epoch of its own on every transport', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    expect(one.snapshot().epoch).toMatch(/^(\d{1,10}-){3}\d{1,10}$/);
    expect(one.snapshot().epoch).not.toBe(two.snapshot().epoch);
  });
});

describe('closing', () => {
  it('says nothing more and leaves the handlers of the page alone', async () => {
    let heard = 0;
    vendor.addHandler('Ringing', () => (heard += 1));
    const connection = await open();
    await connection.close();
    told.length = 0;
    vendor.tell('Ringing', eventData('c-1'));
    expect(told).toEqual([]);
    expect(heard).toBe(1);
  });

  it('keeps the state for the next connection of the same transport, and listens once', async () => {
    const transport = vendorScriptTransport({ clock });
    const first = await connect(transport);
    vendor.tell('Talking', eventData('c-1'));
    await first.close();
    vendor.tell('Release', eventData('c-1'));
    const second = await connect(transport);
    expect(second.snapshot().calls).toMatchObject([{ id: 'c-1', state: 'ended' }]);
    second.subscribe((event) => told.push(event.type));
    vendor.tell('Ringing', eventData('c-2'));
    expect(told.filter((type) => type === 'call.updated')).toHaveLength(1);
  });
});
