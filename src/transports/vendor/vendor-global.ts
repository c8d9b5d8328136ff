import { AiccError } from '../../errors.js';
import { loadScript, trustedUrl, type LoadScriptOptions } from './load-script.js';

/** The four documented methods of the vendor's object. Source: the AICC workbench documentation, Web API pages. */
export interface VendorSupport {
  addHandler(eventName: string, callback: (eventData: unknown) => void): unknown;
  getVerifyResult?(verifyTypeCode: string): unknown;
  clickToOutbound?(outboundParam: { readonly mediaType: string; readonly calledNum: string }): unknown;
}

export interface VendorGlobalOptions extends Partial<LoadScriptOptions> {
  /**
   * The address of the vendor's script, added to the page when its global is not there yet. https, or the page's own
   * origin. A page that names its Trusted Types policies admits `aicc-support#vendor-script`, which a transport makes
   * once, however often it tries.
   */
  readonly src?: string | undefined;
  /** The name of the vendor's global. @default 'AICCSupport' */
  readonly global?: string;
}

/** Marks our own global, so that a second copy of the script, and the vendor transport, know it. */
export const facadeBrand: unique symbol = /* @__PURE__ */ Symbol.for('aicc-support.facade') as never;

export interface Facade {
  readonly [facadeBrand]?: unknown;
  vendor?: unknown;
}

/**
 * Looks for the vendor's object: the global, or what our own object there keeps of it, or what the script brings.
 *
 * What it returns throws AiccError `config/vendor-global-missing`, `config/invalid-option`, and what loading throws.
 */
export function createVendorFinder(
  options: VendorGlobalOptions & LoadScriptOptions,
): (signal: AbortSignal) => Promise<VendorSupport> {
  const { src, global: name = 'AICCSupport' } = options;
  const page = globalThis as unknown as Record<string, unknown>;
  let trusted: unknown;

  return async (signal) => {
    const before = page[name];
    let found = vendorIn(before);
    if (!found && src !== undefined) {
      const url = scriptUrl(src);
      trusted ??= trustedUrl(url);
      await loadScript(url, trusted, options, signal);
      const loaded = page[name];
      found = vendorIn(loaded);
      // The script took our place: ours is put back, and keeps the vendor's as it does when that came first.
      if (isFacade(before) && loaded !== before) {
        page[name] = before;
        before.vendor = loaded;
      }
    }
    if (!found) throw new AiccError('config/vendor-global-missing');
    return found;
  };
}

/** Not an element that carries the name as its id, nor ourselves. */
function vendorIn(value: unknown): VendorSupport | undefined {
  const candidate = isFacade(value) ? value.vendor : value;
  const isVendor = typeof (candidate as VendorSupport | undefined)?.addHandler === 'function' && !isFacade(candidate);
  return isVendor ? (candidate as VendorSupport) : undefined;
}

/** Whether it is the global of this package, of any copy. */
export const isFacade = (value: unknown): value is Facade => (value as Facade | undefined)?.[facadeBrand] === true;

function scriptUrl(src: string): string {
  try {
    const { protocol, origin, href } = new URL(src, document.baseURI);
    if (protocol === 'https:' || origin === self.origin) return href;
  } catch {
    // Told below.
  }
  throw new AiccError('config/invalid-option', `src: ${src}`);
}
