import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { serveScriptPage } from '../support/script-tag.js';
import { troubles, useScriptTag } from '../support/use-script-tag.js';

const { bench, workbench, openWorkbench, configured, open, verifyContact } = useScriptTag();

const codeOfRead = (frame: Frame) =>
  frame.evaluate(() =>
    window.AICCSupport.getVerifyResult('RETAIL_OTP').then(
      () => 'resolved',
      (error: unknown) => (window.AICCSupport.isAiccError(error) ? error.code : String(error)),
    ),
  );

describe('the global AICCSupport', () => {
  it('works with one tag and one attribute, without a call before the first read', async () => {
    const frame = await open({ attributes: configured() });
    expect(await frame.evaluate(() => window.AICCSupport.getVerifyResult('RETAIL_OTP'))).toEqual({ verifyResult: '0' });
    expect(await troubles(frame)).toEqual([]);
  });

  it('connects by itself, so that what was pushed can be read at once', async () => {
    const frame = await open({ attributes: configured() });
    await expect.poll(() => workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
    await verifyContact();
    await expect
      .poll(() => frame.evaluate(() => window.AICCSupport.getVerifyResult('RETAIL_OTP').verifyResult))
      .toBe('1');
  });

  it('gives a promise that carries the value of now, and is never an unhandled rejection', async () => {
    const frame = await open({ attributes: 'data-allowed-origins="https://workbench.example.com"' });
    const read = await frame.evaluate(async () => {
      const promise = window.AICCSupport.getVerifyResult('RETAIL_OTP');
      const malformed = window.AICCSupport.getVerifyResult('RETAIL OTP');
      const outcome = await Promise.race([
        promise.catch(() => 'rejected'),
        new Promise((r) => setTimeout(r, 50, 'waits')),
      ]);
      return [
        promise instanceof Promise,
        promise.verifyResult,
        malformed.verifyResult,
        (await malformed).verifyResult,
        outcome,
      ];
    });
    expect(read).toEqual([true, '0', '', '', 'waits']);
    await frame.evaluate(() => {
      void window.AICCSupport.getVerifyResult('RETAIL_OTP'); // nobody handles it
    });
    await frame.waitForTimeout(5500); // the handshake time-out
    expect(await troubles(frame)).toEqual([]);
  });

  it('takes its configuration from code, too', async () => {
    const frame = await open({
      after: `<script>AICCSupport.configure({ allowedOrigins: [${JSON.stringify(bench.home)}] });</script>`,
    });
    expect(await frame.evaluate(() => window.AICCSupport.getVerifyResult('RETAIL_OTP'))).toEqual({ verifyResult: '0' });
    expect(await troubles(frame)).toEqual([]);
  });

  it('may be given the log level by the tag and the origins by code, at any time before its first use', async () => {
    const frame = await open({ attributes: 'data-log="info"' });
    await frame.waitForTimeout(50);
    expect(await troubles(frame)).toEqual([]);
    const result = await frame.evaluate((home) => {
      window.AICCSupport.configure({ allowedOrigins: [home] });
      return window.AICCSupport.getVerifyResult('RETAIL_OTP');
    }, bench.home);
    expect(result).toEqual({ verifyResult: '0' });
  });

  it('rejects with config/allowed-origins-missing without any, and trusts neither ?origin= nor the referrer', async () => {
    const frame = await open({}, `?origin=${encodeURIComponent(bench.home)}`);
    expect(await codeOfRead(frame)).toBe('config/allowed-origins-missing');
    const thrown = await frame.evaluate(() => {
      const { addHandler } = window.AICCSupport;
      try {
        addHandler('Init', () => undefined);
        return 'added';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(thrown).toBe('config/allowed-origins-missing');
    expect(await frame.evaluate(() => document.referrer)).toContain(bench.home);
    await frame.evaluate(() => {
      void window.AICCSupport.getVerifyResult('RETAIL_OTP');
    });
    await frame.waitForTimeout(50);
    expect(await troubles(frame)).toEqual([]);
    expect(await workbench.guestEvents()).toEqual([]);
  });

  it('freezes its configuration at first use', async () => {
    const frame = await open({ attributes: configured() });
    const code = await frame.evaluate(async () => {
      await window.AICCSupport.getVerifyResult('RETAIL_OTP');
      try {
        window.AICCSupport.configure({ allowedOrigins: ['https://evil.example.com'] });
        return 'accepted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(code).toBe('config/already-configured');
  });

  it('keeps the vendor global that was there as .vendor, and gives the name back', async () => {
    const frame = await open({
      before: '<script>window.AICCSupport = { isVendor: true };</script>',
      attributes: configured(),
    });
    const seen = await frame.evaluate(async () => {
      const ours = window.AICCSupport;
      const vendor = ours.vendor as { isVendor: boolean };
      const returned = ours.noConflict();
      const { verifyResult } = await returned.getVerifyResult('RETAIL_OTP');
      return [vendor.isVendor, returned === ours, (window.AICCSupport as unknown) === vendor, verifyResult];
    });
    expect(seen).toEqual([true, true, true, '0']);
  });

  it('is not taken in by elements that carry its name', async () => {
    for (const before of [
      '<form id="AICCSupport"><input name="getVerifyResult"></form>',
      '<img id="AICCSupport"><img id="AICCSupport">',
      `<iframe name="AICCSupport" src="${bench.stranger}/blank.html"></iframe>`,
    ]) {
      await workbench.close();
      await openWorkbench();
      const frame = await open({ before, attributes: configured() });
      const seen = await frame.evaluate(async () => [
        await window.AICCSupport.getVerifyResult('RETAIL_OTP'),
        window.AICCSupport.vendor === undefined,
      ]);
      expect([before, seen]).toEqual([before, [{ verifyResult: '0' }, true]]);
      expect(await troubles(frame)).toEqual([]);
    }
  });

  it('believes no element that is named currentScript', async () => {
    for (const before of [
      `<img name="currentScript" data-allowed-origins="${bench.home}">`,
      `<form name="currentScript" data-allowed-origins="${bench.home}"></form>`,
      `<iframe name="currentScript"></iframe>`,
    ]) {
      await workbench.close();
      await openWorkbench();
      const frame = await open({ before, attributes: configured() });
      expect(await frame.evaluate(() => document.currentScript instanceof HTMLScriptElement)).toBe(false);
      expect([before, await codeOfRead(frame)]).toEqual([before, 'config/allowed-origins-missing']);
      const result = await frame.evaluate((home) => {
        window.AICCSupport.configure({ allowedOrigins: [home] });
        return window.AICCSupport.getVerifyResult('RETAIL_OTP');
      }, bench.home);
      expect(result).toEqual({ verifyResult: '0' });
    }
  });

  it('is one when the script is loaded twice', async () => {
    const frame = await open({
      before: `<script src="/aicc-support.min.js" ${configured()}></script><script>window.first = AICCSupport;</script>`,
      attributes: configured(),
    });
    const same = await frame.evaluate(async () => {
      await window.AICCSupport.getVerifyResult('RETAIL_OTP');
      return (window as unknown as { first: unknown }).first === window.AICCSupport;
    });
    expect(same).toBe(true);
    await frame.waitForTimeout(300);
    expect(await workbench.guestEvents()).toEqual([`connected ${bench.bank}`]);
  });

  it('refuses a transport that it does not know, and a vendor transport that would find itself', async () => {
    const unknown = await open({ attributes: `${configured()} data-transport="pigeon"` });
    expect(await codeOfRead(unknown)).toBe('config/invalid-option');
    serveScriptPage(bench, '/vendor.html', { attributes: 'data-transport="vendor-script"' });
    const alone = await workbench.addFrame(`${bench.bank}/vendor.html`, { name: 'alone' });
    await alone.waitForLoadState();
    expect(await codeOfRead(alone)).toBe('config/vendor-global-missing');
  });
});
