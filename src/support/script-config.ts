import type { Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { frameTransport, type FrameTransportOptions } from '../transports/frame.js';
import { rawMessageTransport } from '../transports/raw-message.js';
import { vendorScriptTransport } from '../transports/vendor-script.js';

/** What a page with the script tag can set, in code or as attributes of the tag. */
export interface ScriptConfiguration extends Partial<FrameTransportOptions> {
  /** `data-transport`. @default 'frame' */
  readonly transport?: 'frame' | 'vendor-script' | 'raw-message' | Transport;
  /** `data-log`: prints the vendor's documented lines to the console. */
  readonly log?: 'info' | 'debug';
  /** Where the vendor's own script lies, for `vendor-script` on a page that has not loaded it. */
  readonly vendorSrc?: string;
}

/**
 * The attributes of our own tag, readable only while the script runs.
 *
 * `document.currentScript` can be any element that a page names so; only a script is believed.
 */
export function readScriptAttributes(): ScriptConfiguration | undefined {
  const tag: unknown = document.currentScript;
  if (!(tag instanceof HTMLScriptElement)) return undefined;
  const { allowedOrigins, transport, log } = tag.dataset;
  const configuration: { -readonly [Key in keyof ScriptConfiguration]: ScriptConfiguration[Key] } = {};
  if (allowedOrigins !== undefined) configuration.allowedOrigins = allowedOrigins.split(/[\s,]+/).filter(Boolean);
  if (transport !== undefined) configuration.transport = transport as 'frame';
  if (log !== undefined) configuration.log = log as 'info';
  return Object.keys(configuration).length > 0 ? configuration : undefined;
}

/** @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`, `config/invalid-option` */
export function transportOf(configuration: ScriptConfiguration): Transport {
  const { transport = 'frame', allowedOrigins = [], vendorSrc } = configuration;
  switch (transport) {
    case 'frame':
      return frameTransport({ ...configuration, allowedOrigins });
    case 'vendor-script':
      return vendorScriptTransport(vendorSrc === undefined ? {} : { src: vendorSrc });
    case 'raw-message': {
      const [targetOrigin, ...others] = allowedOrigins;
      if (targetOrigin === undefined || others.length > 0) {
        throw new AiccError('config/allowed-origins-missing', 'raw-message needs exactly one allowed origin');
      }
      return rawMessageTransport({ targetOrigin, ...pickHttp(configuration) });
    }
    default:
      if (typeof transport === 'object') return transport;
      throw new AiccError('config/invalid-option', `There is no transport ${String(transport)}`);
  }
}

function pickHttp({ dangerouslyAllowHttp }: ScriptConfiguration): { readonly dangerouslyAllowHttp?: boolean } {
  return dangerouslyAllowHttp === undefined ? {} : { dangerouslyAllowHttp };
}
