import { serverLost } from '../verification/shared-attempts.js';

/**
 * The steps of {@link redisVerificationStore}. Time is Redis's own where servers have to agree on it.
 *
 * All keys begin with KEYS[1], which holds a tag in braces: they lie on one node of a cluster, so a script may name the
 * others itself.
 *
 * - `entries:<id>`: the entries of a record, in order. They are appended and nothing else, and are all that a record is;
 *   the rest can be made from them.
 * - `record:<id>`: where the record stands in the indexes, and whether it has ended.
 * - `by:<field>:<value>`, `all`: indexes. Their scores are the times of the beginnings; their members begin with a number
 *   that counts up, so that of one millisecond the newest is last.
 * - `contact:<contact>`: the records of a contact, forgotten a day after their last entry.
 * - `leases`: the running attempts, by when their leases are over.
 * - `news`: of which contact there was an entry; the newest ten thousand or so.
 */
const shared = `
local base = KEYS[1] .. ':'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function write(id, contact, entry)
  redis.call('RPUSH', base .. 'entries:' .. id, entry)
  redis.call('PEXPIRE', base .. 'contact:' .. contact, 86400000)
  redis.call('XADD', base .. 'news', 'MAXLEN', '~', 10000, '*', 'contact', contact)
end
local function finish(id, result, entry)
  local record = redis.call('HMGET', base .. 'record:' .. id, 'contact', 'member', 'at')
  redis.call('HSET', base .. 'record:' .. id, 'ended', 1, 'result', result)
  redis.call('ZREM', base .. 'by:result:0', record[2])
  redis.call('ZADD', base .. 'by:result:' .. result, record[3], record[2])
  redis.call('ZREM', base .. 'leases', id)
  write(id, record[1], entry)
end
local function sweep()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', now, 'LIMIT', 0, 100)) do
    finish(id, 3, string.format('{"type":"ended","recordId":%s,"at":%.0f,"result":3,"failureReason":"${serverLost}"}',
      cjson.encode(id), now))
  end
end
`;

/** Forgets the oldest records that are older than wanted: two for each new one, so that none waits for long. */
const retention = `
local function forget(before)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', base .. 'all', '-inf', '(' .. before, 'LIMIT', 0, 2)) do
    local id = string.match(member, '^%d+ (.*)$')
    local record = redis.call('HMGET', base .. 'record:' .. id, 'workNo', 'contactId', 'verifyTypeCode', 'result', 'ended')
    if record[5] == '1' then
      redis.call('ZREM', base .. 'all', member)
      for index, field in ipairs({'workNo', 'contactId', 'verifyTypeCode', 'result'}) do
        redis.call('ZREM', base .. 'by:' .. field .. ':' .. record[index], member)
      end
      redis.call('DEL', base .. 'entries:' .. id, base .. 'record:' .. id)
    end
  end
end
`;

/** ARGV: id, entry, contact, at, lease, keep records that began after ('' for all), workNo, contactId, verifyTypeCode. */
export const beginScript = `${shared}${retention}
sweep()
local contact = base .. 'contact:' .. ARGV[3]
local last = redis.call('LINDEX', contact, -1)
if last and redis.call('HGET', base .. 'record:' .. last, 'ended') == '0' then return 'running' end
if redis.call('EXISTS', base .. 'record:' .. ARGV[1]) == 1 then return 'over' end
if ARGV[6] ~= '' then forget(ARGV[6]) end
local member = string.format('%016d ', redis.call('INCR', base .. 'count')) .. ARGV[1]
redis.call('HSET', base .. 'record:' .. ARGV[1], 'contact', ARGV[3], 'member', member, 'at', ARGV[4], 'ended', 0,
  'result', 0, 'workNo', ARGV[7], 'contactId', ARGV[8], 'verifyTypeCode', ARGV[9])
redis.call('ZADD', base .. 'all', ARGV[4], member)
redis.call('ZADD', base .. 'by:result:0', ARGV[4], member)
for index, field in ipairs({'workNo', 'contactId', 'verifyTypeCode'}) do
  redis.call('ZADD', base .. 'by:' .. field .. ':' .. ARGV[6 + index], ARGV[4], member)
end
redis.call('ZADD', base .. 'leases', now + ARGV[5], ARGV[1])
redis.call('RPUSH', contact, ARGV[1])
write(ARGV[1], ARGV[3], ARGV[2])
return 'written'
`;

/** ARGV: id, entry, type, result. */
export const appendScript = `${shared}
local record = redis.call('HMGET', base .. 'record:' .. ARGV[1], 'ended', 'contact')
if not record[1] or (record[1] == '1' and ARGV[3] ~= 'noted') then return 'over' end
if ARGV[3] == 'ended' then finish(ARGV[1], ARGV[4], ARGV[2]) else write(ARGV[1], record[2], ARGV[2]) end
return 'written'
`;

/** ARGV: contact. Gives the entries of each record. */
export const recordsScript = `${shared}
sweep()
local records = {}
for _, id in ipairs(redis.call('LRANGE', base .. 'contact:' .. ARGV[1], 0, -1)) do
  records[#records + 1] = redis.call('LRANGE', base .. 'entries:' .. id, 0, -1)
end
return records
`;

/** ARGV: lease, since ('' at first), records that run here. Gives those that do not run any more, contacts, up to. */
export const tendScript = `${shared}
local ended = {}
for index = 3, #ARGV do
  if redis.call('ZADD', base .. 'leases', 'XX', 'CH', now + ARGV[1], ARGV[index]) == 0
    and not redis.call('ZSCORE', base .. 'leases', ARGV[index]) then
    ended[#ended + 1] = ARGV[index]
  end
end
sweep()
local contacts, upTo = {}, ARGV[2]
if upTo == '' then
  local last = redis.call('XREVRANGE', base .. 'news', '+', '-', 'COUNT', 1)[1]
  return {ended, contacts, last and last[1] or '0-0'}
end
for _, item in ipairs(redis.call('XRANGE', base .. 'news', '(' .. upTo, '+', 'COUNT', 1000)) do
  upTo = item[1]
  contacts[#contacts + 1] = item[2][2]
end
return {ended, contacts, upTo}
`;

/**
 * Looks through the smallest of the indexes that are asked for, from the newest on, and stops after a while: the caller
 * comes back with where it was.
 *
 * ARGV: how many, from, to, where the page before ended: a record ('') or a place (at, member), names of indexes.
 * Gives whether that is all, the place, and the entries of each record.
 */
export const searchScript = `${shared}
sweep()
local wanted, from, to, at, member = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[5], ARGV[6]
if ARGV[4] ~= '' then
  local last = redis.call('HMGET', base .. 'record:' .. ARGV[4], 'at', 'member')
  if not last[1] then return {'none'} end
  at, member = last[1], last[2]
end
local smallest, others = base .. 'all', {}
local size = redis.call('ZCARD', smallest)
for index = 7, #ARGV do
  local name = base .. 'by:' .. ARGV[index]
  local itsSize = redis.call('ZCARD', name)
  others[#others + 1] = name
  if itsSize <= size then smallest, size = name, itsSize end
end
local function fits(candidate)
  for _, name in ipairs(others) do
    if name ~= smallest and not redis.call('ZSCORE', name, candidate) then return false end
  end
  return true
end
if at ~= '' and (to == '+inf' or tonumber(at) < tonumber(string.sub(to, 2))) then to = at end
local found, looked, offset = {}, 0, 0
while looked < 2000 do
  local page = redis.call('ZREVRANGEBYSCORE', smallest, to, from, 'WITHSCORES', 'LIMIT', offset, 200)
  if #page == 0 then return {'end', at, member, found} end
  for index = 1, #page, 2 do
    if not (page[index + 1] == at and page[index] >= member) then
      at, member, looked = page[index + 1], page[index], looked + 1
      if fits(member) then
        found[#found + 1] = redis.call('LRANGE', base .. 'entries:' .. string.match(member, '^%d+ (.*)$'), 0, -1)
        if #found == wanted then return {'more', at, member, found} end
      end
    end
  end
  offset = offset + 200
end
return {'more', at, member, found}
`;

/** ARGV: what is to be saved, what it was made from ('' for nothing). */
export const saveScript = `
local name = KEYS[1] .. ':processes'
if (redis.call('GET', name) or '') ~= ARGV[2] then return 'changed' end
redis.call('SET', name, ARGV[1])
return 'saved'
`;
