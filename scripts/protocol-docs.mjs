/** Writes docs/protocol/openapi.json and schemas.json from the zod schemas. `--check` fails when one is stale. */
import { keepGenerated } from './generated-files.mjs';
import { importSource } from './import-source.mjs';

/** What each operation does, in the words of a contact centre. */
const SUMMARIES = {
  'agent.signIn': 'Signs the agent in; with force also where the agent is signed in elsewhere.',
  'agent.signOut': 'Signs the agent out.',
  'agent.setReady': 'Makes the agent ready for calls; during a call, after it.',
  'agent.setBusy': 'Makes the agent busy, with the reason that the centre codes.',
  'agent.rest': 'Sends the agent to rest, for a number of seconds where given.',
  'agent.endWrapUp': 'Ends the wrap-up after a call.',
  'agent.reasons': 'Lists the reasons for being busy or resting.',
  'call.dial': 'Dials a number. Progress comes as events.',
  'call.answer': 'Answers a ringing call.',
  'call.reject': 'Rejects a ringing call.',
  'call.hangUp': 'Hangs up.',
  'call.hold': 'Puts the other party on hold.',
  'call.retrieve': 'Takes a call from hold.',
  'call.mute': "Mutes the agent's microphone.",
  'call.unmute': "Unmutes the agent's microphone.",
  'call.consult': 'Calls a colleague while the customer is on hold.',
  'call.sendDtmf': 'Sends tones to the other party.',
  'call.transfer': 'Gives the call to an agent, a skill group, a menu, an access code or a number.',
  'call.completeTransfer': 'Gives the held call to who is being consulted.',
  'call.conference': 'Brings the held customer and the consulted colleague together.',
  'call.dropParty': 'Takes one party out of a conference.',
  'call.pauseRecording': 'Pauses the recording.',
  'call.resumeRecording': 'Goes on recording.',
  'directory.search': 'Finds whom a call can be given to.',
  'numbers.outbound': 'Lists the numbers that an outbound call may show.',
  'call.cancelConsult': 'Ends the consultation and returns to the customer.',
  'call.focus': 'Moves the focus of the agent to another contact.',
  'call.setData': 'Replaces the call-associated data of the contact.',
  'contact.start': 'Starts a contact of another medium than the telephone.',
  'verification.processes': 'Lists the authentication processes that are enabled.',
  'verification.start': 'Starts an authentication process for a contact.',
  'verification.cancel': 'Cancels the running attempt.',
  'verification.result': 'Reads the result of an authentication code.',
  'verification.proof': "Gives a signed statement of the result, for the page's own server.",
  'verification.records': 'Searches the records of authentication attempts.',
  'verification.configure': 'Lists the authentication processes, or changes one.',
  snapshot: 'Reads the whole state, with the number of the last event that it contains.',
};

const {
  any,
  pipe,
  registry: createRegistry,
  toJSONSchema,
  schemas,
  errorStatuses,
  maxBodyBytes,
} = await importSource(`
  export { any, pipe, registry, toJSONSchema } from 'zod/mini';
  import * as schemas from './src/protocol/schemas.ts';
  export { errorStatuses } from './src/server/error-response.ts';
  export { maxBodyBytes } from './src/server/read-body.ts';
  export { schemas };
`);

/** `call.dial` → `CallDial` */
const pascal = (/** @type {string} */ name) =>
  name.replace(/(?:^|\.)([a-z])/g, (_, /** @type {string} */ letter) => letter.toUpperCase());

/** The schemas that have a name of their own; inputs and outputs are added to them. */
const named = {
  Agent: schemas.agentSchema,
  Contact: schemas.contactSchema,
  Call: schemas.callSchema,
  Verification: schemas.verificationSchema,
  Focus: schemas.focusSchema,
  Snapshot: schemas.snapshotSchema,
  CenterEvent: schemas.centerEventSchema,
  CapabilityTable: schemas.capabilityTableSchema,
  ErrorPayload: schemas.errorPayloadSchema,
};

/**
 * JSON Schemas of everything, by name.
 *
 * @param {(name: string) => string} uri how one refers to another
 * @returns {Record<string, object>}
 */
function jsonSchemas(uri) {
  const registry = createRegistry();
  const add = (/** @type {string} */ id, /** @type {unknown} */ schema) => registry.add(schema, { id });
  for (const [name, schema] of Object.entries(named)) add(name, schema);
  // Several operations share one schema object, and an object can have one name only.
  const own = (/** @type {Record<string, unknown>} */ table, /** @type {string} */ suffix) => {
    for (const [name, schema] of Object.entries(table)) add(`${pascal(name)}${suffix}`, pipe(schema, any()));
  };
  own(schemas.inputSchemas, 'Input');
  own(schemas.outputSchemas, 'Output');
  own(schemas.streamMessageSchemas, 'Message');
  const { schemas: all } = toJSONSchema(registry, { uri, io: 'input' });
  const isOwn = (/** @type {[string, unknown]} */ [key]) => key !== '$id' && key !== '$schema';
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [name, Object.fromEntries(Object.entries(schema).filter(isOwn))]),
  );
}

const schemaRef = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` });
const json = (/** @type {object} */ schema) => ({ 'application/json': { schema } });
const errors = Object.fromEntries(
  errorStatuses.map((/** @type {number} */ status) => [status, { $ref: '#/components/responses/Error' }]),
);

/** @param {string} operation */
function outputSchema(operation) {
  const output = schemaRef(`${pascal(operation)}Output`);
  if (operation !== 'snapshot') return output;
  // A number of the stream says nothing without the stream.
  return { allOf: [output, { type: 'object', properties: { stream: { type: 'string' } }, required: ['stream'] }] };
}

/** @param {string} operation */
function operationPath(operation) {
  const done =
    operation in schemas.outputSchemas
      ? {
          200: { description: 'Accepted, with what it gives.', content: json(outputSchema(operation)) },
        }
      : { 204: { description: 'Accepted.' } };
  return {
    post: {
      operationId: operation,
      summary: SUMMARIES[/** @type {keyof typeof SUMMARIES} */ (operation)],
      tags: [operation.includes('.') ? operation.split('.')[0] : 'link'],
      parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }, { $ref: '#/components/parameters/Seat' }],
      requestBody: { required: true, content: json(schemaRef(`${pascal(operation)}Input`)) },
      responses: { ...done, ...errors },
    },
  };
}

const eventsPath = {
  get: {
    operationId: 'events',
    summary: 'Streams what happens. docs/protocol/http.md says how it begins, is numbered and goes on.',
    tags: ['link'],
    parameters: [{ $ref: '#/components/parameters/LastEventId' }, { $ref: '#/components/parameters/Seat' }],
    responses: {
      200: {
        description: 'Messages whose event is the name of the schema without Message, and whose data is its JSON.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...errors,
    },
  },
};

const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'aicc-support: connections over HTTP',
    version: '1',
    description:
      'What `serveConnection` of aicc-support/server serves and `httpTransport` asks. Generated from the schemas by ' +
      'scripts/protocol-docs.mjs; the prose is in docs/protocol/http.md.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '{basePath}', variables: { basePath: { default: '/', description: 'Chosen by the server.' } } }],
  security: [{ accessToken: [] }],
  paths: {
    '/events': eventsPath,
    ...Object.fromEntries(
      Object.keys(schemas.inputSchemas).map((name) => [`/operations/${name}`, operationPath(name)]),
    ),
  },
  components: {
    securitySchemes: { accessToken: { type: 'http', scheme: 'bearer' } },
    parameters: {
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        required: true,
        description: 'Random, and new for each operation. A repeat under the same key gets the first answer.',
        schema: { type: 'string', pattern: '^[\\w-]{16,64}$' },
      },
      LastEventId: {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The id of the last message that was read, to go on after it.',
        schema: { type: 'string' },
      },
      Seat: {
        name: 'Aicc-Seat',
        in: 'header',
        description: 'Where the agent works: one browser or program. No secret, and no proof.',
        schema: { type: 'string', pattern: '^[\\w-]{1,64}$' },
      },
    },
    responses: {
      Error: {
        description: `Refused or failed. A body of more than ${maxBodyBytes} bytes is 413.`,
        headers: { 'Retry-After': { schema: { type: 'string' } } },
        content: json({ type: 'object', properties: { error: schemaRef('ErrorPayload') }, required: ['error'] }),
      },
    },
    schemas: jsonSchemas((name) => `#/components/schemas/${name}`),
  },
};

const missing = Object.keys(schemas.inputSchemas).filter((name) => !(name in SUMMARIES));
if (missing.length > 0) throw new Error(`No words for ${missing.join(', ')}`);

const text = (/** @type {object} */ value) => `${JSON.stringify(value, null, 2)}\n`;
keepGenerated(
  {
    'docs/protocol/openapi.json': text(openapi),
    'docs/protocol/schemas.json': text({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'aicc-support: entities, events, inputs and outputs',
      $defs: jsonSchemas((name) => `#/$defs/${name}`),
    }),
  },
  'protocol-docs.mjs',
);
