"""The account secret (crypto.md §2)."""

from typing import Final

from server.crypto.account import AccountKeys, unwrap_predecessor, wrap_predecessor
from server.ids import AccountId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §2: what derives from an account secret, and how a new secret wraps the old one."


def _keys(given: Json) -> Json:
    keys = AccountKeys.from_secret(un(given["secret"]))
    return {
        "signing_public": keys.signing.public.hex(),
        "sealing_public": keys.sealing.public.hex(),
        "drafts": keys.drafts.hex(),
        "settings": keys.settings.hex(),
        "outbox": keys.outbox.hex(),
        "notes": keys.notes.hex(),
    }


def _wrap(given: Json) -> Json:
    new, old, account = un(given["new"]), un(given["old"]), AccountId(un(given["account"]))
    return {"wrapped": wrap_predecessor(new, old, account, given["generation"], replay(given["random"])).hex()}


def _unwrap(given: Json) -> Json:
    account = AccountId(un(given["account"]))
    return {"old": unwrap_predecessor(un(given["new"]), un(given["wrapped"]), account, given["generation"]).hex()}


OPERATIONS: Final[dict[str, Operation]] = {"keys": _keys, "wrap_predecessor": _wrap, "unwrap_predecessor": _unwrap}


def cases() -> list[Case]:
    """Two secrets and one rotation."""
    random = stream("account")
    new, old, account, nonce = random(32), random(32), random(16), random(24)
    made = {"new": new.hex(), "old": old.hex(), "account": account.hex(), "generation": 1, "random": nonce.hex()}
    wrapped = un(_wrap(made)["wrapped"])
    good = {"new": new.hex(), "account": account.hex(), "generation": 1, "wrapped": wrapped.hex()}

    def bad(name: str, expect: str, **changed: object) -> Case:
        why = "A wrap opens where and how it was made, or not at all."
        return Case(name, why, "unwrap_predecessor", good | changed, expect)

    return [
        Case("zero secret", "Five keys, each its own.", "keys", {"secret": "00" * 32}),
        Case("a secret", "Five keys, each its own.", "keys", {"secret": old.hex()}),
        Case("short secret", "Less entropy is no secret.", "keys", {"secret": "00" * 31}, "wrong_length"),
        Case("wrapped predecessor", "Rotation loses nothing.", "wrap_predecessor", made),
        Case("short predecessor", "32 bytes.", "wrap_predecessor", made | {"old": "00" * 31}, "wrong_length"),
        Case(
            "short random", "A nonce is never short.", "wrap_predecessor", made | {"random": "00" * 23}, "wrong_length"
        ),
        Case("unwrapped", "Rotation loses nothing.", "unwrap_predecessor", good),
        bad("another new secret", "wrong_key", new=old.hex()),
        bad("another account", "wrong_key", account=flipped(account).hex()),
        bad("another generation", "wrong_key", generation=2),
        bad("a bit flipped", "wrong_key", wrapped=flipped(wrapped).hex()),
        bad("too short to be a box", "wrong_length", wrapped=wrapped[:39].hex()),
        bad("short account", "wrong_length", account=account[:15].hex()),
    ]
