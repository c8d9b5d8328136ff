export type {
  ConfigurationReading,
  ConfigureInput,
  ProcessConfiguration,
  ProcessDraft,
  RecordsPage,
  RecordsQuery,
  VerificationRecord,
  VerificationStep,
} from '../protocol/operations.js';
export type { VerificationResult } from '../protocol/entities.js';
export { isVerifyTypeCode } from '../protocol/guards.js';
export { checkVerificationOutput, type AdministratorOperation } from '../protocol/verification-outputs.js';
export { convertPhoneNumber, mainlandChina, northAmerica, type NumberPlan } from './phone-number.js';
export {
  failureReasons,
  resultOfReason,
  transferReasons,
  type AuthLevel,
  type FailureReason,
  type TransferReason,
} from './reasons.js';
export { configure } from './processes.js';
export {
  grant,
  may,
  recordsOpenTo,
  tenantAdministrator,
  verificationPermissions,
  type TenantState,
  type VerificationPermission,
  type VerificationRole,
} from './permissions.js';
export { searchRecords } from './records/search.js';
export { recordsToCsv } from './records/csv.js';

export type { RetailOptions, RetailParameters, RetailSettings, RetailLimits } from './retail/settings.js';
export {
  idle,
  retailStates,
  type OpenCode,
  type OtpChannel,
  type RetailAccount,
  type RetailState,
  type RetailStateName,
  type SignalledNumber,
} from './retail/state.js';
export type { RetailInput, StartInput, SystemInput } from './retail/inputs.js';
export type { RetailEffect } from './retail/effects.js';
export { transition, type RetailStep } from './retail/transition.js';
export { retailTable, type Row } from './retail/table.js';
export { expectedIn, outputsOf, resultOf, type RetailOutputs } from './retail/outputs.js';

export type { CallerInput, CallerTurn, Expected } from './language/caller-turn.js';
export { promptKeys, renderPrompt, type Language, type Meaning, type PromptKey } from './language/language.js';
export { english } from './language/english.js';
export { chinese } from './language/chinese.js';
export { understand } from './language/understand.js';

export type { After, CallerPort } from './flow/caller.js';
export type { FlowContext, FlowOutcome, StepDetails, VerificationFlow } from './flow/flow.js';
export type { OtpPort, OtpSendRequest, OtpSendResult, OtpVerifyRequest, OtpVerifyResult } from './flow/otp-port.js';
export { retailAuthenticationFlow, type RetailFlowOptions, type RetailPorts } from './flow/retail-flow.js';
export type { CollectStep } from './flow/third-party-flow.js';
