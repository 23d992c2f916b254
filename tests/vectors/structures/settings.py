"""Settings (crypto.md §3.11)."""

from typing import Any, Final

from server.crypto.aead import seal_box
from server.crypto.canonical import encode
from server.crypto.hashing import EMPTY_LOG_ROOT
from server.crypto.padding import pad
from server.crypto.settings import Choice, Pin, Settings, open_settings, seal_settings
from server.ids import AccountId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §3.11: what a person's browsers remember together."


def _seal(given: Json) -> Json:
    settings = Settings(
        manifests_seen=given["manifests_seen"],
        log_size=given["log_size"],
        log_root=un(given["log_root"]),
        pins=tuple(Pin(AccountId(un(account)), generation, un(hash_)) for account, generation, hash_ in given["pins"]),
        choices=tuple(Choice(name, value) for name, value in given["choices"]),
    )
    account, random = AccountId(un(given["account"])), replay(given["random"])
    return {"sealed": seal_settings(un(given["settings_key"]), account, given["version"], settings, random).hex()}


def _open(given: Json) -> Json:
    account, sealed = AccountId(un(given["account"])), un(given["sealed"])
    settings = open_settings(un(given["settings_key"]), account, given["version"], sealed)
    return {
        "manifests_seen": settings.manifests_seen,
        "log_size": settings.log_size,
        "log_root": settings.log_root.hex(),
        "pins": [[pin.account.hex(), pin.generation, pin.bundle_hash.hex()] for pin in settings.pins],
        "choices": [[choice.name, choice.value] for choice in settings.choices],
    }


OPERATIONS: Final[dict[str, Operation]] = {"seal": _seal, "open": _open}

_RANDOM = stream("settings")
KEY, ACCOUNT, NONCE = _RANDOM(32), _RANDOM(16), _RANDOM(24)
PLACE: Final[Json] = {"settings_key": KEY.hex(), "account": ACCOUNT.hex(), "version": 4}
PINS: Final[list[list[Any]]] = [[bytes([n]) * 16, n, bytes([n]) * 32] for n in (1, 2)]
CHOICES: Final = [["appearance", "dark"], ["text-size", "large"]]


def cases() -> list[Case]:
    """Much, little and nothing to remember; and what no browser would have written."""
    return [*_sealing_cases(), *_place_cases(), *_inside_cases()]


def _sealing_cases() -> list[Case]:
    pins = [[account.hex(), generation, hash_.hex()] for account, generation, hash_ in PINS]
    bare = {"manifests_seen": 0, "log_size": 0, "log_root": EMPTY_LOG_ROOT.hex(), "pins": [], "choices": []}
    first = PLACE | bare | {"random": NONCE.hex(), "version": 1}
    full = first | {"manifests_seen": 3, "pins": pins, "choices": CHOICES, "version": 4}
    return [
        Case("the first", "Nobody met, nothing chosen.", "seal", first),
        Case("people and choices", "Whom one has met, and how one likes it.", "seal", full),
        Case("unsorted pins", "One spelling.", "seal", full | {"pins": pins[::-1]}, "unsorted_members"),
        Case("version zero", "Versions count from 1.", "seal", full | {"version": 0}, "malformed"),
        Case("short key", "32 bytes.", "seal", full | {"settings_key": KEY[1:].hex()}, "wrong_length"),
    ]


def _parts(**changed: Any) -> list[Any]:
    made = {"seen": 3, "size": 0, "root": EMPTY_LOG_ROOT, "pins": PINS, "choices": CHOICES} | changed
    return list(made.values())


def _sealed(name: str, data: bytes) -> str:
    context = encode("webtherapy/v1/settings-seal", ACCOUNT, PLACE["version"])
    return seal_box(KEY, data, context, stream(name)).hex()


def _place_cases() -> list[Case]:
    sealed = un(_sealed("settings", pad(encode("webtherapy/v1/settings", *_parts()))))
    good = PLACE | {"sealed": sealed.hex()}

    def bad(name: str, expect: str, **changed: object) -> Case:
        return Case(name, "Settings open as they were kept, or not at all.", "open", good | changed, expect)

    return [
        Case("opened", "Another browser knows them.", "open", good),
        bad("another key", "wrong_key", settings_key=flipped(KEY).hex()),
        bad("another account", "wrong_key", account=flipped(ACCOUNT).hex()),
        bad("an older version put in their place", "wrong_key", version=3),
        bad("a bit flipped", "wrong_key", sealed=flipped(sealed).hex()),
        bad("cut short", "wrong_length", sealed=sealed[:39].hex()),
    ]


def _inside_cases() -> list[Case]:
    def inside(name: str, expect: str, label: str = "webtherapy/v1/settings", **changed: Any) -> Case:
        given = PLACE | {"sealed": _sealed(name, pad(encode(label, *_parts(**changed))))}
        return Case(name, "Read as strictly as what others wrote.", "open", given, expect)

    many_pins = [[n.to_bytes(16, "big"), 0, bytes(32)] for n in range(513)]
    many_choices = [["a" + "b" * (n // 26) + chr(97 + n % 26), ""] for n in range(65)]
    return [
        Case(
            "not padded",
            "Lengths say little.",
            "open",
            PLACE | {"sealed": _sealed("not padded", encode("webtherapy/v1/settings", *_parts()))},
            "bad_padding",
        ),
        inside("512 pins", "ok", pins=many_pins[:512]),
        inside("another label", "wrong_label", "webtherapy/v1/other"),
        inside("unsorted pins inside", "unsorted_members", pins=PINS[::-1]),
        inside("a pin twice", "duplicate_member", pins=[PINS[0], PINS[0]]),
        inside("513 pins", "wrong_length", pins=many_pins),
        inside("short pinned account", "wrong_length", pins=[[bytes(15), 0, bytes(32)]]),
        inside("short pinned hash", "wrong_length", pins=[[bytes(16), 0, bytes(31)]]),
        inside("unsorted choices", "unsorted_members", choices=CHOICES[::-1]),
        inside("a choice twice", "duplicate_member", choices=[CHOICES[0], ["appearance", "light"]]),
        inside("65 choices", "wrong_length", choices=sorted(many_choices)),
        inside("a name with capitals", "malformed", choices=[["Appearance", "dark"]]),
        inside("no name", "malformed", choices=[["", "dark"]]),
        inside("a name of 33 bytes", "too_large", choices=[["a" * 33, "dark"]]),
        inside("a value of 129 bytes", "too_large", choices=[["appearance", "\u00e9" * 64 + "."]]),
        inside("short log root", "wrong_length", root=bytes(31)),
        inside("a part too many", "malformed", more=0),
    ]
