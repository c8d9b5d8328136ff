import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleOf, serveScriptPage } from '../support/script-tag.js';
import { troubles, useScriptTag } from '../support/use-script-tag.js';

const { bench, workbench, openWorkbench, configured, open, verifyContact } = useScriptTag();

describe('data-log', () => {
  const use = (frame: Frame) =>
    frame.evaluate(async () => {
      const handler = (): undefined => undefined;
      window.AICCSupport.addHandler('Init', handler);
      window.AICCSupport.removeHandler('Init');
      await window.AICCSupport.clickToOutbound({ mediaType: 'audio', calledNum: '5550100' }).catch(() => undefined);
      await window.AICCSupport.getVerifyResult('RETAIL_OTP');
    });

  it('prints the lines that the vendor documents, and no number', async () => {
    const lines = consoleOf(workbench.page);
    await use(await open({ attributes: `${configured()} data-log="info"` }));
    expect(lines).toEqual(
      expect.arrayContaining([
        '[AICCSupport Log] -Info- addHandler - add Init handler',
        '[AICCSupport Log] -Info- removeHandler - remove Init handler',
        '[AICCSupport Log] -Info- clickToOutbound - execute One-click out call',
      ]),
    );
    expect(lines.join('\n')).not.toContain('5550100');
  });

  it('is silent when absent', async () => {
    const lines = consoleOf(workbench.page);
    await use(await open({ attributes: configured() }));
    expect(lines).toEqual([]);
  });
});

describe('the script-tag file in a strict or an old page', () => {
  it('causes no violation under default-src self with Trusted Types required', async () => {
    bench.server.serve(
      '/use.js',
      `AICCSupport.addHandler('Init', ({ workNo }) => { window.workNo = workNo; });
       AICCSupport.addHandler('Ringing', () => { window.rang = true; });`,
      { type: 'text/javascript' },
    );
    const frame = await open({
      attributes: configured(),
      after: '<script src="/use.js"></script>',
      csp: "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    });
    await frame.waitForFunction(() => 'workNo' in window);
    await verifyContact();
    await frame.waitForFunction(() => 'rang' in window);
    const seen = await frame.evaluate(async () => {
      const outcome = await window.AICCSupport.clickToOutbound({ mediaType: 'audio', calledNum: '5550100' }).catch(
        (error: unknown) => (error as { code: string }).code,
      );
      return [await window.AICCSupport.getVerifyResult('RETAIL_OTP'), outcome];
    });
    expect(seen).toEqual([{ verifyResult: '1' }, 'bridge/not-allowed']);
    expect(await troubles(frame)).toEqual([]);
  });

  it('works on a plain http origin, where the browser has no crypto.subtle', async () => {
    await workbench.close();
    const context = await bench.newContext();
    const page = await context.newPage();
    const home = bench.server.origin('workbench.test');
    const bank = bench.server.origin('legacy.test');
    serveScriptPage(bench, '/legacy.html', {
      after: `<script>AICCSupport.configure({ allowedOrigins: ['${home}'], dangerouslyAllowHttp: true });</script>`,
    });
    await page.goto(`${home}/workbench.html`);
    await page.evaluate(
      (guests) => window.workbench.start({ guests }),
      [bench.policy({ origin: bank, dangerouslyAllowHttp: true })],
    );
    const element = await page.evaluateHandle(
      (url) => window.workbench.addFrame(url, { name: 'legacy' }),
      `${bank}/legacy.html`,
    );
    const frame = (await element.contentFrame())!;
    await frame.waitForURL(`${bank}/legacy.html`);
    await frame.waitForLoadState();
    const seen = await frame.evaluate(async () => [
      isSecureContext,
      typeof crypto.subtle,
      typeof crypto.randomUUID,
      await window.AICCSupport.getVerifyResult('RETAIL_OTP'),
      window.troubles,
    ]);
    expect(seen).toEqual([false, 'undefined', 'undefined', { verifyResult: '0' }, []]);
    await context.close();
    await openWorkbench();
  });
});
