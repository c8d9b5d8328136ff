import { AiccSoftphoneBar } from './bar-class.js';

/**
 * Makes `<aicc-softphone-bar>` known. Where it is known already, by another copy of the package, that one stays; on a
 * server, where there are no elements, nothing happens.
 */
export function defineSoftphoneBar(registry?: CustomElementRegistry): void {
  const known = registry ?? (globalThis as { readonly customElements?: CustomElementRegistry }).customElements;
  if (!known?.get('aicc-softphone-bar')) known?.define('aicc-softphone-bar', AiccSoftphoneBar);
}
