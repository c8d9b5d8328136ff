export { AiccError, isAiccError, type AiccErrorCode, type AiccErrorJSON, type AiccErrorOptions } from './errors.js';
export type { Clock } from './clock.js';
export type { Logger } from './log.js';
export type { SubscribeOptions, Unsubscribe } from './emitter.js';
export type {
  Agent,
  AgentState,
  Call,
  CallState,
  Contact,
  Focus,
  MediaType,
  Party,
  Snapshot,
  Verification,
  VerificationResult,
} from './protocol/entities.js';
export type {
  CenterEvent,
  CenterEventType,
  ConnectionEvent,
  ConnectionStatus,
  ConnectionStatusEvent,
} from './protocol/events.js';
export type {
  AgentReason,
  CallRef,
  CapabilityTable,
  ContactStartInput,
  DialInput,
  DirectoryEntry,
  Empty,
  Input,
  Operation,
  Operations,
  OutboundNumber,
  Output,
  SnapshotReading,
  TargetInput,
  TargetKind,
  TransferInput,
  VerificationProcess,
  VerificationReading,
  VerifyRef,
  VerifyResult,
} from './protocol/operations.js';
export type { Capabilities, Connection, RequestOptions } from './connection/connection.js';
export { connect, type ConnectOptions } from './connection/connect.js';
export type { ReconnectPolicy } from './connection/reconnect-policy.js';
export type { LinkTrouble, OperationCall, Transport, TransportLink, TransportSink } from './connection/transport.js';
export { frameTransport, type FrameTransportOptions } from './transports/frame.js';
export { httpTransport, type HttpTransportOptions } from './transports/http.js';
export type { GetToken } from './transports/http/tokens.js';
export { vendorScriptTransport, type VendorScriptTransportOptions } from './transports/vendor-script.js';
export type { VendorGlobalOptions } from './transports/vendor/vendor-global.js';
export { rawMessageTransport, type RawMessageTransportOptions } from './transports/raw-message.js';
export type { RawEventName } from './transports/vendor/raw-events.js';
export { sharedTransport, type SharedTransport, type SharedTransportOptions } from './transports/shared.js';
export type { OriginRules } from './origins.js';
export {
  createWorkbenchHost,
  type GuestEvent,
  type HostDiagnostics,
  type WorkbenchHost,
  type WorkbenchHostOptions,
} from './host/workbench-host.js';
export type { AttachmentDiagnostics } from './host/attachment.js';
export type { SessionDiagnostics } from './host/guest-session.js';
export type { GuestPolicy } from './host/guest-policy.js';
export type { ConfirmDial, DialRequest } from './host/dial-gate.js';
export { createAICCSupport, type AICCSupport, type AICCSupportOptions } from './support/aicc-support.js';
export type { HandlerOptions } from './support/handlers.js';
export { isVerified, type VerifyResultObject } from './support/verify-result.js';
export type { OutboundParam } from './support/click-to-outbound.js';
export type {
  EventData,
  InitEventData,
  SupportEventName,
  SupportEvents,
  VerifyResultEventData,
} from './support/event-data.js';
export { readPopupContext, type PopupContext } from './support/popup-context.js';
export { createSoftphone, type SoftphoneOptions, type SoftphoneSource } from './softphone/create-softphone.js';
export type { AutomaticOptions } from './softphone/automatics.js';
export type { CallOptions, DialOptions, Softphone, SoftphoneEvents, SoftphoneState } from './softphone/softphone.js';
export type { AgentAction, AllowedActions, CallAction } from './softphone/actions.js';
export { allowedActions } from './softphone/allowed-actions.js';
export { cleanNumber } from './softphone/clean-number.js';
export { protectLeaving, type LeaveGuardOptions } from './softphone/leave-guard.js';
export { createRingTone, type RingTone, type RingToneOptions, type RingToneState } from './softphone/ring-tone.js';
export { createNotifier, type Notifier, type NotifierOptions } from './softphone/notifier.js';
export { screenPop, type ScreenPopOptions } from './softphone/screen-pop.js';
export { clickToDial, type ClickToDialOptions } from './softphone/click-to-dial.js';
export { maskNumber } from './log.js';
export { createTokenManager } from './token/token-manager.js';
export type { GetTokenOptions, TokenManager, TokenManagerOptions } from './token/manager.js';
export type { Once, SourcedToken, SourceRequest, TokenEvents, TokenSource, TokenStatus } from './token/token.js';
export { cookieSource, type CookieSourceOptions } from './token/cookie-source.js';
export { exchangeSource, type ExchangeSourceOptions } from './token/exchange-source.js';
export { oauthSource } from './token/oauth/oauth-source.js';
export type {
  AiccsOAuthOptions,
  BackendOAuthOptions,
  OAuthSource,
  OAuthSourceOptions,
  PublicClientOAuthOptions,
  SignInOptions,
} from './token/oauth/options.js';
export { staticSource } from './token/static-source.js';
export { firstOf } from './token/first-of.js';
