/**
 * The process that bench/verification.mjs asks: a verification service with its stores, on agents and customers that
 * answer at once. Does one task for each message and tells what came of it.
 */
import {
  createOtpService,
  createVerificationService,
  memoryOtpStore,
  memoryVerificationStore,
} from 'aicc-support/server';
import { redisOtpStore, redisVerificationStore } from 'aicc-support/server/redis';
import { northAmerica, retailAuthenticationFlow, tenantAdministrator } from 'aicc-support/verification';
import { createClient } from 'redis';

/** @typedef {import('aicc-support/verification').CallerPort} CallerPort */

const url = process.argv[2] ?? '';
const client = createClient({ url });
client.on('error', () => undefined);
await client.connect();
const limits = [{ most: 1_000_000_000, perMs: 60_000 }];
const verifyTypeCode = 'RETAIL_OTP';

/** What goes to Redis, and how often. */
let commands = 0;
let bytes = 0;
const counting = {
  get isReady() {
    return client.isReady;
  },
  sendCommand(/** @type {string[]} */ args) {
    commands += 1;
    for (const arg of args) bytes += arg.length;
    return client.sendCommand(args);
  },
};

/** The end of an agent's connection with one customer on the line. @param {string} id */
function aConnection(id) {
  const contact = { id, mediaType: 'audio', customerNumber: '+12025550000', callData: '', startedAt: 1 };
  const call = {
    ...{
      id: `call-${id}`,
      contactId: id,
      direction: 'in',
      state: 'talking',
      muted: false,
      startedAt: 1,
      answeredAt: 1,
    },
    ...{ callerNum: '+12025550000', calledNum: '88880011', parties: [] },
  };
  const agent = { workNo: '371', name: '', state: 'talking', since: 1, skillGroups: [] };
  const focus = { contactId: id };
  const snapshot = { epoch: 'center-1', agent, contacts: [contact], calls: [call], verifications: [], focus };
  return /** @type {import('aicc-support').Connection} */ (
    /** @type {unknown} */ ({
      status: 'open',
      capabilities: { has: () => true },
      snapshot: () => snapshot,
      request: async () => undefined,
      subscribe: () => () => undefined,
      close: async () => undefined,
    })
  );
}

/** A service, and how one flow of it goes. @param {'memory' | 'redis'} kind */
function aService(kind) {
  /** @type {Map<string, string>} */
  const codes = new Map();
  const otp = createOtpService({
    key: 'a key of a measurement, long enough to be one',
    store: kind === 'redis' ? redisOtpStore(counting, { commandTimeoutMs: 60_000 }) : memoryOtpStore(),
    destinationLimits: limits,
    accountLimits: limits,
    lifetimeMs: 600_000,
    deliver: async ({ code, destination }) => void codes.set(destination, code),
  });
  const service = createVerificationService({
    flows: [
      retailAuthenticationFlow({
        numberPlans: [northAmerica],
        silenceMs: 600_000,
        verifyUserDetails: async (_request, context) => {
          const { contactId } = /** @type {import('aicc-support/verification').FlowContext} */ (context);
          return { key: contactId, phone: `+1202555${contactId}` };
        },
        otp,
      }),
    ],
    processes: [{ verifyTypeCode, name: 'Code', flow: 'retail-authentication', requiredLevel: 1, enabled: true }],
    store:
      kind === 'redis' ? redisVerificationStore(counting, { commandTimeoutMs: 60_000 }) : memoryVerificationStore(),
  });

  /** Starts an attempt whose customer says everything but the code. @param {string} id */
  async function open(id) {
    const turns = ['no', 'by phone', 'yes'];
    /** @type {((input: { type: 'text', text: string }) => void) | undefined} */
    let listener;
    /** @type {() => void} */
    let onReady = () => undefined;
    const isAsked = new Promise((resolve) => (onReady = () => resolve(undefined)));
    /** @type {CallerPort} */
    const caller = {
      say() {
        // The customer answers when the prompt is spoken, and the flow listens.
        setImmediate(() => {
          const text = turns.shift();
          if (text === undefined) onReady();
          else listener?.({ type: 'text', text });
        });
      },
      subscribe(next) {
        listener = next;
        return () => undefined;
      },
    };
    /** @type {(value?: unknown) => void} */
    let onEnd = () => undefined;
    const isOver = new Promise((resolve) => (onEnd = resolve));
    const agent = service.attach(aConnection(id), { caller: () => caller, role: tenantAdministrator('new') });
    agent.subscribe((event) => {
      if (event.type === 'verification.updated' && event.verification.endedAt !== undefined) onEnd();
    });
    await agent.request('verification.start', { verifyTypeCode, contactId: id });
    await isAsked;
    return {
      async finish() {
        listener?.({ type: 'text', text: codes.get(`+1202555${id}`) ?? '' });
        await isOver;
        const { verifyResult } = await agent.request('verification.result', { verifyTypeCode, contactId: id });
        if (verifyResult !== '1') throw new Error(`A flow ended with ${verifyResult}`);
        await agent.close();
      },
    };
  }
  return { open, close: () => service.close() };
}

/** Contacts of one process are not those of another. */
let lastId = Number(process.argv[3] ?? 0);
const nextId = () => `${(lastId += 1)}`.padStart(7, '0');

/** @param {number} count @param {number} atOnce @param {() => Promise<unknown>} act */
async function many(count, atOnce, act) {
  let left = count;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        await act();
      }
    }),
  );
}

/** Processor time in microseconds. @param {() => Promise<unknown>} act */
async function costOf(act) {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** @type {Record<string, ReturnType<typeof aService>>} */
const services = { memory: aService('memory'), redis: aService('redis') };

/** A level-1 flow from its start to its result: how much processor time one takes. */
async function flows(/** @type {{ kind: 'memory' | 'redis', count: number }} */ { kind, count }) {
  commands = 0;
  bytes = 0;
  const flow = async () => (await services[kind]?.open(nextId()))?.finish();
  const cost = (await costOf(() => many(count, 32, flow))) / count;
  return { cost, commands: commands / count, bytesPerCommand: Math.round(bytes / Math.max(1, commands)) };
}

/** The same number of commands of the same size, one after the other for each flow. */
async function bare(/** @type {{ count: number, commands: number, bytes: number }} */ { count, commands, bytes }) {
  const value = 'x'.repeat(bytes);
  const flow = async () => {
    const key = `bare:${nextId()}`;
    for (let command = 0; command < commands; command += 1) await client.sendCommand(['SET', key, value]);
  };
  return { cost: (await costOf(() => many(count, 32, flow))) / count };
}

/** Memory of flows that wait for their code, and that they are served meanwhile. */
async function opened(/** @type {{ count: number, kind: 'memory' | 'redis' }} */ { count, kind }) {
  const service = aService(kind);
  const used = () => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  /** @type {Awaited<ReturnType<typeof service.open>>[]} */
  const open = [];
  const began = performance.now();
  await many(count, 64, async () => open.push(await service.open(nextId())));
  const openMs = performance.now() - began;
  const bytesEach = (used() - before) / count;
  /** @type {number[]} */
  const answered = [];
  for (const flow of open.filter((_, index) => index % Math.ceil(count / 200) === 0)) {
    const start = performance.now();
    await flow.finish();
    answered.push(performance.now() - start);
  }
  service.close();
  return { bytesEach, openMs, answered };
}

/** How long the check of a code takes, in nanoseconds, by how right it is. In turns, each on a challenge of its own. */
async function compare(/** @type {{ count: number }} */ { count }) {
  /** @type {string[]} */
  const codes = [];
  const otp = createOtpService({
    key: 'a key of a measurement, long enough to be one',
    destinationLimits: limits,
    accountLimits: limits,
    deliver: async ({ code }) => void codes.push(code),
  });
  const other = (/** @type {string} */ digit) => `${(Number(digit) + 5) % 10}`;
  /** @type {Record<string, (code: string) => string>} */
  const answers = {
    right: (code) => code,
    wrongAtTheEnd: (code) => code.slice(0, -1) + other(code.at(-1) ?? '0'),
    wrongAtTheBeginning: (code) => other(code[0] ?? '0') + code.slice(1),
  };
  /** @type {Record<string, number[]>} */
  const times = { right: [], wrongAtTheEnd: [], wrongAtTheBeginning: [] };
  const names = Object.keys(answers);
  for (let turn = 0; turn < count; turn += 1) {
    // The order changes, so that what comes first is not always the same.
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(turn + place) % names.length] ?? '';
      const account = nextId();
      const sent = await otp.send({ account, channel: 'phone', destination: `+1${account}`, language: 'en' });
      if (sent.status !== 'sent') throw new Error(sent.status);
      const code = answers[name]?.(codes.pop() ?? '') ?? '';
      const start = process.hrtime.bigint();
      await otp.verify({ challengeId: sent.challengeId, code });
      times[name]?.push(Number(process.hrtime.bigint() - start));
    }
  }
  return times;
}

const tasks = { flows, bare, opened, compare };
/** @typedef {typeof tasks} Tasks what it can be asked for */
process.on('message', async (/** @type {{ task: keyof Tasks, argument: never }} */ { task, argument }) => {
  try {
    process.send?.({ value: await tasks[task](argument) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ value: 'ready' });
