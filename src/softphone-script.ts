/**
 * The script-tag face with the softphone: `dist/aicc-softphone.min.js` puts the global `AICCSupport` on the page and
 * defines `<aicc-softphone-bar>`, which then needs nothing but its place in the page.
 */
import { AiccError } from './errors.js';
import type { Transport } from './connection/transport.js';
import { refuseSecrets } from './refuse-secrets.js';
import { sendPlainly } from './send.js';
import { createSoftphone, type SoftphoneOptions } from './softphone/create-softphone.js';
import type { Softphone } from './softphone/softphone.js';
import type { AICCSupport } from './support/aicc-support.js';
import { installGlobal, type AICCSupportGlobal } from './support/script-global.js';
import { createHttpTransport } from './transports/http/create-http-transport.js';
import type { HttpTransportOptions } from './transports/http/options.js';
import { sharedTransport } from './transports/shared.js';
import { cookieSource } from './token/cookie-source.js';
import { createExchangeSource } from './token/create-exchange-source.js';
import { firstOf } from './token/first-of.js';
import type { TokenManager } from './token/manager.js';
import { createTokenManager } from './token/token-manager.js';
// Last, so that the bar stands beside its panels, which the build puts at the end: that compresses better.
import { AiccSoftphoneBar } from './bar/bar-class.js';
import { defineSoftphoneBar } from './bar/define-softphone-bar.js';

/** What a page with the softphone's script tag can set, in code or as attributes of the tag. */
export interface SoftphoneScriptConfiguration extends Partial<HttpTransportOptions> {
  /** Another transport than the http one. */
  readonly transport?: Transport;
  /** `data-shared`: the tabs of this name share one link and one ring. */
  readonly shared?: string | undefined;
  /** `data-log`: prints the vendor's documented lines to the console. */
  readonly log?: 'info' | 'debug' | undefined;
  /** `data-token-endpoint`: where your backend gives access tokens to this page, as `exchangeSource` takes it. */
  readonly tokenEndpoint?: string | undefined;
  /** `data-token-cookie`: the cookie with the access token; without a value `AC_TOKEN`. Asked before the endpoint. */
  readonly tokenCookie?: string | undefined;
  /** For the softphone of the page and those of its bars. */
  readonly softphone?: SoftphoneOptions;
}

interface SoftphoneAdditions {
  /** The softphone of the page, made at the first call; the bars have their own on the same connection. */
  softphone(): Softphone;
  /**
   * The token manager that `tokenEndpoint` or `tokenCookie` ask for: its `failed` tells that nobody is signed in.
   * Undefined where the page has a `getToken` of its own.
   */
  tokens(): TokenManager | undefined;
}

export type SoftphoneGlobal = AICCSupportGlobal<SoftphoneScriptConfiguration> & SoftphoneAdditions;

/** What was read of the tag, with all of its attributes: they are looked through for secrets. */
type TagConfiguration = SoftphoneScriptConfiguration & { readonly attributes?: object };

/** Only a script is believed: `document.currentScript` can be any element that a page names so. */
function readAttributes(): TagConfiguration {
  const tag: unknown = document.currentScript;
  if (!(tag instanceof HTMLScriptElement)) return {};
  const { baseUrl, shared, log, tokenEndpoint, tokenCookie } = tag.dataset;
  return {
    ...(baseUrl !== undefined && { baseUrl }),
    ...{ shared, tokenEndpoint, tokenCookie, log: log as 'info', attributes: tag.dataset },
  };
}

/** What the page wants of its softphones, once it is known. */
let options: SoftphoneOptions = {};
let phone: Softphone | undefined;
let tokens: TokenManager | undefined;
let isStarted = false;

function required(baseUrl: string | undefined): string {
  if (baseUrl) return baseUrl;
  throw new AiccError('config/invalid-option', 'baseUrl (data-base-url) is missing');
}

/** The access tokens that the configuration asks for; a `getToken` of the page counts above it. */
function tokensOf({ tokenEndpoint, tokenCookie, getToken }: SoftphoneScriptConfiguration): TokenManager | undefined {
  const sources = [
    ...(tokenCookie === undefined ? [] : [cookieSource(tokenCookie === '' ? {} : { name: tokenCookie })]),
    ...(tokenEndpoint === undefined ? [] : [createExchangeSource({ endpoint: tokenEndpoint }, sendPlainly)]),
  ];
  const [first, ...others] = sources;
  return getToken || !first ? undefined : createTokenManager({ source: firstOf(first, ...others) });
}

function transportOf(configuration: TagConfiguration): Transport {
  const { transport, baseUrl, shared, softphone, attributes = {}, ...rest } = configuration;
  refuseSecrets(attributes);
  tokens = transport ? undefined : tokensOf(configuration);
  const given = { ...rest, ...(tokens && { getToken: tokens.getToken }) };
  const link = transport ?? createHttpTransport({ ...given, baseUrl: required(baseUrl) }, sendPlainly);
  const tabs = shared === undefined ? undefined : sharedTransport(link, { name: shared });
  options = { ...(tabs && { rings: () => tabs.isOwner }), ...softphone };
  return tabs ?? link;
}

const phoneOf = ({ connection }: AICCSupport): Softphone => createSoftphone({ connection }, options);

installGlobal<SoftphoneScriptConfiguration, SoftphoneAdditions>(window, {
  attributes: readAttributes(),
  transportOf,
  more: (use) => ({
    softphone: () => (phone ??= phoneOf(use())),
    tokens() {
      use();
      return tokens;
    },
  }),
  started(support) {
    isStarted = true;
    AiccSoftphoneBar.prototype.createSoftphone = () => phoneOf(support);
    // Not before: a bar in the page must not freeze the configuration before the page has set it.
    defineSoftphoneBar();
  },
  failed(error) {
    const tell = (): void => {
      // A bar that stays empty has nobody else to tell; the page's own scripts may still configure it until here.
      if (!isStarted && document.querySelector('aicc-softphone-bar')) reportError(error);
    };
    if (document.readyState === 'complete') setTimeout(tell);
    else addEventListener('load', tell, { once: true });
  },
});
