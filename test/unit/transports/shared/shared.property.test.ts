import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionEvent } from '../../../../src/protocol/events.js';
import { createFakeBrowser } from '../../../support/shared-browser.js';
import { createSharedCenter, openPage, type SharedPage } from '../../../support/shared-center.js';
import { aContact } from '../../../support/samples.js';
import { microtasks } from '../../../support/turns.js';

const doings = [
  'open',
  'close',
  'crash',
  'freeze',
  'stop',
  'resume',
  'begin',
  'end',
  'deliver',
  'wait',
  'leap',
] as const;

const step = fc.record({
  what: fc.oneof(
    fc.constantFrom(...doings),
    // More often, or hardly anything would arrive.
    fc.constantFrom('deliver' as const, 'wait' as const, 'begin' as const),
  ),
  which: fc.nat(1000),
});

/** How often each contact was told, and how often it was told to be over. */
function tellings(heard: readonly ConnectionEvent[]): Map<string, [begun: number, ended: number]> {
  const all = new Map<string, [number, number]>();
  for (const event of heard) {
    if (event.type !== 'contact.updated' && event.type !== 'contact.ended') continue;
    const [begun, ended] = all.get(event.contact.id) ?? [0, 0];
    all.set(event.contact.id, event.type === 'contact.updated' ? [begun + 1, ended] : [begun, ended + 1]);
  }
  return all;
}

for (const hasLocks of [true, false]) {
  describe(`tabs with ${hasLocks ? 'Web Locks' : 'a lease'}, whatever happens to them`, () => {
    it('never serve two of one term, and come to one owner and one state with no event lost or doubled', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          const browser = createFakeBrowser({ hasLocks });
          const center = createSharedCenter();
          const pages: SharedPage[] = [openPage(browser, center), openPage(browser, center)];
          let contacts = 0;
          const alive = (): SharedPage[] => pages.filter(({ tab }) => tab.isAlive);

          const act = async ({ what, which }: { what: string; which: number }): Promise<void> => {
            const page = alive()[which % alive().length];
            const { contacts: live } = center.state;
            if (what === 'open') pages.push(openPage(browser, center));
            else if (what === 'begin') {
              contacts += 1;
              center.emit({ type: 'contact.updated', contact: aContact({ id: `contact-${contacts}` }) });
            } else if (what === 'end') {
              const contact = live[which % live.length];
              if (contact) center.emit({ type: 'contact.ended', contact });
            } else if (what === 'deliver') for (let n = which % 7; n >= 0; n -= 1) browser.deliver(which + n);
            else if (what === 'wait') browser.clock.advance(which * 2);
            else if (what === 'leap') browser.clock.leap(which * 60);
            else if (what === 'resume') page?.tab.resume();
            else if (page && !page.tab.isStopped) page.tab[what as 'close' | 'crash' | 'freeze' | 'stop']();
            await microtasks();
          };

          for (const each of steps) {
            await act(each);
            const terms = alive()
              .filter(({ transport }) => transport.isOwner)
              .map(({ transport }) => transport.diagnostics?.().term);
            expect(new Set(terms).size).toBe(terms.length);
          }

          for (const { tab } of pages) tab.resume();
          pages.push(openPage(browser, center));
          await browser.pass(20_000);
          contacts += 1;
          center.emit({ type: 'contact.updated', contact: aContact({ id: `contact-${contacts}` }) });
          await browser.settle();

          expect(alive().filter(({ transport }) => transport.isOwner)).toHaveLength(1);
          expect(center.linked).toHaveLength(1);
          for (const { connection, heard } of alive()) {
            expect(connection.status).toBe('open');
            expect(connection.snapshot()).toEqual(center.state);
            const told = tellings(heard);
            for (const { id } of center.state.contacts) expect(told.get(id)).toEqual([1, 0]);
            for (const [id, times] of told) {
              if (!center.state.contacts.some((contact) => contact.id === id)) expect(times).toEqual([1, 1]);
            }
          }
        }),
        { numRuns: 150 },
      );
    });
  });
}
