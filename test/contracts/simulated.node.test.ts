import { connect } from '../../src/connection/connect.js';
import { describeConnectionContract } from './connection-contract.js';
import { contract, createContractCenter } from './center-driver.js';

describeConnectionContract('the simulated transport', async () => {
  const { center, driver } = createContractCenter();
  const connection = await connect(center.transport({ workNo: contract.agent }), {
    reconnect: { initialDelayMs: 1, maxDelayMs: 10 },
  });
  return { connection, center: driver, settle: () => driver.advance(5000), dispose: () => driver.dispose() };
});
