"""Identity, messaging and front as processes of their own behind one origin, each with its own credentials only."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bench.parted import FOREIGN
from server.commands.worker import Worker
from server.storage.embedded.supervised import Supervised


@asynccontextmanager
async def serving_apart(
    environ: Mapping[str, str], folder: Path, messaging: Mapping[str, str] | None = None
) -> AsyncIterator[str]:
    """The three processes until the end of the block; gives their one origin. `folder` takes sockets and logs, `messaging` is for it alone."""
    upstreams = {
        "WEBTHERAPY_IDENTITY_UPSTREAM": f"{folder}/identity",
        "WEBTHERAPY_MESSAGING_UPSTREAM": f"{folder}/messaging",
    }
    async with AsyncExitStack() as exits:
        door = exits.enter_context(socket.create_server(("127.0.0.1", 0)))
        origin = f"http://localhost:{door.getsockname()[1]}"
        for form, foreign in FOREIGN.items():
            bound = door if form == "front" else exits.enter_context(_at(folder / form))
            own = {name: value for name, value in environ.items() if name not in foreign}
            if form == "messaging":
                own.setdefault("WEBTHERAPY_SYSTEM_KEY", f"{folder}/system.key")
                own |= messaging or {}
            own |= {"WEBTHERAPY_FORM": form, "WEBTHERAPY_PUBLIC_ORIGIN": origin}
            own |= upstreams if form == "front" else {}
            await exits.enter_async_context(Supervised(Worker(bound, own, log=folder / f"{form}.log")))
        yield origin


def _at(path: Path) -> socket.socket:
    bound = socket.socket(socket.AF_UNIX)
    bound.bind(str(path))
    bound.listen()
    return bound
