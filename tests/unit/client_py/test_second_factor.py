"""One-time codes at a command line (client_py/second_factor.py)."""

from pathlib import Path

import pytest

from client_py.second_factor import TotpSecret
from server.errors import ProofError

RFC_6238 = b"12345678901234567890"


@pytest.mark.parametrize(("now", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(now: int, code: str) -> None:
    """RFC 6238, appendix B, to six digits; the one after it is that of half a minute later."""
    codes = list(TotpSecret(RFC_6238).codes(now))
    assert codes[0] == code
    assert codes == [code, next(TotpSecret(RFC_6238).codes(now + 30))]


def test_a_secret_is_read_as_it_is_shown(tmp_path: Path) -> None:
    """In groups, in either case, with a line's end behind it."""
    secret = TotpSecret(RFC_6238)
    file = tmp_path / "secret"
    file.write_text(f" {secret.text.lower()[:4]} {secret.text[4:]}\n")
    assert TotpSecret.read(file).text == secret.text
    assert secret.uri("2572019133", "webtherapy").startswith("otpauth://totp/webtherapy:2572019133?secret=GEZDGNBV")


@pytest.mark.parametrize("text", ["", "123456", "GEZDGNBVGY3TQOJ1", "GEZDGNBV", "ключ"])
def test_anything_else_is_no_secret(tmp_path: Path, text: str) -> None:
    """Too short, or digits that base32 does not have."""
    file = tmp_path / "secret"
    file.write_text(text, "utf-8")
    with pytest.raises(ProofError, match="malformed"):
        TotpSecret.read(file)


def test_a_secret_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(TotpSecret(RFC_6238)) == "<TotpSecret>"
