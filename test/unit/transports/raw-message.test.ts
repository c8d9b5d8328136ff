// @vitest-environment happy-dom
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import { isSnapshot } from '../../../src/protocol/guards.js';
import { rawMessageTransport, type RawMessageTransportOptions } from '../../../src/transports/raw-message.js';

const targetOrigin = 'https://workbench.example.com';
const clock = { now: () => 1000, setTimeout: () => 0, clearTimeout: () => undefined };

let posted: { readonly message: unknown; readonly origin: string }[];
let workbench: Window;
let told: string[];

beforeEach(() => {
  posted = [];
  told = [];
  workbench = {
    postMessage: (message: unknown, origin: string) => posted.push({ message, origin }),
  } as unknown as Window;
});

async function open(options: Partial<RawMessageTransportOptions> = {}): Promise<Connection> {
  const connection = await connect(rawMessageTransport({ targetOrigin, target: workbench, clock, ...options }));
  connection.subscribe((event) => told.push(event.type));
  return connection;
}

/** A message of any window and origin, as a browser would deliver it. */
function deliver(data: unknown, from: { readonly source?: unknown; readonly origin?: string } = {}): void {
  const fields = { data, source: workbench, origin: targetOrigin, ...from };
  const event = new Event('message');
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(event, name, { value });
  dispatchEvent(event);
}

function tell(eventType: string, content: unknown = null): void {
  deliver({ message: '', retcode: '0', event: { eventType, workNo: '371', content } });
}

const talking = (callid: string, others: Readonly<Record<string, unknown>> = {}) => ({
  caller: '5550100',
  called: '5550199',
  callid,
  feature: '0',
  type: 'main',
  mediaAbility: '1',
  ...others,
});

describe('what is posted', () => {
  it('subscribes to all documented events, to the one origin', async () => {
    await open();
    expect(posted).toHaveLength(1);
    expect(posted[0]?.origin).toBe(targetOrigin);
    const { name, param } = posted[0]?.message as { name: string; param: string[] };
    expect(name).toBe('eventpost');
    expect(param).toHaveLength(16);
    expect(param).toContain('AgentOther_PhoneAlerting');
  });

  it('subscribes to the named events only, or to none', async () => {
    await open({ events: ['AgentEvent_Talking'] });
    await open({ events: [] });
    expect(posted.map(({ message }) => message)).toEqual([{ name: 'eventpost', param: ['AgentEvent_Talking'] }]);
  });

  it.each([
    [{}, { name: 'callout', param: ['5550100', 'video'] }],
    [{ calloutParam: 'object' }, { name: 'callout', param: { number: '5550100', mode: 'video' } }],
    [{ format: 'json' }, '{"name":"callout","param":["5550100","video"]}'],
    [{ format: 'json', calloutParam: 'object' }, '{"name":"callout","param":{"number":"5550100","mode":"video"}}'],
  ] as const)('dials with %j in that documented form', async (options, message) => {
    const connection = await open({ events: [], ...options });
    const ids = await connection.request('call.dial', { calledNum: '5550100', mediaType: 'video' });
    expect(posted).toEqual([{ message, origin: targetOrigin }]);
    expect(ids).toEqual({ callId: '', contactId: '' });
  });

  it('dials nothing when the message cannot say it', async () => {
    const connection = await open({ events: [] });
    await expect(
      connection.request('call.dial', { calledNum: '5550100', mediaType: 'audio', callData: 'x' }),
    ).rejects.toMatchObject({ code: 'bridge/unsupported-operation' });
    expect(posted).toEqual([]);
  });

  it('offers nothing but dialling', async () => {
    const connection = await open();
    expect(connection.capabilities.has('call.dial')).toBe(true);
    await expect(connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' })).rejects.toMatchObject({
      code: 'bridge/unsupported-operation',
    });
  });
});

describe('whom it speaks with', () => {
  it.each([
    '*',
    'https://*.example.com',
    'https://workbench.example.com/path',
    'http://workbench.example.com',
    'null',
    '',
  ])('refuses %j as its origin', (origin) => {
    expect(() => rawMessageTransport({ targetOrigin: origin })).toThrow(
      expect.objectContaining({ code: 'config/invalid-origin' }),
    );
  });

  it('fails at once on a page with no window around it', async () => {
    await expect(connect(rawMessageTransport({ targetOrigin }))).rejects.toMatchObject({ code: 'bridge/not-embedded' });
  });

  it.each([
    ['another window', { source: {} }],
    ['no window', { source: null }],
    ['another origin', { origin: 'https://workbench.example.com.evil.example' }],
    ['an opaque origin', { origin: 'null' }],
  ])('does not look at a message of %s', async (_, from) => {
    const connection = await open();
    const before = connection.snapshot();
    let looked = 0;
    const data = new Proxy(
      {},
      { get: () => (looked += 1), has: () => (looked += 1) > 0, ownKeys: () => ((looked += 1), []) },
    );
    deliver(data, from);
    deliver({ event: 'AgentState_Ready' }, from);
    expect(looked).toBe(0);
    expect(told).toEqual([]);
    expect(connection.snapshot()).toBe(before);
  });

  it('hears nothing any more after close', async () => {
    const connection = await open();
    await connection.close();
    const before = connection.snapshot();
    tell('AgentState_Ready');
    expect(connection.snapshot()).toBe(before);
  });
});

describe('what the events mean', () => {
  it.each([
    ['AgentState_Ready', 'ready'],
    ['AgentState_Busy', 'on-call'],
    ['AgentState_Work', 'wrap-up'],
    ['AgentState_SetNotReady_Success', 'busy'],
    ['AgentState_CancelNotReady_Success', 'ready'],
    ['AgentState_SetRest_Success', 'rest'],
    ['AgentState_CancelRest_Success', 'ready'],
    ['AgentState_SetWork_Success', 'wrap-up'],
    ['AgentState_CancelWork_Success', 'ready'],
  ])('%s is the agent state %s', async (name, state) => {
    const connection = await open();
    tell(name);
    expect(connection.snapshot().agent).toEqual({ workNo: '371', state, since: 1000, skillGroups: [] });
  });

  it.each([['AgentState_Rest_Timeout'], ['AgentOther_PhoneAlerting'], ['AgentState_NoSuch'], ['constructor']])(
    '%s changes nothing',
    async (name) => {
      await open();
      tell(name, { callid: 'c-1' });
      expect(told).toEqual([]);
    },
  );

  it('keeps the documented reason of not being ready', async () => {
    const connection = await open();
    tell('AgentState_SetNotReady_Success', { reason: '200' });
    expect(connection.snapshot().agent?.reason).toBe('200');
  });

  it.each([
    ['an object', { event: 'AgentState_Ready' }],
    ['JSON text', '{"event":"AgentState_Ready"}'],
    ['the envelope in JSON text', '{"retcode":"0","event":{"eventType":"AgentState_Ready","content":null}}'],
  ])('is understood as %s', async (_, data) => {
    const connection = await open();
    deliver(data);
    expect(connection.snapshot().agent).toMatchObject({ workNo: '', state: 'ready' });
  });

  it('tells an answered call in the order contact, focus, call', async () => {
    const connection = await open();
    tell('AgentEvent_Talking', talking('1456401416-3'));
    expect(told).toEqual(['contact.updated', 'focus.changed', 'call.updated']);
    expect(connection.snapshot()).toMatchObject({
      contacts: [{ id: '1456401416-3', mediaType: 'audio', customerNumber: '5550100' }],
      calls: [{ direction: 'in', state: 'talking', callerNum: '5550100', calledNum: '5550199' }],
    });
  });

  it.each([
    ['7', '1', 'out', 'audio'],
    ['43', '2', 'out', 'video'],
    ['0', '3', 'in', 'video'],
    [0, 5, 'in', 'web'],
    ['0', '6', 'in', 'video'],
  ])('reads feature %j and mediaAbility %j as %s and %s', async (feature, mediaAbility, direction, mediaType) => {
    const connection = await open();
    tell('AgentEvent_Talking', talking('c-1', { feature, mediaAbility }));
    expect(connection.snapshot()).toMatchObject({ contacts: [{ mediaType }], calls: [{ direction }] });
  });

  it.each([
    ['no content', null],
    ['a consult leg', talking('c-1', { type: 'assistant' })],
    ['an unknown feature', talking('c-1', { feature: '99' })],
    ['a feature that is a property of every object', talking('c-1', { feature: 'toString' })],
    ['an unknown medium', talking('c-1', { mediaAbility: '4' })],
    ['no id', talking('')],
    ['a number that is no text', talking('c-1', { caller: {} })],
  ])('invents no call from %s', async (_, content) => {
    await open();
    tell('AgentEvent_Talking', content);
    expect(told).toEqual([]);
  });

  it('tells the dialled call when the phone of the customer rings, with the media that was dialled', async () => {
    const connection = await open();
    await connection.request('call.dial', { calledNum: '5550100', mediaType: 'video' });
    tell('AgentEvent_Customer_Alerting', { callid: 'c-1', otherPhone: '5550100', otherPhoneWorkno: '', type: 'main' });
    expect(connection.snapshot()).toMatchObject({
      contacts: [{ mediaType: 'video', customerNumber: '5550100' }],
      calls: [{ state: 'dialing', direction: 'out', calledNum: '5550100' }],
      focus: { contactId: 'c-1' },
    });
  });

  it('takes a ringing colleague for no contact', async () => {
    await open();
    tell('AgentEvent_Customer_Alerting', {
      callid: 'c-1',
      otherPhone: '5550100',
      otherPhoneWorkno: '372',
      type: 'main',
    });
    expect(told).toEqual([]);
  });

  it.each([
    ['AgentEvent_Call_Release', 'c-1', 'agent'],
    ['AgentEvent_Customer_Release', { callid: 'c-1', number: '5550100' }, 'customer'],
    ['AgentEvent_Call_Out_Fail', 'c-1', 'failed'],
  ])('%s ends the call, once', async (name, content, endReason) => {
    const connection = await open();
    tell('AgentEvent_Talking', talking('c-1'));
    told.length = 0;
    tell(name, content);
    tell('AgentEvent_Call_Release', 'c-1');
    expect(told).toEqual(['call.ended']);
    expect(connection.snapshot().calls).toMatchObject([{ state: 'ended', endReason }]);
  });

  it('ends the contact when the agent is ready again', async () => {
    const connection = await open();
    tell('AgentEvent_Talking', talking('c-1'));
    tell('AgentEvent_Call_Release', 'c-1');
    expect(connection.snapshot().contacts).toHaveLength(1);
    tell('AgentState_Ready');
    expect(connection.snapshot()).toMatchObject({ contacts: [], calls: [], focus: {} });
  });
});

describe('10,000 messages of any form', () => {
  it('change nothing when nobody trusted sends them', async () => {
    const connection = await open();
    const before = connection.snapshot();
    const from = fc.constantFrom({ source: {} }, { origin: 'https://evil.example' }, { source: null, origin: '' });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), hostile), from, (data, sender) => deliver(data, sender)),
      { numRuns: 10_000 },
    );
    expect(connection.snapshot()).toBe(before);
    expect(told).toEqual([]);
  });

  it('leave a well-formed state when the workbench sends them', async () => {
    const connection = await open();
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), hostile), (data) => {
        deliver(data);
        deliver(JSON.stringify(data));
        expect(isSnapshot(connection.snapshot())).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(connection.status).toBe('open');
    expect(told.length).toBeGreaterThan(0);
  });
});

const field = fc.oneof(
  fc.constantFrom<unknown>('c-1', 'c-2', '0', '7', 'main', '1', '5550100', '', 'toString', '__proto__', null, 7),
  fc.anything(),
);
/** Near enough to the documented form to get past the first checks. */
const hostile = fc.record({
  event: fc.record({
    eventType: fc.oneof(
      fc.constantFrom<unknown>(
        'AgentState_Ready',
        'AgentEvent_Talking',
        'AgentEvent_Customer_Alerting',
        'AgentEvent_Call_Release',
        'AgentEvent_Customer_Release',
        'AgentEvent_Call_Out_Fail',
      ),
      field,
    ),
    workNo: field,
    content: fc.oneof(
      field,
      fc.record({
        callid: field,
        type: field,
        caller: field,
        called: field,
        feature: field,
        mediaAbility: field,
        otherPhone: field,
      }),
    ),
  }),
});
