/**
 * One server of a service of several: its own process, its own connection, one Redis. The test asks by messages, as a
 * caller would by HTTP, and gets the codes that a customer would get.
 */
import { createOtpService } from 'aicc-support/server';
import { redisOtpStore } from 'aicc-support/server/redis';
import { createClient } from 'redis';

const { url, key } = JSON.parse(process.argv[2] ?? '{}');
const client = createClient({ url, socket: { reconnectStrategy: 50 } });
client.on('error', () => undefined);
await client.connect();

const otp = createOtpService({
  key,
  store: redisOtpStore(client, { commandTimeoutMs: 3000 }),
  destinationLimits: [{ most: 1000, perMs: 60_000 }],
  accountLimits: [{ most: 1000, perMs: 60_000 }],
  deliver: async ({ code }) => void process.send?.({ code }),
});

process.on('message', async (/** @type {{ id: number, method: 'send' | 'verify', argument: never }} */ message) => {
  const { id, method, argument } = message;
  try {
    process.send?.({ id, value: await otp[method](argument) });
  } catch (error) {
    process.send?.({ id, error: JSON.parse(JSON.stringify(error)) });
  }
});
process.send?.({ ready: true });
