import { AiccError } from '../../errors.js';
import { isRecord } from '../../protocol/guards.js';

/** Where in a reply a value stands. */
export type JsonPath = readonly (string | number)[];

/**
 * Reads a path of the form that Dialogflow documents for the replies of flexible webhooks: `$.routes[0].legs[0].length`.
 * Names with a dot or a bracket in them cannot be written.
 *
 * @throws AiccError `config/invalid-option`
 */
export function parseJsonPath(text: string): JsonPath {
  if (!/^\$(?:\.[^.[\]\s]+|\[\d{1,9}\])*$/.test(text)) {
    throw new AiccError('config/invalid-option', 'A path into a reply has the form $.field.list[0].field');
  }
  return [...text.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

/** @returns undefined where there is nothing */
export function readJsonPath(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? (at as unknown[])[step] : undefined;
    return isRecord(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }, value);
}
