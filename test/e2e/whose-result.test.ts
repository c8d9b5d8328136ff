import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../contracts/center-driver.js';
import { startFrameBench, type FrameBench } from '../support/frame-bench.js';
import { serveScriptPage, serveScriptTag } from '../support/script-tag.js';
import type { SimulatedWorkbench } from '../support/frames/sim-workbench-page.js';

declare global {
  interface Window {
    simulated: Promise<SimulatedWorkbench>;
    /** What the page saw, in the task of each event. */
    seen: { readonly name: string; readonly callerNum: string; readonly verifyResult: string }[];
    /** Reads that were begun, by the name of the event in whose task. */
    reads: Record<string, Promise<{ readonly verifyResult: string }>>;
  }
}

const code = contract.aniCode;
let bench: FrameBench;
beforeAll(async () => {
  bench = await startFrameBench();
  serveScriptTag(bench);
  serveScriptPage(bench, '/bank.html', {
    attributes: `data-allowed-origins="${bench.home}"`,
    after: `<script>
      window.seen = [];
      window.reads = {};
      for (const name of ['Ringing', 'Talking', 'Release']) {
        AICCSupport.addHandler(name, ({ callerNum }) => {
          const read = AICCSupport.getVerifyResult('${code}');
          seen.push({ name, callerNum, verifyResult: read.verifyResult });
          reads[name + callerNum] = read;
        });
      }
    </script>`,
  });
});
afterAll(() => bench.close());

/** A bank page in the simulated workbench, whose customer 5550100 talks and is verified. */
async function verifyCallA(): Promise<{ page: Page; bank: Frame; close(): Promise<void> }> {
  const context = await bench.newContext();
  const page = await context.newPage();
  await page.goto(`${bench.home}/sim-workbench.html`);
  const element = await page.evaluateHandle(
    async ([url, policy]) => {
      const workbench = await window.simulated;
      workbench.serve([policy]);
      return workbench.addFrame(url);
    },
    [`${bench.bank}/bank.html`, bench.policy()] as const,
  );
  const bank = (await element.contentFrame())!;
  await bank.waitForURL(`${bench.bank}/bank.html`);
  await bank.waitForFunction(() => window.AICCSupport.diagnostics().status === 'open');
  await page.evaluate(
    async ([calledNum, verifyTypeCode]) => {
      const { connection, driver } = await window.simulated;
      await connection.request('agent.signIn', {});
      await connection.request('agent.setReady', {});
      const { callId } = await driver.callIn({ callerNum: '5550100', calledNum });
      await connection.request('call.answer', { callId });
      await connection.request('verification.start', { verifyTypeCode });
    },
    [contract.serviceNumber, code] as const,
  );
  await bank.waitForFunction(
    (verifyTypeCode) => window.AICCSupport.getVerifyResult(verifyTypeCode).verifyResult === '1',
    code,
  );
  return { page, bank, close: () => context.close() };
}

const read = (bank: Frame) =>
  bank.evaluate((verifyTypeCode) => window.AICCSupport.getVerifyResult(verifyTypeCode), code);

async function ringB(page: Page, bank: Frame, { wrapUpEnds }: { wrapUpEnds: boolean }): Promise<void> {
  await page.evaluate(
    async ([calledNum, workNo, ends]) => {
      const { connection, driver } = await window.simulated;
      await connection.request('call.hangUp', {});
      if (ends) await connection.request('agent.endWrapUp', {});
      await driver.callIn({ callerNum: '5550101', calledNum, workNo });
    },
    [contract.serviceNumber, contract.agent, wrapUpEnds] as const,
  );
  await bank.waitForFunction(() =>
    window.seen.some(({ name, callerNum }) => name === 'Ringing' && callerNum === '5550101'),
  );
}

describe('a call that rings after a verified one', () => {
  for (const [title, wrapUpEnds] of [
    ['once its wrap-up has ended', true],
    ['while it is in wrap-up', false],
  ] as const) {
    it(`${title}: '0' in the task of Ringing, at once and asked for, and for reads that began before`, async () => {
      const { page, bank, close } = await verifyCallA();
      expect(await read(bank)).toEqual({ verifyResult: '1' });
      // A read of the verified contact whose answer is under way for a minute.
      await page.evaluate(async () => {
        const { center } = await window.simulated;
        center.faults.next('delay', { on: 'answer', ms: 60_000 });
      });
      await bank.evaluate((verifyTypeCode) => {
        window.reads.earlier = window.AICCSupport.getVerifyResult(verifyTypeCode);
      }, code);
      await expect
        .poll(() =>
          page.evaluate(
            async () =>
              (await window.simulated).center.requests.filter((each) => each.operation === 'verification.result')
                .length,
          ),
        )
        .toBeGreaterThan(1);

      await ringB(page, bank, { wrapUpEnds });
      await page.evaluate(async () => {
        await (await window.simulated).clock.advance(60_000);
      });
      const result = await bank.evaluate(async () => ({
        seen: window.seen,
        inTheTask: await window.reads.Ringing5550101,
        earlier: await window.reads.earlier,
      }));
      expect(result.seen).toContainEqual({ name: 'Ringing', callerNum: '5550101', verifyResult: '0' });
      expect(result.inTheTask).toEqual({ verifyResult: '0' });
      expect(result.earlier).toEqual({ verifyResult: '0' });
      expect(await read(bank)).toEqual({ verifyResult: '0' });
      expect(await bank.evaluate(() => window.troubles)).toEqual([]);
      await close();
    });
  }
});

describe('the result of a contact', () => {
  it('stays while a colleague is consulted, and falls back when wrap-up ends', async () => {
    const { page, bank, close } = await verifyCallA();
    await page.evaluate(async (to) => {
      const { connection, driver } = await window.simulated;
      await driver.perform(to, 'agent.signIn', {});
      await driver.perform(to, 'agent.setReady', {});
      await connection.request('call.consult', { to });
    }, contract.colleague);
    expect(await read(bank)).toEqual({ verifyResult: '1' });
    await page.evaluate(async () => {
      const { connection } = await window.simulated;
      await connection.request('call.cancelConsult', {});
      await connection.request('call.hangUp', {});
    });
    await bank.waitForFunction(() => window.seen.some(({ name }) => name === 'Release'));
    expect(await read(bank)).toEqual({ verifyResult: '1' });
    await page.evaluate(async () => {
      const { connection } = await window.simulated;
      await connection.request('agent.endWrapUp', {});
    });
    await bank.waitForFunction(
      (verifyTypeCode) => window.AICCSupport.getVerifyResult(verifyTypeCode).verifyResult === '0',
      code,
    );
    expect(await read(bank)).toEqual({ verifyResult: '0' });
    // The colleague's leg told nothing of its own.
    expect(await bank.evaluate(() => window.seen.map(({ name }) => name))).toEqual(['Ringing', 'Talking', 'Release']);
    await close();
  });

  it('is not read at once while the link is down, nor after a restart of the centre', async () => {
    const { page, bank, close } = await verifyCallA();
    const atOnce = () =>
      bank.evaluate((verifyTypeCode) => window.AICCSupport.getVerifyResult(verifyTypeCode).verifyResult, code);
    await page.evaluate(async () => {
      (await window.simulated).center.restart();
    });
    await expect.poll(atOnce).toBe('0');
    await bank.waitForFunction(() => window.AICCSupport.diagnostics().epoch === 'center-2');
    expect(await read(bank)).toEqual({ verifyResult: '0' });
    await close();
  });
});
