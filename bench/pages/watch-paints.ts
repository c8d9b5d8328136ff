/**
 * When what an element shows is painted.
 *
 * A resize observer is the last that runs before a frame is painted, after all that was asked for the frame: there the
 * state that it will show is read. A message that is sent from there is delivered once it is painted. Both contenders
 * are watched in this way, so its own cost meets both.
 */
export interface Paints {
  /** Each frame that showed something new: the number that it showed, and when it was painted. */
  readonly frames: readonly (readonly [shown: number, at: number])[];
  stop(): void;
}

/** @param read The number of the newest event that the element shows. */
export function watchPaints(read: () => number): Paints {
  const frames: [shown: number, at: number][] = [];
  const { port1, port2 } = new MessageChannel();
  const probe = document.createElement('div');
  let last: number | undefined;
  let isOver = false;
  port1.onmessage = ({ data }: MessageEvent<number>) => frames.push([data, performance.now()]);
  const observer = new ResizeObserver(() => {
    const shown = read();
    if (shown !== last) port2.postMessage(shown);
    last = shown;
  });
  let width = 0;
  const frame = (): void => {
    if (isOver) return;
    // Another size in each frame, so that the observer has something to tell in each.
    width = 1 - width;
    probe.style.width = `${width}px`;
    requestAnimationFrame(frame);
  };
  document.body.append(probe);
  observer.observe(probe);
  requestAnimationFrame(frame);
  return {
    frames,
    stop() {
      isOver = true;
      observer.disconnect();
      port1.close();
      probe.remove();
    },
  };
}
