import { readApiAnswer, type ApiAnswer } from '../../verification/flow/api-answer.js';

import type { ApiFailure } from '../../verification/flow/third-party-flow.js';

export interface ApiCall {
  readonly url: string;
  readonly body: unknown;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly signal: AbortSignal;
}

const maxBytes = 65_536;

/** Asks the third-party API by HTTP. Never rejects: what goes wrong is the failure that it resolves with. */
export async function askThirdParty(call: ApiCall): Promise<ApiAnswer | ApiFailure> {
  const { timeoutMs, after, signal } = call;
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(signal.reason);
  };
  let stopTimer = (): void => undefined;
  // A fetch that does not heed its signal must not hold the flow either.
  const timedOut = new Promise<ApiFailure>((resolve) => {
    stopTimer = after(timeoutMs, () => {
      resolve('timeout');
      controller.abort();
    });
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([exchange(call, controller.signal), timedOut]);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', abort);
  }
}

async function exchange({ url, body, fetch }: ApiCall, signal: AbortSignal): Promise<ApiAnswer | ApiFailure> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
  } catch {
    return 'unreachable';
  }
  try {
    if (!response.ok) {
      await response.body?.cancel();
      return 'bad-response';
    }
    const text = await readLimited(response);
    return (text === undefined ? undefined : readApiAnswer(text)) ?? 'bad-response';
  } catch {
    return 'bad-response';
  }
}

/** The body as text; undefined when it is longer than 64 KiB. */
async function readLimited(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
