export { createContactCenter } from './create-contact-center.js';
export type { ContactCenter, Seat } from './contact-center.js';
export type {
  AgentOptions,
  ContactCenterOptions,
  FlowOptions,
  IvrOptions,
  NumberOptions,
  ProcessOptions,
  SkillGroupOptions,
} from './options.js';
export type {
  CallInOptions,
  CustomerCall,
  CustomerCallEvent,
  CustomerCallState,
  CustomerPhone,
  CustomerPhoneEvent,
} from './customer.js';
export type { CollectStep } from '../verification/flow/third-party-flow.js';
export type { FaultKind, FaultOptions, Faults, FaultTarget } from './faults.js';
export type { OperationRecord } from './operation-record.js';
export type { VerificationRecord } from './verification-record.js';
export { createManualClock, type ManualClock } from './manual-clock.js';
export {
  createIdentityProvider,
  type ExchangeRecord,
  type IdentityProvider,
} from './identity-provider/create-identity-provider.js';
export type { AccessToken } from './identity-provider/access-tokens.js';
export type { ProviderFaultKind, ProviderFaultOptions, ProviderFaults } from './identity-provider/faults.js';
export type {
  ClientRegistration,
  IdentityProviderOptions,
  JwtRegistration,
  OAuthRegistration,
  PlatformRegistration,
} from './identity-provider/options.js';
