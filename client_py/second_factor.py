"""The second factor at a command line: one-time codes of an authenticator (RFC 6238, protocol.md §1.1)."""

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pyotp import TOTP

from client_py.documents import Octets
from client_py.http import Http, SecondFactorAsked
from client_py.identity import CodeRequest
from server.errors import ProofError, Refusal, RefusalCode

AnswerT = TypeVar("AnswerT")

Codes = Iterable[str]
"""Codes of six digits to show one after the other, each made or asked for when the one before was not right."""

_SECRET = re.compile(r"[A-Z2-7]{16,}", re.ASCII)


class TotpSecret:
    """An authenticator's secret. Secret: its repr shows the type only."""

    __slots__ = ("_totp", "text")

    def __init__(self, secret: bytes) -> None:
        self.text = base64.b32encode(secret).decode().rstrip("=")
        self._totp = TOTP(self.text)

    def __repr__(self) -> str:
        return "<TotpSecret>"

    @classmethod
    def read(cls, path: Path) -> "TotpSecret":
        """From a file that holds it as an authenticator shows it, in base32; ProofError("malformed")."""
        text = "".join(path.read_text("ascii", "replace").split()).upper().rstrip("=")
        if _SECRET.fullmatch(text) is None:
            raise ProofError("malformed")
        return cls(base64.b32decode(text + "=" * (-len(text) % 8)))

    def uri(self, number: str, service: str) -> str:
        """What authenticators read as a picture (the key URI format): whose it is, and where."""
        return self._totp.provisioning_uri(name=number, issuer_name=service)

    def codes(self, now: float) -> Iterator[str]:
        """Of Unix second `now`: the code of the present half minute, and the next, for a code is good once only."""
        yield self._totp.at(int(now))
        yield self._totp.at(int(now), counter_offset=1)


async def show(http: Http, path: str, asked: SecondFactorAsked, codes: Codes, shape: type[AnswerT]) -> AnswerT:
    """The answer to a code that is right; raises what `path` refused last, and `asked` when there is no code to show."""
    refused: Refusal | SecondFactorAsked = asked
    for code in codes if asked.totp else ():
        try:
            return await http.post(path, CodeRequest(ticket=Octets(asked.ticket), totp=code), shape)
        except Refusal as wrong:
            if wrong.code is not RefusalCode.WRONG_CODE:
                raise
            refused = wrong
    raise refused
