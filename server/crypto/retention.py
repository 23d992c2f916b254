"""Retention (crypto.md §15.1): for how long a practice keeps what, and until when a client's record has to be kept."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, counted, hashes, ids, same, text_at_most
from server.crypto.hashing import sha256
from server.crypto.order import check_may_order
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role

MOST_RULES: Final = 64
MOST_YEARS: Final = 100
MOST_MAJORITY: Final = 30
MAX_NAME_BYTES: Final = 100

DAY_MS: Final = 86_400_000
_CYCLE_DAYS: Final = 146_097
"""Of 400 years, after which the Gregorian calendar begins anew."""

_TO_1970: Final = 719_468
"""Days from 1 March of the year 0 to 1970: counted from March on, the odd day of a leap year is the last."""


class Applies(StrEnum):
    """To whom a rule applies: to everyone, or to those whose retention names it."""

    EVERYONE = "everyone"
    NAMED = "named"


class RetentionRule(Body, frozen=True):
    """So many years after the last service, and so many after the day of majority: the later of the two. ProofError: bad_form, too_large."""

    name: str
    applies: Applies
    years: Uint
    majority: Uint
    years_after_majority: Uint

    def __post_init__(self) -> None:
        text_at_most(MAX_NAME_BYTES, self.name)
        if not self.name.strip() or not 1 <= self.years <= MOST_YEARS:
            raise ProofError("bad_form")
        if self.majority > MOST_MAJORITY or self.years_after_majority > MOST_YEARS:
            raise ProofError("bad_form")


class RetentionSchedule(Body, frozen=True, tag="webtherapy/v1/retention-schedule"):
    """A practice's rules. ProofError: bad_form (a name twice, no rule for everyone), wrong_length, malformed."""

    version: Uint
    rules: tuple[RetentionRule, ...]
    owner: AccountId
    at: Uint

    def __post_init__(self) -> None:
        counted(self.version)
        count(self.rules, 1, MOST_RULES)
        ids(self.owner)
        if len({rule.name for rule in self.rules}) != len(self.rules):
            raise ProofError("bad_form")
        if all(rule.applies is not Applies.EVERYONE for rule in self.rules):
            raise ProofError("bad_form")

    @property
    def hash(self) -> bytes:
        """What a retention names it by."""
        return sha256(self.encoded())


class Retention(Body, frozen=True, tag="webtherapy/v1/retention"):
    """Until when a client's record is kept at least, under which rules besides everyone's. ProofError: bad_form, wrong_length."""

    client: AccountId
    schedule_hash: bytes
    rules: tuple[str, ...]
    retain_until: Uint
    officer: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.client, self.officer)
        hashes(self.schedule_hash)
        count(self.rules, 0, MOST_RULES)
        if any(before >= after for before, after in pairwise(name.encode() for name in self.rules)):
            raise ProofError("bad_form")

    @property
    def hash(self) -> bytes:
        """What a destruction names it by."""
        return sha256(self.encoded())


def verify_schedule(signed: SignedBody, owner: CertifiedBundle) -> RetentionSchedule:
    """An owner's word. Reasons: bad_signature, unknown_member, unlawful_role, and those of the body."""
    said = signed.verified(RetentionSchedule, owner.bundle.signing_public)
    same(said.owner, owner.account, "unknown_member")
    if owner.role is not Role.OWNER:
        raise ProofError("unlawful_role")
    return said


def verify_retention(
    signed: SignedBody, officer: CertifiedBundle, schedule: RetentionSchedule, last_service: int
) -> Retention:
    """An officer's word under this schedule. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis (another schedule), bad_form
    (a rule that it does not have, or a time before what its rules ask for).
    """
    said = signed.verified(Retention, officer.bundle.signing_public)
    same(said.officer, officer.account, "unknown_member")
    check_may_order(officer)
    same(said.schedule_hash, schedule.hash, "wrong_basis")
    if said.retain_until < until(schedule.rules, said.rules, last_service):
        raise ProofError("bad_form")
    return said


def until(rules: Sequence[RetentionRule], named: Collection[str], last_service: int, birth: int | None = None) -> int:
    """Until when the rules ask to keep what was last added to then: the longest wins. `birth` is the first moment of that day, if it is known.

    ProofError("bad_form") for a name that no rule has.
    """
    if not set(named) <= {rule.name for rule in rules}:
        raise ProofError("bad_form")
    applying = [rule for rule in rules if rule.applies is Applies.EVERYONE or rule.name in named]
    return max(time for rule in applying for time in _asked(rule, last_service, birth))


def _asked(rule: RetentionRule, last_service: int, birth: int | None) -> Iterator[int]:
    yield years_after(last_service, rule.years)
    if birth is not None:
        yield years_after(years_after(birth, rule.majority), rule.years_after_majority)


def years_after(time: int, years: int) -> int:
    """The same moment of the year, so many years later, by the calendar in UTC; a 29 February that is none is 1 March."""
    days, moment = divmod(time, DAY_MS)
    year, day = _since_march(days)
    return (_first_of_march(year + years) + day) * DAY_MS + moment


def _since_march(days: int) -> tuple[int, int]:
    """The year that began on 1 March, and how many days after that; of days since 1970."""
    cycle, day = divmod(days + _TO_1970, _CYCLE_DAYS)
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    return year + cycle * 400, day - (365 * year + year // 4 - year // 100)


def _first_of_march(year: int) -> int:
    """In days since 1970."""
    return 365 * year + year // 4 - year // 100 + year // 400 - _TO_1970
