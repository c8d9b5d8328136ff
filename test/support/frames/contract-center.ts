/**
 * The far side of the contract suite over the frame: a simulated centre and a host in a page of another origin, which
 * serves the window around it. The driver's calls come and go by messages of the test's own.
 */
import { connect } from '../../../src/connection/connect.js';
import { createWorkbenchHost } from '../../../src/host/workbench-host.js';
import { operations } from '../../../src/protocol/inputs.js';
import { contract, callDriver, createContractCenter, type DriverCall } from '../../contracts/center-driver.js';
import { eventTypes } from '../event-types.js';

const { center, driver } = createContractCenter();
const guest = new URL(location.href).searchParams.get('guest') ?? '';

addEventListener('message', (event: MessageEvent<{ readonly driver?: DriverCall; readonly id: number }>) => {
  const { data, source, origin } = event;
  if (source !== parent || origin !== guest || !data.driver) return;
  void callDriver(driver, data.driver).then(
    (value) => {
      parent.postMessage({ answer: data.id, value }, guest);
    },
    (error: unknown) => {
      parent.postMessage({ answer: data.id, error: String(error) }, guest);
    },
  );
});

const connection = await connect(center.transport({ workNo: contract.agent }), {
  reconnect: { initialDelayMs: 1, maxDelayMs: 10 },
});
const host = createWorkbenchHost({
  connection,
  confirmDial: () => true,
  guests: [
    {
      origin: guest,
      operations,
      events: eventTypes,
      dialsPerMinute: Infinity,
    },
  ],
});
host.attach(parent);
parent.postMessage({ answer: 0 }, guest);
