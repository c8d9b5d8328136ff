/** One of many tabs over one link, and when it took the link over. */
import { connect, sharedTransport, type Transport } from 'aicc-support';

/** A centre that is there at once: what is measured is the tabs. */
const centre: Transport = {
  name: 'bench',
  open(sink) {
    sink.snapshot({ snapshot: { epoch: 'bench', contacts: [], calls: [], verifications: [], focus: {} }, seq: 0 });
    return Promise.resolve({
      capabilities: { snapshot: true },
      perform: () => Promise.reject(new Error('Nothing is asked')),
      close: () => undefined,
    });
  },
};

async function join() {
  const transport = sharedTransport(centre, { name: 'bench' });
  /** When it took over, and when all was well again, in milliseconds since the epoch. */
  const seen: { ownerAt?: number; openAt?: number } = {};
  transport.onOwner((isOwner) => {
    if (isOwner) seen.ownerAt = Date.now();
  });
  const connection = await connect(transport);
  connection.subscribe((event) => {
    if (event.type === 'connection.status' && event.status === 'open') seen.openAt = Date.now();
  });
  window.takeOver = {
    seen,
    isOwner: () => transport.isOwner,
    freeze: () => document.dispatchEvent(new Event('freeze', { bubbles: true })),
  };
}

declare global {
  interface Window {
    takeOver: {
      readonly seen: { readonly ownerAt?: number; readonly openAt?: number };
      isOwner(): boolean;
      freeze(): void;
    };
  }
}

void join();
