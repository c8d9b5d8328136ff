/** Whether the browser lets the page make a sound. */
export interface SoundGate {
  readonly state: 'ready' | 'blocked';
  /** Called from a click, which is what browsers want to see. */
  enable(): Promise<void>;
  /** Tells when the state changes; without it the bar looks when it renders. */
  subscribe?(listener: () => void): () => void;
}
