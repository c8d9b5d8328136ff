import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/connection/stream.js';
import type { CenterEvent } from '../../../src/protocol/events.js';
import { aSnapshot } from '../../support/samples.js';

/** Event number `seq`, recognisable afterwards. */
const event = (seq: number): CenterEvent => ({ type: 'agent.conflict', workNo: String(seq) });
const reading = (seq: number) => ({ snapshot: aSnapshot({ epoch: String(seq) }), seq });

function record() {
  const log: string[] = [];
  const stream = createStream({
    event: (each) => log.push(each.type === 'agent.conflict' ? each.workNo : each.type),
    snapshot: ({ epoch }) => log.push(`snapshot ${epoch}`),
    gap: () => log.push('gap'),
    whole: () => log.push('whole'),
  });
  return { log, stream };
}

describe('createStream', () => {
  it('tells events in order from the snapshot on', () => {
    const { log, stream } = record();
    stream.snapshot(reading(5));
    stream.event(event(6), 6);
    stream.event(event(7), 7);
    expect(log).toEqual(['snapshot 5', '6', '7']);
    expect(stream.behind).toBe(false);
  });

  it('keeps what came before the snapshot, and drops of it what the snapshot contains', () => {
    const { log, stream } = record();
    for (const seq of [5, 7, 6, 4]) stream.event(event(seq), seq);
    expect(log).toEqual([]);
    stream.snapshot(reading(5));
    expect(log).toEqual(['snapshot 5', '6', '7']);
  });

  it('drops what came twice', () => {
    const { log, stream } = record();
    stream.snapshot(reading(0));
    for (const seq of [1, 1, 2, 1, 2]) stream.event(event(seq), seq);
    expect(log).toEqual(['snapshot 0', '1', '2']);
  });

  it('says once that something is missing, and that it is whole when it came late', () => {
    const { log, stream } = record();
    stream.snapshot(reading(0));
    stream.event(event(3), 3);
    stream.event(event(2), 2);
    expect(stream.behind).toBe(true);
    stream.event(event(1), 1);
    expect(log).toEqual(['snapshot 0', 'gap', '1', '2', '3', 'whole']);
    expect(stream.behind).toBe(false);
  });

  it('goes on from a snapshot over the gap', () => {
    const { log, stream } = record();
    stream.snapshot(reading(0));
    stream.event(event(3), 3);
    stream.snapshot(reading(3));
    stream.event(event(1), 1);
    stream.event(event(4), 4);
    expect(log).toEqual(['snapshot 0', 'gap', 'snapshot 3', '4']);
    expect(stream.behind).toBe(false);
  });

  it('takes up after a snapshot what came early behind it', () => {
    const { log, stream } = record();
    stream.snapshot(reading(0));
    stream.event(event(3), 3);
    stream.event(event(4), 4);
    stream.snapshot(reading(2));
    expect(log).toEqual(['snapshot 0', 'gap', 'snapshot 2', '3', '4']);
    expect(stream.behind).toBe(false);
  });

  it('asks again when a snapshot does not close the gap', () => {
    const { log, stream } = record();
    stream.snapshot(reading(0));
    stream.event(event(5), 5);
    stream.snapshot(reading(2));
    expect(log).toEqual(['snapshot 0', 'gap', 'snapshot 2', 'gap']);
    expect(stream.behind).toBe(true);
  });

  it('ignores a snapshot that is older than what was told', () => {
    const { log, stream } = record();
    stream.snapshot(reading(5));
    stream.snapshot(reading(4));
    expect(log).toEqual(['snapshot 5']);
  });

  it('takes a snapshot of the same number, for a state that changed without events', () => {
    const { log, stream } = record();
    stream.snapshot(reading(5));
    stream.snapshot(reading(5));
    expect(log).toEqual(['snapshot 5', 'snapshot 5']);
  });

  it('notices the loss of the last event when the source says how far it is', () => {
    const { log, stream } = record();
    stream.snapshot(reading(5));
    stream.reached(5);
    expect(log).toEqual(['snapshot 5']);
    stream.reached(6);
    expect(log).toEqual(['snapshot 5', 'gap']);
  });

  it('is not whole before all that the source has reached is there', () => {
    const { log, stream } = record();
    stream.snapshot(reading(4));
    stream.reached(6);
    stream.event(event(5), 5);
    expect(stream.behind).toBe(true);
    stream.event(event(6), 6);
    expect(log).toEqual(['snapshot 4', 'gap', '5', '6', 'whole']);
  });

  it('remembers how far the source was before the first snapshot', () => {
    const { log, stream } = record();
    stream.reached(6);
    expect(log).toEqual([]);
    stream.snapshot(reading(5));
    expect(log).toEqual(['snapshot 5', 'gap']);
  });
});

/** What a bad line can do: any order, any copy, any loss; snapshots and marks of what the source has reached. */
const lines = fc.integer({ min: 1, max: 12 }).chain((length) =>
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('event' as const), seq: fc.integer({ min: 1, max: length }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('snapshot' as const), seq: fc.integer({ min: 0, max: length }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('reached' as const), seq: fc.integer({ min: 0, max: length }) }),
      },
    ),
    { maxLength: 40 },
  ),
);

describe('over a line that drops, doubles and reorders, a stream', () => {
  it('tells each event at most once, in order, and leaves none out that no snapshot contains', () => {
    fc.assert(
      fc.property(lines, (line) => {
        let at: number | undefined;
        const stream = createStream({
          event(each) {
            expect(each).toEqual(event((at ?? NaN) + 1));
            at = (at ?? NaN) + 1;
          },
          snapshot({ epoch }) {
            expect(Number(epoch)).toBeGreaterThanOrEqual(at ?? 0);
            at = Number(epoch);
          },
          gap: () => undefined,
          whole: () => undefined,
        });
        for (const { kind, seq } of line) {
          if (kind === 'event') stream.event(event(seq), seq);
          else if (kind === 'snapshot') stream.snapshot(reading(seq));
          else stream.reached(seq);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('knows at every moment whether something is missing, and says so in turns', () => {
    fc.assert(
      fc.property(lines, (line) => {
        let at: number | undefined;
        let highest = 0;
        /** What the listener was led to believe. */
        let isMissing = false;
        const stream = createStream({
          event: () => (at = (at ?? NaN) + 1),
          snapshot({ epoch }) {
            at = Number(epoch);
            isMissing = false;
          },
          gap() {
            expect(isMissing).toBe(false);
            isMissing = true;
          },
          whole() {
            expect(isMissing).toBe(true);
            isMissing = false;
          },
        });
        for (const { kind, seq } of line) {
          highest = Math.max(highest, seq);
          if (kind === 'event') stream.event(event(seq), seq);
          else if (kind === 'snapshot') stream.snapshot(reading(seq));
          else stream.reached(seq);
          const expected = at !== undefined && at < highest;
          expect({ behind: stream.behind, isMissing }).toEqual({ behind: expected, isMissing: expected });
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('ends at the source’s last event when a snapshot of it arrives at last', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const { log, stream } = record();
        let highest = 0;
        for (const { kind, seq } of line) {
          highest = Math.max(highest, seq);
          if (kind === 'event') stream.event(event(seq), seq);
          else if (kind === 'snapshot') stream.snapshot(reading(seq));
          else stream.reached(seq);
        }
        stream.snapshot(reading(highest));
        stream.event(event(highest + 1), highest + 1);
        expect(log.at(-1)).toBe(String(highest + 1));
        expect(stream.behind).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
