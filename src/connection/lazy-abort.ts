import type { RequestOptions } from './connection.js';

/** A signal that costs nothing until somebody reads it: a controller for each call would be felt in every round trip. */
export class LazySignal {
  protected controller?: AbortController;

  get signal(): AbortSignal {
    return (this.controller ??= new AbortController()).signal;
  }

  abort(reason: unknown): void {
    // Made if need be: who reads the signal only now must not begin what was given up.
    this.controller ??= new AbortController();
    this.controller.abort(reason);
  }
}

/** Options of a request that tell of the abort themselves, to one listener, without a signal. */
export interface AbortTeller {
  onAbort(listener: (reason: unknown) => void): void;
}

/** What somebody else's call is passed on with: our own connection follows it without reading its signal. */
export class LazyAbort extends LazySignal implements AbortTeller {
  private listener?: (reason: unknown) => void;

  onAbort(listener: (reason: unknown) => void): void {
    this.listener = listener;
    if (this.controller?.signal.aborted) listener(this.signal.reason);
  }

  override abort(reason: unknown): void {
    this.listener?.(reason);
    super.abort(reason);
  }
}

/** A `request` function that follows an {@link AbortTeller} says so. */
export interface FollowsAbortTeller {
  followsAbortTeller?: true;
}

/** Options for any connection: somebody else's, or one that wraps ours, gets a signal as everybody knows it. */
export function abortOptions(request: object, call: { readonly signal: AbortSignal }): RequestOptions {
  return 'followsAbortTeller' in request ? call : { signal: call.signal };
}
