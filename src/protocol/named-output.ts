import { directoryOutputs } from './directory-outputs.js';
import { named, own, type Check } from './guards.js';
import type { Operation } from './operations.js';
import { outputs } from './outputs.js';
import { verificationOutputs } from './verification-outputs.js';

/** Of a checked answer only what the protocol names: for who may know no more. */
export function namedOutput(operation: Operation, value: unknown): unknown {
  const check =
    own<Check>(directoryOutputs, operation) ?? own<Check>(verificationOutputs, operation) ?? outputs[operation];
  return check && named(check, value);
}
