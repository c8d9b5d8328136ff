import type { AiccError } from './errors.js';

/** How long an error asks to be left alone, in milliseconds. */
export function retryAfterOf({ context }: AiccError): number | undefined {
  const ms = context['retryAfterMs'];
  return typeof ms === 'number' ? ms : undefined;
}

/** A server that says more than this is not believed: an agent would sit before a dead page. */
const maxRetryAfterMs = 300_000;

/** Seconds, or a date. Source: RFC 9110, section 10.2.3. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  // A lenient parser of dates would take "-5" for a year.
  const date = header.endsWith(' GMT') ? Date.parse(header) : NaN;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : date - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxRetryAfterMs);
}
