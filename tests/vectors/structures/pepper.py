"""The pepper (crypto.md §3.4); the server's alone, so Python only."""

from typing import Final

from server.crypto.pepper import Lookup, PepperedKind, Peppers
from server.ids import AccountId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §3.4: what the identity database keeps. Python only."


def _peppers(given: Json) -> Peppers:
    return Peppers({int(number): un(pepper) for number, pepper in given["peppers"].items()})


def _seal(given: Json) -> Json:
    kind, account = PepperedKind(given["kind"]), AccountId(un(given["account"]))
    value, random = un(given["value"]), replay(given["random"])
    return {"sealed": _peppers(given).seal(kind, account, given["version"], value, random).hex()}


def _open(given: Json) -> Json:
    kind, account = PepperedKind(given["kind"]), AccountId(un(given["account"]))
    return {"value": _peppers(given).open(kind, account, given["version"], un(given["sealed"])).hex()}


def _number(given: Json) -> Json:
    return _written(_peppers(given).number_lookups(given["number"]))


def _network(given: Json) -> Json:
    return _written(_peppers(given).network_lookups(AccountId(un(given["account"])), given["network"]))


def _passkey(given: Json) -> Json:
    return _written(_peppers(given).passkey_lookups(un(given["credential_id"])))


def _written(lookups: tuple[Lookup, ...]) -> Json:
    return {"lookups": [{"pepper": each.pepper, "lookup": each.value.hex()} for each in lookups]}


OPERATIONS: Final[dict[str, Operation]] = {
    "seal": _seal,
    "open": _open,
    "number_lookups": _number,
    "network_lookups": _network,
    "passkey_lookups": _passkey,
}


def cases() -> list[Case]:
    """Two peppers: the older opens, the newer seals."""
    random = stream("pepper")
    one, two, account, value, nonce = random(32), random(32), random(16), random(50), random(24)
    old, both = {"1": one.hex()}, {"1": one.hex(), "2": two.hex()}
    place = {"peppers": both, "kind": "password-verifier", "account": account.hex(), "version": 1}
    made = place | {"value": value.hex(), "random": nonce.hex()}
    sealed = un(_seal(made)["sealed"])
    good = place | {"sealed": sealed.hex()}
    sealed_by_old = _seal(made | {"peppers": old})["sealed"]

    def bad(name: str, expect: str, **changed: object) -> Case:
        return Case(name, "A value opens in its own place only.", "open", good | changed, expect)

    return [
        Case("sealed", "The highest pepper seals.", "seal", made),
        Case("opened", "It comes back.", "open", good),
        Case("opened after a new pepper came", "Old values stay readable.", "open", good | {"sealed": sealed_by_old}),
        bad("pepper not at hand", "unknown_pepper", peppers=old),
        bad("another pepper's number", "wrong_key", sealed=(b"\x01" + sealed[1:]).hex()),
        bad("another account", "wrong_key", account=flipped(account).hex()),
        bad("another kind", "wrong_key", kind="recovery-verifier"),
        bad("another version", "wrong_key", version=2),
        bad("a bit flipped", "wrong_key", sealed=flipped(sealed).hex()),
        bad("nothing", "wrong_length", sealed=""),
        bad("short account", "wrong_length", account=account[1:].hex()),
        bad("short pepper", "wrong_length", peppers={"1": one[1:].hex()}),
        bad("no pepper at all", "unknown_pepper", peppers={}),
        bad("pepper zero", "unknown_pepper", peppers=both | {"0": two.hex()}),
        bad("pepper 256", "unknown_pepper", peppers=both | {"256": two.hex()}),
        Case(
            "opened with pepper 255 at hand",
            "The highest there can be.",
            "open",
            good | {"peppers": both | {"255": two.hex()}},
        ),
        Case(
            "opened when the first pepper is gone",
            "What was sealed anew needs the new one only.",
            "open",
            good | {"peppers": {"2": two.hex()}},
        ),
        *_number_cases(old, both),
        *_other_cases(both, account, random(40)),
    ]


def _number_cases(old: Json, both: Json) -> list[Case]:
    """Numbers under one pepper, under two, under the second alone."""
    number, slip = {"number": "2572019133"}, {"number": "2572019134"}
    second = {"2": both["2"]}
    return [
        Case("number, one pepper", "Kept and found under it.", "number_lookups", number | {"peppers": old}),
        Case("number, two peppers", "The newest first.", "number_lookups", number | {"peppers": both}),
        Case("number, second pepper", "The first may go.", "number_lookups", number | {"peppers": second}),
        Case("a slip of the pen", "No number.", "number_lookups", slip | {"peppers": both}, "bad_number"),
    ]


def _other_cases(both: Json, account: bytes, credential_id: bytes) -> list[Case]:
    """Networks belong to an account; passkeys are looked up before one is known."""
    network = {"peppers": both, "account": account.hex(), "network": "192.0.2.0/24"}
    passkey = {"peppers": both, "credential_id": credential_id.hex()}
    another, short = flipped(account).hex(), account[1:].hex()
    return [
        Case("network", "Of one account.", "network_lookups", network),
        Case("network, another account", "Not the same.", "network_lookups", network | {"account": another}),
        Case("network, short account", "Ids.", "network_lookups", network | {"account": short}, "wrong_length"),
        Case("passkey", "By its credential's id.", "passkey_lookups", passkey),
    ]
