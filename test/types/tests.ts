/** A user's own tests, against the simulated contact centre. */
import { connect } from 'aicc-support';
import { createContactCenter, type JwtRegistration } from 'aicc-support/testing';
import { startIdentityProvider } from 'aicc-support/testing/node';

export async function ring(): Promise<string> {
  const center = createContactCenter({ agents: [{ workNo: '371', name: 'Ann' }], numbers: ['88880011'] });
  const connection = await connect(center.transport({ workNo: '371' }));
  await connection.request('agent.signIn', {});
  await connection.request('agent.setReady', {});
  center.callIn({ callerNum: '5550100', calledNum: '88880011', callData: '{"tier":"gold"}' });
  // @ts-expect-error A call has a caller.
  center.callIn({ calledNum: '88880011' });
  const states: readonly string[] = connection.snapshot().calls.map((call) => call.state);
  center.close();
  return states.join();
}

export async function signIn(registration: JwtRegistration): Promise<string | undefined> {
  const provider = await startIdentityProvider({ clients: [registration], agents: ['ann@example.com'] });
  provider.faults.next('rate-limit', { retryAfterSeconds: 3 });
  // @ts-expect-error There is no such fault.
  provider.faults.next('explode');
  await provider.close();
  return (await provider.verify('token'))?.userName;
}
