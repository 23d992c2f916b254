"""Pages that broke their own content security policy, as browsers report it (compliance HD-09): counted by rule and day, and nothing else kept."""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Final

from redis.asyncio import Redis

from server.sessions.redis import at_once

KEPT_DAYS: Final = 35
_DAY_SECONDS: Final = 24 * 3_600

RULES: Final = frozenset(
    {
        "base-uri", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors", "frame-src", "img-src", "manifest-src",
        "media-src", "object-src", "require-trusted-types-for", "script-src", "script-src-attr", "script-src-elem", "style-src",
        "style-src-attr", "style-src-elem", "trusted-types", "worker-src",
    }
)  # fmt: skip
"""What a report may name. Any other word is one: nobody can write theirs into a count."""
OTHER: Final = "other"


class BrokenRules:
    """The counts of all processes. Raises DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._prefix = prefix

    async def count(self, named: Iterable[str]) -> None:
        """One more of each of these rules, today."""
        key = self._key(_today())
        counts = Counter(rule if rule in RULES else OTHER for rule in named)
        if counts:
            adding = [("HINCRBY", key, rule, many) for rule, many in sorted(counts.items())]
            await at_once(self._redis, *adding, ("EXPIRE", key, KEPT_DAYS * _DAY_SECONDS))

    async def counted(self, days: int) -> dict[str, int]:
        """How often each was broken in the last days, today included."""
        today = _today()
        found = await at_once(self._redis, *(("HGETALL", self._key(today - back)) for back in range(days)))
        total: Counter[str] = Counter()
        for each in found:
            pairs = each.items() if isinstance(each, dict) else zip(each[::2], each[1::2], strict=True)
            total.update({rule.decode(): int(many) for rule, many in pairs})
        return dict(total)

    def _key(self, day: int) -> str:
        return f"{self._prefix}broken-rules:{day}"


def _today() -> int:
    return int(time.time()) // _DAY_SECONDS
