import type { Connection } from '../../../src/connection/connection.js';
import type { Call, Snapshot } from '../../../src/protocol/entities.js';
import type { ContactCenterOptions, CustomerCall } from '../../../src/testing/index.js';
import { aCenter, agentOf, type Ground } from './a-center.js';

/** Two groups, two numbers of which one has a queue, a menu, three agents. */
export const bank: ContactCenterOptions = {
  agents: [
    { workNo: '371', name: 'Ada', skillGroups: ['retail'] },
    { workNo: '372', name: 'Ben', skillGroups: ['retail', 'cards'] },
    { workNo: '373', name: 'Cem', skillGroups: ['cards'] },
  ],
  numbers: ['88880011', { number: '88880012', name: 'Retail line', skillGroup: 'retail' }],
  skillGroups: [{ id: 'retail', name: 'Retail banking' }],
  ivrs: [{ id: 'survey', name: 'Survey', prompt: 'Were you content?' }],
};

export interface Scene extends Ground {
  readonly ada: Connection;
  readonly ben: Connection;
  readonly customer: CustomerCall;
}

/** Ada talks to a customer, Ben is ready. */
export async function aCall(options: Partial<ContactCenterOptions> = {}): Promise<Scene> {
  const ground = aCenter({ ...bank, ...options });
  const [ada, ben] = [await agentOf(ground, '371'), await agentOf(ground, '372')];
  const customer = ground.center.callIn({ callerNum: '5550100', calledNum: '88880011', workNo: '371' });
  await ada.request('call.answer', {});
  return { ...ground, ada, ben, customer };
}

/** Ada has put the customer on hold and talks to Ben, or to a telephone that was answered. */
export async function aConsultation(to = '372', options: Partial<ContactCenterOptions> = {}): Promise<Scene> {
  const scene = await aCall(options);
  await scene.ada.request('call.consult', { to });
  if (to === '372') await scene.ben.request('call.answer', {});
  else scene.center.phone(to).answer();
  await scene.clock.advance(0);
  return scene;
}

export const liveCalls = ({ calls }: Snapshot): Call[] => calls.filter(({ state }) => state !== 'ended');

export const statesOf = ({ calls }: Snapshot): string[] =>
  calls.map(({ state, endReason }) => (endReason === undefined ? state : `${state} ${endReason}`));
