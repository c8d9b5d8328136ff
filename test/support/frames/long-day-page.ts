/** A page with a softphone and its bar, through which any number of calls pass. */
import { defineSoftphoneBar } from '../../../src/bar/index.js';
import { connect } from '../../../src/connection/connect.js';
import { createSoftphone } from '../../../src/softphone/create-softphone.js';
import { createContactCenter } from '../../../src/testing/index.js';

export interface LongDayPage {
  /** Customers call one after the other; the agent answers, and hangs up or is hung up on. */
  take(calls: number): Promise<void>;
}

declare global {
  interface Window {
    day: Promise<LongDayPage>;
  }
}

async function start(): Promise<LongDayPage> {
  const center = createContactCenter({ agents: [{ workNo: '371' }], wrapUpSeconds: 0, keepRequests: 10 });
  const softphone = createSoftphone({ connection: await connect(center.transport({ workNo: '371' })) });
  await softphone.signIn();
  defineSoftphoneBar();
  const bar = document.body.appendChild(document.createElement('aicc-softphone-bar'));
  bar.softphone = softphone;
  await bar.updateComplete;
  return {
    async take(calls) {
      for (let n = 0; n < calls; n += 1) {
        const rings = softphone.once('ringing');
        const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011', callData: `{"n":${n}}` });
        await rings;
        await softphone.answer();
        const ends = softphone.once('ended');
        if (n % 2 === 0) await softphone.hangUp();
        else customer.hangUp();
        await ends;
        // So that the bar shows some of them.
        if (n % 100 === 0) await bar.updateComplete;
      }
      await bar.updateComplete;
    },
  };
}

window.day = start();
