"""A witness's key and name, in a file that only its owner reads."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from server.crypto.checks import KEY_BYTES, Random, drawn
from server.crypto.signing import SigningKey
from server.crypto.witnesses import Witness
from server.errors import ProofError


@dataclass(frozen=True, slots=True, repr=False)
class WitnessKey:
    """What it signs as, and with. Secret."""

    name: str
    signing: SigningKey

    @property
    def witness(self) -> Witness:
        """What the practice's root signs of it; ProofError("malformed") for a name that is none."""
        return Witness(self.name, self.signing.public)

    @property
    def text(self) -> str:
        """Its verifier key, to be handed on."""
        return self.witness.verifier.text

    @classmethod
    def made(cls, path: Path, name: str, random: Random = os.urandom) -> "WitnessKey":
        """Draws a key into a new file."""
        seed = drawn(random, KEY_BYTES)
        made = cls(name, SigningKey(seed))
        made.witness  # noqa: B018  (a name that is none is refused before anything is written)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump({"name": name, "seed": seed.hex()}, file)
            file.flush()
            os.fsync(file.fileno())
        return made

    @classmethod
    def read(cls, path: Path) -> "WitnessKey":
        """The key in a file; ProofError("malformed") when it holds none."""
        try:
            said = json.loads(path.read_text("ascii"))
            return cls(str(said["name"]), SigningKey(bytes.fromhex(said["seed"])))
        except (ValueError, KeyError, TypeError):
            raise ProofError("malformed") from None
