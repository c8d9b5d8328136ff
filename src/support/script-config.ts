import type { Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { refuseSecrets } from '../refuse-secrets.js';
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

/** What was read of the tag, with all of its attributes: they are looked through for secrets. */
type TagConfiguration = ScriptConfiguration & { readonly attributes?: object };

/**
 * The attributes of our own tag, readable only while the script runs.
 *
 * `document.currentScript` can be any element that a page names so; only a script is believed.
 */
export function readScriptAttributes(): TagConfiguration {
  const tag: unknown = document.currentScript;
  if (!(tag instanceof HTMLScriptElement)) return {};
  const { allowedOrigins, transport, log } = tag.dataset;
  // What they say is checked where it is used, that there is no secret among all of them too; what is absent is undefined.
  const origins = allowedOrigins?.split(/[\s,]+/).filter(Boolean);
  return { allowedOrigins: origins, transport, log, attributes: tag.dataset } as TagConfiguration;
}

/** @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`, `config/invalid-option`, `config/secret-in-browser` */
export function transportOf(configuration: TagConfiguration): Transport {
  const { transport = 'frame', allowedOrigins = [], vendorSrc, attributes = {} } = configuration;
  refuseSecrets(attributes);
  if (typeof transport === 'object') return transport;
  switch (transport) {
    case 'frame':
      return frameTransport({ ...configuration, allowedOrigins });
    case 'vendor-script':
      return vendorScriptTransport({ src: vendorSrc });
    case 'raw-message': {
      const [targetOrigin] = allowedOrigins;
      if (targetOrigin === undefined || allowedOrigins.length > 1) {
        throw new AiccError('config/allowed-origins-missing', 'raw-message needs exactly one');
      }
      return rawMessageTransport({ ...configuration, targetOrigin });
    }
    default:
      throw new AiccError('config/invalid-option', `transport: ${String(transport)}`);
  }
}
