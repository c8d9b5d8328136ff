// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { readScriptAttributes, transportOf, type ScriptConfiguration } from '../../../src/support/script-config.js';
import { errorOf } from '../../support/rejection.js';

function runAs(tag: unknown): ScriptConfiguration {
  Object.defineProperty(document, 'currentScript', { configurable: true, get: () => tag });
  return readScriptAttributes();
}

/** Without what is there to be looked through only. */
function configurationOf(tag: unknown): ScriptConfiguration {
  const { attributes, ...configuration } = runAs(tag) as ScriptConfiguration & { readonly attributes: unknown };
  expect(attributes).toBeTypeOf('object');
  return configuration;
}

function script(attributes: Record<string, string>): HTMLScriptElement {
  const tag = document.createElement('script');
  for (const [name, value] of Object.entries(attributes)) tag.setAttribute(name, value);
  return tag;
}

afterEach(() => {
  Reflect.deleteProperty(document, 'currentScript');
});

describe('the attributes of the script tag', () => {
  it('are its origins, separated by commas or spaces, its transport and its log level', () => {
    expect(
      configurationOf(
        script({
          'data-allowed-origins': ' https://a.example.com,https://b.example.com\n https://*.c.example.com ',
          'data-transport': 'raw-message',
          'data-log': 'info',
        }),
      ),
    ).toEqual({
      allowedOrigins: ['https://a.example.com', 'https://b.example.com', 'https://*.c.example.com'],
      transport: 'raw-message',
      log: 'info',
    });
  });

  it('are nothing on a tag without any, or with others only', () => {
    expect(configurationOf(script({}))).toEqual({});
    expect(configurationOf(script({ 'data-dangerously-allow-http': 'true', 'data-target': 'top' }))).toEqual({});
  });

  it('are looked through for secrets where they are used', () => {
    const configuration = runAs(
      script({ 'data-allowed-origins': 'https://a.example.com', 'data-client-secret': 'abc' }),
    );
    expect(errorOf(() => transportOf(configuration)).code).toBe('config/secret-in-browser');
  });

  it('are not read from anything but a script', () => {
    const impostor = document.createElement('img');
    impostor.setAttribute('data-allowed-origins', 'https://evil.example.com');
    for (const tag of [impostor, null, undefined, { dataset: { allowedOrigins: 'https://evil.example.com' } }]) {
      expect(runAs(tag)).toEqual({});
    }
  });
});

describe('the transport of a configuration', () => {
  const allowedOrigins = ['https://workbench.example.com'];

  it('is the frame unless it says otherwise', () => {
    expect(transportOf({ allowedOrigins }).name).toBe('frame');
    expect(transportOf({ allowedOrigins, transport: 'vendor-script' }).name).toBe('vendor-script');
    expect(transportOf({ allowedOrigins, transport: 'raw-message' }).name).toBe('raw-message');
    const own = transportOf({ allowedOrigins });
    expect(transportOf({ transport: own })).toBe(own);
  });

  it('needs origins, exactly one for raw-message', () => {
    const codeFor = (configuration: ScriptConfiguration) => errorOf(() => transportOf(configuration)).code;
    expect(codeFor({})).toBe('config/allowed-origins-missing');
    expect(codeFor({ allowedOrigins: [] })).toBe('config/allowed-origins-missing');
    expect(codeFor({ transport: 'raw-message' })).toBe('config/allowed-origins-missing');
    expect(codeFor({ transport: 'raw-message', allowedOrigins: [...allowedOrigins, 'https://b.example.com'] })).toBe(
      'config/allowed-origins-missing',
    );
    expect(codeFor({ allowedOrigins: ['*'] })).toBe('config/invalid-origin');
  });

  it('is config/invalid-option for a name that is none', () => {
    for (const transport of ['http', 'Frame', '', 5, true]) {
      const configuration = { allowedOrigins, transport } as unknown as ScriptConfiguration;
      expect(errorOf(() => transportOf(configuration)).code).toBe('config/invalid-option');
    }
  });
});
