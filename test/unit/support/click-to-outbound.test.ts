import { describe, expect, it } from 'vitest';
import { clickToOutbound, type OutboundParam } from '../../../src/support/click-to-outbound.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { everything } from '../../support/fake-transport.js';
import { rejectionOf } from '../../support/rejection.js';

async function click(param: unknown) {
  const { connection, transport } = await anOpenConnection(
    {},
    { capabilities: { ...everything, 'contact.start': true } },
  );
  const clicked = clickToOutbound(connection, param as OutboundParam);
  clicked.catch(() => undefined);
  return { clicked, performed: transport.last.performed };
}

describe('click to outbound', () => {
  for (const mediaType of ['audio', 'video']) {
    it(`dials for ${mediaType}, and resolves with nothing when the centre accepted`, async () => {
      const { clicked, performed } = await click({ mediaType, calledNum: '+5550100' });
      expect(performed[0]?.call).toMatchObject({ operation: 'call.dial', input: { mediaType, calledNum: '+5550100' } });
      performed[0]?.resolve({ callId: 'call-1', contactId: 'contact-1' });
      await expect(clicked).resolves.toBeUndefined();
    });
  }

  for (const mediaType of ['email', 'whatsapp']) {
    it(`starts a contact for ${mediaType}`, async () => {
      const { clicked, performed } = await click({ mediaType, calledNum: 'ada@example.com' });
      expect(performed[0]?.call).toMatchObject({
        operation: 'contact.start',
        input: { mediaType, calledNum: 'ada@example.com' },
      });
      performed[0]?.resolve({ contactId: 'contact-1' });
      await expect(clicked).resolves.toBeUndefined();
    });
  }

  for (const mediaType of ['web', 'wechat', 'fax', 'Audio', '', 1, 5, undefined, null, {}]) {
    it(`is call/unsupported-media for ${JSON.stringify(mediaType)}, and asks for nothing`, async () => {
      const { clicked, performed } = await click({ mediaType, calledNum: '5550100' });
      expect((await rejectionOf(clicked)).code).toBe('call/unsupported-media');
      expect(performed).toEqual([]);
    });
  }

  it('rejects, and does not throw, without a parameter', async () => {
    for (const param of [undefined, null, 'audio', 5]) {
      const { clicked } = await click(param);
      expect((await rejectionOf(clicked)).code).toBe('call/unsupported-media');
    }
  });

  it('is call/invalid-number for what nobody can dial, and asks for nothing', async () => {
    for (const calledNum of ['', 'ada', '555 0100', '5550100;ext=1', '++5', '5'.repeat(25), 5550100, undefined]) {
      const { clicked, performed } = await click({ mediaType: 'audio', calledNum });
      expect((await rejectionOf(clicked)).code).toBe('call/invalid-number');
      expect(performed).toEqual([]);
    }
    const { clicked } = await click({ mediaType: 'email', calledNum: '' });
    expect((await rejectionOf(clicked)).code).toBe('call/invalid-number');
  });

  it('does not hand on what else a page put into the parameter', async () => {
    const { performed } = await click({
      mediaType: 'audio',
      calledNum: '*5550100#',
      callerNum: '5550199',
      callData: 'x',
    });
    expect(performed[0]?.call.input).toEqual({ mediaType: 'audio', calledNum: '*5550100#' });
  });
});
