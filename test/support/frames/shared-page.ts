/** The script of a page of which many tabs are open: a connection over a shared transport, and what it heard. */
import * as sdk from '../../../src/index.js';

export interface SharedTabOptions {
  readonly baseUrl: string;
  readonly token: string;
}

function createTab() {
  const { baseUrl, token } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as SharedTabOptions;
  const transport = sdk.sharedTransport(
    sdk.httpTransport({ baseUrl, getToken: () => Promise.resolve(token), dangerouslyAllowHttp: true }),
    { name: 'agent-371', reconnect: { initialDelayMs: 50, maxDelayMs: 200 } },
  );
  /** What a log of the page would show. */
  const heard: string[] = [];
  const statuses: string[] = [];
  let failure: string | undefined;
  let connection: sdk.Connection | undefined;
  // Longer than a test: a tab that cannot open says so by `failure`.
  const opening = sdk.connect(transport);
  opening.then(
    (opened) => {
      connection = opened;
      for (const call of opened.snapshot().calls) heard.push(`call.updated ${call.state}`);
      opened.subscribe((event) => {
        if (event.type === 'connection.status') statuses.push(event.status);
        else heard.push('call' in event ? `${event.type} ${event.call.state}` : event.type);
      });
    },
    (error: unknown) => {
      failure = sdk.isAiccError(error) ? error.code : String(error);
    },
  );

  return {
    heard,
    statuses,
    /** Open, and free of doubt. */
    status: () => failure ?? connection?.status ?? 'connecting',
    isOwner: () => transport.isOwner,
    calls: () => connection?.snapshot().calls.map(({ state }) => state) ?? [],
    /** Whether the ring tone of this tab would sound. */
    isRinging: () =>
      transport.isOwner && (connection?.snapshot().calls.some(({ state }) => state === 'ringing') ?? false),
    request: (operation: sdk.Operation, input: object = {}): Promise<string> =>
      opening.then((opened) =>
        opened.request(operation, input as never).then(
          () => 'done',
          (error: unknown) => (sdk.isAiccError(error) ? error.code : String(error)),
        ),
      ),
    close: () => opening.then((opened) => opened.close()),
  };
}

export type SharedTab = ReturnType<typeof createTab>;

declare global {
  interface Window {
    tab: SharedTab;
  }
}

window.tab = createTab();
