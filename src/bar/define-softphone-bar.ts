import { AiccSoftphoneBar } from './bar-class.js';

/** Makes `<aicc-softphone-bar>` known. Where it is known already, by another copy of the package, that one stays. */
export function defineSoftphoneBar(registry: CustomElementRegistry = customElements): void {
  if (!registry.get('aicc-softphone-bar')) registry.define('aicc-softphone-bar', AiccSoftphoneBar);
}
