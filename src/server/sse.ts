const encoder = new TextEncoder();

export interface StreamMessage {
  readonly event: string;
  /** Where a reader that saw this message resumes. */
  readonly id?: string;
  readonly data: object;
}

/** A message in the form of the event-stream standard. JSON has no line breaks, so one data line is enough. */
export function encodeMessage({ event, id, data }: StreamMessage): Uint8Array {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return encoder.encode(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
}
