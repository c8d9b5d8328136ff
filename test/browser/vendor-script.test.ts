import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/connect.js';
import { readScriptAttributes, transportOf } from '../../src/support/script-config.js';
import { installGlobal } from '../../src/support/script-global.js';
import { vendorScriptTransport } from '../../src/transports/vendor-script.js';

const page = globalThis as { AICCSupport?: unknown };
const facadeBrand = Symbol.for('aicc-support.facade');
const fixture = (name: string): string => new URL(`/test/browser/fixtures/${name}`, location.href).href;
const src = fixture('vendor-stand-in.js');
const frames: HTMLIFrameElement[] = [];

const scriptsOf = (url: string): number => [...document.scripts].filter((script) => script.src === url).length;

afterEach(() => {
  delete page.AICCSupport;
  for (const script of [...document.scripts]) if (script.src.includes('/fixtures/')) script.remove();
  for (const frame of frames.splice(0)) frame.remove();
});

describe("adding the vendor's script", () => {
  it('drives the object that it brings', async () => {
    const connection = await connect(vendorScriptTransport({ src }));
    (page.AICCSupport as { tell: (name: string, data: unknown) => void }).tell('Talking', { callid: 'c-1' });
    const reading = await connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' });
    expect(reading).toMatchObject({ verifyResult: '1', contactId: 'c-1' });
    await connection.close();
  });

  it('puts our own global back, and keeps the vendor object in it', async () => {
    const ours: { [facadeBrand]: true; vendor?: unknown } = { [facadeBrand]: true };
    page.AICCSupport = ours;
    const connection = await connect(vendorScriptTransport({ src }));
    expect(page.AICCSupport).toBe(ours);
    expect(ours.vendor).toMatchObject({ isStandIn: true });
    await connection.close();
  });

  it('adds nothing when the vendor object is there already', async () => {
    page.AICCSupport = { addHandler: () => undefined };
    const connection = await connect(vendorScriptTransport({ src }));
    expect(scriptsOf(src)).toBe(0);
    await connection.close();
  });

  it('takes an element that is named like the global for no vendor object', async () => {
    const form = document.createElement('form');
    form.id = 'AICCSupport';
    form.append(Object.assign(document.createElement('input'), { name: 'addHandler' }));
    document.body.append(form);
    await expect(connect(vendorScriptTransport())).rejects.toMatchObject({ code: 'config/vendor-global-missing' });
    form.remove();
  });

  it('says so when the script brings no vendor object', async () => {
    await expect(connect(vendorScriptTransport({ src: fixture('other-script.js') }))).rejects.toMatchObject({
      code: 'config/vendor-global-missing',
    });
  });

  it('says so when there is no such script, and takes the element away', async () => {
    await expect(
      connect(vendorScriptTransport({ src: 'https://vendor.invalid/AICCSupport.js' })),
    ).rejects.toMatchObject({
      code: 'net/unreachable',
      retryable: true,
    });

    expect(scriptsOf('https://vendor.invalid/AICCSupport.js')).toBe(0);
  });

  it('refuses a script that does not have the hash', async () => {
    await expect(
      connect(vendorScriptTransport({ src, integrity: `sha384-${btoa('x'.repeat(48))}` })),
    ).rejects.toMatchObject({ code: 'net/unreachable' });
    expect(page.AICCSupport).toBeUndefined();
  });

  it('waits no longer than it is told to', async () => {
    const delays: number[] = [];
    const clock = {
      now: () => 0,
      setTimeout(callback: () => void, ms: number) {
        delays.push(ms);
        queueMicrotask(callback);
      },
      clearTimeout: () => undefined,
    };
    await expect(connect(vendorScriptTransport({ src, loadTimeoutMs: 7000, clock }))).rejects.toMatchObject({
      code: 'net/timeout',
      retryable: true,
    });
    expect(delays).toEqual([7000]);
    expect(scriptsOf(src)).toBe(0);
  });

  it('leaves the script in the page when the connection is closed later', async () => {
    const connection = await connect(vendorScriptTransport({ src }));
    await connection.close();
    expect(scriptsOf(src)).toBe(1);
  });

  it('stops waiting when the connection is closed', async () => {
    const controller = new AbortController();
    const opening = connect(vendorScriptTransport({ src }), { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'net/aborted' });
    expect(scriptsOf(src)).toBe(0);
  });

  it.each([
    'http://vendor.example/AICCSupport.js',
    'data:text/javascript,1',
    'blob:null/1',
    'file:///AICCSupport.js',
    'https://',
  ])('does not take %s as an address', async (address) => {
    await expect(connect(vendorScriptTransport({ src: address }))).rejects.toMatchObject({
      code: 'config/invalid-option',
    });
  });
});

describe('under the script-tag global', () => {
  interface Global {
    readonly vendor: { readonly isStandIn?: true; tell: (name: string, data: unknown) => void };
    configure(configuration: unknown): void;
    addHandler(name: string, handler: (data: unknown) => void): void;
    getVerifyResult(code: string): Promise<unknown>;
    dispose(): Promise<void>;
  }

  it.each(['before', 'by'])('the vendor script may be loaded %s ours', async (when) => {
    if (when === 'before') await (await connect(vendorScriptTransport({ src }))).close();
    installGlobal(page, { attributes: readScriptAttributes(), transportOf, more: () => ({}) });
    const ours = page.AICCSupport as Global;
    ours.configure({ transport: 'vendor-script', vendorSrc: src });
    const heard: unknown[] = [];
    ours.addHandler('Talking', (data) => heard.push(data));
    await expect.poll(() => ours.vendor).toMatchObject({ isStandIn: true });
    expect(page.AICCSupport).toBe(ours);
    expect(await ours.getVerifyResult('RETAIL_OTP')).toEqual({ verifyResult: '1' });
    ours.vendor.tell('Talking', {
      callid: 'c-1',
      callerNum: '5550100',
      mediaType: 'audio',
      callType: '0',
      workNo: '371',
    });
    expect(heard).toMatchObject([{ callid: 'c-1', callerNum: '5550100', mediaType: 'audio', workNo: '371' }]);
    await ours.dispose();
  });
});

describe('a page with a content security policy', () => {
  it('may require Trusted Types, with no violation', async () => {
    const report = await runUnder("require-trusted-types-for 'script'; trusted-types aicc-support#vendor-script");
    expect(report).toEqual({ outcome: 'open', violations: [] });
  });

  it('may require Trusted Types and let the script in by nonce', async () => {
    const policy = "script-src 'nonce-n1' 'strict-dynamic'; require-trusted-types-for 'script'";
    expect(await runUnder(policy)).toEqual({ outcome: 'open', violations: [] });
  });

  it('may admit each Trusted Types policy once, and the script is tried again', async () => {
    const policy = "require-trusted-types-for 'script'; trusted-types aicc-support#vendor-script";
    const unreachable = 'https://vendor.invalid/AICCSupport.js';
    expect(await runUnder(policy, unreachable, 2)).toEqual({ outcome: 'net/unreachable', violations: [] });
  });

  it('gets a typed error when it names other policies only', async () => {
    const report = await runUnder("require-trusted-types-for 'script'; trusted-types another-policy");
    expect(report.outcome).toBe('config/script-blocked');
  });

  it('gets a typed error when it does not admit the address', async () => {
    const report = await runUnder("script-src 'nonce-n1'", 'https://vendor.example/AICCSupport.js');
    expect(report.outcome).toBe('config/script-blocked');
    expect(report.violations).toContain('script-src-elem');
  });
});

interface Report {
  readonly outcome: string;
  readonly violations: readonly string[];
}

/** Opens one transport inside a frame with a policy of its own; the outcome is that of the last try. */
function runUnder(policy: string, address = src, tries = 1): Promise<Report> {
  const frame = document.createElement('iframe');
  frames.push(frame);
  const module = (path: string): string => JSON.stringify(new URL(path, location.href).href);
  frame.srcdoc = `<!doctype html>
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <script nonce="n1" type="module">
      const violations = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const { connect } = await import(${module('/src/connection/connect.ts')});
      const { vendorScriptTransport } = await import(${module('/src/transports/vendor-script.ts')});
      const transport = vendorScriptTransport({ src: '${address}' });
      let outcome;
      for (let left = ${tries}; left > 0; left -= 1) {
        outcome = await connect(transport).then(
          (connection) => connection.status,
          (error) => error.code ?? String(error),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      parent.postMessage({ outcome, violations }, '*');
    </script>`;
  return new Promise((resolve) => {
    addEventListener('message', function onMessage({ source, data }: MessageEvent<Report>) {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', onMessage);
      resolve(data);
    });
    document.body.append(frame);
  });
}
