import { openConnection, type ConnectOptions } from '../../src/connection/connect.js';
import type { ConnectionEvent } from '../../src/protocol/events.js';
import { createFakeClock } from './fake-clock.js';
import { createFakeTransport, type AcceptOptions } from './fake-transport.js';

/** An open connection over a fake transport, on a fake clock, with all that it says from then on. */
export async function anOpenConnection(options: ConnectOptions = {}, accepted: AcceptOptions = {}) {
  const clock = createFakeClock();
  const transport = createFakeTransport();
  const { connection, opened } = openConnection(transport, { clock, random: () => 0, ...options });
  transport.last.accept(accepted);
  await opened;
  const heard: ConnectionEvent[] = [];
  connection.subscribe((event) => heard.push(event));
  return { clock, transport, connection, heard };
}
