export interface StormCall {
  readonly token?: string;
  readonly error?: string;
  /** Milliseconds until it settled. */
  readonly ms: number;
}

export interface Storm {
  /** So many calls at once, and what came of each. */
  calls(count: number): Promise<readonly StormCall[]>;
}

declare global {
  interface Window {
    storm: Storm;
  }
}
