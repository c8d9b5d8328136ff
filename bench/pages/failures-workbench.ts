/** The workbench of the failure table: the other half of each library, where the library has one. */
import { connect, createWorkbenchHost, type Transport, type VerifyRef } from 'aicc-support';
import { expose, windowEndpoint, wrap } from 'comlink';
import { connect as connectPenpal, WindowMessenger } from 'penpal';
import { outcome, type Outcome } from './outcome.js';

export type Goes = 'reloads' | 'is removed';

interface Remote {
  hang(): Promise<unknown>;
}

const limitMs = 10_000;
/** Long enough for a third frame to meddle. */
const answerMs = 1000;
/** Numbers that a message made this page dial. */
const dialled: string[] = [];

const bankFrame = (): HTMLIFrameElement => {
  const frame = document.querySelector<HTMLIFrameElement>('iframe[name=bank]');
  if (!frame) throw new Error('There is no frame of the bank');
  return frame;
};
const bankWindow = (): Window => {
  const { contentWindow } = bankFrame();
  if (!contentWindow) throw new Error('The frame is empty');
  return contentWindow;
};

/** A centre that answers reads, and never answers `agent.setReady`. */
function centre(onCall: (ended: Promise<never>) => void = () => undefined): Transport {
  return {
    name: 'bench',
    open(sink) {
      const focus = { contactId: 'contact-1' };
      sink.snapshot({ snapshot: { epoch: 'bench', contacts: [], calls: [], verifications: [], focus }, seq: 0 });
      return Promise.resolve({
        capabilities: { snapshot: true, 'verification.result': true, 'agent.setReady': true, 'call.dial': true },
        perform({ operation, input, signal }) {
          if (operation === 'verification.result') {
            const { verifyTypeCode } = input as VerifyRef;
            return Promise.resolve({ verifyTypeCode, verifyResult: '1', contactId: 'contact-1', epoch: 'bench' });
          }
          if (operation === 'call.dial') dialled.push('5550199');
          const ended = new Promise<never>((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              const reason = signal.reason as Error;
              // The connection says that it gave up, and why as the cause.
              reject(reason.cause instanceof Error ? reason.cause : reason);
            });
          });
          onCall(ended);
          return ended;
        },
        close: () => undefined,
      });
    },
  };
}

async function hostOurs(bank: string, transport: Transport): Promise<ReturnType<typeof createWorkbenchHost>> {
  const host = createWorkbenchHost({
    connection: await connect(transport, { timeoutMs: 60_000 }),
    guests: [{ origin: bank, operations: ['verification.result', 'agent.setReady', 'call.dial'], events: [] }],
    confirmDial: () => true,
  });
  host.attach(bankFrame());
  return host;
}

/** Serves, with a call that is on its way and will not be answered. */
const beginCall: Record<'ours' | 'penpal' | 'comlink', (bank: string) => Promise<Promise<unknown>[]>> = {
  async ours(bank) {
    let host: ReturnType<typeof createWorkbenchHost> | undefined;
    const begun = new Promise<Promise<never>>((resolve) => {
      void hostOurs(bank, centre(resolve)).then((made) => (host = made));
    });
    const call = begun.then((ended) => ended);
    await Promise.race([begun.then(() => undefined), new Promise((resolve) => setTimeout(resolve, 5000))]);
    const told = new Promise<never>((_resolve, reject) => {
      host?.subscribe(({ status, error }) => {
        if (status === 'gone') reject(error ?? new Error('gone without a reason'));
      });
    });
    return [call, told];
  },
  async penpal(bank) {
    const messenger = new WindowMessenger({ remoteWindow: bankWindow(), allowedOrigins: [bank] });
    const remote = (await connectPenpal({ messenger }).promise) as unknown as Remote;
    return [remote.hang()];
  },
  async comlink(bank) {
    return [wrap<Remote>(windowEndpoint(bankWindow(), self, bank)).hang()];
  },
};

/** Answers, as the library's own host would. */
const host: Record<'ours' | 'penpal' | 'comlink' | 'hubspot' | 'teams', (bank: string) => void> = {
  ours: (bank) => void hostOurs(bank, centre()),
  penpal(bank) {
    const messenger = new WindowMessenger({ remoteWindow: bankWindow(), allowedOrigins: [bank] });
    void connectPenpal({ messenger, methods: remoteMethods }).promise;
  },
  comlink(bank) {
    expose(remoteMethods, windowEndpoint(bankWindow(), self, bank));
  },
  hubspot(bank) {
    // The SDK's own host makes its frame itself, so this says what it says, until it is answered.
    const timer = setInterval(() => {
      bankWindow().postMessage({ type: 'SYNC', messageId: '1_1', hostUrl: location.origin }, bank);
    }, 100);
    addEventListener('message', ({ data, source }: MessageEvent<{ readonly type?: unknown }>) => {
      if (source !== bankWindow() || data.type !== 'SYNC_ACK') return;
      clearInterval(timer);
      acknowledged.push('SYNC_ACK');
    });
  },
  teams(bank) {
    addEventListener('message', ({ data, source }: MessageEvent<Record<string, unknown>>) => {
      if (source !== bankWindow() || data.func !== 'initialize') return;
      const { id, uuidAsString } = data;
      const runtime = JSON.stringify({ apiVersion: 4, supports: {} });
      setTimeout(() => {
        bankWindow().postMessage({ id, uuidAsString, args: ['content', 'web', runtime, '2.58.0'] }, bank);
      }, answerMs);
    });
  },
};

const remoteMethods = {
  read: () => new Promise((resolve) => setTimeout(resolve, answerMs, '1')),
  dial: (calledNum: string) => dialled.push(calledNum),
};
const acknowledged: string[] = [];

const workbench = {
  dialled,
  acknowledged,
  host(library: keyof typeof host, bank: string): void {
    host[library](bank);
  },
  /** How a call in flight ends when the frame goes, and what else is told. */
  async lose(library: keyof typeof beginCall, goes: Goes, bank: string): Promise<Outcome[]> {
    const ends = await beginCall[library](bank);
    await new Promise((resolve) => setTimeout(resolve, 200)); // the call has arrived by then
    const frame = bankFrame();
    const start = performance.now();
    if (goes === 'reloads') frame.src = frame.getAttribute('src') ?? '';
    else frame.remove();
    return Promise.all(ends.map((end) => outcome(end, limitMs, start)));
  },
};

declare global {
  interface Window {
    failures: typeof workbench;
  }
}

window.failures = workbench;
