"""How far a witness has seen a log: kept on disk before anything is signed, so that no crash makes it sign two pasts."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from client_py.record_log import LogSeen
from server.errors import ProofError


@dataclass(frozen=True, slots=True)
class SeenFile:
    """One log's head, in a file."""

    path: Path

    def read(self, origin: str) -> LogSeen:
        """The head that was seen last; the empty one before the first. ProofError("foreign_log") for a file about another log, ("malformed")."""
        try:
            said = json.loads(self.path.read_text("utf-8"))
            seen = LogSeen(int(said["size"]), bytes.fromhex(said["root"]))
        except FileNotFoundError:
            return LogSeen()
        except (ValueError, KeyError, TypeError):
            raise ProofError("malformed") from None
        if said.get("origin") != origin:
            raise ProofError("foreign_log")
        return seen

    def keep(self, origin: str, seen: LogSeen) -> None:
        """All of it or nothing, and on disk when this returns."""
        fresh = self.path.with_name(self.path.name + ".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"origin": origin, "size": seen.size, "root": seen.root.hex()}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
