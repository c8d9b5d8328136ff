/** So many in so long a time, counted from the first. */
export interface OtpLimit {
  readonly most: number;
  /** Whole seconds, in milliseconds. */
  readonly perMs: number;
}
