/** A page with a ring tone, and a button to enable sound; the test uses it or does not. */
import { connect } from '../../../src/connection/connect.js';
import { createSoftphone } from '../../../src/softphone/create-softphone.js';
import { createRingTone, type RingToneState } from '../../../src/softphone/ring-tone.js';
import { createContactCenter, type CustomerCall } from '../../../src/testing/index.js';

export interface RingTonePage {
  readonly told: readonly RingToneState[];
  state(): RingToneState & { readonly audio: AudioContextState; readonly playedTo: number };
  callIn(): Promise<void>;
  hangUp(): Promise<void>;
  dispose(): Promise<void>;
}

declare global {
  interface Window {
    ringing: Promise<RingTonePage>;
  }
}

async function start(): Promise<RingTonePage> {
  const center = createContactCenter({ agents: [{ workNo: '371' }] });
  const softphone = createSoftphone({ connection: await connect(center.transport({ workNo: '371' })) });
  await softphone.signIn();
  const context = new AudioContext();
  const told: RingToneState[] = [];
  const tone = createRingTone({ softphone, context: () => context, onChange: (state) => told.push(state) });
  document.querySelector('button')?.addEventListener('click', () => void tone.enable());
  let customer: CustomerCall | undefined;
  return {
    told,
    state: () => ({ ...tone.state(), audio: context.state, playedTo: context.currentTime }),
    async callIn() {
      const rings = softphone.once('ringing');
      customer = center.callIn({ callerNum: '5550100', calledNum: '88880011' });
      await rings;
    },
    async hangUp() {
      const ended = softphone.once('ended');
      customer?.hangUp();
      await ended;
    },
    dispose: () => tone.dispose(),
  };
}

window.ringing = start();
