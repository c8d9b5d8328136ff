/** The script of a workbench page with the simulated contact centre behind it, on a clock that the test moves. */
import * as sdk from '../../../src/index.js';
import { contract, createContractCenter } from '../../contracts/center-driver.js';

async function createSimulatedWorkbench() {
  const { center, clock, driver } = createContractCenter();
  const connection = await sdk.connect(center.transport({ workNo: contract.agent }), {
    reconnect: { initialDelayMs: 1, maxDelayMs: 10 },
  });
  let host: sdk.WorkbenchHost | undefined;
  return {
    center,
    clock,
    driver,
    connection,
    serve(guests: readonly sdk.GuestPolicy[]): void {
      host?.dispose();
      host = sdk.createWorkbenchHost({ connection, guests, confirmDial: () => true });
    },
    addFrame(url: string): HTMLIFrameElement {
      const frame = document.createElement('iframe');
      frame.src = url;
      host?.attach(frame);
      document.body.append(frame);
      return frame;
    },
    /** A window that this page opened, and opens again by its name after a reload. */
    attachWindow(url: string, name: string): void {
      host?.attach(open(url, name)!);
    },
  };
}

export type SimulatedWorkbench = Awaited<ReturnType<typeof createSimulatedWorkbench>>;

declare global {
  interface Window {
    simulated: Promise<SimulatedWorkbench>;
  }
}

window.simulated = createSimulatedWorkbench();
