/** A user's own tests, against the simulated contact centre. */
import { connect } from 'aicc-support';
import { createContactCenter } from 'aicc-support/testing';

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
