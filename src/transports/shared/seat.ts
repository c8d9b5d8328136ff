import type { TransportLink, TransportSink } from '../../connection/transport.js';
import type { AiccError } from '../../errors.js';
import type { SharedState, Tell } from './duty.js';

/** One opening of the connection of this tab. */
export interface Seat {
  readonly sink: TransportSink;
  readonly resolve: (link: TransportLink) => void;
  readonly reject: (error: AiccError) => void;
  isOpen: boolean;
}

/** Takes what the owner tells to the connection of this tab; the first state opens it. */
export function hearFor(seat: Seat, link: Pick<TransportLink, 'perform' | 'cancel'>): Tell {
  const { sink } = seat;
  return (message) => {
    if (message.type === 'event') sink.event(message.event, message.seq);
    else if (message.type === 'state') {
      const { capabilities, deadlines, stale } = message as SharedState;
      sink.snapshot(message);
      sink.stale(stale);
      sink.capabilities(capabilities);
      seat.isOpen = true;
      seat.resolve({ ...link, capabilities, deadlines, close: () => undefined });
    }
  };
}
