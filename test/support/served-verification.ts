import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import {
  createVerificationService,
  serveConnection,
  type JsonWebKeySet,
  type Principal,
  type VerificationServiceOptions,
} from '../../src/server/index.js';
import { createContactCenter, type ContactCenter } from '../../src/testing/index.js';
import {
  northAmerica,
  retailAuthenticationFlow,
  tenantAdministrator,
  type VerificationRole,
} from '../../src/verification/index.js';
import { createMemoryOtp } from './memory-otp.js';
import { serveHttp } from './node-http.js';
import { aSigningKey } from './signing-key.js';

/** Who is who. The access token of an agent is the number. */
const roles = {
  /** Authenticates customers, and nothing else. */
  '371': { permissions: ['identity-authentication'] },
  /** Has none of the three permissions. */
  '372': { permissions: [] },
  /** Reads own records. */
  '373': { permissions: ['identity-authentication', 'identity-authentication.records'] },
  '900': tenantAdministrator('new'),
} as const satisfies Record<string, VerificationRole>;

export interface VerificationCustomer {
  readonly contactId: string;
  readonly prompts: readonly string[];
  speak(text: string): void;
  hangUp(): void;
}

/** The verification service in real time: a simulated centre, attached connections, HTTP. */
export interface ServedVerification {
  readonly baseUrl: string;
  readonly center: ContactCenter;
  /** The codes that customers got, the newest last. */
  readonly codes: readonly string[];
  keys(): JsonWebKeySet;
  /** A customer on the line with an agent. */
  customer(workNo?: string): Promise<VerificationCustomer>;
  close(): Promise<void>;
}

export async function serveVerification(
  allowedOrigins: readonly string[],
  options: Partial<VerificationServiceOptions> = {},
): Promise<ServedVerification> {
  const agents = Object.keys(roles) as (keyof typeof roles)[];
  const center = createContactCenter({ agents: agents.map((workNo) => ({ workNo })), numbers: ['88880011'] });
  const otp = createMemoryOtp({ now: Date.now });
  const { key } = await aSigningKey();
  const flow = 'retail-authentication';
  const service = createVerificationService({
    flows: [
      retailAuthenticationFlow({
        numberPlans: [northAmerica],
        verifyUserDetails: async () => ({ key: 'account-7', email: 'john@example.com' }),
        otp,
      }),
    ],
    processes: [
      { verifyTypeCode: 'RETAIL_ANI', name: 'Number', flow, requiredLevel: 0, enabled: true },
      { verifyTypeCode: 'RETAIL_OTP', name: 'Code', flow, requiredLevel: 1, enabled: true },
    ],
    signingKey: key,
    ...options,
  });
  const connections = new Map<string, Connection>();
  for (const workNo of agents) {
    const connection = await connect(center.transport({ workNo }));
    const caller = ({ id }: { readonly id: string }) => center.caller(id);
    connections.set(workNo, service.attach(connection, { caller, role: roles[workNo] }));
    await connection.request('agent.signIn', {});
  }
  const server = await serveHttp(
    serveConnection<Principal>({
      allowedOrigins,
      authenticate: ({ headers }) => {
        const id = headers.get('authorization')?.replace('Bearer ', '') ?? '';
        return connections.has(id) ? { id } : undefined;
      },
      authorize: () => true,
      connectionFor: ({ id }) => connections.get(id)!,
    }),
  );
  const hangUps: (() => void)[] = [];
  return {
    baseUrl: server.origin,
    center,
    codes: otp.codes,
    keys: () => service.keys(),
    async customer(workNo = '371') {
      const call = center.callIn({ callerNum: '+12025550000', calledNum: '88880011', workNo });
      await connections.get(workNo)?.request('call.answer', {});
      const hangUp = (): void => {
        call.hangUp();
      };
      hangUps.push(hangUp);
      return {
        contactId: call.contactId,
        get prompts() {
          return call.prompts;
        },
        speak: (text) => {
          call.speak(text);
        },
        hangUp,
      };
    },
    async close() {
      for (const hangUp of hangUps) hangUp();
      for (const connection of connections.values()) await connection.close();
      service.close();
      await server.close();
    },
  };
}

/** Answers the retail authentication up to the code, and says that. */
export async function sayAll(
  customer: VerificationCustomer,
  codes: readonly string[],
  until: (isDone: () => boolean) => Promise<unknown>,
  upTo: 'code' | 'end' = 'end',
): Promise<void> {
  let asked = customer.prompts.length;
  for (const text of ['no', 'by phone', 'yes']) {
    await until(() => customer.prompts.length > asked);
    asked = customer.prompts.length;
    customer.speak(text);
  }
  await until(() => customer.prompts.length > asked && codes.length > 0);
  if (upTo === 'end') customer.speak(codes.at(-1)!);
}
