import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { createParser } from 'eventsource-parser';
import { describe, expect, it, vi } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { operations } from '../../../src/protocol/inputs.js';
import type { Operation } from '../../../src/protocol/operations.js';
import { errorStatuses } from '../../../src/server/error-response.js';
import { createValidator, resolveRef } from '../../support/json-schema.js';
import { anAgent, aSnapshot } from '../../support/samples.js';
import { ask, serveFake, type AskOptions, type ServedFake } from '../../support/served-fake.js';

interface ResponseObject {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: unknown } } };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const document = JSON.parse(
  readFileSync(new URL('../../../docs/protocol/openapi.json', import.meta.url), 'utf8'),
) as OpenApi;
const validate = createValidator(document);
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const operationsDescribed = described.filter(({ method }) => method === 'POST');

/** A valid input for those that need one. */
const inputs: Readonly<Record<string, object>> = {
  'call.dial': { calledNum: '5550100', mediaType: 'audio' },
  'call.consult': { to: '372' },
  'call.transfer': { to: '372', kind: 'agent' },
  'call.sendDtmf': { digits: '1#' },
  'call.dropParty': { number: '5550100' },
  'directory.search': { text: 'a' },
  'call.focus': { contactId: 'contact-a' },
  'call.setData': { callData: '{}' },
  'contact.start': { mediaType: 'email', calledNum: 'ada@example.com' },
  'verification.start': { verifyTypeCode: 'RETAIL_OTP' },
  'verification.cancel': { verifyTypeCode: 'RETAIL_OTP' },
  'verification.result': { verifyTypeCode: 'RETAIL_OTP' },
  'verification.proof': { verifyTypeCode: 'RETAIL_OTP' },
  'verification.records': { workNo: '371' },
  'verification.configure': { action: 'list' },
};

/** What the far side answers those that answer. */
const outputs: Readonly<Record<string, unknown>> = {
  'call.dial': { callId: 'call-a', contactId: 'contact-a' },
  'call.consult': { callId: 'call-b' },
  'contact.start': { contactId: 'contact-b' },
  'agent.reasons': [{ state: 'rest', reason: '1', name: 'Lunch' }],
  'directory.search': [{ kind: 'agent', address: '372', name: 'Agent 372', state: 'ready' }],
  'numbers.outbound': [{ number: '88880011' }],
  'verification.processes': [{ verifyTypeCode: 'RETAIL_OTP', name: 'One-time password' }],
  'verification.start': { contactId: 'contact-a', attempt: 1 },
  'verification.result': { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', contactId: 'contact-a', epoch: 'epoch-1' },
  'verification.proof': { token: 'a.b.c' },
  'verification.records': {
    records: [
      {
        id: 'record-1',
        epoch: 'epoch-1',
        contactId: 'contact-a',
        verifyTypeCode: 'RETAIL_OTP',
        attempt: 1,
        workNo: '371',
        requiredLevel: 1,
        result: 1,
        startedAt: 0,
        steps: [{ at: 0, step: 'started' }],
        verifyReturn1: '',
        verifyReturn2: '',
        verifyReturn3: '',
      },
    ],
  },
  'verification.configure': {
    processes: [
      { verifyTypeCode: 'RETAIL_OTP', name: 'One-time password', flow: 'retail', requiredLevel: 1, enabled: true },
    ],
    flows: ['retail'],
  },
};

const capabilities = Object.fromEntries(operations.map((operation): [Operation, true] => [operation, true]));

/** A connection that can do everything, and answers at once. */
const serveAll = (perform: (operation: Operation) => Promise<unknown>): Promise<ServedFake> =>
  serveFake({}, { capabilities, perform: ({ operation }) => perform(operation) });

/** Fails unless the document knows this answer. */
async function expectDescribed(operation: OperationObject, response: Response): Promise<unknown> {
  expect(Object.keys(operation.responses)).toContain(String(response.status));
  const entry = operation.responses[response.status]!;
  const { content } = (entry.$ref === undefined ? entry : resolveRef(document, entry.$ref)) as ResponseObject;
  if (!content) {
    expect(await response.text()).toBe('');
    return undefined;
  }
  const body: unknown = await response.json();
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(validate(content['application/json']?.schema, body)).toBe(true);
  return body;
}

describe('The generated documents', () => {
  it.each(['protocol-docs.mjs', 'error-docs.mjs', 'verification-docs.mjs'])(
    'are what scripts/%s makes of the sources',
    async (script) => {
      const file = new URL(`../../../scripts/${script}`, import.meta.url);
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [file.pathname, '--check']);
      expect(stdout + stderr).toBe('');
    },
  );
});

describe('The OpenAPI document', () => {
  it('describes every operation, and no other', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operationsDescribed.map(({ path }) => path).sort()).toEqual(
      operations.map((operation) => `/operations/${operation}`).sort(),
    );
    expect(described.filter(({ method }) => method === 'GET').map(({ path }) => path)).toEqual(['/events']);
  });

  it.each(operationsDescribed)('is right about what $path answers', async ({ path, operation }) => {
    const name = operation.operationId;
    const input = inputs[name] ?? {};
    expect(validate(operation.requestBody!.content['application/json'].schema, input)).toBe(true);
    const { handler } = await serveAll(async (each) => outputs[each]);
    const response = await handler(ask(path, { body: JSON.stringify(input) }));
    expect(response.ok).toBe(true);
    const body = await expectDescribed(operation, response);
    expect(body === undefined).toBe(!(name in outputs) && name !== 'snapshot');
  });

  it.each(operationsDescribed)('is right about what $path takes', async ({ path, operation }) => {
    const { schema } = operation.requestBody!.content['application/json'];
    const { handler } = await serveAll(async (each) => outputs[each]);
    const valid = inputs[operation.operationId] ?? {};
    const odd = { callId: 7, reason: 7, seconds: 0.5, force: 'yes', mediaType: 'fax', verifyTypeCode: 'a-b' };
    const bodies: unknown[] = [[], 'text', 7, ...Object.keys(valid).map((key) => ({ ...valid, [key]: '' })), {}];
    for (const [key, value] of Object.entries(odd)) bodies.push({ ...valid, [key]: value });
    for (const body of bodies) {
      const response = await handler(ask(path, { body: JSON.stringify(body) }));
      expect({ body, accepted: response.ok }).toEqual({ body, accepted: validate(schema, body) });
      await expectDescribed(operation, response);
    }
  });

  const refusals: [why: string, request: AskOptions, error: AiccError | undefined][] = [
    ['400', { body: '{' }, undefined],
    ['401', { headers: { authorization: undefined } }, undefined],
    ['403', { headers: { origin: 'https://evil.example.com' } }, undefined],
    ['404', {}, new AiccError('bridge/unsupported-operation', 'Not here')],
    ['405', { method: 'DELETE' }, undefined],
    ['409', {}, new AiccError('call/wrong-state', 'Not now')],
    ['413', { body: ' '.repeat(70_000) }, undefined],
    ['415', { headers: { 'content-type': 'text/plain' } }, undefined],
    ['429', {}, new AiccError('bridge/rate-limited', 'Slowly', { context: { perMinute: 10 } })],
    ['499', {}, new AiccError('net/aborted', 'Given up')],
    ['500', {}, new AiccError('server/internal', 'Broken', { cause: new AiccError('net/timeout', 'Late') })],
    ['502', {}, new AiccError('net/bad-response', 'What?')],
    ['503', {}, new AiccError('net/unreachable', 'Away')],
    ['504', {}, new AiccError('net/timeout', 'Late')],
  ];

  it.each(refusals)('is right about the form of a %s', async (status, request, error) => {
    const { handler } = await serveAll(() => (error ? Promise.reject(error) : Promise.resolve()));
    const response = await handler(ask('/operations/agent.setReady', request));
    expect(String(response.status)).toBe(status);
    await expectDescribed(document.paths['/operations/agent.setReady']!.post, response);
  });

  it('names the statuses that the server can answer with, each of them checked here', () => {
    const checked = [...refusals.map(([status]) => status)].sort();
    expect(errorStatuses.map(String)).toEqual(checked);
    for (const { operation } of described) {
      expect(Object.keys(operation.responses).filter((status) => status >= '400')).toEqual(checked);
    }
  });

  it('is right about every message of the event stream', async () => {
    let isKnown = true;
    const authenticate = () => (isKnown ? { id: '371' } : undefined);
    const served = await serveFake({ heartbeatMs: 5, reauthenticateMs: 5, authenticate });
    const response = await served.handler(ask('/events', { method: 'GET' }));
    expect(Object.keys(document.paths['/events']!.get.responses)).toContain(String(response.status));
    const seen = new Set<string>();
    const parser = createParser({
      onEvent: ({ event = '', data }) => {
        seen.add(event);
        const schema = document.components.schemas[`${event[0]?.toUpperCase() ?? ''}${event.slice(1)}Message`];
        expect({ event, valid: validate(schema, JSON.parse(data)) }).toEqual({ event, valid: true });
      },
    });
    const { sink } = served.transport.last;
    sink.event({ type: 'agent.updated', agent: anAgent({ state: 'ready' }) }, 1);
    sink.capabilities({ snapshot: true });
    sink.stale(true);
    sink.snapshot({ snapshot: aSnapshot({ epoch: 'epoch-2' }), seq: 2 });
    sink.event({ type: 'focus.changed', focus: {} }, 3);
    const reader = response.body!.getReader();
    const decoder = new TextDecoder();
    await vi.waitFor(async () => {
      parser.feed(decoder.decode((await reader.read()).value, { stream: true }));
      expect([...seen].sort()).toEqual(['capabilities', 'event', 'heartbeat', 'snapshot', 'stale', 'welcome']);
    });
    isKnown = false;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parser.feed(decoder.decode(part.value, { stream: true }));
    }
    expect(seen).toContain('end');
  });
});
