const sampleRate = 8000;
/** When it sounds, in seconds from the beginning of each round. */
const bursts = [
  [0, 0.4],
  [0.6, 1],
] as const;
const roundSeconds = 3;
const frequencies = [400, 450];
/** Each burst swells and fades, for a hard edge would click. */
const edgeSeconds = 0.02;

/** One round of a double ring, to be played in a loop: it needs no timer then, which a hidden tab would slow down. */
export function ringBuffer(context: BaseAudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, roundSeconds * sampleRate, sampleRate);
  const samples = buffer.getChannelData(0);
  for (const [from, until] of bursts) {
    for (let at = from * sampleRate; at < until * sampleRate; at += 1) {
      const seconds = at / sampleRate;
      const edge = Math.min(1, (seconds - from) / edgeSeconds, (until - seconds) / edgeSeconds);
      const tone = frequencies.reduce((sum, hertz) => sum + Math.sin(2 * Math.PI * hertz * seconds), 0);
      samples[at] = (edge * tone) / frequencies.length;
    }
  }
  return buffer;
}
