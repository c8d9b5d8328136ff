import { describe, expect, it } from 'vitest';
import { screenPop, type ScreenPopOptions } from '../../../src/softphone/screen-pop.js';
import { errorOf } from '../../support/rejection.js';
import { aCall, aContact } from '../../support/samples.js';
import { agentIn, aSoftphone, ringingCall } from './a-softphone.js';

async function popping(options: Omit<ScreenPopOptions, 'softphone' | 'open'>) {
  const ground = aSoftphone();
  const opened: string[] = [];
  const stop = screenPop({ softphone: ground.softphone, open: (url) => opened.push(url), ...options });
  await ground.open();
  ground.emit({ type: 'contact.updated', contact: aContact({ skillGroup: 'retail' }) });
  return { ...ground, opened, stop };
}

describe('popping the page of a customer', () => {
  it('fills the template with what the call says, encoded', async () => {
    const { emit, opened } = await popping({
      template:
        'https://crm.example.com/{contactId}?n={callerNum}&d={callData}&g={skillGroup}&w={workNo}&m={mediaType}',
    });
    emit({ type: 'call.updated', call: ringingCall({ callerNum: '+1&x=#/' }) });
    expect(opened).toEqual([
      'https://crm.example.com/contact-a?n=%2B1%26x%3D%23%2F&d=%7B%22plan%22%3A%22gold%22%7D&g=retail&w=1001&m=audio',
    ]);
  });

  it('happens once per call, however often its state changes', async () => {
    const { emit, opened } = await popping({ template: 'https://crm.example.com/{callId}/{direction}/{calledNum}' });
    emit({ type: 'call.updated', call: ringingCall() }, agentIn('on-call'), { type: 'call.updated', call: aCall() });
    expect(opened).toEqual(['https://crm.example.com/call-a/in/5550199']);
  });

  it('can wait for the answer', async () => {
    const { emit, opened } = await popping({ template: 'https://crm.example.com/', on: 'answered' });
    emit({ type: 'call.updated', call: ringingCall() });
    expect(opened).toEqual([]);
    emit({ type: 'call.updated', call: aCall() });
    expect(opened).toEqual(['https://crm.example.com/']);
  });

  it('does not happen for a call that the agent dialled', async () => {
    const { emit, opened } = await popping({ template: 'https://crm.example.com/', on: 'answered' });
    emit({ type: 'call.updated', call: aCall({ direction: 'out' }) });
    expect(opened).toEqual([]);
  });

  it('shows the customer, not the colleague who asks for advice', async () => {
    const { emit, opened } = await popping({ template: 'https://crm.example.com/?n={callerNum}' });
    const fields = { direction: 'internal', consultOf: 'theirs', callerNum: '1002' } as const;
    emit({ type: 'call.updated', call: ringingCall(fields) });
    expect(opened).toEqual(['https://crm.example.com/?n=5550100']);
  });

  it('lets no value step out of its place in the path', async () => {
    const { emit, opened } = await popping({ template: 'https://crm.example.com/customers/{callerNum}/show' });
    emit({ type: 'call.updated', call: ringingCall({ callerNum: '..' }) });
    expect(opened).toEqual(['https://crm.example.com/customers//show']);
  });

  it('leaves empty what is not said', async () => {
    const { emit, opened } = await popping({ template: 'https://crm.example.com/?n={customerNumber}' });
    emit({ type: 'call.updated', call: ringingCall({ contactId: 'unknown' }) });
    expect(opened).toEqual(['https://crm.example.com/?n=']);
  });

  it('ends with its function', async () => {
    const { emit, opened, stop } = await popping({ template: 'https://crm.example.com/' });
    stop();
    emit({ type: 'call.updated', call: ringingCall() });
    expect(opened).toEqual([]);
  });

  it('refuses a template that is no http(s) address of a fixed host, or names what there is not', () => {
    const { softphone } = aSoftphone();
    for (const template of [
      '',
      '/customers/{callerNum}',
      '//crm.example.com/',
      'crm:{callerNum}',
      'data:text/html,{callData}',
      'ftp://crm.example.com/',
      'https://{callerNum}/',
      'https://{callerNum}.example.com/',
      'https://crm.example.com{callerNum}/',
      'https://user@crm.example.com/',
      'https://crm.example.com\\@evil.example.com/',
      'https://crm.example.com/?n={number}',
      'https://crm.example.com/?n={constructor}',
      'https://crm.example.com/?n={}',
    ]) {
      expect([template, errorOf(() => screenPop({ softphone, template })).code]).toEqual([
        template,
        'config/invalid-option',
      ]);
    }
  });
});
