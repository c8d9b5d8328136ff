import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { OtpSendRequest, OtpSendResult, OtpVerifyResult } from '../../src/server/index.js';

/** A server in a process of its own (otp-process.mjs), as the test sees it. It runs the built package. */
export interface OtpProcess {
  /** Codes that customers got, the newest last. */
  readonly codes: readonly string[];
  send(request: OtpSendRequest): Promise<OtpSendResult>;
  verify(request: { readonly challengeId: string; readonly code: string }): Promise<OtpVerifyResult>;
  /** The process goes in the middle of whatever it does; what it was asked stays unanswered. */
  kill(): Promise<void>;
}

type Message =
  | { readonly ready: true }
  | { readonly code: string }
  | { readonly id: number; readonly value?: unknown; readonly error?: unknown };

export async function startOtpProcess(options: { readonly url: string; readonly key: string }): Promise<OtpProcess> {
  const program = fileURLToPath(new URL('otp-process.mjs', import.meta.url));
  const child = fork(program, [JSON.stringify(options)], { execArgv: [] });
  const codes: string[] = [];
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let lastId = 0;
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error('The server ended before it was ready'));
    });
    child.on('message', (message: Message) => {
      if ('ready' in message) resolve();
      else if ('code' in message) codes.push(message.code);
      else {
        const asked = waiting.get(message.id);
        if ('error' in message) asked?.reject(message.error);
        else asked?.resolve(message.value);
      }
    });
  });
  await ready;

  const ask = (method: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, method, argument });
    });

  return {
    codes,
    send: async (request) => (await ask('send', request)) as OtpSendResult,
    verify: async (request) => (await ask('verify', request)) as OtpVerifyResult,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
