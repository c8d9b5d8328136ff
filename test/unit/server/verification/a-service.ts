import { connect } from '../../../../src/connection/connect.js';
import type { Connection } from '../../../../src/connection/connection.js';
import type { ProcessConfiguration } from '../../../../src/protocol/operations.js';
import {
  createVerificationService,
  type VerificationServiceOptions,
} from '../../../../src/server/verification/service.js';
import { memoryVerificationStore } from '../../../../src/server/verification/store.js';
import { createContactCenter, createManualClock } from '../../../../src/testing/index.js';
import { retailAuthenticationFlow } from '../../../../src/verification/flow/retail-flow.js';
import { tenantAdministrator, type VerificationRole } from '../../../../src/verification/permissions.js';
import { northAmerica } from '../../../../src/verification/phone-number.js';
import { createMemoryOtp } from '../../../support/memory-otp.js';

export const administrator = tenantAdministrator('new');

export const processes: readonly ProcessConfiguration[] = [
  { verifyTypeCode: 'RETAIL_ANI', name: 'Number', flow: 'retail-authentication', requiredLevel: 0, enabled: true },
  { verifyTypeCode: 'RETAIL_OTP', name: 'Code', flow: 'retail-authentication', requiredLevel: 1, enabled: true },
  { verifyTypeCode: 'DRAFT', name: 'Draft', flow: 'retail-authentication', requiredLevel: 1, enabled: false },
];

export const john = { key: 'account-7', email: 'john@example.com', firstName: 'John' };

/** A service on the simulated centre: two agents, one customer who is known. */
export async function aService(
  overrides: Partial<VerificationServiceOptions> = {},
  role: VerificationRole | (() => VerificationRole) = administrator,
) {
  const clock = createManualClock();
  const center = createContactCenter({
    clock,
    agents: [{ workNo: '371' }, { workNo: '372' }],
    numbers: ['88880011'],
  });
  const otp = createMemoryOtp({ now: clock.now });
  const store = memoryVerificationStore();
  const logged: string[] = [];
  const log = (message: string, details?: unknown): void => void logged.push(`${message} ${JSON.stringify(details)}`);
  const service = createVerificationService({
    flows: [
      retailAuthenticationFlow({
        numberPlans: [northAmerica],
        verifyUserDetails: async ({ phone_number }) => (phone_number === '2025550000' ? john : undefined),
        otp,
      }),
    ],
    processes,
    store,
    clock,
    logger: { debug: log, info: log, warn: log, error: log },
    ...overrides,
  });
  const attach = async (workNo: string, itsRole = role): Promise<Connection> => {
    const connection = await connect(center.transport({ workNo }), { clock });
    return service.attach(connection, { caller: ({ id }) => center.caller(id), role: itsRole });
  };
  const agent = await attach('371');
  await agent.request('agent.signIn', {});
  return {
    clock,
    center,
    otp,
    store,
    service,
    logged,
    agent,
    attach,
    settle: () => clock.advance(0),
    /** A customer who is on the line. */
    async customer(callerNum = '+12025550000') {
      const call = center.callIn({ callerNum, calledNum: '88880011', workNo: '371' });
      await agent.request('call.answer', {});
      await clock.advance(0);
      return {
        ...{ call, contactId: call.contactId },
        async say(...texts: readonly string[]) {
          // A flow that is asking a system listens to nobody.
          await clock.advance(0);
          for (const text of texts) {
            call.speak(text);
            await clock.advance(0);
          }
        },
      };
    },
    async resultOf(verifyTypeCode: string, connection: Connection = agent) {
      return (await connection.request('verification.result', { verifyTypeCode })).verifyResult;
    },
  };
}

/** A whole level-1 run, to its success. */
export async function verified(overrides: Partial<VerificationServiceOptions> = {}) {
  const bench = await aService(overrides);
  const customer = await bench.customer();
  await bench.agent.request('verification.start', { verifyTypeCode: 'RETAIL_OTP' });
  await customer.say('no', 'by phone', 'yes');
  await customer.say(bench.otp.codes[0]!);
  return { ...bench, theCustomer: customer };
}
