"""The service as it is deployed in parts: identity, messaging and front, each a process of its own, behind one origin."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bench.processes import Running, free_port, running

FOREIGN: Final = {
    "identity": {"MESSAGING_DATABASE_URL", "WEBTHERAPY_SYSTEM_KEY"},
    "messaging": {"IDENTITY_DATABASE_URL", "WEBTHERAPY_PEPPER_DIR"},
    "front": {
        "IDENTITY_DATABASE_URL",
        "MESSAGING_DATABASE_URL",
        "REDIS_URL",
        "WEBTHERAPY_PEPPER_DIR",
        "WEBTHERAPY_SYSTEM_KEY",
    },
}
"""What each form must not be given; it would refuse to start."""


@contextmanager
def in_parts(environ: Mapping[str, str]) -> Iterator[Running]:
    """The three processes; gives the front, which is the one that everybody talks to."""
    port = free_port()
    with ExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        identity, messaging = folder / "identity", folder / "messaging"
        whole = {
            "WEBTHERAPY_SYSTEM_KEY": f"{folder}/system.key",
            **environ,
            "WEBTHERAPY_PUBLIC_ORIGIN": f"http://localhost:{port}",
        }
        for place in (identity, messaging):
            exits.enter_context(_part(place.name, place, whole, {"WEBTHERAPY_SOCKET": str(place)}))
        upstreams = {"WEBTHERAPY_IDENTITY_UPSTREAM": str(identity), "WEBTHERAPY_MESSAGING_UPSTREAM": str(messaging)}
        yield exits.enter_context(_part("front", port, whole, {"WEBTHERAPY_PORT": str(port), **upstreams}))


def _part(
    form: str, place: int | Path, whole: Mapping[str, str], own: Mapping[str, str]
) -> AbstractContextManager[Running]:
    known = {name: value for name, value in whole.items() if name not in FOREIGN[form]}
    return running(["-m", "server", "serve"], place, {**known, "WEBTHERAPY_FORM": form, **own})
