import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import type { CenterEvent } from '../../../src/protocol/events.js';
import {
  createContactCenter,
  createManualClock,
  type ContactCenter,
  type ContactCenterOptions,
  type ManualClock,
} from '../../../src/testing/index.js';

export const startMs = Date.UTC(2026, 0, 5, 9);

export interface Ground {
  readonly center: ContactCenter;
  readonly clock: ManualClock;
}

/** A centre with two agents, 371 and 372, and a clock that stands. */
export function aCenter(options: Partial<ContactCenterOptions> = {}): Ground {
  const clock = createManualClock(startMs);
  const center = createContactCenter({ clock, agents: [{ workNo: '371' }, { workNo: '372' }], ...options });
  return { center, clock };
}

/** A link of an agent, on the same clock. */
export const linkOf = ({ center, clock }: Ground, workNo: string): Promise<Connection> =>
  connect(center.transport({ workNo }), { clock, random: () => 0 });

/** An agent who is signed in. */
export async function agentOf(ground: Ground, workNo: string): Promise<Connection> {
  const connection = await linkOf(ground, workNo);
  await connection.request('agent.signIn', {});
  return connection;
}

/** The events of a connection in short: what it is about, and what it became. */
export function storyOf(connection: Connection): string[] {
  const story: string[] = [];
  connection.subscribe((event) => {
    if (event.type !== 'connection.status') story.push(tell(event));
  });
  return story;
}

function tell(event: CenterEvent): string {
  switch (event.type) {
    case 'agent.updated':
      return `agent ${event.agent.state}`;
    case 'agent.conflict':
      return 'conflict';
    case 'contact.updated':
      return `contact ${event.contact.id}`;
    case 'contact.ended':
      return `contact ${event.contact.id} ended`;
    case 'call.updated':
    case 'call.ended':
      return `call ${event.call.id} ${event.call.state}`;
    case 'verification.updated':
      return `verification ${event.verification.result} ${event.verification.step ?? '-'}`;
    case 'focus.changed':
      return `focus ${event.focus.contactId ?? 'none'}`;
  }
}
