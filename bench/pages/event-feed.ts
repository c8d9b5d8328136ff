/** Events as a network brings them: from another thread, at a steady rate, whatever the page is doing. */

/** One event, by its number from 1 on, and when it was sent: in milliseconds of `performance.now()` of the page. */
export type Sent = (number: number, at: number) => void;

// As text: it runs in a worker. Waiting on memory that nobody writes is the only clock with steps of a millisecond.
const source = `onmessage = ({ data: { count, perSecond, origin } }) => {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  const now = () => performance.timeOrigin + performance.now() - origin;
  const start = now();
  for (let number = 1; number <= count; number += 1) {
    const wait = start + (number * 1000) / perSecond - now();
    if (wait > 0) Atomics.wait(nobody, 0, 0, wait);
    postMessage([number, now()]);
  }
};`;

/** Settles with the last of them. */
export async function feedEvents(count: number, perSecond: number, sent: Sent): Promise<void> {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data: [number, at] }: MessageEvent<[number, number]>) => {
        sent(number, at);
        if (number === count) resolve();
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ count, perSecond, origin: performance.timeOrigin });
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}
