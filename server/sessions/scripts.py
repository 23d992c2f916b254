"""What has to happen in Valkey at once: every change of a sign-in session, by Valkey's own clock (protocol.md §1.3).

Keys, under a prefix, with ids in hex:
    session:<session>    hash: account, role, created, expires, active, browser, system, second_factor, agreed, reload_key
    account:<account>    set of its sessions
    deadlines            sorted set of sessions by the millisecond in which each is over
    ended:<session>      why it ended, for a day
    suspended            set of accounts that may read and not write, as the messaging side last said
    agreement            the version in force of what staff agree to, 0 where there is none, as the messaging side last said
    agreed               hash: the newest version of it that an account has accepted
    history              list of what ended, until identity has written it down (`ended.py`)
    clock-offset         milliseconds by which tests put the clock forward; never there otherwise

Scripts take the prefix as ARGV[1] and name their keys themselves: which sessions are due is known inside only.
"""

from typing import Final

IDLE_MS: Final = 300_000
"""protocol.md §1.3; HIPAA's automatic log-off, at the length the practice chose."""

DAY_MS: Final = 24 * 3_600_000
"""How long it is remembered why a session ended. Its own keys outlive its end by as much, should nobody be there to end it."""

_GROUND: Final = (
    f"local IDLE, DAY = {IDLE_MS}, {DAY_MS}"
    """
local prefix = ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(redis.call('GET', prefix .. 'clock-offset') or 0)

local function whole(number) return string.format('%.0f', number) end
local function key(session) return prefix .. 'session:' .. session end

-- Who it is and until when, or nothing.
local function kept(session)
  local fields = redis.call('HMGET', key(session), 'account', 'expires', 'active')
  if not fields[1] then return nil end
  local expires, active = tonumber(fields[2]), tonumber(fields[3])
  return {account = fields[1], expires = expires, active = active, deadline = math.min(active + IDLE, expires)}
end

-- The only way in which a session ends, and so it ends once.
local function finish(session, account, reason, at)
  local device = redis.call('HMGET', key(session), 'browser', 'system')
  redis.call('DEL', key(session))
  redis.call('ZREM', prefix .. 'deadlines', session)
  redis.call('SREM', prefix .. 'account:' .. account, session)
  redis.call('SET', prefix .. 'ended:' .. session, reason, 'PX', DAY)
  redis.call('RPUSH', prefix .. 'history', table.concat({account, session, reason, whole(at), device[1], device[2]}, ' '))
  redis.call('PUBLISH', prefix .. 'endings', session .. ' ' .. reason)
end

-- A session whose time has come ends now, at the moment in which it was due.
local function finish_due(session, it)
  finish(session, it.account, it.deadline == it.expires and 'cap' or 'idle', it.deadline)
end

-- A live session, or nothing; whoever looks at one that is over has ended it.
local function alive(session)
  local it = kept(session)
  if it and it.deadline <= now then
    finish_due(session, it)
    return nil
  end
  return it
end

-- Whether somebody works under the agreement in force; nothing while nobody has said which one that is.
local function bound(account, role)
  local version = redis.call('GET', prefix .. 'agreement')
  if role == 'client' then return true end
  if not version then return nil end
  return tonumber(redis.call('HGET', prefix .. 'agreed', account) or 0) >= tonumber(version)
end

local function over(session) return {0, redis.call('GET', prefix .. 'ended:' .. session)} end
local function described(session, it)
  local fields = redis.call('HMGET', key(session), 'role', 'created', 'browser', 'system', 'second_factor', 'agreed')
  -- Who had agreed when they signed in goes on, whatever was posted since.
  local agreed = fields[6] ~= '0' or bound(it.account, fields[1]) ~= false
  return {1, session, it.account, fields[1], fields[2], whole(it.expires), whole(it.active), whole(it.deadline - now),
          fields[3], fields[4], fields[5], redis.call('SISMEMBER', prefix .. 'suspended', it.account), agreed and 1 or 0}
end
"""
)

BEGIN: Final = (
    _GROUND
    + """
local session, account, expires = ARGV[2], ARGV[3], now + tonumber(ARGV[4])
local count, quiet, since = 0, nil, nil
for _, other in ipairs(redis.call('SMEMBERS', prefix .. 'account:' .. account)) do
  local it = alive(other)
  if it then
    count = count + 1
    if not since or it.active < since then quiet, since = other, it.active end
  end
end
if count >= tonumber(ARGV[9]) then finish(quiet, account, 'elsewhere', now) end
redis.call('HSET', key(session), 'account', account, 'created', whole(now), 'expires', whole(expires), 'active', whole(now),
           'role', ARGV[5], 'browser', ARGV[6], 'system', ARGV[7], 'second_factor', ARGV[8],
           'agreed', bound(account, ARGV[5]) and '1' or '0')
redis.call('PEXPIREAT', key(session), whole(expires + DAY))
redis.call('ZADD', prefix .. 'deadlines', whole(math.min(now + IDLE, expires)), session)
redis.call('SADD', prefix .. 'account:' .. account, session)
redis.call('PEXPIRE', prefix .. 'account:' .. account, 2 * DAY)
return described(session, kept(session))
"""
)
"""session, account, longest life in milliseconds, role, browser, system, second factor, how many an account has at most → the session."""

FIND: Final = (
    _GROUND
    + """
local it = alive(ARGV[2])
if not it then return over(ARGV[2]) end
return described(ARGV[2], it)
"""
)
"""session → {1, the session…}, or {0, why it ended}."""

LIST: Final = (
    _GROUND
    + """
local found = {}
for _, session in ipairs(redis.call('SMEMBERS', prefix .. 'account:' .. ARGV[2])) do
  local it = alive(session)
  if it then found[#found + 1] = described(session, it) end
end
return found
"""
)
"""account → its live sessions."""

ACTIVITY: Final = (
    _GROUND
    + """
local session, it = ARGV[2], alive(ARGV[2])
if not it then return over(session) end
if ARGV[3] ~= '' then
  it.active = math.max(it.active, now - tonumber(ARGV[3]))
  it.deadline = math.min(it.active + IDLE, it.expires)
  redis.call('HSET', key(session), 'active', whole(it.active))
  redis.call('ZADD', prefix .. 'deadlines', whole(it.deadline), session)
end
return {1, whole(it.deadline - now), whole(it.expires - now)}
"""
)
"""session, age in milliseconds or empty → {1, left, cap}, or {0, why it ended}. The last activity only ever moves forward."""

CHANGE: Final = (
    _GROUND
    + """
local it = alive(ARGV[2])
if not it then return over(ARGV[2]) end
local before = redis.call('HGET', key(ARGV[2]), ARGV[3])
redis.call('HSET', key(ARGV[2]), ARGV[3], ARGV[4])
return {1, before}
"""
)
"""session, field, value → {1, the value before}, or {0, why it ended}."""

END: Final = (
    _GROUND
    + """
local it = alive(ARGV[2])
if it then finish(ARGV[2], it.account, ARGV[3], now) end
"""
)
"""session, reason."""

END_ALL: Final = (
    _GROUND
    + """
local count = 0
for _, session in ipairs(redis.call('SMEMBERS', prefix .. 'account:' .. ARGV[2])) do
  local it = session ~= ARGV[4] and alive(session)
  if it then
    finish(session, it.account, ARGV[3], now)
    count = count + 1
  end
end
return count
"""
)
"""account, reason, a session to be left alone or empty → how many ended."""

REAP: Final = (
    _GROUND
    + """
local due = redis.call('ZRANGEBYSCORE', prefix .. 'deadlines', '-inf', whole(now), 'LIMIT', 0, tonumber(ARGV[2]))
for _, session in ipairs(due) do
  local it = kept(session)
  if it then finish_due(session, it) else redis.call('ZREM', prefix .. 'deadlines', session) end
end
return #due
"""
)
"""how many at most → how many there were."""

SUSPENDED: Final = (
    _GROUND
    + """
redis.call('DEL', prefix .. 'suspended')
for i = 2, #ARGV do redis.call('SADD', prefix .. 'suspended', ARGV[i]) end
"""
)
"""accounts: these are suspended, and nobody else."""

AGREEMENT: Final = (
    _GROUND
    + """
redis.call('SET', prefix .. 'agreement', ARGV[2])
redis.call('DEL', prefix .. 'agreed')
for i = 3, #ARGV, 2 do redis.call('HSET', prefix .. 'agreed', ARGV[i], ARGV[i + 1]) end
"""
)
"""version in force, then accounts, each with the version that it accepted: these have agreed, and nobody else."""
