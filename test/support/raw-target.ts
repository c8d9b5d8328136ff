import type { Browser } from 'playwright-core';

/** A target of the browser spoken to directly: a crash takes Playwright's own objects of the whole page with it. */
export interface RawTarget {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Evaluates an expression and returns its value, awaited. */
  evaluate(expression: string): Promise<unknown>;
}

interface Reply {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Attaches to the first target whose address begins so: an out-of-process frame has a target of its own. */
export async function attachRaw(browser: Browser, urlStart: string): Promise<RawTarget> {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  const target = targetInfos.find(({ url }) => url.startsWith(urlStart));
  if (!target) throw new Error(`No target ${urlStart}: ${targetInfos.map(({ url }) => url).join(', ')}`);
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const reply = JSON.parse(event.message) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });

  const send: RawTarget['send'] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, ({ result = {}, error }) => {
        if (error) reject(new Error(error.message));
        else resolve(result);
      });
      session
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(reject);
    });

  return {
    send,
    async evaluate(expression) {
      const reply = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      const { result, exceptionDetails } = reply as {
        result: { value?: unknown };
        exceptionDetails?: { exception?: { description?: string } };
      };
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'The expression threw');
      return result.value;
    },
  };
}
