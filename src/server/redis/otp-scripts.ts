/**
 * The steps of {@link redisOtpStore}. Time is Redis's own, so servers whose clocks differ agree.
 *
 * An account is a hash `failures`, `usedUp`, `until`; a challenge is a hash `digest`, `tries`, `resends`, `next`, which
 * Redis itself forgets at its end. Both names hold the account's tag in braces: they lie on one node of a cluster.
 */
const shared = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lock = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
if lock > now then return {'locked', lock - now} end
`;

/** KEYS: account, challenge to replace, new challenge. ARGV: open, replaces, digest, tries, resends, wait, lifetime. */
export const openScript = `${shared}
local tries, resends = tonumber(ARGV[4]), 0
if ARGV[2] == '1' then
  local old = redis.call('HMGET', KEYS[2], 'tries', 'resends', 'next')
  if not old[1] then return {'over', 0} end
  if tonumber(old[2]) >= tonumber(ARGV[5]) then return {'over', redis.call('PTTL', KEYS[2])} end
  if tonumber(old[3]) > now then return {'wait', tonumber(old[3]) - now} end
  tries, resends = tonumber(old[1]), tonumber(old[2]) + 1
end
if ARGV[1] ~= '1' then return {'ready', 0} end
if ARGV[2] == '1' then redis.call('DEL', KEYS[2]) end
local wait = ARGV[6] * 2 ^ resends
redis.call('HSET', KEYS[3], 'digest', ARGV[3], 'tries', tries, 'resends', resends, 'next', now + wait)
redis.call('PEXPIRE', KEYS[3], ARGV[7])
return {'ready', wait}
`;

/** KEYS: account, challenge. ARGV: digest, wait, failures that lock, lock, longest lock, how long failures are kept. */
export const answerScript = `${shared}
local digest = redis.call('HGET', KEYS[2], 'digest')
if not digest then return {'gone', 0} end
local differs = #digest == #ARGV[1] and 0 or 1
for i = 1, #digest do
  differs = bit.bor(differs, bit.bxor(digest:byte(i), ARGV[1]:byte(i) or 0))
end
if differs == 0 then
  redis.call('DEL', KEYS[2], KEYS[1])
  return {'right', 0}
end
local tries = redis.call('HINCRBY', KEYS[2], 'tries', -1)
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local wait = 0
if tries <= 0 then
  redis.call('DEL', KEYS[2])
  wait = ARGV[2] * 2 ^ (redis.call('HINCRBY', KEYS[1], 'usedUp', 1) - 1)
end
if failures >= tonumber(ARGV[3]) then wait = ARGV[4] * 2 ^ (failures - ARGV[3]) end
if wait > 0 then redis.call('HSET', KEYS[1], 'until', now + math.min(wait, tonumber(ARGV[5]))) end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return {'wrong', tries}
`;

/** KEYS: account. */
export const lockScript = `${shared}
return {'open', 0}
`;
