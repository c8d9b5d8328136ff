/** The script of a workbench page whose connection comes from a server over HTTP. */
import * as sdk from '../../../src/index.js';

export interface ServiceWorkbenchOptions {
  readonly baseUrl: string;
  /** The access token, which in these tests is the agent's number. */
  readonly workNo: string;
  readonly guests: readonly sdk.GuestPolicy[];
}

async function startServiceWorkbench({ baseUrl, workNo, guests }: ServiceWorkbenchOptions) {
  const connection = await sdk.connect(sdk.httpTransport({ baseUrl, getToken: async () => workNo }));
  const host = sdk.createWorkbenchHost({ connection, guests });
  return {
    connection,
    addGuest(url: string): void {
      const frame = document.createElement('iframe');
      frame.name = 'bank';
      frame.src = url;
      host.attach(frame);
      document.body.append(frame);
    },
  };
}

export type ServiceWorkbench = Awaited<ReturnType<typeof startServiceWorkbench>>;

declare global {
  interface Window {
    startServiceWorkbench: typeof startServiceWorkbench;
    serviceWorkbench: ServiceWorkbench;
  }
}

window.startServiceWorkbench = startServiceWorkbench;
