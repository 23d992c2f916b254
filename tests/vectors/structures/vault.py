"""The vault (crypto.md §3.2, §3.3, §3.7)."""

from typing import Final

from server.crypto import vault
from server.crypto.aead import seal_box
from server.crypto.canonical import encode
from server.crypto.vault import Vault, WrapKind
from server.ids import AccountId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §3: from a password or two halves to the account secret."

SERVICE: Final = "webtherapy.example"
NUMBER: Final = "2572019133"


def _stretch(given: Json) -> Json:
    stretched = vault.stretch(given["password"], given["service"], given["number"])
    return {
        "stretched": stretched.hex(),
        "authentication_key": vault.authentication_key(stretched).hex(),
        "wrapping_key": vault.wrapping_key(stretched).hex(),
    }


def _wrap(given: Json) -> Json:
    kind, account = WrapKind(given["kind"]), AccountId(un(given["account"]))
    random = replay(given["random"])
    return {"wrap": vault.wrap(un(given["wrapping_key"]), _vault(given), kind, account, given["version"], random).hex()}


def _unwrap(given: Json) -> Json:
    kind, account = WrapKind(given["kind"]), AccountId(un(given["account"]))
    return _said(vault.unwrap(un(given["wrapping_key"]), un(given["wrap"]), kind, account, given["version"]))


def _seal_reload(given: Json) -> Json:
    account = AccountId(un(given["account"]))
    return {"sealed": vault.seal_reload(un(given["reload_key"]), _vault(given), account, replay(given["random"])).hex()}


def _open_reload(given: Json) -> Json:
    return _said(vault.open_reload(un(given["reload_key"]), un(given["sealed"]), AccountId(un(given["account"]))))


def _vault(given: Json) -> Vault:
    return Vault(un(given["secret"]), un(given["root_fingerprint"]))


def _said(opened: Vault) -> Json:
    return {"secret": opened.secret.hex(), "root_fingerprint": opened.root_fingerprint.hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "stretch": _stretch,
    "wrap": _wrap,
    "unwrap": _unwrap,
    "seal_reload": _seal_reload,
    "open_reload": _open_reload,
}


def cases() -> list[Case]:
    """Passwords, wraps, reload halves."""
    return [*_password_cases(), *_wrap_cases(), *_reload_cases()]


def _password_cases() -> list[Case]:
    ascii_password = {"password": "correct horse battery staple", "service": SERVICE, "number": NUMBER}
    return [
        Case("password", "Real parameters: nobody can lower them.", "stretch", ascii_password),
        Case(
            "decomposed",
            "A keyboard's spelling does not lock anyone out.",
            "stretch",
            ascii_password | {"password": "u\u0308ber-Maß"},
        ),
        Case("composed", "The same keys as decomposed.", "stretch", ascii_password | {"password": "\u00fcber-Maß"}),
        Case(
            "bad number",
            "A slip is told before the work.",
            "stretch",
            ascii_password | {"number": "2572019134"},
            "bad_number",
        ),
    ]


def _wrap_cases() -> list[Case]:
    random = stream("vault wraps")
    key, secret, fingerprint, account, nonce = random(32), random(32), random(32), random(16), random(24)
    place = {"wrapping_key": key.hex(), "kind": "password", "account": account.hex(), "version": 3}
    made = place | {"secret": secret.hex(), "root_fingerprint": fingerprint.hex(), "random": nonce.hex()}
    wrapped = un(_wrap(made)["wrap"])
    good = place | {"wrap": wrapped.hex()}
    foreign = _wrapped_body(key, account, encode("webtherapy/v1/other", secret, fingerprint))
    padded = _wrapped_body(key, account, encode("webtherapy/v1/vault", secret, fingerprint) + b"\0")
    short = _wrapped_body(key, account, encode("webtherapy/v1/vault", secret[1:], fingerprint))

    def bad(name: str, expect: str, **changed: object) -> Case:
        return Case(name, "A wrap opens where and how it was made, or not at all.", "unwrap", good | changed, expect)

    return [
        Case("wrapped", "Commitment, nonce, ciphertext.", "wrap", made),
        Case("version zero", "Versions count from 1.", "wrap", made | {"version": 0}, "malformed"),
        Case("short secret", "32 bytes.", "wrap", made | {"secret": secret[1:].hex()}, "wrong_length"),
        Case("short key", "32 bytes.", "wrap", made | {"wrapping_key": key[1:].hex()}, "wrong_length"),
        Case("short nonce", "24 bytes.", "wrap", made | {"random": nonce[1:].hex()}, "wrong_length"),
        Case("unwrapped", "The password alone says whom the practice is.", "unwrap", good),
        bad("another key", "wrong_key", wrapping_key=flipped(key).hex()),
        bad("another account", "wrong_key", account=flipped(account).hex()),
        bad("another version", "wrong_key", version=2),
        bad("another kind", "wrong_key", kind="recovery"),
        bad("commitment flipped", "wrong_key", wrap=flipped(wrapped, 0).hex()),
        bad("ciphertext flipped", "wrong_key", wrap=flipped(wrapped).hex()),
        bad("cut in the commitment", "wrong_length", wrap=wrapped[:31].hex()),
        bad("cut in the box", "wrong_length", wrap=wrapped[: 32 + 39].hex()),
        bad("another label inside", "wrong_label", wrap=foreign.hex()),
        bad("trailing byte inside", "not_canonical", wrap=padded.hex()),
        bad("short secret inside", "wrong_length", wrap=short.hex()),
    ]


def _wrapped_body(key: bytes, account: bytes, body: bytes) -> bytes:
    """A wrap of anything, by who has the key: the inside is read as strictly as the outside."""
    context = encode("webtherapy/v1/wrap", "password", account, 3)
    commitment = vault.wrap(key, Vault(bytes(32), bytes(32)), WrapKind.PASSWORD, AccountId(account), 3, bytes)[:32]
    return commitment + seal_box(key, body, context, stream("vault foreign"))


def _reload_cases() -> list[Case]:
    random = stream("vault reload")
    key, secret, fingerprint, account, nonce = random(32), random(32), random(32), random(16), random(24)
    place = {"reload_key": key.hex(), "account": account.hex()}
    made = place | {"secret": secret.hex(), "root_fingerprint": fingerprint.hex(), "random": nonce.hex()}
    good = place | {"sealed": _seal_reload(made)["sealed"]}
    why = "Neither half opens anything alone."
    return [
        Case("reload half", why, "seal_reload", made),
        Case("both halves", why, "open_reload", good),
        Case("another reload key", why, "open_reload", good | {"reload_key": flipped(key).hex()}, "wrong_key"),
        Case("another account's half", why, "open_reload", good | {"account": flipped(account).hex()}, "wrong_key"),
        Case("half a half", why, "open_reload", good | {"sealed": "00" * 39}, "wrong_length"),
    ]
