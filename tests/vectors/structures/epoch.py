"""Epochs (crypto.md §5). Wraps come from sealed_by_python.json; headers around them are made here."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.epoch import (
    EpochHeader,
    EpochKeys,
    EpochPlace,
    check_members,
    check_wraps,
    commitment,
    unwrap_epoch,
    verify_header,
    wrap_hash,
)
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair

ABOUT: Final = "crypto.md §5: headers, wraps, keys."


def _verify_header(given: Json) -> Json:
    place = EpochPlace(ConversationId(un(given["conversation"])), given["epoch"], un(given["previous"]))
    header = verify_header(unpair(given["header"]), read(Bundle, un(given["opener_bundle"])), place)
    return {
        "hash": header.hash.hex(),
        "kind": str(header.kind),
        "session": header.session.hex(),
        "members": [member.account.hex() for member in header.members],
    }


def _check_members(given: Json) -> Json:
    known = {AccountId(un(account)): [un(bundle_hash)] for account, bundle_hash in given["members"].items()}
    check_members(read(EpochHeader, un(given["header"])), known)
    return {}


def _check_wraps(given: Json) -> Json:
    check_wraps(read(EpochHeader, un(given["header"])), [un(wrap) for wrap in given["wraps"]])
    return {}


def _keys(given: Json) -> Json:
    keys = EpochKeys.of(read(EpochHeader, un(given["header"])), un(given["secret"]))
    return {"message_key": keys.message_key.hex(), "header_hash": keys.header_hash.hex()}


def _commitment(given: Json) -> Json:
    return {"commitment": commitment(un(given["secret"])).hex()}


def _unwrap(given: Json) -> Json:
    header = read(EpochHeader, un(given["header"]))
    keys = unwrap_epoch(
        SealingKey(un(given["sealing_seed"])), AccountId(un(given["account"])), header, un(given["wrap"])
    )
    return {"secret": keys.secret.hex(), "message_key": keys.message_key.hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify_header": _verify_header,
    "check_members": _check_members,
    "check_wraps": _check_wraps,
    "keys": _keys,
    "commitment": _commitment,
    "unwrap": _unwrap,
}


def header_parts() -> list[Any]:
    """The parts of the sealed epoch's header, to be changed one at a time."""
    header = world.sealed_header()
    rows = [[member.account, member.bundle_hash, member.wrap_hash] for member in header.members]
    return [
        header.conversation, header.epoch, str(header.kind), header.session, header.previous, header.opener, rows,
        header.manifest_hash, header.commitment, header.opened_at,
    ]  # fmt: skip


CONVERSATION, EPOCH, KIND, SESSION, PREVIOUS, OPENER, ROWS, MANIFEST, COMMITMENT, OPENED_AT = range(10)


def altered(**parts: Any) -> bytes:
    """The header's bytes with the parts of these (upper-case) names in another way."""
    made = header_parts()
    for name, value in parts.items():
        made[globals()[name]] = value
    return encode("webtherapy/v1/epoch", *made)


def cases() -> list[Case]:
    """The sealed epoch, and its header bent in every place."""
    return [*_header_cases(), *_member_cases(), *_wrap_cases(), *_key_cases()]


def _header_cases() -> list[Case]:
    header, rows = world.sealed_header(), header_parts()[ROWS]
    place = {"conversation": header.conversation.hex(), "epoch": 1, "previous": header.previous.hex()}
    opener = {"opener_bundle": world.SIGNED["therapist"].body.hex()}
    good: Json = place | opener | {"header": world.chain()["epoch"]["header"]}
    stranger = [world.ACCOUNTS["stranger"], world.BUNDLES["stranger"].hash, bytes(32)]
    others = sorted([row for row in rows if row[0] != header.opener] + [stranger])
    many = sorted(rows + [[bytes([n] * 16), bytes(32), bytes(32)] for n in range(15)])

    def bent(name: str, why: str, data: bytes, expect: str = "ok", key: str = "therapist", **changed: Any) -> Case:
        given = good | {"header": pair(SignedBody(data, world.KEYS[key].signing.sign(data)))} | changed
        return Case(name, why, "verify_header", given, expect)

    def lengths(name: str, **parts: Any) -> Case:
        return bent(name, "Every field has one length.", altered(**parts), "wrong_length")

    return [
        Case("opened", "The next epoch, by a member.", "verify_header", good),
        bent("a thread", "Letters have no session.", altered(KIND="thread", SESSION=b"")),
        bent("signed by another member", "The opener signs.", altered(), "bad_signature", "client"),
        Case(
            "a bit of the body flipped",
            "Bytes as signed.",
            "verify_header",
            good | {"header": {**good["header"], "body": flipped(world.sealed_header().encoded()).hex()}},
            "bad_signature",
        ),
        bent(
            "shown to be another's",
            "The key is the opener's.",
            altered(OPENER=world.ACCOUNTS["client"]),
            "unknown_member",
        ),
        bent("opener not a member", "Who cannot read cannot open.", altered(ROWS=others), "unknown_member"),
        bent("no members", "Somebody reads.", altered(ROWS=[]), "wrong_length"),
        bent("seventeen members", "At most sixteen.", altered(ROWS=many), "wrong_length"),
        bent("unsorted", "One spelling.", altered(ROWS=rows[::-1]), "unsorted_members"),
        bent("twice the same", "One wrap each.", altered(ROWS=[rows[0], rows[0], rows[1]]), "duplicate_member"),
        bent(
            "opener's other bundle",
            "These keys and no others.",
            altered(ROWS=_with_bundle(rows, header.opener)),
            "wrong_bundle",
        ),
        bent("of another conversation", "A place is a place.", altered(CONVERSATION=bytes(16)), "foreign_conversation"),
        bent("an epoch left out", "One by one.", altered(EPOCH=2), "wrong_epoch"),
        bent("stale", "Of two openers one wins.", altered(PREVIOUS=bytes(32)), "stale_previous"),
        bent("epoch zero", "Epochs count from 1.", altered(EPOCH=0), "malformed", epoch=0),
        bent("session without id", "A live session has one.", altered(SESSION=b""), "wrong_length"),
        bent("thread with a session", "A thread has none.", altered(KIND="thread"), "wrong_length"),
        bent("unknown kind", "Two kinds.", altered(KIND="group"), "malformed"),
        lengths("short conversation", CONVERSATION=bytes(15)),
        lengths("short session", SESSION=bytes(15)),
        lengths("short previous", PREVIOUS=bytes(31)),
        lengths("short opener", OPENER=bytes(15)),
        lengths("short manifest hash", MANIFEST=bytes(31)),
        lengths("short commitment", COMMITMENT=bytes(31)),
        lengths("short account in a row", ROWS=[[b"", *rows[0][1:]], rows[1]]),
        lengths("short bundle hash in a row", ROWS=[[rows[0][0], b"", rows[0][2]], rows[1]]),
        lengths("short wrap hash in a row", ROWS=[[*rows[0][:2], b""], rows[1]]),
        bent("a row too long", "Three each.", altered(ROWS=[[*rows[0], b""], rows[1]]), "malformed"),
        bent("trailing byte", "One spelling.", altered() + b"\0", "not_canonical"),
        bent(
            "epoch in a longer form",
            "One spelling.",
            altered().replace(b"\x01\xa7session", b"\xcc\x01\xa7session"),
            "not_canonical",
        ),
        bent("another label", "One purpose.", altered().replace(b"v1/epoch", b"v1/epoct"), "wrong_label"),
    ]


def _member_cases() -> list[Case]:
    known = {member.account.hex(): member.bundle_hash.hex() for member in world.sealed_header().members}
    (one, one_hash), (two, two_hash) = known.items()
    good: Json = {"header": world.sealed_header().encoded().hex(), "members": known}
    stranger = {world.ACCOUNTS["stranger"].hex(): world.BUNDLES["stranger"].hash.hex()}

    def bad(name: str, expect: str, members: Json) -> Case:
        return Case(
            name,
            "An opener lets nobody in and leaves nobody out.",
            "check_members",
            good | {"members": members},
            expect,
        )

    return [
        Case("members", "Those of the conversation, by their newest keys.", "check_members", good),
        bad("a stranger let in", "unknown_member", {one: one_hash}),
        bad("a stranger in a member's place", "unknown_member", {one: one_hash, **stranger}),
        bad("a member left out", "missing_member", known | stranger),
        bad("the first by other keys", "wrong_bundle", {one: two_hash, two: two_hash}),
        bad("the last by other keys", "wrong_bundle", {one: one_hash, two: one_hash}),
    ]


def _with_bundle(rows: list[Any], account: bytes) -> list[Any]:
    return [[row[0], flipped(row[1]), row[2]] if row[0] == account else row for row in rows]


def _wrap_cases() -> list[Case]:
    header, wraps = world.sealed_header(), world.chain()["epoch"]["wraps"]
    by_account = {world.ACCOUNTS[name].hex(): wrap for name, wrap in wraps.items()}
    ordered = [by_account[member.account.hex()] for member in header.members]
    good = {"header": header.encoded().hex(), "wraps": ordered}
    bent = flipped(un(ordered[0])).hex()
    return [
        Case("wraps", "Everyone was given what the header says.", "check_wraps", good),
        Case("wraps swapped", "Each its own.", "check_wraps", good | {"wraps": ordered[::-1]}, "wrong_wrap_hash"),
        Case(
            "a wrap bent", "The hash holds it.", "check_wraps", good | {"wraps": [bent, ordered[1]]}, "wrong_wrap_hash"
        ),
        Case(
            "the last wrap bent",
            "Every one is checked.",
            "check_wraps",
            good | {"wraps": [ordered[0], flipped(un(ordered[1])).hex()]},
            "wrong_wrap_hash",
        ),
        Case(
            "a wrap short of a byte",
            "1168 bytes.",
            "check_wraps",
            good | {"wraps": [ordered[0], ordered[1][2:]]},
            "wrong_length",
        ),
        Case("a wrap too few", "One for each.", "check_wraps", good | {"wraps": ordered[:1]}, "wrong_length"),
        Case(
            "a wrap too many", "One for each.", "check_wraps", good | {"wraps": [*ordered, ordered[0]]}, "wrong_length"
        ),
    ]


def _key_cases() -> list[Case]:
    chain, header = world.chain()["epoch"], world.sealed_header()
    secret = {"header": header.encoded().hex(), "secret": chain["secret"]}
    seed, wrap = world.sealing_seed("client"), chain["wraps"]["client"]
    good = {
        "header": header.encoded().hex(),
        "sealing_seed": seed.hex(),
        "account": world.ACCOUNTS["client"].hex(),
        "wrap": wrap,
    }
    zero = altered(COMMITMENT=commitment(bytes(32)))
    bent = flipped(un(wrap))
    rows = [
        [row[0], row[1], wrap_hash(bent)] if row[0] == world.ACCOUNTS["client"] else row for row in header_parts()[ROWS]
    ]

    def bad(name: str, why: str, expect: str, **changed: str) -> Case:
        return Case(name, why, "unwrap", good | changed, expect)

    return [
        Case("commitment", "One secret.", "commitment", {"secret": chain["secret"]}),
        Case("short secret", "32 bytes.", "commitment", {"secret": "00"}, "wrong_length"),
        Case("keys", "The message key is bound to the header.", "keys", secret),
        Case("keys under another header", "Another header, another key.", "keys", secret | {"header": altered(OPENED_AT=1).hex()}),
        Case("another secret", "The opener committed to one.", "keys", secret | {"secret": "00" * 32}, "wrong_commitment"),
        Case("short epoch secret", "32 bytes.", "keys", secret | {"secret": "00" * 31}, "wrong_length"),
        Case("unwrapped", "A member reads.", "unwrap", good),
        bad("another's wrap", "The hash is looked at first.", "wrong_wrap_hash", wrap=chain["wraps"]["therapist"]),
        bad("bent wrap", "The hash is looked at first.", "wrong_wrap_hash", wrap=bent.hex()),
        bad("bent wrap that the header names", "The seal holds too.", "wrong_key", wrap=bent.hex(), header=altered(ROWS=rows).hex()),
        bad("another key", "Sealed to one.", "wrong_key", sealing_seed=flipped(seed).hex()),
        bad("not a member", "No row.", "unknown_member", account=world.ACCOUNTS["stranger"].hex()),
        bad("another previous", "Bound to its place.", "wrong_key", header=altered(PREVIOUS=bytes(32)).hex()),
        bad("another epoch", "Bound to its place.", "wrong_key", header=altered(EPOCH=2).hex()),
        bad("another conversation", "Bound to its place.", "wrong_key", header=altered(CONVERSATION=bytes(16)).hex()),
        bad("another bundle in the row", "Bound to these keys.", "wrong_key",
            header=altered(ROWS=_with_bundle(header_parts()[ROWS], world.ACCOUNTS["client"])).hex()),
        bad("another commitment", "An opener cannot give members different secrets.", "wrong_commitment", header=zero.hex()),
    ]  # fmt: skip
