"""Service accounts (crypto.md §11.4)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.canonical import encode
from server.crypto.notice import NoticeKind
from server.crypto.service import Service, make_service, read_token, token_hash, verify_service, write_token
from server.crypto.signing import SignedBody
from server.crypto.trust import certify, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §11.4: a system of the practice may post notices, under which name and until when."


def _make(given: Json) -> Json:
    body = Service(
        AccountId(un(given["owner"])),
        un(given["owner_bundle_hash"]),
        AccountId(un(given["account"])),
        given["name"],
        tuple(NoticeKind(each) for each in given["kinds"]),
        un(given["token_hash"]),
        given["expires_at"],
        given["made_at"],
    )
    return pair(make_service(AccountKeys.from_secret(un(given["secret"])).signing, body))


def _verify(given: Json) -> Json:
    owner = verify_certificate(unpair(given["certificate"]), unpair(given["bundle"]), certifier(given))
    said = verify_service(unpair(given["service"]), owner)
    return {"account": said.account.hex(), "name": said.name, "kinds": [each.value for each in said.kinds]}


def _read_token(given: Json) -> Json:
    token, fingerprint = read_token(given["text"])
    return {"token": token.hex(), "root_fingerprint": fingerprint.hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "make": _make,
    "verify": _verify,
    "hash_token": lambda given: {"hash": token_hash(un(given["token"])).hex()},
    "write_token": lambda given: {"text": write_token(un(given["token"]), un(given["root_fingerprint"]))},
    "read_token": _read_token,
}

OWNER: Final = "stranger"
"""Who is an owner here, by a certificate of this file's own."""
TOKEN: Final = stream("a service token")(32)
DAY_MS: Final = 86_400_000


def _owner(role: Role = Role.OWNER) -> Json:
    signed = certify(world.KEYS["intake"].signing, world.CERTIFIER, world.BUNDLES[OWNER], role, world.ISSUED_AT)
    return ANCHOR | {"certificate": pair(signed), "bundle": pair(world.SIGNED[OWNER])}


def _parts() -> Json:
    return {
        "owner": world.ACCOUNTS[OWNER],
        "owner_bundle_hash": world.BUNDLES[OWNER].hash,
        "account": stream("a service account")(16),
        "name": "Appointments \u2013 desk",
        "kinds": ["appointment", "update"],
        "token_hash": token_hash(TOKEN),
        "expires_at": world.ISSUED_AT + 90 * DAY_MS,
        "made_at": world.ISSUED_AT,
    }


def _body(**changed: Any) -> bytes:
    return encode("webtherapy/v1/service", *(_parts() | changed).values())


def cases() -> list[Case]:
    """What an owner signs, what is none, and tokens."""
    return [*_made(), *_verified(), *_tokens()]


def _made() -> list[Case]:
    given = {name: part.hex() if isinstance(part, bytes) else part for name, part in _parts().items()}
    given["secret"] = world.SECRETS[OWNER].hex()
    all_kinds = ["appointment", "policy", "release", "security", "update"]

    def of(title: str, why: str, expect: str = "ok", **changed: Any) -> Case:
        return Case(title, why, "make", given | changed, expect)

    return [
        of("made", "An owner's word."),
        of("every kind", "Five of them.", kinds=all_kinds),
        of("the longest time", "400 days.", expires_at=world.ISSUED_AT + 400 * DAY_MS),
        of("longer than the longest", "A token ends.", "bad_field", expires_at=world.ISSUED_AT + 400 * DAY_MS + 1),
        of("over before it began", "It has a time.", "bad_field", expires_at=world.ISSUED_AT),
        of("the longest name", "100 bytes.", name="\u00e4" * 50),
        of("a name too long", "Bytes, not letters.", "too_large", name="\u00e4" * 50 + "a"),
        of("no name", "People are told who posts.", "bad_field", name=""),
        of("a name that turns", "It reads as it is.", "bad_field", name="ksed \u202e"),
        of("no kind", "It would be for nothing.", "wrong_length", kinds=[]),
        of("matches", "They come from people.", "bad_field", kinds=["match"]),
        of("unsorted kinds", "One spelling.", "unsorted_members", kinds=["update", "appointment"]),
        of("a kind twice", "One spelling.", "duplicate_member", kinds=["update", "update"]),
    ]


def _verified() -> list[Case]:
    def of(name: str, why: str, expect: str, data: bytes, by: str = OWNER, **changed: Any) -> Case:
        signed = pair(SignedBody(data, world.KEYS[by].signing.sign(data)))
        return Case(name, why, "verify", _owner() | {"service": signed} | changed, expect)

    unsigned = pair(SignedBody(_body(), flipped(world.KEYS[OWNER].signing.sign(_body()))))
    return [
        of("verified", "An owner's word.", "ok", _body()),
        of("signature flipped", "Who did it cannot deny it.", "bad_signature", _body(), service=unsigned),
        of("by another key", "Nobody acts for another.", "bad_signature", _body(), "client"),
        of("in another's name", "Nobody acts for another.", "unknown_member", _body(owner=world.ACCOUNTS["client"])),
        of("under another bundle", "The keys it names.", "wrong_bundle", _body(owner_bundle_hash=bytes(32))),
        of("by intake", "Owners alone.", "unlawful_role", _body(), **_owner(Role.INTAKE)),
        of("no such kind", "Seven kinds.", "malformed", _body(kinds=["advertisement"])),
        of("matches", "They come from people.", "bad_field", _body(kinds=["match"])),
        of("a kind of bytes", "Words.", "malformed", _body(kinds=[b"update"])),
        of("a short account", "16 bytes.", "wrong_length", _body(account=bytes(15))),
        of("the token itself, and more", "A hash.", "wrong_length", _body(token_hash=TOKEN + b"x")),
        of("a part too many", "Eight parts.", "malformed", _body(more=1)),
        of("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/act", 1)),
    ]  # fmt: skip


def _tokens() -> list[Case]:
    given = {"token": TOKEN.hex(), "root_fingerprint": world.FINGERPRINT.hex()}
    text = write_token(TOKEN, world.FINGERPRINT)
    bad = {
        "without its beginning": text.removeprefix("wts1."),
        "another beginning": text.replace("wts1", "wts2"),
        "the token alone": text.rpartition(".")[0],
        "a sign too few": text[:-1],
        "no base64url": text[:-2] + "=*",
    }
    return [
        Case("kept", "A hash of it.", "hash_token", {"token": TOKEN.hex()}),
        Case("written", "Token and root.", "write_token", given),
        Case("read", "Token and root.", "read_token", {"text": f" {text}\n"}),
        *(Case(name, "Read strictly.", "read_token", {"text": each}, "malformed") for name, each in bad.items()),
    ]
