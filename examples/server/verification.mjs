// @ts-check
/**
 * Identity authentication in the demo: three flows, what runs them, and what belongs around it: one-time codes that go
 * to the customer's phone page, the keys for the proofs, and who may do what.
 */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { createOtpService, createOutbound, createVerificationService, thirdPartyFlow } from 'aicc-support/server';
import { chinese, english, retailAuthenticationFlow, tenantAdministrator } from 'aicc-support/verification';
import { customers } from '../backend/customers.mjs';

/** @typedef {Awaited<ReturnType<typeof createDemoVerification>>} DemoVerification */

/** The invented numbers of the demo: seven digits. @type {import('aicc-support/verification').NumberPlan} */
const demoNumbers = { countryCode: '1', national: /^555\d{4}$/ };

/** What each agent may do: the first one administers, the second sees their own records, the others nothing of it. */
const roles = /** @type {Record<string, import('aicc-support/verification').VerificationRole>} */ ({
  371: tenantAdministrator('new'),
  372: { permissions: ['identity-authentication', 'identity-authentication.records'] },
});

const nobody = { permissions: [] };

/** What the service begins with; an administrator goes on from here. */
const processes = /** @type {import('aicc-support/verification').ProcessConfiguration[]} */ ([
  { verifyTypeCode: 'RETAIL_PIN', name: 'Telephone PIN', flow: 'telephone-pin', requiredLevel: 1, enabled: true },
  {
    verifyTypeCode: 'RETAIL_ANI',
    name: 'Calling number',
    flow: 'retail-authentication',
    requiredLevel: 0,
    enabled: true,
  },
  {
    verifyTypeCode: 'RETAIL_OTP',
    name: 'One-time code',
    flow: 'retail-authentication',
    requiredLevel: 1,
    enabled: true,
  },
  { verifyTypeCode: 'RETAIL_OLD', name: 'Old telephone PIN', flow: 'telephone-pin', requiredLevel: 1, enabled: false },
]);

/**
 * @param {object} options
 * @param {string} options.backend the origin of the bank's server
 * @param {string} options.flowSecret shows the bank that it is us
 * @param {string} options.bank the origin of the bank's page, which proofs are for
 * @param {(contactId: string, customerId: string) => void} options.onIdentified the bank's systems learn of it
 * @param {(number: string, text: string) => void} options.onMessage a text message reaches a telephone
 */
export async function createDemoVerification({ backend, flowSecret, bank, onIdentified, onMessage }) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signingKey = { ...(await exportJWK(privateKey)), kid: 'demo', alg: 'ES256' };

  const otp = createOtpService({
    key: randomBytes(32),
    async deliver({ destination, code, language }) {
      // Both ways end on the one telephone that a customer of the demo has.
      const customer = customers.find(({ number, email }) => destination === `+1${number}` || destination === email);
      if (customer) onMessage(customer.number, language === 'en' ? `Your code is ${code}` : `您的验证码是 ${code}`);
    },
  });

  const pin = thirdPartyFlow({
    name: 'telephone-pin',
    url: `${backend}/verify`,
    headers: { 'x-api-key': flowSecret },
    outbound: createOutbound({ allowedOrigins: [backend], dangerouslyAllowLoopback: true }),
    collect: [{ name: 'pin', prompt: 'Please enter your six-digit PIN.', digits: 6, timeoutSeconds: 60 }],
  });

  const retail = retailAuthenticationFlow({
    numberPlans: [demoNumbers],
    async verifyUserDetails({ phone_number: number }) {
      const customer = customers.find((each) => each.number === number);
      return customer && { key: customer.id, email: customer.email };
    },
    otp,
    languageFor: ({ callData }) => (languageOf(callData) === 'zh-CN' ? chinese : english),
    silenceMs: 60_000,
    onOutputs({ auth_level: level, phone_number: number }, { contactId }) {
      const customer = customers.find((each) => each.number === number);
      if (level === 1 && customer) onIdentified(contactId, customer.id);
    },
  });

  const service = createVerificationService({
    flows: [pin, retail],
    processes,
    signingKey,
    proofAudiences: [bank],
    logger: console,
  });

  return {
    keys: service.keys,
    close: service.close,
    /**
     * @param {import('aicc-support').Connection} connection
     * @param {string} workNo
     * @param {(contactId: string) => import('aicc-support/verification').CallerPort | undefined} callerOf
     */
    attach: (connection, workNo, callerOf) =>
      service.attach(connection, {
        caller: ({ id }) => callerOf(id),
        role: roles[workNo] ?? nobody,
        // The network of the demo vouches for the numbers of its telephones.
        attestationOf: () => 'A',
      }),
  };
}

/** In which language the customer is spoken to: the centre put it into the call data. @param {string} callData */
function languageOf(callData) {
  try {
    return /** @type {{ language?: unknown } | null} */ (JSON.parse(callData))?.language;
  } catch {
    return undefined;
  }
}
