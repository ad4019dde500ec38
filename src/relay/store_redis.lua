-- SPDX-License-Identifier: BSD-2-Clause
--
-- Change keys together, or none of them.  KEYS: those that change, and the set
-- of those that wait, by the instant at which they expire.  ARGV: the time, how
-- many may wait, and for each key what it was, what it becomes, how long that
-- lasts, what happens to the set, and the id that is told of.  Returns how it
-- came out, as enum store_result says it, and how many wait.
local n = #KEYS - 1
local waiting = KEYS[n + 1]
local now = tonumber(ARGV[1])
local most = tonumber(ARGV[2])
local ENTER, LEAVE = '1', '2'

local function change(i)
  local at = 2 + (i - 1) * 5
  return {key = KEYS[i], old = ARGV[at + 1], new = ARGV[at + 2],
          lasts = tonumber(ARGV[at + 3]), count = ARGV[at + 4],
          told = ARGV[at + 5]}
end

for i = 1, n do
  if (redis.call('GET', KEYS[i]) or '') ~= change(i).old then
    return {1, -1}
  end
end
for i = 1, n do
  if change(i).count == ENTER then
    redis.call('ZREMRANGEBYSCORE', waiting, '-inf', now)
    if redis.call('ZCARD', waiting) >= most then
      return {2, -1}
    end
  end
end
for i = 1, n do
  local c = change(i)
  if c.new == '' or c.lasts <= 0 then
    redis.call('DEL', c.key)
  else
    redis.call('SET', c.key, c.new, 'PX', c.lasts)
  end
  if c.count == ENTER then
    redis.call('ZADD', waiting, now + c.lasts, c.key)
    -- Longer than any sign-in lasts.
    redis.call('PEXPIRE', waiting, 90000000)
  elseif c.count == LEAVE or c.new == '' then
    redis.call('ZREM', waiting, c.key)
  end
  if c.told ~= '' then
    redis.call('PUBLISH', 'claims-relay', c.told)
  end
end
return {0, redis.call('ZCARD', waiting)}
