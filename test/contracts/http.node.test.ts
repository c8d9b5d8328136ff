import { serveCenter } from '../support/served-center.js';
import { describeConnectionContract } from './connection-contract.js';

describeConnectionContract('http', async () => {
  const served = await serveCenter({ heartbeatMs: 20 });
  const connection = await served.connect();
  return {
    connection,
    center: served.center,
    async settle() {
      await served.center.advance(5000);
      // What the server sends, and the link that it closes after a restart of the centre, come over a real network.
      await new Promise((resolve) => setTimeout(resolve, 30));
    },
    dispose: () => served.dispose(),
  };
});
