/** The workbench's side of the round trip: the same answer, served by each contender to the same frame. */
import { connect, createWorkbenchHost, type Connection, type Output, type Transport } from 'aicc-support';
import { createContactCenter } from 'aicc-support/testing';
import { expose } from 'comlink';
import { connect as connectPenpal, WindowMessenger } from 'penpal';

type Reading = Output<'verification.result'>;

const operation = 'verification.result';
const verifyTypeCode = 'RETAIL_OTP';

/** What lies behind the host: the simulated centre, or an answer that is there at once. */
interface Source {
  readonly transport: Transport;
  answer: Reading | undefined;
}

/** The simulated centre's own link, but for reads while there is an answer for them. */
function createSource(center: Transport): Source {
  const source: Source = {
    answer: undefined,
    transport: {
      name: 'bench',
      async open(sink, options) {
        const link = await center.open(sink, options);
        return {
          ...link,
          perform: (call) =>
            source.answer && call.operation === operation ? Promise.resolve(source.answer) : link.perform(call),
        };
      },
    },
  };
  return source;
}

/** An agent with a customer on the line who has passed. */
async function talkToCustomer(): Promise<{ readonly source: Source; readonly connection: Connection }> {
  const passed = (): Promise<Response> => Promise.resolve(Response.json({ calldata: { data: { verifyResult: 1 } } }));
  const center = createContactCenter({
    agents: [{ workNo: '371' }],
    processes: [
      { verifyTypeCode, name: 'One-time password', enabled: true, flow: { url: 'https://bank.example.com/verify' } },
    ],
    fetch: passed,
  });
  const source = createSource(center.transport({ workNo: '371' }));
  const connection = await connect(source.transport);
  await connection.request('agent.signIn', {});
  center.callIn({ callerNum: '5550100', calledNum: '88880011' });
  await until(() => connection.snapshot().calls.length > 0);
  await connection.request('call.answer', {});
  await connection.request('verification.start', { verifyTypeCode });
  await until(() => connection.snapshot().verifications[0]?.result === 1);
  return { source, connection };
}

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The message that our wire sends back, as it is. */
function resultOf(id: number, value: Reading): unknown {
  return { type: 'result', id, value };
}

function acceptPort(frame: HTMLIFrameElement, name: string, onPort: (port: MessagePort) => void): void {
  addEventListener('message', ({ data, source, ports: [port] }: MessageEvent<unknown>) => {
    if (source === frame.contentWindow && data === name && port) onPort(port);
  });
}

async function serve(frame: HTMLIFrameElement, bank: string): Promise<void> {
  const { source, connection } = await talkToCustomer();
  const reading = await connection.request(operation, { verifyTypeCode });
  createWorkbenchHost({
    connection,
    guests: [{ origin: bank, operations: [operation], events: ['verification.updated'] }],
  }).attach(frame);

  acceptPort(frame, 'bare', (port) => {
    port.onmessage = ({ data }: MessageEvent<{ readonly id: number }>) => {
      port.postMessage(resultOf(data.id, reading));
    };
  });
  const methods = { request: (_operation: string, _input: unknown) => reading };
  acceptPort(frame, 'comlink', (port) => expose(methods, port));
  if (!frame.contentWindow) throw new Error('The frame is empty');
  const messenger = new WindowMessenger({ remoteWindow: frame.contentWindow, allowedOrigins: [bank] });
  void connectPenpal({ messenger, methods }).promise;

  window.answerFrom = (row) => {
    source.answer = row === 'immediate' ? reading : undefined;
  };
}

declare global {
  interface Window {
    serve: typeof serve;
    /** What lies behind the host from now on. */
    answerFrom(row: 'simulated' | 'immediate'): void;
  }
}

window.serve = serve;
