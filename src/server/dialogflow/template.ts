import { AiccError } from '../../errors.js';
import { isRecord } from '../../protocol/guards.js';

/** What a webhook is called with, by the scopes that Dialogflow has for parameters. */
export interface DialogflowParameters {
  /** `$session.params.…` */
  readonly session?: Readonly<Record<string, unknown>>;
  /** `$flow.…` */
  readonly flow?: Readonly<Record<string, unknown>>;
}

/** A parameter in a text: `$session.params.phone_number`, `$flow.channel`. */
const reference = /\$(session\.params|flow)\.([A-Za-z_](?:[\w-]*\w)?)/g;
const whole = new RegExp(`^${reference.source}$`);

/** One of its fields or elements. */
const partOfOne = new RegExp(`${reference.source}(?:\\.[A-Za-z_]|\\[)`);

/**
 * Checks a text that may hold references.
 *
 * @throws AiccError `config/invalid-option`
 */
function checkReferences(text: string): void {
  if (partOfOne.test(text)) throw invalid('A template can refer to a whole parameter only, not to a part of one');
}

/** @throws AiccError `config/invalid-option` for a parameter that the call does not have */
function valueOf(parameters: DialogflowParameters, scope: string, name: string): unknown {
  const values = (scope === 'flow' ? parameters.flow : parameters.session) ?? {};
  if (Object.hasOwn(values, name)) return values[name];
  throw invalid(`The template refers to $${scope}.${name}, which is no parameter of this call`);
}

const toText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const fill = (text: string, parameters: DialogflowParameters, encode: (text: string) => string): string =>
  text.replace(reference, (_, scope: string, name: string) => encode(toText(valueOf(parameters, scope, name))));

/** Makes the address of a call. */
export type UrlTemplate = (parameters: DialogflowParameters) => string;

/**
 * An address with references in its path or query. Whatever a value is, it stays where it stands: it is escaped, and
 * cannot climb out of its place in the path.
 *
 * @throws AiccError `config/invalid-option`; the template `server/outbound-refused` for a value that is no part of a path
 */
export function urlTemplate(text: string): UrlTemplate {
  checkReferences(text);
  const start = text.search(reference);
  const fixed = start < 0 ? text : text.slice(0, start);
  const [sample, beginning] = [text.replace(reference, 'x'), fixed].map((each) =>
    URL.canParse(each) ? new URL(each).origin : undefined,
  );
  // All that decides who is called stands before the first reference.
  if (sample === undefined || sample === 'null' || sample !== beginning) {
    throw invalid('The URL of a webhook must be an address, and a parameter cannot say which system is called');
  }
  const end = text.search(/[?#]/);
  const [path, rest] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];
  return (parameters) => fill(path, parameters, pathSegment) + fill(rest, parameters, escaped);
}

/** "." and ".." are no names of anything, and nothing would be the address of all there is. */
const pathSegment = (value: string): string => (/^\.*$/.test(value) ? refuse() : escaped(value));

function escaped(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // Half of a character.
    return refuse();
  }
}

function refuse(): never {
  throw new AiccError('server/outbound-refused', 'A parameter cannot stand in the address as it is');
}

/** Makes the JSON of a call. */
export type BodyTemplate = (parameters: DialogflowParameters) => unknown;

/**
 * A body with references in its texts. A text that is nothing but one becomes the value as it is, whatever its type;
 * in a longer text stands its text. A value is never read as JSON, so it cannot add anything to the body.
 *
 * @param body JSON, as a value or as its text
 * @throws AiccError `config/invalid-option`
 */
export function bodyTemplate(body: string | Readonly<Record<string, unknown>>): BodyTemplate {
  const template = typeof body === 'string' ? parse(body) : body;
  if (!isRecord(template)) throw invalid('The body of a webhook must be a JSON object');
  checkAll(template);
  return (parameters) => fillAll(template, parameters);
}

function fillAll(template: unknown, parameters: DialogflowParameters): unknown {
  if (typeof template === 'string') {
    const [, scope, name] = whole.exec(template) ?? [];
    if (scope !== undefined && name !== undefined) return valueOf(parameters, scope, name) ?? null;
    return fill(template, parameters, (text) => text);
  }
  if (Array.isArray(template)) return template.map((each) => fillAll(each, parameters));
  if (!isRecord(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillAll(value, parameters)]));
}

function checkAll(template: unknown): void {
  if (typeof template === 'string') checkReferences(template);
  else if (typeof template === 'object' && template !== null) Object.values(template).forEach(checkAll);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid('The body of a webhook is not JSON: a reference stands in quotes there, whatever its type');
  }
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
