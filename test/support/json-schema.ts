/** As much of JSON Schema 2020-12 as our documents use. A keyword that it does not know fails: nothing goes unchecked. */

type Check = (value: unknown, given: never, validate: (schema: unknown, value: unknown) => boolean) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

const onString = (check: (text: string) => boolean) => (value: unknown) => typeof value !== 'string' || check(value);
const onNumber = (check: (number: number) => boolean) => (value: unknown) => typeof value !== 'number' || check(value);

const keywords: Readonly<Record<string, Check>> = {
  type: (value, given: string) => types[given]?.(value) ?? false,
  const: (value, given: unknown) => value === given,
  enum: (value, given: unknown[]) => given.includes(value),
  pattern: (value, given: string) => onString((text) => new RegExp(given).test(text))(value),
  minLength: (value, given: number) => onString((text) => text.length >= given)(value),
  maxLength: (value, given: number) => onString((text) => text.length <= given)(value),
  minimum: (value, given: number) => onNumber((number) => number >= given)(value),
  maximum: (value, given: number) => onNumber((number) => number <= given)(value),
  exclusiveMinimum: (value, given: number) => onNumber((number) => number > given)(value),
  required: (value, given: string[]) => !isObject(value) || given.every((key) => key in value),
  properties: (value, given: Record<string, unknown>, validate) =>
    !isObject(value) || Object.entries(given).every(([key, schema]) => !(key in value) || validate(schema, value[key])),
  // Its neighbour `properties` is empty wherever we use it.
  additionalProperties: (value, given: unknown, validate) =>
    !isObject(value) || Object.values(value).every((each) => validate(given, each)),
  items: (value, given: unknown, validate) => !Array.isArray(value) || value.every((each) => validate(given, each)),
  oneOf: (value, given: unknown[], validate) => given.filter((schema) => validate(schema, value)).length === 1,
  anyOf: (value, given: unknown[], validate) => given.some((schema) => validate(schema, value)),
  allOf: (value, given: unknown[], validate) => given.every((schema) => validate(schema, value)),
};

/** The part of a document that a reference names, e.g. `#/components/schemas/Call`. */
export function resolveRef(document: unknown, ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce((part, key) => (isObject(part) ? part[key.replace(/~1/g, '/')] : undefined), document);
}

/** Whether a value is as a schema of the document says. */
export function createValidator(document: unknown): (schema: unknown, value: unknown) => boolean {
  const validate = (schema: unknown, value: unknown): boolean => {
    if (!isObject(schema)) throw new Error(`Not a schema: ${JSON.stringify(schema)}`);
    return Object.entries(schema).every(([keyword, given]) => {
      if (keyword === '$ref') return validate(resolveRef(document, String(given)), value);
      const check = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
      if (!check) throw new Error(`Unknown keyword ${keyword}`);
      return check(value, given as never, validate);
    });
  };
  return validate;
}
