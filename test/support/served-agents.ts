import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { serveConnection, type Principal } from '../../src/server/index.js';
import { createContactCenter, type CustomerCall } from '../../src/testing/index.js';
import { serveHttp } from './node-http.js';

/** A simulated contact centre in real time, behind HTTP, for servers in processes of their own. */
export interface ServedAgents {
  /** The access token is the agent's number. */
  readonly baseUrl: string;
  /** Puts a customer on the line with agent 371. */
  customer(callerNum?: string): Promise<string>;
  /** Agent 371 consults 372 about the customer, and 372 answers. */
  consult(): Promise<void>;
  /** Gives 372 the customer. */
  transfer(): Promise<void>;
  close(): Promise<void>;
}

export async function serveAgents(): Promise<ServedAgents> {
  const center = createContactCenter({
    agents: [{ workNo: '371' }, { workNo: '372' }],
    numbers: ['88880011'],
  });
  const connections = new Map<string, Promise<Connection>>();
  const of = (workNo: string): Promise<Connection> => {
    const connection = connections.get(workNo) ?? connect(center.transport({ workNo }));
    connections.set(workNo, connection);
    return connection;
  };
  const server = await serveHttp(
    serveConnection<Principal>({
      allowedOrigins: ['https://service.example.com'],
      allowMissingOrigin: true,
      authenticate: ({ headers }) => {
        const [, id] = /^Bearer (37[12])$/.exec(headers.get('authorization') ?? '') ?? [];
        return id === undefined ? undefined : { id };
      },
      authorize: () => true,
      connectionFor: ({ id }) => of(id),
    }),
  );
  const calls: CustomerCall[] = [];
  const [agent, colleague] = [await of('371'), await of('372')];
  await agent.request('agent.signIn', {});
  await colleague.request('agent.signIn', {});
  return {
    baseUrl: server.origin,
    async customer(callerNum = '+12025550000') {
      const call = center.callIn({ callerNum, calledNum: '88880011', workNo: '371' });
      calls.push(call);
      await agent.request('call.answer', {});
      return call.contactId;
    },
    async consult() {
      await agent.request('call.consult', { to: '372' });
      await colleague.request('call.answer', {});
    },
    async transfer() {
      await agent.request('call.completeTransfer', {});
    },
    async close() {
      for (const call of calls) call.hangUp();
      for (const connection of connections.values()) await (await connection).close();
      await server.close();
    },
  };
}
