/** A page with a softphone bar over a fake softphone; the test drives both from outside. */
import { SoftphoneBarElement } from '../../../src/bar/bar.js';
import { defineSoftphoneBar } from '../../../src/bar/index.js';
import { AiccError } from '../../../src/errors.js';
import { agent, barStates, call, contact, moment, state } from '../bar-states.js';
import { createFakeClock } from '../fake-clock.js';
import { createFakeSoftphone } from '../fake-softphone.js';

const clock = createFakeClock(moment);
const fake = createFakeSoftphone(barStates.ready!);
fake.reasonList = [
  { state: 'busy', reason: 'paperwork', name: 'Paperwork' },
  { state: 'rest', reason: 'lunch', name: 'Lunch' },
  { state: 'rest', reason: 'training', name: 'Training' },
];
fake.numberList = [{ number: '5550199', name: 'Service' }, { number: '5550198' }];
fake.directory = [
  { kind: 'agent', address: '1002', name: 'Bo Example', state: 'ready' },
  { kind: 'agent', address: '1003', name: 'Cy Example', state: 'on-call' },
  { kind: 'skillGroup', address: 'loans', name: 'Loans' },
  { kind: 'accessCode', address: '5550190', name: 'Night desk' },
];

defineSoftphoneBar();
const bar = new SoftphoneBarElement();
bar.clock = clock;
bar.softphone = fake;
document.querySelector('main')?.append(bar);

const harness = {
  bar,
  fake,
  clock,
  make: { agent, call, contact, state },
  /** Shows a state of {@link barStates}, and waits until it is on the screen. */
  async show(name: string): Promise<void> {
    fake.show(barStates[name]!);
    await bar.updateComplete;
  },
  fail: (code: ConstructorParameters<typeof AiccError>[0]): void =>
    fake.emit('failed', { action: 'dial', error: new AiccError(code) }),
  /** A centre in miniature: one inbound call from its ring to the end of wrap-up. */
  actOut(): void {
    const onCall = agent({ state: 'on-call' });
    fake.react = ([operation]) => {
      if (operation === 'signIn' || operation === 'endWrapUp') fake.show(state(agent()));
      if (operation === 'answer' || operation === 'retrieve') fake.show(state(onCall, [call('talking')]));
      if (operation === 'hold') fake.show(state(onCall, [call('held')]));
      if (operation === 'mute') fake.show(state(onCall, [call('talking', { muted: true })]));
      if (operation === 'unmute') fake.show(state(onCall, [call('talking')]));
      if (operation === 'hangUp') fake.show(barStates['wrap-up']!);
    };
    fake.show(barStates['signed-out']!);
  },
};

declare global {
  interface Window {
    harness: typeof harness;
  }
}
window.harness = harness;
