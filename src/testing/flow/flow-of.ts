import type { VerificationFlow } from '../../verification/flow/flow.js';
import { runThirdPartyFlow } from '../../verification/flow/third-party-flow.js';
import type { FlowOptions } from '../options.js';
import { askThirdParty } from './third-party-api.js';

/** Whether a process runs a flow of its own, and not the third-party API. */
export const isOwnFlow = (flow: FlowOptions | VerificationFlow): flow is VerificationFlow => 'run' in flow;

/** The flow that a process runs: its own, or one that asks a third-party API by the given fetch. */
export function flowFor(flow: FlowOptions | VerificationFlow, fetch: typeof globalThis.fetch): VerificationFlow {
  if (isOwnFlow(flow)) return flow;
  const { url, timeoutMs = 10_000, collect = [] } = flow;
  return {
    name: 'third-party-api',
    run(context) {
      const { after } = context;
      return runThirdPartyFlow(
        { collect, askApi: (body, signal) => askThirdParty({ url, body, timeoutMs, fetch, after, signal }) },
        context,
      );
    },
  };
}
