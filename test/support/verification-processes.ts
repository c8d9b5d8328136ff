import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Verification } from '../../src/protocol/entities.js';
import type { Input, Operation, Output } from '../../src/protocol/operations.js';
import type { OtpVerifyResult, SigningKey } from '../../src/server/index.js';

export interface VerificationProcessOptions {
  /** Of the Redis. */
  readonly url: string;
  readonly otpKey: string;
  readonly signingKey: SigningKey;
  /** The base URL of the contact centre. */
  readonly center: string;
  /** The agent whose connection this server holds. */
  readonly workNo: string;
  readonly leaseMs: number;
}

/** A server in a process of its own (verification-process.mjs), as the test sees it. It runs the built package. */
export interface VerificationProcess {
  /** Of its agent. */
  readonly workNo: string;
  /** What customers got and heard, the newest last. */
  readonly codes: readonly string[];
  readonly challengeIds: readonly string[];
  readonly prompts: readonly string[];
  /** Right answers that it knows of and sits on. */
  readonly held: readonly string[];
  /** What pages were told. */
  readonly updates: readonly Verification[];
  request<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>>;
  result(contactId: string, verifyTypeCode?: string): Promise<string>;
  verifications(): Promise<readonly Verification[]>;
  verifyCode(request: { readonly challengeId: string; readonly code: string }): Promise<OtpVerifyResult>;
  /** The customer says something, once the flow has asked. */
  say(contactId: string, text: string): Promise<void>;
  holdRightAnswers(): Promise<void>;
  /** The process goes in the middle of whatever it does; what it was asked stays unanswered. */
  kill(): Promise<void>;
  /** It stands still, its connections open. */
  freeze(): void;
  thaw(): void;
}

interface Message {
  readonly ready?: true;
  readonly code?: string;
  readonly challengeId?: string;
  readonly said?: string;
  readonly held?: string;
  readonly updated?: Verification;
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: unknown;
}

export async function startVerificationProcess(options: VerificationProcessOptions): Promise<VerificationProcess> {
  const program = fileURLToPath(new URL('verification-process.mjs', import.meta.url));
  const child = fork(program, [JSON.stringify(options)], { execArgv: [] });
  const told = {
    codes: [] as string[],
    challengeIds: [] as string[],
    prompts: [] as string[],
    held: [] as string[],
    updates: [] as Verification[],
  };
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let lastId = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error('The server ended before it was ready'));
    });
    child.on('message', ({ ready, code, challengeId, said, held, updated, id, value, error }: Message) => {
      if (ready) resolve();
      if (code !== undefined) told.codes.push(code);
      if (challengeId !== undefined) told.challengeIds.push(challengeId);
      if (said !== undefined) told.prompts.push(said);
      if (held !== undefined) told.held.push(held);
      if (updated) told.updates.push(updated);
      if (id === undefined) return;
      const asked = waiting.get(id);
      if (error === undefined) asked?.resolve(value);
      else asked?.reject(error);
    });
  });

  const ask = (method: string, argument?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, method, argument });
    });

  return {
    workNo: options.workNo,
    ...told,
    request: async <O extends Operation>(operation: O, input: Input<O>) =>
      (await ask('request', [operation, input])) as Output<O>,
    async result(contactId, verifyTypeCode = 'RETAIL_OTP') {
      const reading = await ask('request', ['verification.result', { verifyTypeCode, contactId }]);
      return (reading as Output<'verification.result'>).verifyResult;
    },
    verifications: async () => (await ask('verifications')) as Verification[],
    verifyCode: async (request) => (await ask('verifyCode', request)) as OtpVerifyResult,
    async say(contactId, text) {
      await ask('hear', [contactId, text]);
    },
    async holdRightAnswers() {
      await ask('holdRightAnswers');
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  };
}
