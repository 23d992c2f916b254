"""Succession (crypto.md §4.6)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_anew, make_bundle, make_successor, verify_bundle
from server.crypto.signing import SignedBody
from server.crypto.succession import Link, Succession, check_generations, verify_succession
from server.crypto.trust import certify, certify_anew, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, stream, un, unpair
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §4.6: from the bundle that a match names to the one certified last."


def _succession(given: Json) -> Succession:
    return verify_succession([_link(given, link) for link in given["links"]])


def _link(given: Json, link: Json) -> Link:
    bundle, signature, certificate = unpair(link["bundle"]), link["predecessor_signature"], link["certificate"]
    certified = None
    if certificate is not None:
        certified = verify_certificate(unpair(certificate), bundle, certifier(given))
    return Link(bundle, None if signature is None else un(signature), certified)


def _verify(given: Json) -> Json:
    succession = _succession(given)
    newest = succession.newest
    return {
        "newest": newest.hash.hex(),
        "generation": newest.bundle.generation,
        "hashes": sorted(each.hex() for each in succession.hashes),
    }


def _check_generations(given: Json) -> Json:
    succession = _succession(given)
    account = succession.newest.account
    check_generations({account: succession}, {account: un(given["before"])}, {account: un(given["after"])})
    return {}


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify, "check_generations": _check_generations}

_random: Final = stream("succession")
_KEYS: Final = [world.KEYS["client"], *(AccountKeys.from_secret(_random(32)) for _ in range(3))]
_FIRST: Final = world.SIGNED["client"]


def _next(before: SignedBody, old: AccountKeys, new: AccountKeys) -> tuple[SignedBody, bytes]:
    return make_successor(new, world.MADE_AT + 1, verify_bundle(before), old)


_SECOND, _SECOND_SIGNATURE = _next(_FIRST, _KEYS[0], _KEYS[1])
_THIRD, _THIRD_SIGNATURE = _next(_SECOND, _KEYS[1], _KEYS[2])


def _shown(
    signed: SignedBody, signature: bytes | None, *, role: Role | None = Role.CLIENT, of: SignedBody | None = None
) -> Json:
    """A link; certified in `role`, or not at all; `of`: the bundle that the certificate is of, when it is another one."""
    certificate = None
    if role is not None:
        subject: Bundle = verify_bundle(of or signed)
        certificate = pair(certify(world.KEYS["intake"].signing, world.CERTIFIER, subject, role, world.ISSUED_AT))
    return {
        "bundle": pair(signed),
        "predecessor_signature": None if signature is None else signature.hex(),
        "certificate": certificate,
    }


_ANEW: Final = make_anew(_KEYS[3], world.MADE_AT + 2, verify_bundle(_FIRST))
_LOST_WAITING: Final = make_anew(_KEYS[2], world.MADE_AT + 1, verify_bundle(_FIRST))
_AFTER, _AFTER_SIGNATURE = make_successor(_KEYS[2], world.MADE_AT + 3, verify_bundle(_ANEW), _KEYS[3])


def _anew(lost: SignedBody, role: Role = Role.CLIENT) -> Json:
    """The link of keys that were begun anew after `lost`."""
    bundle = make_anew(_KEYS[3], world.MADE_AT + 2, verify_bundle(lost))
    by = world.KEYS["intake"].signing
    certificate = certify_anew(by, world.CERTIFIER, verify_bundle(bundle), role, world.ISSUED_AT)
    return {"bundle": pair(bundle), "predecessor_signature": None, "certificate": pair(certificate)}


def _given(*links: Json, **more: Any) -> Json:
    return {**ANCHOR, "links": list(links), **more}


def cases() -> list[Case]:
    """Chains that hold, chains that do not, and what may follow what."""
    return [*_chains(), *_broken(), *_generations()]


def _chains() -> list[Case]:
    first, second = _shown(_FIRST, None), _shown(_SECOND, _SECOND_SIGNATURE)
    third = _shown(_THIRD, _THIRD_SIGNATURE)
    passed = _shown(_SECOND, _SECOND_SIGNATURE, role=None)
    waiting = _shown(_THIRD, _THIRD_SIGNATURE, role=None)
    return [
        Case("first keys", "Most people never have others.", "verify", _given(first)),
        Case("new keys", "They stand in the place of the old ones.", "verify", _given(first, second)),
        Case("new keys twice", "Each link leads to the next.", "verify", _given(first, second, third)),
        Case("never certified between", "It leads on and stands for nothing.", "verify", _given(first, passed, third)),
        Case("waiting keys", "Until someone vouches the old ones stand.", "verify", _given(first, second, waiting)),
        Case("begun anew", "The lost keys sign nothing; a certifier says so.", "verify", _given(first, _anew(_FIRST))),
        Case(
            "begun anew and gone on",
            "From there on each is signed by the one before.",
            "verify",
            _given(first, _anew(_FIRST), _shown(_AFTER, _AFTER_SIGNATURE)),
        ),
        Case(
            "begun anew and waiting",
            "Until a certifier says so they are nobody's.",
            "verify",
            _given(first, _shown(_ANEW, None, role=None)),
        ),
        Case(
            "begun anew twice before anyone vouched",
            "What was lost waiting stands for nothing, and is in nobody's way.",
            "verify",
            _given(first, _shown(_LOST_WAITING, None, role=None), _anew(_LOST_WAITING)),
        ),
        Case(
            "begun anew twice and waiting",
            "Until a certifier says so neither is anybody's.",
            "verify",
            _given(
                first,
                _shown(_LOST_WAITING, None, role=None),
                _shown(make_anew(_KEYS[3], world.MADE_AT + 2, verify_bundle(_LOST_WAITING)), None, role=None),
            ),
        ),
        Case("not from the first", "What was before is not asked.", "verify", _given(second, third)),
    ]


def _broken() -> list[Case]:
    first, second = _shown(_FIRST, None), _shown(_SECOND, _SECOND_SIGNATURE)
    rival, rival_signature = _next(_FIRST, _KEYS[0], _KEYS[3])
    unsigned, skipping = _shown(_SECOND, None), _shown(_THIRD, _THIRD_SIGNATURE)
    own_word = _shown(_SECOND, _KEYS[1].signing.sign(_SECOND.body))
    foreign = _shown(world.SIGNED["stranger"], _SECOND_SIGNATURE)
    other_first = make_bundle(_KEYS[3], AccountId(world.ACCOUNTS["client"]), world.MADE_AT)
    taken = [
        (
            "no predecessor's signature",
            "A server could put keys of its own there.",
            [first, unsigned],
            "wrong_previous",
        ),
        (
            "begun anew under an ordinary certificate",
            "Nobody is passed off as having had the keys.",
            [first, _shown(_ANEW, None)],
            "wrong_previous",
        ),
        (
            "gone on from keys that nobody vouched for",
            "What was begun anew and waits hands on to nobody.",
            [first, _shown(_ANEW, None, role=None), _shown(_AFTER, _AFTER_SIGNATURE)],
            "wrong_previous",
        ),
        (
            "begun anew by staff",
            "Of anyone but a client one certifier's word replaces no keys.",
            [_anew(_FIRST, Role.THERAPIST)],
            "unlawful_role",
        ),
        (
            "begun anew after other keys",
            "It names the bundle that was lost.",
            [_shown(other_first, None), _anew(_FIRST)],
            "wrong_previous",
        ),
        (
            "begun anew and certified as of other keys",
            "The certifier names them, too.",
            [first, second, _anew(_FIRST)],
            "wrong_previous",
        ),
        ("signed by itself only", "The old keys have to say it.", [first, own_word], "bad_signature"),
        ("a link left out", "A chain has no gap.", [first, skipping], "wrong_previous"),
        ("newest first", "The order is that of time.", [second, first], "wrong_previous"),
        ("of another account", "Keys do not change hands.", [first, foreign], "wrong_previous"),
        ("another beginning", "It succeeds another bundle.", [_shown(other_first, None), second], "wrong_previous"),
        (
            "nobody vouches",
            "Signed by the old keys is not enough.",
            [_shown(_FIRST, None, role=None)],
            "wrong_delegation",
        ),
        (
            "the certificate of a rival",
            "What is certified is not of this chain.",
            [first, _shown(_SECOND, _SECOND_SIGNATURE, of=rival)],
            "wrong_bundle",
        ),
        (
            "the word for a rival",
            "The old keys spoke of other new ones.",
            [first, _shown(_SECOND, rival_signature)],
            "bad_signature",
        ),
        (
            "another role",
            "New keys do not make a therapist.",
            [first, _shown(_SECOND, _SECOND_SIGNATURE, role=Role.THERAPIST)],
            "unlawful_role",
        ),
    ]
    return [Case(name, why, "verify", _given(*links), expect) for name, why, links, expect in taken]


def _generations() -> list[Case]:
    links = [_shown(_FIRST, None), _shown(_SECOND, _SECOND_SIGNATURE)]
    first, second = _FIRST.hash.hex(), _SECOND.hash.hex()
    taken = [
        ("the same", "Nobody took new keys.", first, first, "ok"),
        ("newer", "From here on.", first, second, "ok"),
        ("older", "What is over does not come back.", second, first, "stale_bundle"),
        ("of no chain", "Nobody knows whose it is.", first, _THIRD.hash.hex(), "wrong_bundle"),
    ]
    return [
        Case(name, why, "check_generations", _given(*links, before=before, after=after), expect)
        for name, why, before, after, expect in taken
    ]
