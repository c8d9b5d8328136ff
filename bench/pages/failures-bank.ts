/** The embedded page of the failure table: each library as its own documents tell to use it. */
import CallingExtensions, { type EventHandlers } from '@hubspot/calling-extensions-sdk';
import { app } from '@microsoft/teams-js';
import { createAICCSupport, frameTransport } from 'aicc-support';
import { expose, windowEndpoint, wrap } from 'comlink';
import { connect as connectPenpal, WindowMessenger } from 'penpal';
import { outcome, type Outcome } from './outcome.js';

export type Library = 'ours' | 'penpal' | 'penpal-timeout' | 'comlink' | 'hubspot' | 'teams';

interface Remote {
  read(): Promise<unknown>;
}

/** What this page did because of a message; a third frame must be the cause of nothing. */
const seen: string[] = [];
const never = (): Promise<never> => new Promise(() => undefined);

/** Connects and asks once. */
const ask: Record<Library, (workbench: string) => Promise<unknown>> = {
  ours(workbench) {
    const support = createAICCSupport({ transport: frameTransport({ allowedOrigins: [workbench] }) });
    support.connection.subscribe((event) => {
      if (event.type !== 'connection.status') seen.push(event.type);
      else if (event.status === 'open') seen.push('connected');
    });
    return support.getVerifyResult('RETAIL_OTP');
  },
  penpal: (workbench) => askPenpal(workbench),
  'penpal-timeout': (workbench) => askPenpal(workbench, 5000),
  comlink: (workbench) => wrap<Remote>(windowEndpoint(parent, self, workbench)).read(),
  hubspot: () =>
    new Promise((resolve) => {
      const onReady = (): void => {
        seen.push('connected');
        resolve(undefined);
      };
      const eventHandlers = { onReady, onDialNumber: () => seen.push('dialled') } as unknown as EventHandlers;
      new CallingExtensions({ eventHandlers, debugMode: false }).initialized({});
    }),
  async teams(workbench) {
    await app.initialize([workbench]);
    seen.push('connected');
  },
};

async function askPenpal(workbench: string, timeout?: number): Promise<unknown> {
  const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: [workbench] });
  const methods = { dial: () => seen.push('dialled') };
  const remote = await connectPenpal({ messenger, methods, ...(timeout !== undefined && { timeout }) }).promise;
  seen.push('connected');
  return (remote as unknown as Remote).read();
}

/** Answers the workbench's calls, but never the one named `hang`. */
const serve: Record<'ours' | 'penpal' | 'comlink', (workbench: string) => void> = {
  ours(workbench) {
    void createAICCSupport({ transport: frameTransport({ allowedOrigins: [workbench] }) })
      .connection.request('agent.setReady', {})
      .catch(() => undefined);
  },
  penpal(workbench) {
    const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: [workbench] });
    void connectPenpal({ messenger, methods: { hang: never } }).promise;
  },
  comlink(workbench) {
    expose({ hang: never }, windowEndpoint(parent, self, workbench));
  },
};

let asked: Promise<Outcome> | undefined;
let isAnswered = false;

const bank = {
  seen,
  serve(library: keyof typeof serve, workbench: string): void {
    serve[library](workbench);
  },
  ask(library: Library, workbench: string, limitMs: number): void {
    const start = performance.now();
    asked = outcome(ask[library](workbench), limitMs, start);
    void asked.then(({ end }) => (isAnswered = end === 'resolved'));
  },
  answered: (): Promise<Outcome> | undefined => asked,
  isAnswered: (): boolean => isAnswered,
};

declare global {
  interface Window {
    bank: typeof bank;
  }
}

window.bank = bank;
