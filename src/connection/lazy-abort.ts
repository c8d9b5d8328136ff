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

/** What a request of ours asks of a signal. */
export interface AbortTeller {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What somebody else's call is passed on with: our own connection follows it without reading its signal. */
export class LazyAbort extends LazySignal implements AbortTeller {
  private listener: (() => void) | undefined;

  get aborted(): boolean {
    return this.controller?.signal.aborted === true;
  }

  get reason(): unknown {
    return this.controller?.signal.reason as unknown;
  }

  /** One is enough. */
  addEventListener(_type: 'abort', listener: () => void): void {
    this.listener = listener;
  }

  removeEventListener(): void {
    this.listener = undefined;
  }

  override abort(reason: unknown): void {
    super.abort(reason);
    this.listener?.();
  }
}

/** A `request` function that takes an {@link AbortTeller} for a signal says so. */
export interface FollowsAbortTeller {
  followsAbortTeller?: true;
}

/** Options for any connection: somebody else's, or one that wraps ours, gets a signal as everybody knows it. */
export function abortOptions(request: object, call: { readonly signal: AbortSignal }): RequestOptions {
  const isFollowed = 'followsAbortTeller' in request && call instanceof LazyAbort;
  return { signal: isFollowed ? (call as AbortTeller as AbortSignal) : call.signal };
}
