export type { Principal } from './admission.js';
export type { ClientCredentials } from './dialogflow/client-credentials.js';
export { createGeneratedOtpService, type GeneratedOtpOptions } from './dialogflow/generated-otp.js';
export { dialogflowOtp, type DialogflowOtpOptions } from './dialogflow/remote-otp.js';
export { retailWebhooks } from './dialogflow/retail-names.js';
export { createDialogflowWebhook } from './dialogflow/serve-webhook.js';
export type { DialogflowParameters } from './dialogflow/template.js';
export { dialogflowUserDetails, type DialogflowUserDetailsOptions } from './dialogflow/user-details.js';
export type { DialogflowWebhook, WebhookCall } from './dialogflow/webhook-call.js';
export { dialogflowEventOf, type DialogflowWebhookEvent } from './dialogflow/webhook-event.js';
export type {
  DialogflowWebhookOptions,
  FlexibleWebhookOptions,
  StandardWebhookOptions,
} from './dialogflow/webhook-options.js';
export type { DialogflowTask, DialogflowWebhookServerOptions } from './dialogflow/webhook-server-options.js';
export { dialogflowWebhook } from './dialogflow/webhook.js';
export { basicCredentials, type BasicCredentialsOptions } from './inbound/basic-credentials.js';
export {
  anyCaller,
  everyCaller,
  type CallerVerifier,
  type InboundCaller,
  type InboundRequest,
} from './inbound/caller-verifier.js';
export { idToken, type IdTokenOptions } from './inbound/id-token.js';
export { sharedHeader, type SharedHeaderOptions } from './inbound/shared-header.js';
export { signedRequest, signRequest, type SignedRequestOptions } from './inbound/signed-request.js';
export {
  createVerifyApiHandler,
  type VerifyApiAnswer,
  type VerifyApiCalldata,
  type VerifyApiOptions,
} from './inbound/verify-api.js';
export { createOtpService, type OtpServiceOptions } from './otp/create-otp-service.js';
export type { OtpDelivery, OtpMessage } from './otp/delivery.js';
export type { OtpLimit } from './otp/otp-limit.js';
export { memoryOtpStore } from './otp/memory-otp-store.js';
export type { OtpOptions } from './otp/otp-options.js';
export type {
  OtpChannel,
  OtpLocks,
  OtpSendRequest,
  OtpSendResult,
  OtpService,
  OtpVerifyRequest,
  OtpVerifyResult,
} from './otp/otp-service.js';
export type { OtpStore } from './otp/otp-store.js';
export { createOutbound, type OutboundOptions } from './outbound/create-outbound.js';
export type { Outbound, OutboundRequest, OutboundResponse } from './outbound/outbound.js';
export type { ClientCertificate } from './outbound/client-certificate.js';
export { memoryReplayStore, type MemoryReplayStoreOptions, type ReplayStore } from './replay-store.js';
export { serveConnection, type Caller, type FetchHandler, type ServeConnectionOptions } from './serve-connection.js';
export { signAgentAssertion, type SignAgentAssertionOptions } from './token/agent-assertion.js';
export type { TokenGrant } from './token/exchange-reply.js';
export type { AiccsExchange, StandardExchange, TokenExchange } from './token/exchange-request.js';
export { exchangeToken, type ExchangeTokenOptions } from './token/exchange-token.js';
export { createAgentKeyPair, type AgentKeyPair } from './token/key-pair.js';
export { memoryTokenCache, type MemoryTokenCacheOptions } from './token/memory-token-cache.js';
export { oauthCallbackPage, type OAuthCallbackPageOptions } from './token/oauth-callback-page.js';
export type { PrivateKey } from './token/private-key.js';
export type { KeptToken, TokenCache, TokenLock } from './token/token-cache.js';
export type { TokenCookieOptions } from './token/token-cookie.js';
export {
  createTokenHandler,
  type ExchangeForAgent,
  type SignedInAgent,
  type TokenHandlerOptions,
} from './token/token-handler.js';
export {
  createVerificationService,
  type VerificationService,
  type VerificationServiceOptions,
} from './verification/service.js';
export type { AttachOptions } from './verification/attach-options.js';
export type { ContactRef, SharedAttempts, Tended } from './verification/shared-attempts.js';
export { memoryVerificationStore, type VerificationStore } from './verification/store.js';
export type { JsonWebKeySet, ProofClaims, SigningKey } from './verification/proof-signer.js';
export { verifyVerificationProof, type VerifiedProof, type VerifyProofOptions } from './verification/verify-proof.js';
export type { RecordEntry } from '../verification/records/entry.js';
export { thirdPartyFlow, type ThirdPartyCall, type ThirdPartyFlowOptions } from './verification/third-party-flow.js';
