import { nothing } from 'lit/html.js';
import type { Line } from './lines.js';

/** Shows lines, each in a place of its own. */
export type Places = (lines: readonly Line[], view: (line: Line) => unknown) => unknown[];

/**
 * Lit keeps the elements that stand at an index. So a line stays at its index as long as it is there, and no other
 * takes it: the focus stays on the same call, and a button never turns into that of another call under a finger.
 */
export function createPlaces(): Places {
  let ids: string[] = [];
  return (lines, view) => {
    const byId = new Map(lines.map((line) => [line.call.id, line]));
    ids = [...new Set([...ids, ...byId.keys()])];
    const shown = ids.map((id) => {
      const line = byId.get(id);
      return line ? view(line) : nothing;
    });
    // Those at the end may go: what comes next is another rendering.
    while (ids.length > 0 && !byId.has(ids[ids.length - 1] ?? '')) ids.pop();
    return shown;
  };
}
