/** A workbench that embeds pages, over a transport of its own. */
import {
  connect,
  createWorkbenchHost,
  type Connection,
  type ConnectionEvent,
  type Transport,
  type WorkbenchHost,
} from 'aicc-support';

const transport: Transport = {
  name: 'own',
  open: (sink, { signal }) => {
    sink.snapshot({ snapshot: { epoch: '1', contacts: [], calls: [], verifications: [], focus: {} }, seq: 0 });
    return Promise.resolve({
      capabilities: { 'call.answer': true, 'call.dial': 'not-allowed' },
      perform: ({ operation }) => Promise.resolve(signal.aborted ? operation : undefined),
      close: () => undefined,
    });
  },
};

export async function serve(frame: HTMLIFrameElement): Promise<WorkbenchHost> {
  const connection: Connection = await connect(transport, { timeoutMs: 5000, reconnect: false });
  const { callId } = await connection.request('call.dial', { calledNum: '1', mediaType: 'audio' });
  callId.toUpperCase();
  // @ts-expect-error An operation has its own input.
  await connection.request('call.dial', { number: '1' });
  // @ts-expect-error There is no such operation.
  await connection.request('call.fly', {});

  connection.subscribe((event: ConnectionEvent) => {
    if (event.type === 'call.updated') event.call.state.toUpperCase();
    // @ts-expect-error Each event has its own entity.
    if (event.type === 'focus.changed') event.call.state.toUpperCase();
  });

  const host = createWorkbenchHost({
    connection,
    guests: [{ origin: 'https://bank.example.com', operations: ['verification.result'], events: ['call.updated'] }],
    confirmDial: ({ calledNum, origin }) => confirm(`${origin} ${calledNum}`),
  });
  host.attach(frame).detach();
  return host;
}
