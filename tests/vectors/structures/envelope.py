"""Envelopes (crypto.md §6) in the epoch of sealed_by_python.json."""

from typing import Any, Final

from server.crypto.aead import encrypt
from server.crypto.canonical import encode, encode_array, read, written
from server.crypto.envelope import EnvelopeHeader, open_envelope, parse_envelope, seal_envelope, verify_envelope
from server.crypto.epoch import EpochHeader, EpochKeys
from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.padding import pad
from server.crypto.signing import SigningKey
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un
from tests.vectors.contents import content_of, said_of
from tests.vectors.structures import appointment, letter
from tests.vectors.structures.epoch import altered

ABOUT: Final = "crypto.md §6: what is posted, how it is verified, what opens it."


def _seal(given: Json) -> Json:
    header, signer = read(EnvelopeHeader, un(given["header"])), SigningKey(un(given["signing_seed"]))
    envelope = seal_envelope(header, content_of(given), _epoch(given), signer, replay(given["nonce"]))
    return {"envelope": envelope.raw.hex(), "hash": envelope.hash.hex(), "signed": envelope.signed_bytes().hex()}


def _parse(given: Json) -> Json:
    envelope = parse_envelope(un(given["envelope"]))
    header = envelope.header
    return {
        "hash": envelope.hash.hex(),
        "conversation": header.conversation.hex(),
        "epoch": header.epoch,
        "sender": header.sender.hex(),
        "instance": header.instance.hex(),
        "counter": header.counter,
        "message_id": header.message_id.hex(),
        "kind": str(header.kind),
        "client_time": header.client_time,
        "seen_sequence": header.seen_sequence,
        "seen_head": header.seen_head.hex(),
        "log_size": header.log_size,
        "log_root": header.log_root.hex(),
    }


def _verify(given: Json) -> Json:
    verify_envelope(parse_envelope(un(given["envelope"])), un(given["signing_public"]))
    return {}


def _open(given: Json) -> Json:
    return said_of(open_envelope(parse_envelope(un(given["envelope"])), _epoch(given)))


def _epoch(given: Json) -> EpochKeys:
    return EpochKeys.of(read(EpochHeader, un(given["epoch_header"])), un(given["epoch_secret"]))


OPERATIONS: Final[dict[str, Operation]] = {"seal": _seal, "parse": _parse, "verify": _verify, "open": _open}

_random = stream("envelope")
NONCE: Final = _random(24)
SIGNING_SEED: Final = _random(32)
SIGNER: Final = SigningKey(SIGNING_SEED)
EPOCH: Final[Json] = {
    "epoch_header": world.sealed_header().encoded().hex(),
    "epoch_secret": world.chain()["epoch"]["secret"],
}
PARTS: Final[dict[str, Any]] = {
    "conversation": world.sealed_header().conversation,
    "epoch": 1,
    "sender": world.ACCOUNTS["client"],
    "instance": _random(16),
    "counter": 1,
    "message_id": _random(16),
    "kind": "text",
    "client_time": world.ISSUED_AT,
    "seen_sequence": 1,
    "seen_head": _random(32),
    "log_size": 0,
    "log_root": EMPTY_LOG_ROOT,
}


def header(**changed: Any) -> bytes:
    """The bytes of an envelope header with some parts in another way."""
    return encode("webtherapy/v1/envelope", *(PARTS | changed).values())


def wire(header_bytes: bytes, padded: bytes, nonce: bytes = NONCE) -> list[bytes]:
    """The four parts of an envelope by a member who pads and labels as they like."""
    ciphertext = encrypt(world.sealed_epoch().message_key, nonce, padded, header_bytes)
    signed = encode("webtherapy/v1/envelope-signature", header_bytes, nonce, sha256(ciphertext))
    return [header_bytes, nonce, ciphertext, SIGNER.sign(signed)]


TEXT: Final = pad(encode("webtherapy/v1/text", "hello"))
LETTER: Final[Json] = letter.said()
LONGEST_LETTER: Final[Json] = letter.said(
    subject="s" * 200,
    text="t" * 32_768,
    attachments=[[f"{n:02x}" * 16, "n" * 255, "m" * 127, 26_214_400, "00" * 32, "00" * 32] for n in range(10)],
)
APPOINTMENT: Final[Json] = appointment.PARTS | {"appointment": appointment.PARTS["appointment"].hex()}
GOOD: Final = wire(header(), TEXT)


def cases() -> list[Case]:
    """Sealed, parsed, verified, opened; and each refused."""
    return [*_seal_cases(), *_parse_cases(), *_verify_cases(), *_open_cases()]


def _seal_cases() -> list[Case]:
    common = EPOCH | {"signing_seed": SIGNING_SEED.hex(), "nonce": NONCE.hex()}

    def made(name: str, kind: str, expect: str = "ok", **given: Any) -> Case:
        sealing = common | {"header": header(kind=kind).hex()} | given
        return Case(name, "Both languages seal the same bytes.", "seal", sealing, expect)

    return [
        made("text", "text", text="hello"),
        made("empty text", "text", text=""),
        made("many scripts", "text", text="e\u0301 \u05e9\u05dc\u05d5\u05dd \U0001f469\u200d\U0001f52c \u0000"),
        made("three hundred bytes", "text", text="abc", times=100),
        made("letter", "letter", **LETTER),
        made("longest letter", "letter", **LONGEST_LETTER),
        made("appointment", "appointment", **APPOINTMENT),
        made("text in a letter", "letter", "wrong_label", text="hello"),
        made("letter in a text", "text", "wrong_label", **LETTER),
        made("end", "end"),
        made("seal", "seal", session="11" * 16, last_sequence=9, last_head="22" * 32),
        made("text in an end", "end", "wrong_label", text="hello"),
        made("end in a text", "text", "wrong_label"),
        made("text too long", "text", "too_large", text="a", times=32_769),
        made("text too long in bytes", "text", "too_large", text="\u00e9", times=16_385),
        made("seal of a short session", "seal", "wrong_length", session="11", last_sequence=9, last_head="22" * 32),
        made("seal of a short head", "seal", "wrong_length", session="11" * 16, last_sequence=9, last_head="22"),
        made("short nonce", "text", "wrong_length", text="hello", nonce="00" * 23),
        made("another epoch", "text", "foreign_epoch", text="hello", header=header(epoch=2).hex()),
        made(
            "another conversation", "text", "foreign_epoch", text="hello", header=header(conversation=bytes(16)).hex()
        ),
    ]


def _parse_cases() -> list[Case]:
    raw = encode_array(GOOD)
    ids = ("conversation", "sender", "instance", "message_id")

    def bad(name: str, why: str, data: bytes, expect: str) -> Case:
        return Case(name, why, "parse", {"envelope": data.hex()}, expect)

    def headed(name: str, expect: str, **changed: Any) -> Case:
        return bad(name, "Every field of the header is checked.", encode_array([header(**changed), *GOOD[1:]]), expect)

    def part(place: int, value: bytes) -> bytes:
        return encode_array([*GOOD[:place], value, *GOOD[place + 1 :]])

    return [
        Case("parsed", "The server reads the outside.", "parse", {"envelope": raw.hex()}),
        Case("largest numbers", "Below 2^53.", "parse", {"envelope": encode_array(
            [header(epoch=2**53 - 1, counter=2**53 - 1, client_time=2**53 - 1), *GOOD[1:]]).hex()}),
        *(headed(f"{name} a byte short", "wrong_length", **{name: PARTS[name][1:]}) for name in ids),
        *(headed(f"{name} a byte long", "wrong_length", **{name: PARTS[name] + b"a"}) for name in ids),
        *(headed(f"{name} a byte short", "wrong_length", **{name: PARTS[name][1:]}) for name in ("seen_head", "log_root")),
        headed("epoch zero", "malformed", epoch=0),
        headed("counter zero", "malformed", counter=0),
        headed("unknown kind", "malformed", kind="image"),
        headed("kind as bytes", "malformed", kind=b"text"),
        headed("time as text", "malformed", client_time="1"),
        bad("header of another label", "One purpose.", part(0, header().replace(b"envelope", b"envelopf")), "wrong_label"),
        bad("header with a trailing byte", "One spelling.", part(0, header() + b"\0"), "not_canonical"),
        bad("counter in a longer form", "One spelling.", part(0, header().replace(
            b"\x01\xc4\x10" + PARTS["message_id"], b"\xcc\x01\xc4\x10" + PARTS["message_id"])), "not_canonical"),
        bad("a header part missing", "Thirteen.", part(0, encode("webtherapy/v1/envelope", *list(PARTS.values())[:-1])), "malformed"),
        bad("nonce too short", "24 bytes.", part(1, NONCE[1:]), "wrong_length"),
        bad("nonce too long", "24 bytes.", part(1, NONCE + b"a"), "wrong_length"),
        bad("signature too short", "64 bytes.", part(3, GOOD[3][1:]), "wrong_length"),
        bad("signature too long", "64 bytes.", part(3, GOOD[3] + b"a"), "wrong_length"),
        bad("ciphertext of no padded length", "A channel beside the padding.", part(2, GOOD[2] + b"a"), "bad_padding"),
        bad("ciphertext too short", "At least 256 + 16.", part(2, GOOD[2][1:]), "bad_padding"),
        bad("ciphertext empty", "At least 256 + 16.", part(2, b""), "bad_padding"),
        bad("ciphertext too long", "At most 34 816 + 16.", part(2, bytes(36_864 + 16)), "bad_padding"),
        bad("letter too long", "At most 38 912 + 16.", encode_array(
            [header(kind="letter"), NONCE, bytes(40_960 + 16), GOOD[3]]), "bad_padding"),
        Case("longest letter", "38 912 + 16.", "parse", {"envelope": encode_array(
            [header(kind="letter"), NONCE, bytes(38_912 + 16), GOOD[3]]).hex()}),
        bad("trailing byte", "One spelling, one hash.", raw + b"\0", "not_canonical"),
        bad("array in a longer form", "One spelling, one hash.", b"\xdc\x00\x04" + raw[1:], "not_canonical"),
        bad("five parts", "Four.", encode_array([*GOOD, b""]), "malformed"),
        bad("three parts", "Four.", encode_array(GOOD[:3]), "malformed"),
        bad("header as an array", "A byte string: what is signed are bytes.", encode_array([["a"], *GOOD[1:]]), "malformed"),
        bad("longer than a frame", "Bounded.", encode_array([header(), NONCE, bytes(65_536), GOOD[3]]), "too_large"),
        bad("nothing", "Four parts.", b"", "malformed"),
    ]  # fmt: skip


def _verify_cases() -> list[Case]:
    def given(parts: list[bytes], public: bytes = SIGNER.public) -> Json:
        return {"envelope": encode_array(parts).hex(), "signing_public": public.hex()}

    def bad(name: str, why: str, parts: list[bytes]) -> Case:
        return Case(name, why, "verify", given(parts), "bad_signature")

    other = world.KEYS["stranger"].signing.public
    return [
        Case("verified", "The sender's.", "verify", given(GOOD)),
        Case("another sender's key", "It says who wrote.", "verify", given(GOOD, other), "bad_signature"),
        bad("another header", "Bound: who, where, when.", [header(counter=2), *GOOD[1:]]),
        bad("another nonce", "Bound.", [GOOD[0], flipped(NONCE), *GOOD[2:]]),
        bad("another ciphertext", "Bound: what.", [*GOOD[:2], flipped(GOOD[2]), GOOD[3]]),
        bad("a bit of the signature flipped", "No signature is nearly right.", [*GOOD[:3], flipped(GOOD[3])]),
    ]


def _open_cases() -> list[Case]:
    def opened(name: str, why: str, parts: list[bytes], expect: str = "ok", **changed: Any) -> Case:
        return Case(name, why, "open", EPOCH | {"envelope": encode_array(parts).hex()} | changed, expect)

    def text(data: bytes, kind: str = "text") -> list[bytes]:
        return wire(header(kind=kind), pad(data))

    hello = encode("webtherapy/v1/text", "hello")
    end = encode("webtherapy/v1/end")
    seal = encode("webtherapy/v1/seal", bytes(16), 3, bytes(32))
    long = b"\x92\xb2webtherapy/v1/text\xda\x80\x01" + b"a" * 32_769
    surrogate = b"\x92\xb2webtherapy/v1/text\xa3\xed\xa0\x80"
    another = altered(OPENED_AT=1).hex()
    return [
        opened("opened", "A member reads.", GOOD),
        opened("letter", "A member reads.", text(written(content_of(LETTER)), "letter")),
        opened("appointment", "A member reads.", text(written(content_of(APPOINTMENT)), "appointment")),
        opened("a text in a letter", "The kind outside is the kind inside.", text(hello, "letter"), "wrong_label"),
        opened("end", "Nothing inside.", text(end, "end")),
        opened("seal", "A session's last head.", text(seal, "seal")),
        opened("under another header of the epoch", "Keys are the header's.", GOOD, "wrong_key", epoch_header=another),
        opened("of another epoch", "Never tried with the wrong keys.", wire(header(epoch=2), TEXT), "foreign_epoch"),
        opened("of another conversation", "Never tried with the wrong keys.", wire(header(conversation=bytes(16)), TEXT), "foreign_epoch"),
        opened("another header put on it", "The header is bound by the seal itself.", [header(counter=2), *GOOD[1:]], "wrong_key"),
        opened("ciphertext flipped", "Sealed.", [*GOOD[:2], flipped(GOOD[2]), GOOD[3]], "wrong_key"),
        opened("nonce flipped", "Sealed.", [GOOD[0], flipped(NONCE), *GOOD[2:]], "wrong_key"),
        opened("nonzero tail", "No channel in the padding.", wire(header(), TEXT[:-1] + b"\1"), "bad_padding"),
        opened("padding oversize", "No channel in the length.", wire(header(), TEXT + bytes(8)), "bad_padding"),
        opened("no mark", "Padded.", wire(header(), bytes(256)), "bad_padding"),
        opened("a text in a seal", "The kind outside is the kind inside.", text(hello, "seal"), "wrong_label"),
        opened("an end in a text", "The kind outside is the kind inside.", text(end), "wrong_label"),
        opened("a seal in an end", "The kind outside is the kind inside.", text(seal, "end"), "wrong_label"),
        opened("trailing byte in the content", "One spelling.", text(hello + b"\0"), "not_canonical"),
        opened("text in a longer form", "One spelling.", text(hello.replace(b"\xa5hello", b"\xd9\x05hello")), "not_canonical"),
        opened("text as bytes", "Text.", text(encode("webtherapy/v1/text", b"hello")), "malformed"),
        opened("half a surrogate pair", "Text.", text(surrogate), "malformed"),
        opened("text too long", "32 768 bytes.", text(long), "too_large"),
        opened("short session in a seal", "16 bytes.", text(encode("webtherapy/v1/seal", b"", 3, bytes(32)), "seal"), "wrong_length"),
        opened("short head in a seal", "32 bytes.", text(encode("webtherapy/v1/seal", bytes(16), 3, b""), "seal"), "wrong_length"),
    ]  # fmt: skip
