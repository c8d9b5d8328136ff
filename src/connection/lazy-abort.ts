/** A signal that costs nothing until somebody reads it: a controller for each call would be felt in every round trip. */
export class LazyAbort {
  private controller?: AbortController;
  private listener?: (reason: unknown) => void;

  get signal(): AbortSignal {
    return (this.controller ??= new AbortController()).signal;
  }

  /** For one listener of our own, which then need not read the signal. */
  onAbort(listener: (reason: unknown) => void): void {
    this.listener = listener;
    if (this.controller?.signal.aborted) listener(this.signal.reason);
  }

  abort(reason: unknown): void {
    this.listener?.(reason);
    // Made if need be: who reads the signal only now must not begin what was given up.
    this.controller ??= new AbortController();
    this.controller.abort(reason);
  }
}
