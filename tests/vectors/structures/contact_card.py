"""Contact cards (crypto.md §3.12): the card of sealed_by_python.json, and what it is not."""

from collections.abc import Callable
from typing import Any, Final

from server.crypto.aead import seal_box
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.contact_card import (
    ContactCard,
    open_contact_card,
    safe_contact,
    verify_contact_card,
)
from server.crypto.padding import pad
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair

ABOUT: Final = "crypto.md §3.12: who somebody is outside, and who may know."


def _verify(given: Json) -> Json:
    holder = read(Bundle, un(given["holder_bundle"]))
    card = verify_contact_card(unpair(given["card"]), un(given["sealed_fields"]), holder)
    return {"version": card.version, "recipients": [row.account.hex() for row in card.recipients]}


def _check_wraps(given: Json) -> Json:
    read(ContactCard, un(given["card"])).check_wraps([un(wrap) for wrap in given["wraps"]])
    return {}


def _open(given: Json) -> Json:
    key, recipient = SealingKey(un(given["sealing_seed"])), AccountId(un(given["recipient"]))
    card = read(ContactCard, un(given["card"]))
    opened = open_contact_card(key, recipient, card, un(given["sealed_fields"]), un(given["wrap"]))
    safe = safe_contact(opened)
    return {
        "fields": [[field.name, field.standing, field.value] for field in opened.fields],
        "safe": [list(safe.channels), safe.hours, safe.messages, safe.address],
    }


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify, "check_wraps": _check_wraps, "open": _open}


def cases() -> list[Case]:
    """Cards, wraps, fields."""
    return [*_card_cases(), *_wrap_cases(), *_place_cases(), *_field_cases()]


def _chain() -> Json:
    said: Json = world.chain()["contact_card"]
    return said


def _card() -> ContactCard:
    return read(ContactCard, unpair(_chain()["card"]).body)


def _rows() -> list[list[bytes]]:
    return [[row.account, row.bundle_hash, row.wrap_hash] for row in _card().recipients]


def _altered(**changed: Any) -> bytes:
    card = _card()
    parts: Json = {"account": card.account, "version": card.version, "fields_hash": card.fields_hash}
    parts |= {"rows": _rows(), "made_at": card.made_at}
    return encode("webtherapy/v1/contact-card", *(parts | changed).values())


def _card_cases() -> list[Case]:
    chain, rows = _chain(), _rows()
    good = {
        "card": chain["card"],
        "sealed_fields": chain["sealed_fields"],
        "holder_bundle": world.SIGNED["client"].body.hex(),
    }

    def bent(name: str, why: str, expect: str, data: bytes, key: str = "client", **changed: Any) -> Case:
        given = good | {"card": pair(SignedBody(data, world.KEYS[key].signing.sign(data)))} | changed
        return Case(name, why, "verify", given, expect)

    without_holder = [row for row in rows if row[0] != world.ACCOUNTS["client"]]
    others = [[bytes([n]) * 16, bytes(32), bytes(32)] for n in range(33)]
    many = sorted([row for row in rows if row[0] == world.ACCOUNTS["client"]] + others)
    short = [[rows[0][0], rows[0][1], rows[0][2][1:]], rows[1]]
    stranger = {"holder_bundle": world.SIGNED["stranger"].body.hex()}
    bent_fields = good | {"sealed_fields": flipped(un(chain["sealed_fields"])).hex()}
    return [
        Case("verified", "The holder's word.", "verify", good),
        bent("by another", "Nobody fills in another's card.", "bad_signature", _altered(), "therapist"),
        bent("in another's name", "Nobody fills in another's card.", "unknown_member", _altered(), "stranger", **stranger),
        bent("under another bundle", "Its own row names the key.", "wrong_bundle", _altered(),
             holder_bundle=world.swapped_bundle("client").hex()),
        Case("other fields", "What is signed is what was sealed.", "verify", bent_fields, "wrong_fields_hash"),
        bent("not for its holder", "Who wrote it can read it.", "missing_member", _altered(rows=without_holder)),
        bent("unsorted recipients", "One spelling.", "unsorted_members", _altered(rows=rows[::-1])),
        bent("a recipient twice", "One wrap each.", "duplicate_member", _altered(rows=[rows[0], *rows])),
        bent("34 recipients", "A request holds 32.", "wrong_length", _altered(rows=many)),
        bent("for nobody", "Someone must read it.", "wrong_length", _altered(rows=[])),
        bent("version zero", "Versions count from 1.", "malformed", _altered(version=0)),
        bent("short account", "16 bytes.", "wrong_length", _altered(account=bytes(15))),
        bent("short fields hash", "32 bytes.", "wrong_length", _altered(fields_hash=bytes(31))),
        bent("short wrap hash", "32 bytes.", "wrong_length", _altered(rows=short)),
        bent("a part too many", "Five parts.", "malformed", _altered(more=0)),
        bent("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/other", 0)),
    ]  # fmt: skip


def _wraps() -> list[str]:
    names = sorted(("therapist", "client"), key=world.ACCOUNTS.__getitem__)
    return [_chain()["wraps"][name] for name in names]


def _wrap_cases() -> list[Case]:
    wraps, body = _wraps(), _chain()["card"]["body"]

    def of(name: str, expect: str, listed: list[str]) -> Case:
        why = "The server keeps no wrap that opens nothing."
        return Case(name, why, "check_wraps", {"card": body, "wraps": listed}, expect)

    return [
        of("wraps", "ok", wraps),
        of("a wrap missing", "wrong_length", wraps[:1]),
        of("changed about", "wrong_wrap_hash", wraps[::-1]),
        of("a wrap bent", "wrong_wrap_hash", [wraps[0], flipped(un(wraps[1])).hex()]),
        of("a wrap cut short", "wrong_length", [wraps[0], wraps[1][2:]]),
    ]


def _opened_by(name: str) -> Json:
    chain = _chain()
    return {
        "sealing_seed": world.sealing_seed(name).hex(),
        "recipient": world.ACCOUNTS[name].hex(),
        "card": chain["card"]["body"],
        "sealed_fields": chain["sealed_fields"],
        "wrap": chain["wraps"][name],
    }


def _place_cases() -> list[Case]:
    good, rows = _opened_by("therapist"), _rows()
    other_wrap = flipped(un(good["wrap"]))
    place = [row[0] for row in rows].index(world.ACCOUNTS["therapist"])
    named = [*rows[:place], [rows[place][0], rows[place][1], ContactCard.wrap_hash(other_wrap)], *rows[place + 1 :]]

    def bad(name: str, why: str, expect: str, **changed: str) -> Case:
        return Case(name, why, "open", good | changed, expect)

    return [
        Case("opened by its holder", "Their own card.", "open", _opened_by("client")),
        Case("opened by a reader", "Who may know.", "open", good),
        bad("by no recipient", "Nobody else.", "unknown_member", recipient=world.ACCOUNTS["stranger"].hex()),
        bad("with another's wrap", "One's own.", "wrong_wrap_hash", wrap=_opened_by("client")["wrap"]),
        bad("a wrap that was never sealed", "Though the card names it.", "wrong_key",
            wrap=other_wrap.hex(), card=_altered(rows=named).hex()),
        bad("with another key", "Nobody else.", "wrong_key", sealing_seed=world.sealing_seed("stranger").hex()),
        bad("of another version", "An older card is not put in its place.", "wrong_key", card=_altered(version=2).hex()),
        bad("other fields", "What was sealed.", "wrong_key", sealed_fields=flipped(un(good["sealed_fields"])).hex()),
        bad("fields cut short", "What was sealed.", "wrong_length", sealed_fields=good["sealed_fields"][:78]),
    ]  # fmt: skip


def _card_key() -> bytes:
    card, account = _card(), world.ACCOUNTS["client"]
    bundle_hash = card.recipient(account).bundle_hash
    info = encode("webtherapy/v1/contact-card-wrap", card.account, card.version, bundle_hash)
    return world.KEYS["client"].sealing.open_sealed(info, un(_chain()["wraps"]["client"]))


def _safe_cases(sealed: Callable[[str, str, bytes], Case], rows: list[Any]) -> list[Case]:
    def safe(name: str, expect: str, *said: Any, fields: list[Any] | None = None, more: tuple[Any, ...] = ()) -> Case:
        data = encode("webtherapy/v1/contact-card-fields-2", rows if fields is None else fields, list(said), *more)
        return sealed(f"safe: {name}", expect, pad(data))

    every = ["telephone", "email", "post"]
    return [
        safe("nothing said", "ok", [], "", "", ""),
        safe("all of it", "ok", every, "Weekdays after six", "never", "2 Example Street"),
        safe("not at all", "ok", ["none"], "", "", ""),
        safe("messages may be left", "ok", ["telephone"], "", "leave", ""),
        safe("hours and an address as long as can be", "ok", [], "\u00e9" * 128, "", "\u00e9" * 512),
        safe("not at all, and by post", "bad_field", ["post", "none"], "", "", ""),
        safe("a channel twice", "bad_field", ["post", "post"], "", "", ""),
        safe("channels in another order", "bad_field", ["post", "telephone"], "", "", ""),
        safe("another channel", "malformed", ["fax"], "", "", ""),
        safe("another word about messages", "malformed", [], "", "maybe", ""),
        safe("hours too long", "too_large", [], "\u00e9" * 128 + ".", "", ""),
        safe("an address too long", "too_large", [], "", "", "\u00e9" * 512 + "."),
        safe("a part missing", "malformed", [], "", ""),
        safe("a part too many", "malformed", [], "", "", "", more=("",)),
        safe("a field missing", "wrong_length", [], "", "", "", fields=rows[:4]),
        safe("fields in another order", "bad_field", [], "", "", "", fields=[rows[1], rows[0], *rows[2:]]),
    ]


def _field_cases() -> list[Case]:
    card = _card()
    context = encode("webtherapy/v1/contact-card-seal", card.account, card.version)
    rows = [list(field) for field in _chain()["fields"]]

    def sealed(name: str, expect: str, data: bytes) -> Case:
        given = _opened_by("client") | {"sealed_fields": seal_box(_card_key(), data, context, stream(name)).hex()}
        return Case(name, "Read as strictly as what others wrote.", "open", given, expect)

    def inside(name: str, expect: str, fields: list[Any], label: str = "webtherapy/v1/contact-card-fields") -> Case:
        return sealed(name, expect, pad(encode(label, fields)))

    def with_first(*row: object) -> list[Any]:
        return [list(row), *rows[1:]]

    return [
        inside("all declined", "ok", [[name, "declined", ""] for name, _, _ in rows]),
        inside("a value as long as can be", "ok", with_first("name", "given", "\u00e9" * 512)),
        inside("in another order", "bad_field", [rows[1], rows[0], *rows[2:]]),
        inside("a field twice", "bad_field", [rows[0], rows[0], *rows[2:]]),
        inside("a field missing", "wrong_length", rows[:4]),
        inside("a field too many", "wrong_length", [*rows, ["fax", "declined", ""]]),
        inside("another field", "bad_field", with_first("title", "given", "Dr")),
        inside("declined with a value", "bad_field", with_first("name", "declined", "Noa")),
        inside("given without a value", "bad_field", with_first("name", "given", "")),
        inside("neither given nor declined", "malformed", with_first("name", "unsure", "Noa")),
        inside("a value too long", "too_large", with_first("name", "given", "\u00e9" * 512 + ".")),
        inside("a field of two parts", "malformed", with_first("name", "declined")),
        inside("another label inside", "wrong_label", rows, "webtherapy/v1/other"),
        *_safe_cases(sealed, rows),
        sealed("not padded", "bad_padding", encode("webtherapy/v1/contact-card-fields", rows)),
    ]
