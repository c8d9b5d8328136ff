import { AiccError } from '../../errors.js';
import type { SnapshotReading } from '../../protocol/operations.js';
import { reduce } from '../../protocol/reducer.js';
import type { StreamMessage, StreamWelcome } from './stream-messages.js';

/**
 * What the connection knows, and the number it has reached: where the next stream can go on, with every event that
 * happened meanwhile.
 */
export interface Mirror {
  /** The `Last-Event-ID` to resume with; none when nothing is known, or a message was missed. */
  readonly resumeId: string | undefined;
  /**
   * What to begin with after a welcome.
   *
   * @throws AiccError `net/bad-response` when the server goes on where this page never was
   */
  begin(welcome: StreamWelcome): SnapshotReading;
  /** Follows what was given to the connection. */
  follow(message: StreamMessage): void;
}

export function createMirror(): Mirror {
  let stream = '';
  let known: SnapshotReading | undefined;

  return {
    get resumeId() {
      return known && `${stream}:${known.seq}`;
    },
    begin(welcome) {
      if (welcome.snapshot) known = { snapshot: welcome.snapshot, seq: welcome.seq };
      else if (known?.seq !== welcome.seq || stream !== welcome.stream) known = undefined;
      stream = welcome.stream;
      if (known) return known;
      throw new AiccError('net/bad-response', 'The server resumes a stream that this page does not know');
    },
    follow(message) {
      if (!known) return;
      const { snapshot, seq } = known;
      if (message.type === 'snapshot') known = { snapshot: message.snapshot, seq: message.seq };
      else if (message.type !== 'event') return;
      else if (message.seq === seq + 1) known = { snapshot: reduce(snapshot, message.event), seq: message.seq };
      // The connection heals a gap by itself; only a new beginning is sure to know as much then.
      else if (message.seq > seq) known = undefined;
    },
  };
}
