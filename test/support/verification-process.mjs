/**
 * One server of a verification service of several: its own process, its own connection to the contact centre, one Redis
 * for all. The test asks by messages as a page would by HTTP, and is the customer's telephone.
 */
import { connect, httpTransport } from 'aicc-support';
import { createOtpService, createVerificationService } from 'aicc-support/server';
import { redisOtpStore, redisVerificationStore } from 'aicc-support/server/redis';
import { northAmerica, retailAuthenticationFlow, tenantAdministrator } from 'aicc-support/verification';
import { createClient } from 'redis';

const { url, otpKey, signingKey, center, workNo, leaseMs } = JSON.parse(process.argv[2] ?? '{}');
const tell = (/** @type {object} */ message) => void process.send?.(message);
const client = createClient({ url, socket: { reconnectStrategy: 50 } });
client.on('error', () => undefined);
await client.connect();
/** A busy machine answers late. */
const patient = { commandTimeoutMs: 3000 };

const otp = createOtpService({
  key: otpKey,
  store: redisOtpStore(client, patient),
  destinationLimits: [{ most: 1000, perMs: 60_000 }],
  accountLimits: [{ most: 1000, perMs: 60_000 }],
  deliver: async ({ code }) => tell({ code }),
});
/** Whether a right answer is held back once it is known: the moment in which a server should not die. */
let holdsRightAnswers = false;
/** @type {import('aicc-support/verification').OtpPort} */
const port = {
  async send(request) {
    const sent = await otp.send(request);
    if (sent.status === 'sent') tell({ challengeId: sent.challengeId });
    return sent;
  },
  async verify(request) {
    const { status } = await otp.verify(request);
    if (status !== 'right' || !holdsRightAnswers) return /** @type {any} */ ({ status });
    tell({ held: request.challengeId });
    return new Promise(() => undefined);
  },
  cancel: (challengeId) => otp.cancel(challengeId),
};

const service = createVerificationService({
  flows: [
    retailAuthenticationFlow({
      numberPlans: [northAmerica],
      verifyUserDetails: async () => ({ key: 'account-7', email: 'john@example.com' }),
      otp: port,
    }),
  ],
  processes: [
    { verifyTypeCode: 'RETAIL_ANI', name: 'Number', flow: 'retail-authentication', requiredLevel: 0, enabled: true },
    { verifyTypeCode: 'RETAIL_OTP', name: 'Code', flow: 'retail-authentication', requiredLevel: 1, enabled: true },
  ],
  store: redisVerificationStore(client, { ...patient, leaseMs, lookEveryMs: 100 }),
  signingKey,
});

/** @type {Map<string, Set<(input: import('../../src/verification/index.js').CallerInput) => void>>} */
const listeners = new Map();
const agent = service.attach(
  await connect(httpTransport({ baseUrl: center, getToken: async () => workNo }), {
    reconnect: { initialDelayMs: 10, maxDelayMs: 100 },
  }),
  {
    role: tenantAdministrator('new'),
    caller: ({ id }) => ({
      say: (prompt) => tell({ said: prompt, contactId: id }),
      subscribe(listener) {
        const those = listeners.get(id) ?? new Set();
        listeners.set(id, those.add(listener));
        return () => void those.delete(listener);
      },
    }),
  },
);
agent.subscribe((event) => {
  if (event.type === 'verification.updated') tell({ updated: event.verification });
});

const methods = {
  request: (/** @type {[never, never]} */ [operation, input]) => agent.request(operation, input),
  verifications: async () => agent.snapshot().verifications,
  verifyCode: (/** @type {Parameters<typeof otp.verify>[0]} */ request) => otp.verify(request),
  async hear(/** @type {[string, string]} */ [contactId, text]) {
    for (const listener of [...(listeners.get(contactId) ?? [])]) listener({ type: 'text', text });
  },
  async holdRightAnswers() {
    holdsRightAnswers = true;
  },
};

process.on('message', async (/** @type {{ id: number, method: keyof typeof methods, argument: never }} */ message) => {
  const { id, method, argument } = message;
  try {
    tell({ id, value: await methods[method](argument) });
  } catch (error) {
    tell({ id, error: JSON.parse(JSON.stringify(error)) });
  }
});
tell({ ready: true });
