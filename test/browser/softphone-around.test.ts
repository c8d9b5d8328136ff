import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/connect.js';
import { createSoftphone } from '../../src/softphone/create-softphone.js';
import { protectLeaving } from '../../src/softphone/leave-guard.js';
import { ringBuffer } from '../../src/softphone/ring-buffer.js';
import { createContactCenter } from '../../src/testing/index.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function aSignedInSoftphone() {
  const center = createContactCenter({ agents: [{ workNo: '371' }] });
  const connection = await connect(center.transport({ workNo: '371' }));
  const softphone = createSoftphone({ connection });
  await softphone.signIn();
  undo.push(
    () => center.close(),
    () => connection.close(),
    () => softphone.dispose(),
  );
  return {
    softphone,
    /** A customer calls; once it rings here, how they hang up. */
    async callIn() {
      const rings = softphone.once('ringing');
      const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011' });
      await rings;
      return async (): Promise<void> => {
        const ended = softphone.once('ended');
        customer.hangUp();
        await ended;
      };
    },
  };
}

describe('the ring tone', () => {
  it('is a sound with pauses that keeps within its bounds', async () => {
    const context = new OfflineAudioContext(1, 8000 * 3, 8000);
    const source = new AudioBufferSourceNode(context, { buffer: ringBuffer(context) });
    source.connect(context.destination);
    source.start();
    const samples = (await context.startRendering()).getChannelData(0);
    const peak = (from: number, until: number): number =>
      samples.slice(from * 8000, until * 8000).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    expect(peak(0, 0.4)).toBeGreaterThan(0.8);
    expect(peak(0.6, 1)).toBeGreaterThan(0.8);
    expect(peak(0, 3)).toBeLessThanOrEqual(1);
    expect([peak(0.41, 0.59), peak(1.01, 3)]).toEqual([0, 0]);
    // It swells and fades.
    expect(Math.max(peak(0, 0.001), peak(0.399, 0.4))).toBeLessThan(0.1);
  });
});

describe('leaving a page', () => {
  /** A page in a frame that nobody has used: the browser tells it that it is left, and asks nobody. */
  async function aPage() {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<p>agent</p>';
    const loaded = (): Promise<unknown> => new Promise((resolve) => (frame.onload = resolve));
    const first = loaded();
    document.body.append(frame);
    await first;
    undo.push(() => frame.remove());
    const page = frame.contentWindow!;
    return {
      page,
      /** What the page had to say when the browser asked it. */
      async leave(): Promise<string> {
        let said = 'nothing';
        page.addEventListener('beforeunload', (event) => {
          said = event.defaultPrevented ? 'stay' : 'leave';
        });
        const next = loaded();
        frame.srcdoc = '<p>elsewhere</p>';
        await next;
        return said;
      },
    };
  }

  it('is objected to while a call rings', async () => {
    const { softphone, callIn } = await aSignedInSoftphone();
    const { page, leave } = await aPage();
    undo.push(protectLeaving(softphone, { window: page }));
    await callIn();
    expect(await leave()).toBe('stay');
  });

  it('is free before and after the call', async () => {
    const { softphone, callIn } = await aSignedInSoftphone();
    const before = await aPage();
    undo.push(protectLeaving(softphone, { window: before.page }));
    expect(await before.leave()).toBe('leave');
    const after = await aPage();
    undo.push(protectLeaving(softphone, { window: after.page }));
    const hangUp = await callIn();
    await hangUp();
    expect(await after.leave()).toBe('leave');
  });
});
