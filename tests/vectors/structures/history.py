"""History grants (crypto.md §5.3). Wraps come from the granted_by files; grants around them are made here."""

import json
from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.epoch import WRAP_BYTES, EpochHeader, wrap_hash
from server.crypto.history import HistoryGrant, check_granted_wraps, unwrap_granted, verify_history
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody
from server.ids import ConversationId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair
from tests.vectors.structures.epoch import altered

ABOUT: Final = "crypto.md §5.3: a closed conversation's client lets one more read."
MAKERS: Final = ("python", "typescript")
RECIPIENT: Final = "custodian_1"


def _verify(given: Json) -> Json:
    signers = [read(Bundle, un(bundle)) for bundle in given["signer_bundles"]]
    conversation, recipient = ConversationId(un(given["conversation"])), un(given["recipient_bundle_hash"])
    grant = verify_history(unpair(given["grant"]), signers, conversation, recipient)
    return {"epochs": [row.epoch for row in grant.epochs], "granted_at": grant.granted_at}


def _check_wraps(given: Json) -> Json:
    check_granted_wraps(read(HistoryGrant, un(given["grant"])), [un(wrap) for wrap in given["wraps"]])
    return {}


def _unwrap(given: Json) -> Json:
    grant, header = read(HistoryGrant, un(given["grant"])), read(EpochHeader, un(given["header"]))
    keys = unwrap_granted(SealingKey(un(given["sealing_seed"])), grant, header, un(given["wrap"]))
    return {"secret": keys.secret.hex(), "message_key": keys.message_key.hex()}


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify, "check_wraps": _check_wraps, "unwrap": _unwrap}


def cases() -> list[Case]:
    """What each implementation granted once, and grants bent in every place."""
    return [*_verify_cases(), *_wrap_cases(), *(case for maker in MAKERS for case in _unwrap_cases(maker))]


def _granted(maker: str) -> Json:
    loaded: Json = json.loads((world.FOLDER / f"granted_by_{maker}.json").read_text("utf-8"))
    return loaded


def _row(epoch: Any) -> list[Any]:
    return [epoch, bytes([1] * 32), bytes([2] * 32)]


def _body(**changed: Any) -> bytes:
    parts: Json = {
        "conversation": world.sealed_header().conversation,
        "recipient": world.BUNDLES[RECIPIENT].hash,
        "epochs": [_row(1), _row(2), _row(5)],
        "at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/history", *(parts | changed).values())


def _verify_cases() -> list[Case]:
    client, stranger = world.SIGNED["client"].body.hex(), world.SIGNED["stranger"].body.hex()

    def of(name: str, why: str, expect: str, data: bytes, key: str = "client", **changed: Any) -> Case:
        given = {
            "grant": pair(SignedBody(data, world.KEYS[key].signing.sign(data))),
            "signer_bundles": [client],
            "conversation": world.sealed_header().conversation.hex(),
            "recipient_bundle_hash": world.BUNDLES[RECIPIENT].hash.hex(),
        }
        return Case(name, why, "verify", given | changed, expect)

    signature = flipped(world.KEYS["client"].signing.sign(_body()))
    return [
        of("granted", "The client's own word.", "ok", _body()),
        of("under a later bundle", "Keys succeed each other.", "ok", _body(), signer_bundles=[stranger, client]),
        of("32 epochs", "As many as fit.", "ok", _body(epochs=[_row(n) for n in range(1, 33)])),
        of("33 epochs", "Several grants add up.", "wrong_length", _body(epochs=[_row(n) for n in range(1, 34)])),
        of("no epoch", "It grants nothing.", "wrong_length", _body(epochs=[])),
        of("epoch zero", "Epochs count from 1.", "malformed", _body(epochs=[_row(0)])),
        of("twice the same epoch", "They rise.", "unsorted_epochs", _body(epochs=[_row(1), _row(1)])),
        of("falling epochs", "They rise.", "unsorted_epochs", _body(epochs=[_row(2), _row(1)])),
        of("short header hash", "32 bytes.", "wrong_length", _body(epochs=[[1, bytes(31), bytes(32)]])),
        of("short wrap hash", "32 bytes.", "wrong_length", _body(epochs=[[1, bytes(32), bytes(33)]])),
        of("a row too long", "Three parts.", "malformed", _body(epochs=[[*_row(1), 1]])),
        of("short conversation", "16 bytes.", "wrong_length", _body(conversation=bytes(15))),
        of("short recipient", "32 bytes.", "wrong_length", _body(recipient=bytes(31))),
        of("a part too many", "Four parts.", "malformed", _body(more=1)),
        of("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/epoch", 1)),
        *(of(f"by {maker}", "What was granted once.", "ok", b"", grant=_granted(maker)["grant"]) for maker in MAKERS),
        of("by the therapist", "Only the client lets others read.", "bad_signature", _body(), "therapist"),
        of("signature flipped", "Only the client lets others read.", "bad_signature", _body(), grant=pair(SignedBody(_body(), signature))),
        of("under no bundle", "Somebody has to have signed.", "bad_signature", _body(), signer_bundles=[]),
        of("of another conversation", "It grants one.", "foreign_conversation", _body(conversation=bytes(16))),
        of("for another", "It names one.", "wrong_recipient", _body(recipient=world.BUNDLES["custodian_2"].hash)),
    ]  # fmt: skip


def _wrap_cases() -> list[Case]:
    wraps = [bytes([n] * WRAP_BYTES) for n in (1, 2)]
    rows = [[number, bytes(32), wrap_hash(wrap)] for number, wrap in enumerate(wraps, start=3)]
    grant = _body(epochs=rows).hex()

    def of(name: str, why: str, expect: str, given: list[bytes]) -> Case:
        return Case(name, why, "check_wraps", {"grant": grant, "wraps": [wrap.hex() for wrap in given]}, expect)

    return [
        of("its wraps", "In the order of the rows.", "ok", wraps),
        of("its wraps, turned round", "In the order of the rows.", "wrong_wrap_hash", wraps[::-1]),
        of("a wrap altered", "The client vouched for these.", "wrong_wrap_hash", [wraps[0], flipped(wraps[1])]),
        of("a wrap too few", "One for each row.", "wrong_length", wraps[:1]),
        of("a wrap too many", "One for each row.", "wrong_length", [*wraps, wraps[0]]),
        of("a short wrap", "1168 bytes.", "wrong_length", [wraps[0], wraps[1][:-1]]),
    ]


def _unwrap_cases(maker: str) -> list[Case]:
    granted, header = _granted(maker), world.sealed_header()

    def rewritten(**changed: Any) -> str:
        """As it would be granted now: whoever seals the chain anew gives its header another hash."""
        row = [1, header.hash, wrap_hash(un(granted["wrap"]))]
        return _body(**({"epochs": [row]} | changed)).hex()

    good = {
        "sealing_seed": world.sealing_seed(RECIPIENT).hex(),
        "grant": rewritten(),
        "header": world.chain()["epoch"]["header"]["body"],
        "wrap": granted["wrap"],
    }
    other = altered(CONVERSATION=bytes(16)).hex()
    member_wrap = un(world.chain()["epoch"]["wraps"]["client"])

    def of(name: str, why: str, expect: str, **changed: Any) -> Case:
        return Case(f"{name} ({maker})", why, "unwrap", good | changed, expect)

    return [
        of("unwrapped", "The recipient gets the committed secret.", "ok"),
        of("by another's key", "It is sealed to one.", "wrong_key", sealing_seed=world.sealing_seed("custodian_2").hex()),
        of("as another's", "The wrap is bound to the bundle.", "wrong_key", grant=rewritten(recipient=world.BUNDLES["custodian_2"].hash)),
        of("wrap altered", "The client vouched for it.", "wrong_wrap_hash", wrap=flipped(un(granted["wrap"])).hex()),
        of("a member's wrap", "It is not the recipient's.", "wrong_key", wrap=member_wrap.hex(), grant=rewritten(epochs=[[1, header.hash, wrap_hash(member_wrap)]])),
        of("another header", "The client vouched for it.", "foreign_epoch", header=altered(EPOCH=1, OPENED_AT=1).hex()),
        of("an epoch not granted", "Each is granted by itself.", "wrong_epoch", header=altered(EPOCH=2).hex()),
        of("another conversation", "It grants one.", "foreign_conversation", header=other),
        of("another commitment", "The secret is the committed one.", "wrong_commitment", **_recommitted(granted)),
    ]  # fmt: skip


def _recommitted(granted: Json) -> Json:
    """A header that commits to another secret, and a grant that names it."""
    data = altered(COMMITMENT=bytes(32))
    row = [1, read(EpochHeader, data).hash, wrap_hash(un(granted["wrap"]))]
    return {"header": data.hex(), "grant": _body(epochs=[row]).hex()}
