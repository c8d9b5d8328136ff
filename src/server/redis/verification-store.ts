import { AiccError } from '../../errors.js';
import type { ProcessConfiguration, RecordsQuery, VerificationRecord } from '../../protocol/operations.js';
import { withEntry, type RecordEntry } from '../../verification/records/entry.js';
import { noSuchPage, pageSize } from '../../verification/records/search.js';
import type { ContactRef, SharedAttempts } from '../verification/shared-attempts.js';
import type { VerificationStore } from '../verification/store.js';
import { createRedisCommand, type RedisClient, type RedisClusterClient, type RedisOptions } from './commands.js';
import { appendScript, beginScript, recordsScript, saveScript, searchScript, tendScript } from './record-scripts.js';
import { createRedisScript } from './script.js';

export interface RedisVerificationStoreOptions extends RedisOptions {
  /**
   * How long records are kept, in milliseconds since they began. Older ones go as new ones come.
   *
   * @default Infinity
   */
  readonly keepRecordsMs?: number;
  /**
   * How long a running attempt outlives a server that died, in milliseconds: then it ends, abnormal (3). A server that
   * lives renews it each time it looks.
   *
   * @default 10000
   */
  readonly leaseMs?: number;
  /**
   * How often a server looks for what the others did, in milliseconds.
   *
   * @default 500
   */
  readonly lookEveryMs?: number;
}

/**
 * Records, processes and running attempts of any number of servers on one Redis. One contact has one running attempt,
 * whoever runs it; every server knows the steps and results of all; an attempt whose server died ends abnormal (3).
 *
 * Redis must keep what it is given: `maxmemory-policy noeviction`, and `appendonly yes` where records have to outlive it
 * (`appendfsync always` where not even the last second may be lost).
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const service = createVerificationService({ flows, store: redisVerificationStore(client, { keyPrefix: 'bank:' }) });
 */
export function redisVerificationStore(
  client: RedisClient | RedisClusterClient,
  options: RedisVerificationStoreOptions = {},
): VerificationStore & { readonly shared: SharedAttempts } {
  const { keyPrefix = 'aicc:', keepRecordsMs = Infinity, leaseMs = 10_000, lookEveryMs = 500 } = options;
  if (!(lookEveryMs >= 10 && leaseMs >= 3 * lookEveryMs && keepRecordsMs > 0)) {
    throw new AiccError('config/invalid-option', 'leaseMs must be three times lookEveryMs, which is at least 10');
  }
  const command = createRedisCommand(client, options);
  const base = `${keyPrefix}{verification}`;
  const stepOf = (source: string) => {
    const script = createRedisScript(command, source);
    return (...args: readonly (string | number)[]) => script([base], args);
  };
  const begin = stepOf(beginScript);
  const append = stepOf(appendScript);
  const recordsOf = stepOf(recordsScript);
  const tend = stepOf(tendScript);
  const search = stepOf(searchScript);
  const save = stepOf(saveScript);

  function write(entry: RecordEntry): Promise<unknown> {
    const text = JSON.stringify(entry);
    const { recordId, at, type } = entry;
    if (type !== 'started') return append(recordId, text, type, type === 'ended' ? entry.result : '');
    const { workNo, contactId, verifyTypeCode } = entry.record;
    const oldest = keepRecordsMs === Infinity ? '' : at - keepRecordsMs;
    return begin(recordId, text, nameOf(entry.record), at, leaseMs, oldest, workNo, contactId, verifyTypeCode);
  }

  async function find(query: RecordsQuery, limit: number): Promise<VerificationRecord[]> {
    const { from, to, cursor = '' } = query;
    const names = (['result', 'workNo', 'contactId', 'verifyTypeCode'] as const).flatMap((name) =>
      query[name] === undefined ? [] : [`${name}:${query[name]}`],
    );
    const range = [from ?? '-inf', to === undefined ? '+inf' : `(${to}`];
    const found: VerificationRecord[] = [];
    for (let place: readonly string[] = ['', '']; ;) {
      const reply = readList(await search(limit - found.length, ...range, cursor, ...place, ...names));
      const [status, at, member, records] = reply;
      if (status === 'none') throw noSuchPage();
      found.push(...readList(records).flatMap(toRecord));
      if (status === 'end' || found.length >= limit) return found;
      place = [readText(at), readText(member)];
    }
  }

  return {
    async append(entry) {
      const status = await write(entry);
      if (status === 'written') return;
      if (status === 'running') {
        throw new AiccError('verification/already-running', 'An attempt is running for the contact');
      }
      if (status === 'over') throw new AiccError('verification/not-running', 'The attempt is over');
      throw unreadable();
    },
    async search(query) {
      const limit = pageSize(query);
      // One more than wanted tells whether there is another page.
      const found = await find(query, limit + 1);
      const records = found.slice(0, limit);
      const last = records.at(-1);
      return { records, ...(found.length > limit && last && { cursor: last.id }) };
    },
    async loadProcesses() {
      const text = await command('GET', `${base}:processes`);
      return text === null ? undefined : parse<readonly ProcessConfiguration[]>(readText(text));
    },
    async saveProcesses(processes, from) {
      const before = from === undefined ? '' : JSON.stringify(from);
      return (await save(JSON.stringify(processes), before)) === 'saved';
    },
    shared: {
      leaseMs,
      lookEveryMs,
      recordsOf: async (contact) => readList(await recordsOf(nameOf(contact))).flatMap(toRecord),
      async tend(running, since = '') {
        const [ended, contacts, upTo] = readList(await tend(leaseMs, since, ...running));
        const changed = [...new Set(readList(contacts).map(readText))];
        return { ended: readList(ended).map(readText), changed: changed.map(contactOf), upTo: readText(upTo) };
      },
    },
  };
}

const nameOf = ({ epoch, contactId }: ContactRef): string => JSON.stringify([epoch, contactId]);

function contactOf(name: string): ContactRef {
  const [epoch, contactId] = parse<readonly [string, string]>(name);
  return { epoch, contactId };
}

/** None for one that was forgotten. */
function toRecord(entries: unknown): VerificationRecord[] {
  const record = readList(entries)
    .map((text) => parse<RecordEntry>(readText(text)))
    .reduce<VerificationRecord | undefined>(withEntry, undefined);
  return record ? [record] : [];
}

/** What lies in the store was written here. */
function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw unreadable();
  }
}

function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable();
}

function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw unreadable();
}

const unreadable = (): AiccError => new AiccError('server/store-unavailable', 'Redis gave an answer that is none');
