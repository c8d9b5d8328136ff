import { systemClock } from '../clock.js';
import { createConnection, type ConnectOptions } from '../connection/connect.js';
import type { Connection, RequestOptions } from '../connection/connection.js';
import type { Transport } from '../connection/transport.js';
import type { Unsubscribe } from '../emitter.js';
import { silentLogger } from '../log.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { version } from '../version.js';
import { clickToOutbound, type OutboundParam } from './click-to-outbound.js';
import { focusedData } from './derive-events.js';
import type { EventData, SupportEventName, SupportEvents } from './event-data.js';
import { createHandlers, type HandlerOptions } from './handlers.js';
import { readVerifyResult, type VerifyResultObject } from './verify-result.js';
import { waitUntilVerified } from './when-verified.js';

/** What a page embedded in the workbench works with. */
export interface AICCSupport {
  /**
   * Reads the identity-authentication result of the customer in focus.
   *
   * `'0'` while nothing was returned, `'1'` successful, `'2'` failed, `'3'` abnormal; `''` for a malformed, unknown
   * or disabled code. A result of a contact that is no longer in focus is `'0'`. Compare with strings, or use
   * {@link isVerified}: `=== 1` is always false.
   *
   * An unlocked page is presentation: what a server does must rest on {@link AICCSupport.getVerificationProof}.
   *
   * @param verifyTypeCode Letters, digits and underscores, at most 128. A malformed one never leaves the page.
   * @throws AiccError when the link fails; never for a code.
   * @example
   * const { verifyResult } = await AICCSupport.getVerifyResult('RETAIL_OTP');
   */
  getVerifyResult(verifyTypeCode: string, options?: RequestOptions): Promise<VerifyResultObject>;
  /**
   * Resolves when the contact in focus now passes. Failed and abnormal attempts keep it waiting: another may follow.
   *
   * @param options.timeoutMs Without it, as long as the contact stays in focus.
   * @throws AiccError `verification/contact-ended`, `verification/focus-lost`, `verification/no-contact`,
   * `verification/unknown-code`, `verification/timeout`, `net/aborted`
   */
  whenVerified(verifyTypeCode: string, options?: RequestOptions): Promise<void>;
  /**
   * A statement signed by the verification service that the page's own server can check.
   *
   * @throws AiccError `bridge/unsupported-operation` where no verification service is behind the connection
   */
  getVerificationProof(verifyTypeCode: string, options?: RequestOptions): Promise<{ readonly token: string }>;
  /**
   * Adds a handler; the same function for the same event counts once.
   *
   * @returns a function that removes it.
   * @throws AiccError `config/unknown-event`
   */
  addHandler<Name extends SupportEventName>(
    eventName: Name,
    handler: (eventData: SupportEvents[Name]) => void,
    options?: HandlerOptions,
  ): Unsubscribe;
  /**
   * Removes a handler, or all of the event when none is named.
   *
   * @throws AiccError `config/unknown-event`
   */
  removeHandler<Name extends SupportEventName>(
    eventName: Name,
    handler?: (eventData: SupportEvents[Name]) => void,
  ): void;
  /**
   * Dials (`audio`, `video`) or starts a contact (`email`, `whatsapp`). Resolves when the workbench accepted it,
   * after the agent confirmed where the workbench asks for that.
   *
   * @throws AiccError `call/unsupported-media`, `call/invalid-number`, `call/refused`, `bridge/not-allowed`, …
   */
  clickToOutbound(outboundParam: OutboundParam, options?: RequestOptions): Promise<void>;
  /** The contact in focus, as an event would show it. */
  currentContact(): EventData | undefined;
  /** Facts for a support ticket: no numbers, no data, no secrets. */
  diagnostics(): Readonly<Record<string, unknown>>;
  /** The connection underneath. */
  readonly connection: Connection;
  /** Removes all handlers, and closes the connection if it was made here. */
  dispose(): Promise<void>;
}

export type AICCSupportOptions = (
  | { readonly transport: Transport; readonly connection?: undefined }
  | { readonly connection: Connection; readonly transport?: undefined }
) &
  Omit<ConnectOptions, 'signal'>;

/**
 * Makes the `AICCSupport` object over a transport or a connection.
 *
 * It connects at once and goes on trying: while the workbench does not answer, calls reject with the reason, and
 * they work as soon as it does.
 *
 * @throws AiccError `config/secret-in-browser`
 * @example
 * const AICCSupport = createAICCSupport({ transport: frameTransport({ allowedOrigins: ['https://workbench.example.com'] }) });
 */
export function createAICCSupport(options: AICCSupportOptions): AICCSupport {
  refuseSecrets(options);
  const { transport, clock = systemClock, logger = silentLogger } = options;
  const connection = transport ? createConnection(transport, options) : options.connection;
  const handlers = createHandlers(connection, logger);

  return {
    connection,
    getVerifyResult: (code, requestOptions) => readVerifyResult(connection, code, requestOptions),
    whenVerified: (code, requestOptions = {}) => waitUntilVerified(connection, code, requestOptions, clock),
    getVerificationProof: (verifyTypeCode, requestOptions) =>
      connection.request('verification.proof', { verifyTypeCode }, requestOptions),
    addHandler: handlers.add,
    removeHandler: handlers.remove,
    clickToOutbound: (outboundParam, requestOptions) => clickToOutbound(connection, outboundParam, requestOptions),
    currentContact: () => focusedData(connection.snapshot()),
    diagnostics: () => ({
      version,
      transport: transport?.name,
      status: connection.status,
      epoch: connection.snapshot().epoch,
      ...transport?.diagnostics?.(),
    }),
    async dispose() {
      handlers.dispose();
      if (transport) await connection.close();
    },
  };
}
