import type { RequestOptions } from './connection.js';

/** On a `request` function that looks for a {@link LazyAbort} in its options. */
const isKnown = /* @__PURE__ */ Symbol('LazyAbort');

/** Says of a `request` function that it follows a {@link LazyAbort} without reading its signal. */
export function knowsLazyAbort<Request extends object>(request: Request): Request {
  return Object.assign(request, { [isKnown]: true });
}

/** Options for any connection: somebody else's, or one that wraps ours, gets a signal as everybody knows it. */
export function abortOptions(request: object, call: { readonly signal: AbortSignal }): RequestOptions {
  return isKnown in request ? call : { signal: call.signal };
}

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
