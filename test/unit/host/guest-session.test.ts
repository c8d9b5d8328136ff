import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDialGate, type ConfirmDial } from '../../../src/host/dial-gate.js';
import { serveGuest, type GuestSessionOptions } from '../../../src/host/guest-session.js';
import type { GuestPolicy } from '../../../src/host/guest-policy.js';
import { openConnection } from '../../../src/connection/connect.js';
import { createRelay } from '../../../src/connection/relay.js';
import { AiccError } from '../../../src/errors.js';
import { operations } from '../../../src/protocol/inputs.js';
import type { CapabilityTable, Operation } from '../../../src/protocol/operations.js';
import { hostMessageForms } from '../../../src/wire/messages.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createFakeTransport } from '../../support/fake-transport.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { rejectionOf } from '../../support/rejection.js';
import { aCall, aContact, anAgent, aSnapshot, aVerification } from '../../support/samples.js';
import { messages } from '../../support/turns.js';
import { guestOn } from '../../support/wire.js';

const ends: { close(): void }[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

const offered: CapabilityTable = {
  snapshot: true,
  'agent.setReady': true,
  'call.dial': true,
  'call.consult': true,
  'contact.start': true,
  'verification.result': true,
  'verification.start': true,
  'verification.processes': true,
  'verification.configure': true,
};

/** A guest at a host over a fake centre: what reaches the centre is in `center.performed`. */
async function aSession(
  rules: Partial<GuestPolicy> = {},
  { confirmDial, ...options }: Partial<GuestSessionOptions> & { readonly confirmDial?: ConfirmDial } = {},
) {
  const { transport, connection, clock } = await anOpenConnection({}, { capabilities: offered });
  const origin = 'https://bank.example.com';
  const policy: GuestPolicy = { origin, operations: [], events: [], ...rules };
  const gateClock = createFakeClock();
  const served = options.connection ?? connection;
  const { port1, port2 } = new MessageChannel();
  const gone: AiccError[] = [];
  const accepted = vi.fn<() => void>();
  const session = serveGuest({
    port: port1,
    peer: { id: 'guest-1', origin, protocol: 1 },
    policy,
    connection: served,
    relay: createRelay(served),
    dialGate: createDialGate({ origin, policy, confirmDial, clock: gateClock }),
    clock: gateClock,
    session: 'session-1',
    name: 'workbench',
    version: '1.2.3',
    locale: 'en',
    heartbeatMs: 1e9,
    onAccepted: accepted,
    onGone: (error) => gone.push(error),
    ...options,
  });
  const guest = guestOn(port2);
  ends.push(session, guest.channel);
  await messages();
  let lastId = 0;
  return {
    get center() {
      return transport.last;
    },
    clock,
    connection,
    session,
    gone,
    accepted,
    guest,
    /** What the guest was told since the welcome. */
    told: () => guest.heard.slice(1),
    ask: (operation: Operation, input: unknown = {}) => guest.channel.request(++lastId, operation, input),
  };
}

const seesCalls: Partial<GuestPolicy> = { events: ['contact.updated', 'call.updated'] };

describe('the welcome of a guest', () => {
  it('says who serves it, what it may do and what it may know', async () => {
    const { guest } = await aSession({ operations: ['verification.result'], events: ['agent.updated'] });
    expect(guest.heard).toEqual([
      {
        type: 'welcome',
        protocol: 1,
        name: 'workbench',
        version: '1.2.3',
        session: 'session-1',
        locale: 'en',
        heartbeatMs: 1e9,
        capabilities: {
          snapshot: true,
          'verification.result': true,
          'agent.setReady': 'not-allowed',
          'call.dial': 'not-allowed',
          'call.consult': 'not-allowed',
          'contact.start': 'not-allowed',
          'verification.start': 'not-allowed',
          'verification.processes': 'not-allowed',
          'verification.configure': 'not-allowed',
        },
        stale: false,
        snapshot: aSnapshot({ contacts: [], calls: [], verifications: [] }),
        seq: 0,
      },
    ]);
  });

  it('does not offer what is granted but not there', async () => {
    const { guest } = await aSession({ operations: ['call.hold'] });
    expect(guest.heard[0]).toHaveProperty('capabilities');
    expect(guest.heard[0]).not.toHaveProperty(['capabilities', 'call.hold']);
  });

  it('says that the state may be behind where the host’s own link is', async () => {
    const { connection, transport } = await anOpenConnection();
    transport.last.sink.stale(true);
    const { guest } = await aSession({}, { connection });
    expect(guest.heard[0]).toMatchObject({ type: 'welcome', stale: true });
  });
});

describe('a guest that comes while the host’s own link is down', () => {
  /** A host that knew its connection before. */
  async function afterALoss(rules: Partial<GuestPolicy>) {
    const { connection, transport, clock } = await anOpenConnection({}, { capabilities: offered });
    const relay = createRelay(connection);
    transport.last.sink.lost(new AiccError('bridge/peer-gone'));
    const session = await aSession(rules, { connection, relay });
    return { ...session, transport, clock };
  }

  it('is told what could be done last, and that the state may be behind', async () => {
    const { guest } = await afterALoss({ operations: ['agent.setReady'] });
    expect(guest.heard[0]).toMatchObject({
      type: 'welcome',
      stale: true,
      capabilities: { snapshot: true, 'agent.setReady': true, 'call.dial': 'not-allowed' },
    });
  });

  it('has its requests wait for the link', async () => {
    const { transport, clock, ask } = await afterALoss({ operations: ['agent.setReady'] });
    const asked = ask('agent.setReady');
    await messages();
    clock.advance(500);
    transport.last.accept({ capabilities: offered });
    await messages();
    transport.last.performed[0]?.resolve();
    expect(await asked).toBeUndefined();
  });

  it('has its requests reject with what the host’s own would', async () => {
    const { clock, ask } = await afterALoss({ operations: ['agent.setReady'] });
    const asked = rejectionOf(ask('agent.setReady'));
    await messages();
    clock.advance(10_000);
    expect(await asked).toMatchObject({ code: 'net/timeout', retryable: true });
  });

  it('is welcomed only when the link opens, where nobody knows yet what can be done', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock });
    const { guest, accepted } = await aSession({ ...seesCalls, operations: ['agent.setReady'] }, { connection });
    expect(guest.heard).toEqual([]);
    transport.last.accept({ capabilities: offered });
    await messages();
    expect(guest.heard).toMatchObject([
      {
        type: 'welcome',
        stale: false,
        seq: 0,
        capabilities: { 'agent.setReady': true },
        snapshot: { calls: [aCall()] },
      },
    ]);
    expect(accepted).toHaveBeenCalledTimes(1);
    transport.last.sink.event({ type: 'call.updated', call: aCall({ state: 'held' }) }, 1);
    await messages();
    expect(guest.heard).toMatchObject([{ type: 'welcome' }, { type: 'event', seq: 1 }]);
  });

  it('is not there for the workbench before it is welcomed, whatever it says', async () => {
    const { connection } = openConnection(createFakeTransport(), { clock: createFakeClock() });
    const { accepted, ask } = await aSession({ operations: ['agent.setReady'] }, { connection });
    expect((await rejectionOf(ask('call.hold'))).code).toBe('bridge/not-allowed');
    expect(accepted).not.toHaveBeenCalled();
  });
});

describe('an operation of a guest', () => {
  it('that is granted reaches the centre with its input, and its answer comes back', async () => {
    const { center, ask } = await aSession({ operations: ['verification.result'] });
    const asked = ask('verification.result', { verifyTypeCode: 'RETAIL_OTP' });
    await messages();
    expect(center.performed.map(({ call }) => [call.operation, call.input])).toEqual([
      ['verification.result', { verifyTypeCode: 'RETAIL_OTP' }],
    ]);
    const reading = { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', epoch: 'epoch-1', contactId: 'contact-a' };
    center.performed[0]?.resolve(reading);
    expect(await asked).toEqual(reading);
  });

  it('that fails rejects with the error of the centre', async () => {
    const { center, ask } = await aSession({ operations: ['agent.setReady'] });
    const asked = rejectionOf(ask('agent.setReady'));
    await messages();
    center.performed[0]?.reject(new AiccError('call/wrong-state', 'On a call'));
    expect(await asked).toMatchObject({ code: 'call/wrong-state', message: 'On a call' });
  });

  it.each<[string, Operation, unknown, string]>([
    ['is not granted', 'agent.setReady', {}, 'bridge/not-allowed'],
    ['is not granted, a dial', 'call.dial', { calledNum: '5550100', mediaType: 'audio' }, 'bridge/not-allowed'],
    ['is not offered by the centre', 'call.hold', {}, 'bridge/unsupported-operation'],
    ['does not exist', 'agent.fire' as Operation, {}, 'bridge/unsupported-operation'],
    ['is a word of the language', 'constructor' as Operation, {}, 'bridge/unsupported-operation'],
    ['is another word of the language', '__proto__' as Operation, {}, 'bridge/unsupported-operation'],
    ['has a malformed input', 'verification.result', { verifyTypeCode: 'no spaces' }, 'bridge/protocol-violation'],
    ['has no input where one is needed', 'verification.result', undefined, 'bridge/protocol-violation'],
  ])('that %s never reaches the centre', async (_name, operation, input, code) => {
    const { center, ask } = await aSession({ operations: ['verification.result', 'call.hold'] });
    expect((await rejectionOf(ask(operation, input))).code).toBe(code);
    expect(center.performed).toEqual([]);
  });

  it('may always be the snapshot, which is read here and only as far as the guest may see', async () => {
    const { center, ask } = await aSession(seesCalls);
    expect(await ask('snapshot')).toEqual({
      snapshot: { epoch: 'epoch-1', contacts: [aContact()], calls: [aCall()], verifications: [], focus: {} },
      seq: 0,
    });
    expect(center.performed).toEqual([]);
  });

  it('ends at the centre when the guest cancels it', async () => {
    const { center, guest, ask } = await aSession({ operations: ['agent.setReady'] });
    ask('agent.setReady').catch(() => undefined);
    await messages();
    guest.channel.cancel(1);
    await messages();
    expect(center.cancelled).toEqual([center.performed[0]!.call.id]);
    expect(center.performed[0]!.call.signal.aborted).toBe(true);
  });

  it('ends at the centre also through a connection that only wraps ours', async () => {
    const { connection, transport } = await anOpenConnection();
    const wrapped: typeof connection = { ...connection, request: (...asked) => connection.request(...asked) };
    const { guest, ask } = await aSession({ operations: ['agent.setReady'] }, { connection: wrapped });
    ask('agent.setReady').catch(() => undefined);
    await messages();
    guest.channel.cancel(1);
    await messages();
    expect(transport.last.cancelled).toEqual([transport.last.performed[0]!.call.id]);
  });

  it('ends at the centre when the guest goes', async () => {
    const { center, guest, gone, ask } = await aSession({ operations: ['agent.setReady'] });
    ask('agent.setReady').catch(() => undefined);
    await messages();
    guest.channel.close();
    await messages();
    expect(center.cancelled).toHaveLength(1);
    expect(gone).toMatchObject([{ code: 'bridge/peer-gone' }]);
  });
});

describe('what a guest asks', () => {
  const everything = operations.filter((each) => each !== 'snapshot');
  const capabilities = Object.fromEntries(operations.map((each) => [each, true]));
  const seesAll: Partial<GuestPolicy> = { ...seesCalls, operations: everything };

  async function aFreeSession(rules: Partial<GuestPolicy> = seesAll) {
    const { connection, transport } = await anOpenConnection({}, { capabilities });
    const session = await aSession(rules, { connection, confirmDial: () => true });
    return { ...session, performed: transport.last.performed };
  }

  it('reaches the centre with the keys that the protocol names, and no others', async () => {
    const { ask, performed } = await aFreeSession();
    const all: readonly [Operation, object][] = [
      ['call.dial', { calledNum: '5550100', mediaType: 'audio' }],
      ['call.setData', { callId: 'call-a', callData: '{}' }],
      ['verification.result', { verifyTypeCode: 'RETAIL_OTP' }],
      ['agent.setReady', {}],
    ];
    for (const [operation, input] of all) {
      ask(operation, { ...input, onBehalfOf: '1002', constructor: 'x' }).catch(() => undefined);
      await messages();
    }
    expect(performed.map(({ call }) => [call.operation, call.input])).toEqual(all);
  });

  it('asks for a proof for its own origin, whatever it names', async () => {
    const { ask, performed } = await aFreeSession();
    for (const audience of [undefined, 'https://other.example.com']) {
      ask('verification.proof', { verifyTypeCode: 'RETAIL_OTP', audience }).catch(() => undefined);
      await messages();
    }
    const asked = { verifyTypeCode: 'RETAIL_OTP', audience: 'https://bank.example.com' };
    expect(performed.map(({ call }) => call.input)).toEqual([asked, asked]);
  });

  it.each<[string, Operation, object]>([
    ['call', 'call.hangUp', { callId: 'call-b' }],
    ['call, with its data', 'call.setData', { callId: 'call-b', callData: '' }],
    ['contact', 'verification.start', { verifyTypeCode: 'RETAIL_OTP', contactId: 'contact-b' }],
    ['contact, for a proof', 'verification.proof', { verifyTypeCode: 'RETAIL_OTP', contactId: 'contact-b' }],
    ['contact, to look at it', 'call.focus', { contactId: 'contact-b' }],
  ])('of a %s that is not there is refused before the centre hears of it', async (_name, operation, input) => {
    const { ask, performed } = await aFreeSession();
    expect((await rejectionOf(ask(operation, input))).code).toBe('call/not-found');
    expect(performed).toEqual([]);
  });

  it('about the result of a contact that is not there has the answer of one that is over', async () => {
    const { ask, performed } = await aFreeSession();
    const input = { verifyTypeCode: 'RETAIL_OTP', contactId: 'contact-b' };
    expect(await ask('verification.result', input)).toEqual({ ...input, verifyResult: '0', epoch: 'epoch-1' });
    expect(performed).toEqual([]);
  });

  it.each<[string, Partial<GuestPolicy>, Operation, object, boolean]>([
    ['a call without calls', {}, 'call.hangUp', { callId: 'call-a' }, false],
    ['a call with calls', { events: ['call.updated'] }, 'call.hangUp', { callId: 'call-a' }, true],
    ['a contact without any', {}, 'call.focus', { contactId: 'contact-a' }, false],
    ['a contact with its calls', { events: ['call.updated'] }, 'call.focus', { contactId: 'contact-a' }, true],
    ['a contact with the focus', { events: ['focus.changed'] }, 'call.focus', { contactId: 'contact-a' }, true],
    [
      'a contact with its results',
      { events: ['verification.updated'] },
      'call.focus',
      { contactId: 'contact-a' },
      true,
    ],
    [
      'a contact with results of other codes',
      { events: ['verification.updated'], verifyTypeCodes: ['LOAN_PIN'] },
      'call.focus',
      { contactId: 'contact-a' },
      false,
    ],
  ])('may name %s only where it can see it', async (_name, rules, operation, input, isSeen) => {
    const { ask, performed } = await aFreeSession({ operations: [operation], ...rules });
    const asked = ask(operation, input);
    asked.catch(() => undefined);
    await messages();
    expect(performed).toHaveLength(isSeen ? 1 : 0);
    performed[0]?.resolve();
    if (!isSeen) expect((await rejectionOf(asked)).code).toBe('call/not-found');
  });

  it('is answered with what the protocol names, and with nothing where that names nothing', async () => {
    const { ask, performed } = await aFreeSession();
    const answers: readonly [Operation, object, unknown, unknown][] = [
      ['call.dial', { calledNum: '5550100', mediaType: 'audio' }, { callId: 'c', contactId: 'd' }, undefined],
      ['verification.processes', {}, [{ verifyTypeCode: 'RETAIL_OTP', name: 'One-time password' }], undefined],
      ['agent.setReady', {}, undefined, { agent: 'SECRET' }],
    ];
    for (const [at, [operation, input, answer, instead]] of answers.entries()) {
      const asked = ask(operation, input);
      await messages();
      const more = Array.isArray(answer) ? answer.map((each: object) => ({ ...each, api: 'SECRET' })) : undefined;
      performed[at]?.resolve(more ?? instead ?? { ...(answer as object), trunk: 'SECRET' });
      expect(await asked).toEqual(answer);
    }
  });
});

describe('the codes of a guest', () => {
  const knowsPin: Partial<GuestPolicy> = {
    operations: ['verification.result', 'verification.start', 'verification.processes'],
    verifyTypeCodes: ['LOAN_PIN'],
  };

  it('that it does not know have an empty result, without a word to the centre', async () => {
    const { center, ask } = await aSession(knowsPin);
    expect(await ask('verification.result', { verifyTypeCode: 'RETAIL_OTP' })).toEqual({
      verifyTypeCode: 'RETAIL_OTP',
      verifyResult: '',
      epoch: 'epoch-1',
    });
    expect(center.performed).toEqual([]);
  });

  it('that it does not know cannot be started', async () => {
    const { center, ask } = await aSession(knowsPin);
    const error = await rejectionOf(ask('verification.start', { verifyTypeCode: 'RETAIL_OTP' }));
    expect(error.code).toBe('verification/unknown-code');
    expect(center.performed).toEqual([]);
  });

  it('that it knows are served', async () => {
    const { center, ask } = await aSession(knowsPin);
    ask('verification.start', { verifyTypeCode: 'LOAN_PIN' }).catch(() => undefined);
    ask('verification.result', { verifyTypeCode: 'LOAN_PIN' }).catch(() => undefined);
    await messages();
    expect(center.performed.map(({ call }) => call.operation)).toEqual(['verification.start', 'verification.result']);
  });

  it('are the only ones that it can configure, and no process becomes one of another code', async () => {
    const { center, ask } = await aSession({ ...knowsPin, operations: ['verification.configure'] });
    const draft = (verifyTypeCode: string) => ({ verifyTypeCode, name: 'Mine', flow: 'f', requiredLevel: 0 as const });
    const refusals = [
      [{ action: 'enable', verifyTypeCode: 'RETAIL_OTP' }, 'verification/unknown-code'],
      [{ action: 'update', verifyTypeCode: 'RETAIL_OTP', process: draft('LOAN_PIN') }, 'verification/unknown-code'],
      [{ action: 'create', process: draft('RETAIL_OTP') }, 'bridge/not-allowed'],
      [{ action: 'update', verifyTypeCode: 'LOAN_PIN', process: draft('RETAIL_OTP') }, 'bridge/not-allowed'],
    ] as const;
    for (const [input, code] of refusals) {
      expect((await rejectionOf(ask('verification.configure', input))).code).toBe(code);
    }
    expect(center.performed).toEqual([]);

    const mine = { action: 'update', verifyTypeCode: 'LOAN_PIN', process: draft('LOAN_PIN') } as const;
    const asked = ask('verification.configure', mine);
    await messages();
    expect(center.performed.map(({ call }) => call.input)).toEqual([mine]);
    const processes = ['RETAIL_OTP', 'LOAN_PIN'].map((code) => ({ ...draft(code), enabled: false }));
    center.performed[0]?.resolve({ processes, flows: ['f'] });
    expect(await asked).toEqual({ processes: processes.slice(1), flows: ['f'] });
  });

  it('are the only ones in its list of processes', async () => {
    const { center, ask } = await aSession(knowsPin);
    const asked = ask('verification.processes');
    await messages();
    center.performed[0]?.resolve([
      { verifyTypeCode: 'RETAIL_OTP', name: 'One-time password' },
      { verifyTypeCode: 'LOAN_PIN', name: 'PIN' },
    ]);
    expect(await asked).toEqual([{ verifyTypeCode: 'LOAN_PIN', name: 'PIN' }]);
  });
});

describe('a guest’s dial', () => {
  const dial = { calledNum: '5550100', mediaType: 'audio' };
  const mayDial: Partial<GuestPolicy> = { operations: ['call.dial', 'contact.start'] };

  it('goes out when the agent confirms', async () => {
    const confirmDial = vi.fn(() => true);
    const { center, ask } = await aSession(mayDial, { confirmDial });
    const asked = ask('call.dial', dial);
    await messages();
    expect(confirmDial).toHaveBeenCalledExactlyOnceWith({
      ...dial,
      origin: 'https://bank.example.com',
      signal: expect.any(AbortSignal) as AbortSignal,
    });
    center.performed[0]?.resolve({ callId: 'call-b', contactId: 'contact-b' });
    expect(await asked).toEqual({ callId: 'call-b', contactId: 'contact-b' });
  });

  it.each<[string, { readonly confirmDial?: ConfirmDial }, string]>([
    ['refuses', { confirmDial: () => false }, 'call/refused'],
    ['cannot be asked', {}, 'bridge/not-allowed'],
  ])('does not go out when the agent %s', async (_name, options, code) => {
    const { center, ask } = await aSession(mayDial, options);
    expect((await rejectionOf(ask('call.dial', dial))).code).toBe(code);
    expect(center.performed).toEqual([]);
  });

  it('that was cancelled while the agent was asked does not go out, though the agent confirms then', async () => {
    let answer!: (confirmed: boolean) => void;
    const confirmDial = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
    const { center, guest, ask } = await aSession(mayDial, { confirmDial });
    ask('call.dial', dial).catch(() => undefined);
    await messages();
    guest.channel.cancel(1);
    await messages();
    answer(true);
    await messages();
    expect(center.performed).toEqual([]);
  });

  it('is one too when it consults: any telephone may ring', async () => {
    const confirmDial = vi.fn(() => false);
    const { center, ask } = await aSession({ operations: ['call.consult'] }, { confirmDial });
    expect((await rejectionOf(ask('call.consult', { to: '5550199' }))).code).toBe('call/refused');
    expect(confirmDial).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ calledNum: '5550199' }));
    expect(center.performed).toEqual([]);
  });

  it('is checked before anybody is asked', async () => {
    const confirmDial = vi.fn(() => true);
    const { ask } = await aSession(mayDial, { confirmDial });
    const error = await rejectionOf(ask('call.dial', { calledNum: '<b>5550100', mediaType: 'audio' }));
    expect(error.code).toBe('bridge/protocol-violation');
    expect(confirmDial).not.toHaveBeenCalled();
  });

  it('and its other contacts share one rate', async () => {
    const { center, ask } = await aSession({ ...mayDial, dialsPerMinute: 2, allowNumbers: () => true });
    const mail = { mediaType: 'email', calledNum: 'ann@example.com' };
    ask('call.dial', dial).catch(() => undefined);
    ask('contact.start', mail).catch(() => undefined);
    expect((await rejectionOf(ask('contact.start', mail))).code).toBe('bridge/rate-limited');
    expect((await rejectionOf(ask('call.dial', dial))).code).toBe('bridge/rate-limited');
    expect(center.performed).toHaveLength(2);
  });
});

describe('the events for a guest', () => {
  it('are what it may see, numbered without gaps', async () => {
    const { center, told } = await aSession(seesCalls);
    center.sink.event({ type: 'agent.updated', agent: anAgent({ state: 'busy' }) }, 1);
    center.sink.event({ type: 'call.updated', call: aCall({ state: 'held' }) }, 2);
    center.sink.event({ type: 'verification.updated', verification: aVerification({ result: 1 }) }, 3);
    center.sink.event({ type: 'call.updated', call: aCall() }, 4);
    await messages();
    expect(told()).toEqual([
      { type: 'event', seq: 1, event: { type: 'call.updated', call: aCall({ state: 'held' }) } },
      { type: 'event', seq: 2, event: { type: 'call.updated', call: aCall() } },
    ]);
  });

  it('are redacted as the policy says', async () => {
    const { center, told } = await aSession({ ...seesCalls, redact: ['phoneNumbers', 'callData'] });
    center.sink.event({ type: 'contact.updated', contact: aContact() }, 1);
    await messages();
    expect(told()).toMatchObject([{ event: { contact: { customerNumber: '***0100', callData: '' } } }]);
  });

  it('end with the contact also for a guest that does not see the contact', async () => {
    const { center, told } = await aSession({ events: ['verification.updated'] });
    center.sink.event({ type: 'verification.updated', verification: aVerification({ result: 1 }) }, 1);
    center.sink.event({ type: 'contact.ended', contact: aContact() }, 2);
    await messages();
    expect(told()).toMatchObject([
      { type: 'event', seq: 1, event: { type: 'verification.updated' } },
      { type: 'state', seq: 2, snapshot: { contacts: [], verifications: [] } },
    ]);
  });

  it('include a conflict, which changes no state', async () => {
    const { center, told } = await aSession({ events: ['agent.conflict'] });
    center.sink.event({ type: 'agent.conflict', workNo: '1001' }, 1);
    await messages();
    expect(told()).toEqual([{ type: 'event', seq: 1, event: { type: 'agent.conflict', workNo: '1001' } }]);
  });

  it.each<[string, (session: Awaited<ReturnType<typeof aSession>>) => void]>([
    ['the session is closed', ({ session }) => session.close()],
    ['the guest went', ({ guest }) => guest.channel.close()],
  ])('are not listened for any more when %s', async (_name, end) => {
    const { connection } = await anOpenConnection();
    const unsubscribed = vi.fn();
    const watched = { ...connection, subscribe: () => unsubscribed };
    const session = await aSession(seesCalls, { connection: watched });
    expect(unsubscribed).not.toHaveBeenCalled();
    end(session);
    await messages();
    // The relay is the host's: it goes on.
    expect(unsubscribed).toHaveBeenCalledTimes(1);
    expect(session.told()).toEqual([]);
  });
});

describe('the whole state for a guest', () => {
  it('comes once when the centre began anew, and its events do not come again', async () => {
    const { center, told } = await aSession(seesCalls);
    center.sink.event({ type: 'call.updated', call: aCall({ state: 'held' }) }, 1);
    const snapshot = aSnapshot({ epoch: 'epoch-2', calls: [aCall({ state: 'ringing' })] });
    center.sink.snapshot({ snapshot, seq: 2 });
    center.sink.event({ type: 'call.updated', call: aCall() }, 3);
    await messages();
    expect(told()).toMatchObject([
      { type: 'event', seq: 1, event: { call: { state: 'held' } } },
      { type: 'state', seq: 2, snapshot: { epoch: 'epoch-2', calls: [{ state: 'ringing' }] } },
      { type: 'event', seq: 3, event: { call: { state: 'talking' } } },
    ]);
    expect(told()).toHaveLength(3);
  });

  it('comes when what lies behind the host is out of reach, and when it is back', async () => {
    const { center, told } = await aSession(seesCalls);
    center.sink.stale(true);
    center.sink.stale(false);
    await messages();
    expect(told()).toMatchObject([
      { type: 'state', stale: true, seq: 1, snapshot: { calls: [aCall()] } },
      { type: 'state', stale: false, seq: 2 },
    ]);
  });

  it('keeps what the guest may do while the host’s own link is down', async () => {
    const session = await aSession({ operations: ['agent.setReady'] });
    session.center.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    await messages();
    expect(session.told()).toMatchObject([{ type: 'state', stale: true, capabilities: { 'agent.setReady': true } }]);
  });

  it('says what the guest may do when that changed', async () => {
    const session = await aSession({ operations: ['agent.setReady', 'call.hold'] });
    session.center.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    session.clock.advance(500);
    session.center.accept({ capabilities: { snapshot: true, 'call.hold': true } });
    await messages();
    expect(session.told().at(-1)).toMatchObject({
      type: 'state',
      stale: false,
      capabilities: { snapshot: true, 'call.hold': true },
    });
    expect(session.told().at(-1)).not.toHaveProperty(['capabilities', 'agent.setReady']);
  });

  it('says that the host’s connection is over', async () => {
    const { connection, told } = await aSession();
    await connection.close();
    await messages();
    expect(told()).toMatchObject([{ type: 'state', stale: true }]);
  });
});

describe('everything that a host says to a guest', () => {
  it('has the form that the guest’s check demands', async () => {
    const session = await aSession({ ...seesCalls, operations: ['agent.setReady'] });
    session.center.sink.event({ type: 'call.updated', call: aCall({ state: 'held' }) }, 1);
    session.center.sink.stale(true);
    await messages();
    for (const message of session.guest.heard) {
      expect(hostMessageForms[message.type]?.(message), message.type).toBe(true);
    }
    expect(session.guest.channel.violations()).toBe(0);
    expect(session.guest.heard).toHaveLength(3);
  });
});
