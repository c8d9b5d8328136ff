/** A phone in a frame of somebody else's page: its seat is what its storage says, and its storage is the frame's own. */
import * as sdk from '../../../src/index.js';

function readSeat(): string {
  const fresh = crypto.randomUUID();
  try {
    const seat = localStorage.getItem('seat') ?? fresh;
    localStorage.setItem('seat', seat);
    return seat;
  } catch {
    // A browser may deny a frame all storage: then each is a seat of its own.
    return fresh;
  }
}

function open() {
  const baseUrl = decodeURIComponent(location.hash.slice(1));
  const seat = readSeat();
  const transport = sdk.sharedTransport(sdk.httpTransport({ baseUrl, seat, dangerouslyAllowHttp: true }), {
    name: 'agent-371',
  });
  const softphone = sdk.createSoftphone({ transport }, { rings: () => transport.isOwner });
  const rang: string[] = [];
  const conflicts: string[] = [];
  softphone.on('ringing', ({ call }) => rang.push(call.callerNum));
  softphone.on('conflict', ({ workNo }) => conflicts.push(workNo));
  return {
    seat,
    rang,
    conflicts,
    status: () => softphone.state().status,
    isOwner: () => transport.isOwner,
    agent: () => softphone.state().agent?.state,
    calls: () => softphone.state().calls.map(({ state }) => state),
    allowed: () => [...softphone.state().allowed.agent],
    signIn: (force = false): Promise<string> =>
      softphone.signIn({ force }).then(
        () => 'done',
        (error: unknown) => (sdk.isAiccError(error) ? error.code : String(error)),
      ),
  };
}

declare global {
  interface Window {
    phone: ReturnType<typeof open>;
  }
}

window.phone = open();
