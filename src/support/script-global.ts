import { AiccError, isAiccError } from '../errors.js';
import { silentLogger, type Logger } from '../log.js';
import { isVerifyTypeCode, own } from '../protocol/guards.js';
import type { VerifyResult } from '../protocol/operations.js';
import { version } from '../version.js';
import { facadeBrand, isFacade, type Facade } from '../transports/vendor/vendor-global.js';
import { createAICCSupport, type AICCSupport } from './aicc-support.js';
import type { Transport } from '../connection/transport.js';
import type { ScriptConfiguration } from './script-config.js';
import { isVerified, peekVerifyResult, type VerifyResultObject } from './verify-result.js';

/** The global of the script tag: the documented four methods with no call before them, and what a page may add. */
export interface AICCSupportGlobal<Configuration = ScriptConfiguration> extends Omit<
  AICCSupport,
  'getVerifyResult' | 'connection'
> {
  /** A promise that also carries `verifyResult`, for pages that read it at once; it needs no `catch`. */
  getVerifyResult(verifyTypeCode: string): Promise<VerifyResultObject> & VerifyResultObject;
  /**
   * Instead of attributes on the tag, before anything else is used.
   *
   * @throws AiccError `config/already-configured`
   */
  configure(configuration: Configuration): void;
  /** The vendor's own global that stood here before. */
  readonly vendor: unknown;
  /** Gives the global name back to what had it, and returns this object. */
  noConflict(): this;
  isVerified(result: VerifyResultObject): boolean;
  isAiccError: typeof isAiccError;
  readonly version: string;
}

/** What makes one script-tag file differ from another. */
export interface ScriptFace<Configuration, More extends object> {
  /** What the tag itself says, readable only while the script runs. */
  readonly attributes: Configuration;
  /** @throws AiccError `config/…` for a configuration that links with nothing */
  transportOf(configuration: Configuration): Transport;
  /** What it adds to the global. @param use makes the facade, at its first use */
  more(use: () => AICCSupport): More;
  /** Once, when the facade is there. */
  started?(support: AICCSupport): void;
  /** The page is there, and the configuration is missing or wrong. */
  failed?(error: unknown): void;
}

interface Page {
  AICCSupport?: unknown;
}

/** Puts the global on a page, once: a second copy of the script leaves the first as it is. */
export function installGlobal<Configuration extends Logged, More extends object>(
  page: Page,
  face: ScriptFace<Configuration, More>,
): void {
  // Own, or it is an element or a frame that carries the name, and nobody's API.
  const previous = own(page as Readonly<Record<string, unknown>>, 'AICCSupport');
  if (!isFacade(previous)) page.AICCSupport = createGlobal(page, previous, face);
}

interface Logged {
  readonly log?: 'info' | 'debug' | undefined;
}

function createGlobal<Configuration extends Logged, More extends object>(
  page: Page,
  previous: unknown,
  face: ScriptFace<Configuration, More>,
): AICCSupportGlobal<Configuration> & More {
  let configuration = face.attributes;
  /** Codes that the centre called invalid. */
  const unknownCodes = new Set<string>();
  let core: AICCSupport | undefined;
  let logger: Logger = silentLogger;

  /** The first use: from here on the configuration stands. */
  function use(): AICCSupport {
    if (!core) {
      const transport = face.transportOf(configuration);
      const { log } = configuration;
      if (log) logger = consoleLogger(log);
      core = createAICCSupport({ ...configuration, transport, logger });
      face.started?.(core);
    }
    return core;
  }

  function peek(verifyTypeCode: string): VerifyResult {
    if (unknownCodes.has(verifyTypeCode) || !isVerifyTypeCode(verifyTypeCode)) return '';
    return core ? peekVerifyResult(core.connection, verifyTypeCode) : '0';
  }

  /** Connects by itself once the page is there, so that results are pushed before anybody asks. */
  function startWhenLoaded(): void {
    const start = (): void => {
      try {
        use();
      } catch (error) {
        // Not yet, or wrongly configured: the first call says so, to who can handle it.
        face.failed?.(error);
      }
    };
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start, { once: true });
    else void Promise.resolve().then(start);
  }

  const facade: AICCSupportGlobal<Configuration> & Facade & More = {
    ...face.more(use),
    [facadeBrand]: true,
    version,
    vendor: previous,
    isVerified,
    isAiccError,
    configure(next) {
      if (core) throw new AiccError('config/already-configured');
      configuration = { ...configuration, ...next };
      startWhenLoaded();
    },
    noConflict() {
      if (previous === undefined) delete page.AICCSupport;
      else page.AICCSupport = previous;
      return facade;
    },
    // A missing configuration rejects, too.
    getVerifyResult(verifyTypeCode) {
      const promise = (async () => use().getVerifyResult(verifyTypeCode))();
      promise.then(
        ({ verifyResult }) => unknownCodes[verifyResult === '' ? 'add' : 'delete'](verifyTypeCode),
        () => undefined,
      );
      return Object.assign(promise, { verifyResult: peek(verifyTypeCode) });
    },
    whenVerified: async (...args) => use().whenVerified(...args),
    getVerificationProof: async (...args) => use().getVerificationProof(...args),
    addHandler(...args) {
      const off = use().addHandler(...args);
      logger.info(`addHandler - add ${args[0]} handler`);
      return off;
    },
    removeHandler(...args) {
      use().removeHandler(...args);
      logger.info(`removeHandler - remove ${args[0]} handler`);
    },
    async clickToOutbound(...args) {
      const support = use();
      logger.info('clickToOutbound - execute One-click out call');
      return support.clickToOutbound(...args);
    },
    currentContact: () => use().currentContact(),
    diagnostics: () => (core ? core.diagnostics() : { version, status: 'unused' }),
    dispose: async () => core?.dispose(),
  };

  startWhenLoaded();
  return facade;
}

/** The form of the lines is documented by the vendor, and support staff look for it. */
function consoleLogger(level: 'info' | 'debug'): Logger {
  const to =
    (name: 'Debug' | 'Info' | 'Warn' | 'Error'): Logger['info'] =>
    (message, ...details) => {
      // eslint-disable-next-line no-console -- The page asked for it with data-log.
      console[name.toLowerCase() as 'info'](`[AICCSupport Log] -${name}- ${message}`, ...details);
    };
  const { debug } = level === 'debug' ? { debug: to('Debug') } : silentLogger;
  return { debug, info: to('Info'), warn: to('Warn'), error: to('Error') };
}
