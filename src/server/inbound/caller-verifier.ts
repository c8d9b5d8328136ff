/** Who called one of our inbound endpoints. */
export interface InboundCaller {
  /** For logs: no secret, and no personal data. */
  readonly id: string;
}

/** What a verifier looks at: the request, and its body as it came, which has been read already. */
export interface InboundRequest {
  readonly request: Request;
  readonly body: string;
}

/**
 * Finds out who calls an inbound endpoint. Anything but a caller refuses it, and so does throwing.
 *
 * @returns `undefined` for a caller who cannot prove who they are
 */
export type CallerVerifier = (inbound: InboundRequest) => Promise<InboundCaller | undefined>;

/** The first verifier that knows the caller decides. For a change of secrets, or for two kinds of callers. */
export function anyCaller(...verifiers: readonly CallerVerifier[]): CallerVerifier {
  return async (inbound) => {
    for (const verify of verifiers) {
      const caller = await verify(inbound);
      if (caller) return caller;
    }
    return undefined;
  };
}

/** Every verifier must know the caller; the last says who it is. */
export function everyCaller(...verifiers: readonly CallerVerifier[]): CallerVerifier {
  return async (inbound) => {
    let caller: InboundCaller | undefined;
    for (const verify of verifiers) {
      caller = await verify(inbound);
      if (!caller) return undefined;
    }
    return caller;
  };
}
