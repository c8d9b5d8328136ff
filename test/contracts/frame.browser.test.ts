import { connect } from '../../src/connection/connect.js';
import { frameTransport } from '../../src/transports/frame.js';
import { proxyDriver, type CenterDriver } from './center-driver.js';
import { describeConnectionContract } from './connection-contract.js';

const page = '/test/support/frames/contract-center.xhtml';

/** The server of this page under a name that makes it another origin. */
async function otherOrigin(): Promise<string> {
  const names = ['127.0.0.1', '[::1]', 'localhost'].filter((name) => name !== location.hostname);
  for (const name of names) {
    const origin = `http://${name}:${location.port}`;
    const isThere = await fetch(origin + page, { mode: 'no-cors' }).then(
      () => true,
      () => false,
    );
    if (isThere) return origin;
  }
  throw new Error(`The server of ${location.origin} has no second name`);
}

interface Answer {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Loads the page of the centre into a frame, and drives the centre through it. */
async function openCenter(origin: string): Promise<{ frame: HTMLIFrameElement; center: CenterDriver; close(): void }> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  const onMessage = ({ data, source }: MessageEvent<Answer>): void => {
    if (source !== frame.contentWindow || typeof data.answer !== 'number') return;
    const call = waiting.get(data.answer);
    if (data.error === undefined) call?.resolve(data.value);
    else call?.reject(new Error(data.error));
  };
  addEventListener('message', onMessage);
  const answerTo = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });

  const frame = document.createElement('iframe');
  const ready = answerTo(0);
  frame.src = `${origin}${page}?guest=${encodeURIComponent(location.origin)}`;
  document.body.append(frame);
  await ready;
  return {
    frame,
    center: proxyDriver((driver) => {
      const id = ++lastId;
      frame.contentWindow?.postMessage({ driver, id }, origin);
      return answerTo(id);
    }),
    close() {
      removeEventListener('message', onMessage);
      frame.remove();
    },
  };
}

const origin = await otherOrigin();

describeConnectionContract('a cross-origin frame', async () => {
  const { frame, center, close } = await openCenter(origin);
  const connection = await connect(
    frameTransport({ allowedOrigins: [origin], target: frame.contentWindow!, handshakeTimeoutMs: 20_000 }),
  );
  return {
    connection,
    center,
    async settle() {
      await center.advance(5000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async dispose() {
      await center.dispose();
      close();
    },
  };
});
