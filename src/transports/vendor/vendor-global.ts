import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { loadScript } from './load-script.js';

/** The four documented methods of the vendor's object. Source: the AICC workbench documentation, Web API pages. */
export interface VendorSupport {
  addHandler(eventName: string, callback: (eventData: unknown) => void): unknown;
  getVerifyResult?(verifyTypeCode: string): unknown;
  clickToOutbound?(outboundParam: { readonly mediaType: string; readonly calledNum: string }): unknown;
}

export interface VendorGlobalOptions {
  /**
   * The address of the vendor's script, added to the page when its global is not there yet. https, or the page's own
   * origin. A page that names its Trusted Types policies admits `aicc-support#vendor-script`.
   */
  readonly src?: string;
  /** The name of the vendor's global. @default 'AICCSupport' */
  readonly global?: string;
  /** For pages whose content security policy admits scripts by nonce. */
  readonly nonce?: string;
  /** A subresource-integrity hash that the script must have. */
  readonly integrity?: string;
  /** How long the script may take to load, in milliseconds. @default 10000 */
  readonly loadTimeoutMs?: number;
}

/** Marks our own global, so that a second copy of the script, and the vendor transport, know it. */
export const facadeBrand: unique symbol = /* @__PURE__ */ Symbol.for('aicc-support.facade') as never;

interface Facade {
  readonly [facadeBrand]?: unknown;
  vendor?: unknown;
}

/**
 * The vendor's object: the global, or what our own object there keeps of it, or what the script brings.
 *
 * @throws AiccError `config/vendor-global-missing`, `config/invalid-option`, and what loading throws
 */
export async function findVendor(
  options: VendorGlobalOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<VendorSupport> {
  const { src, global: name = 'AICCSupport', nonce, integrity, loadTimeoutMs: timeoutMs = 10_000 } = options;
  const page = globalThis as unknown as Record<string, unknown>;
  const before = page[name];
  const there = vendorIn(before);
  if (there) return there;
  if (src !== undefined) {
    await loadScript({ url: scriptUrl(src), nonce, integrity, timeoutMs, clock, signal });
    const loaded = page[name];
    // The script took our place: ours is put back, and keeps the vendor's as it does when that came first.
    const ours = asFacade(before);
    if (ours && loaded !== ours) {
      page[name] = ours;
      ours.vendor = loaded;
    }
    const found = vendorIn(loaded);
    if (found) return found;
  }
  throw new AiccError('config/vendor-global-missing', `${name} is not the object of the vendor's script`);
}

/** Not an element that carries the name as its id, nor ourselves. */
function vendorIn(value: unknown): VendorSupport | undefined {
  const facade = asFacade(value);
  const candidate = facade ? facade.vendor : value;
  const isVendor = typeof (candidate as VendorSupport | undefined)?.addHandler === 'function' && !asFacade(candidate);
  return isVendor ? (candidate as VendorSupport) : undefined;
}

const asFacade = (value: unknown): Facade | undefined =>
  (value as Facade | undefined)?.[facadeBrand] === true ? (value as Facade) : undefined;

function scriptUrl(src: string): string {
  try {
    const { protocol, origin, href } = new URL(src, document.baseURI);
    if (protocol === 'https:' || origin === self.origin) return href;
  } catch {
    // Told below.
  }
  throw new AiccError('config/invalid-option', 'src must be an https address, or one of the origin of the page');
}
