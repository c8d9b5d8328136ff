import { AiccError } from '../errors.js';
import { agentState, isString, isTargetKind, list, oneOf, optional, shape } from './guards.js';
import type { Output } from './operations.js';

/** The lists that only a softphone asks for. Apart from `outputs.ts`, so that no other page pays for them. */
export const directoryOutputs = {
  'agent.reasons': /* @__PURE__ */ list(
    /* @__PURE__ */ shape({ state: /* @__PURE__ */ oneOf('busy', 'rest'), reason: isString, name: isString }),
  ),
  'directory.search': /* @__PURE__ */ list(
    /* @__PURE__ */ shape({
      kind: isTargetKind,
      address: isString,
      name: isString,
      state: /* @__PURE__ */ optional(agentState),
    }),
  ),
  'numbers.outbound': /* @__PURE__ */ list(
    /* @__PURE__ */ shape({ number: isString, name: /* @__PURE__ */ optional(isString) }),
  ),
} as const;

export type DirectoryOperation = keyof typeof directoryOutputs;

export const directoryOperations = /* @__PURE__ */ Object.keys(directoryOutputs) as readonly DirectoryOperation[];

/**
 * The lines of a list, checked one by one where they are used.
 *
 * @throws AiccError `bridge/protocol-violation`
 */
export function checkDirectoryOutput<O extends DirectoryOperation>(operation: O, value: unknown): Output<O> {
  if (directoryOutputs[operation](value)) return value as Output<O>;
  throw new AiccError('bridge/protocol-violation', `The answer to ${operation} does not have its form`);
}
