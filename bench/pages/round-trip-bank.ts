/** The embedded page's side of the round trip: asks by each contender in turn, in blocks, and measures every call. */
import { createAICCSupport, frameTransport } from 'aicc-support';
import { wrap } from 'comlink';
import { connect as connectPenpal, WindowMessenger } from 'penpal';

const operation = 'verification.result';
const input = { verifyTypeCode: 'RETAIL_OTP' };

interface Remote {
  request(operation: string, input: unknown): Promise<unknown>;
}

export type Contender = 'ours' | 'bare' | 'penpal' | 'comlink';

function handPort(workbench: string, name: string): MessagePort {
  const { port1, port2 } = new MessageChannel();
  parent.postMessage(name, workbench, [port2]);
  return port1;
}

/** A MessageChannel, and nothing else, with the messages of our wire. */
function askBare(port: MessagePort): () => Promise<unknown> {
  let lastId = 0;
  let settle: (value: unknown) => void;
  port.onmessage = ({ data }: MessageEvent<{ readonly value: unknown }>) => {
    settle(data.value);
  };
  return () =>
    new Promise((resolve) => {
      settle = resolve;
      port.postMessage({ type: 'request', id: ++lastId, operation, input });
    });
}

async function connectAll(workbench: string): Promise<void> {
  const support = createAICCSupport({ transport: frameTransport({ allowedOrigins: [workbench] }) });
  const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: [workbench] });
  const penpal = (await connectPenpal({ messenger }).promise) as unknown as Remote;
  const comlink = wrap<Remote>(handPort(workbench, 'comlink'));

  const ask: Record<Contender, () => Promise<unknown>> = {
    ours: () => support.getVerifyResult(input.verifyTypeCode),
    bare: askBare(handPort(workbench, 'bare')),
    penpal: () => penpal.request(operation, input),
    comlink: () => comlink.request(operation, input),
  };
  // A contender that answers something else measures something else.
  for (const contender of Object.keys(ask) as Contender[]) {
    const answer = (await ask[contender]()) as { readonly verifyResult?: unknown };
    if (answer.verifyResult !== '1') throw new Error(`${contender} answered ${JSON.stringify(answer)}`);
  }
  window.measure = async (contender, calls) => {
    const call = ask[contender];
    const times: number[] = [];
    for (let left = calls; left > 0; left -= 1) {
      const start = performance.now();
      await call();
      times.push((performance.now() - start) * 1000);
    }
    return times;
  };
}

declare global {
  interface Window {
    connectAll: typeof connectAll;
    /** Calls one after the other; the time of each, in microseconds. */
    measure(contender: Contender, calls: number): Promise<number[]>;
  }
}

window.connectAll = connectAll;
