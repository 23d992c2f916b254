"""Who the embedded servers run as: ourselves, unless we are root, for PostgreSQL refuses to be."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import ConfigurationError

NOBODY: Final = 65534

_IN_A_NAMESPACE: Final = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
"""Root to the outside, so that files stay ours wherever they are, and nobody to itself, without any capability."""

_AS_NOBODY: Final = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
    "--bounding-set=-all,+dac_override",
    "--no-new-privs",
    "--pdeathsig=INT",  # a change of user clears what the parent asked for
    "--",
)
"""For containers that forbid user namespaces: really nobody, who may still pass through folders like /root on the way to the data."""


@dataclass(frozen=True, slots=True)
class Privileges:
    """`prefix` is put before a program's words; what the program keeps on disk has to belong to `owner`."""

    prefix: tuple[str, ...]
    owner: int

    def own(self, folder: Path) -> None:
        """Hand a folder and everything in it to the owner, if the folder is not theirs already."""
        if folder.stat().st_uid == self.owner:
            return
        for parent, _, files in os.walk(folder):
            os.chown(parent, self.owner, self.owner)
            for name in files:
                os.chown(Path(parent) / name, self.owner, self.owner, follow_symlinks=False)


def find_privileges(program: Path) -> Privileges:
    """The first way that works here of running `program` as someone who is not root; ConfigurationError when none does."""
    if os.geteuid() != 0:
        return Privileges((), os.geteuid())
    for prefix, owner in ((_IN_A_NAMESPACE, 0), (_AS_NOBODY, NOBODY)):
        if shutil.which(prefix[0]) is not None and _starts((*prefix, str(program), "--version")):
            return Privileges(prefix, owner)
    raise ConfigurationError(
        "PostgreSQL does not run as root, and neither `unshare` nor `setpriv` works here: start webtherapy as an ordinary user"
    )


def _starts(words: tuple[str, ...]) -> bool:
    try:
        return subprocess.run(words, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
