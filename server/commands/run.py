"""`run`: the whole service on one machine: the embedded servers, migrations, and processes that serve."""

import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from server import log
from server.commands.demo_root import refuse_demo_root
from server.commands.listening import listen, port_of
from server.commands.migrate import migrate_all
from server.commands.serve import until_told_to_stop, workers
from server.settings import Settings
from server.storage.embedded.stack import EmbeddedStack

_MIGRATION_URLS = ("IDENTITY_MIGRATION_URL", "MESSAGING_MIGRATION_URL")


async def run(data_dir: Path, environ: Mapping[str, str]) -> int:
    """Run until SIGTERM or SIGINT, then end everything in order. `environ` holds further settings; gives the exit status."""
    asked = Settings.from_environ({**environ, "WEBTHERAPY_FORM": "all"})  # complain before anything is started
    refuse_demo_root(data_dir, asked.demo)
    log.configure(strict=environ.get("WEBTHERAPY_STRICT_LOG") == "true")
    stop = until_told_to_stop()
    async with AsyncExitStack() as exits:
        stack = await exits.enter_async_context(EmbeddedStack(data_dir, environ))
        complete = {**environ, **stack.environ}
        settings = Settings.from_environ(complete)
        bound = exits.enter_context(listen(settings))
        complete["WEBTHERAPY_PORT"] = str(port_of(bound))
        for line in await migrate_all(settings):
            print(line, flush=True)
        serving = {name: value for name, value in complete.items() if name not in _MIGRATION_URLS}
        await exits.enter_async_context(workers(settings.processes, bound, serving))
        print(f"webtherapy is at {Settings.from_environ(serving).origin}", flush=True)
        await stop.wait()
        print("stopping", flush=True)
    return 0


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """Where data is kept unless someone says otherwise: what the XDG base directories recommend."""
    chosen = environ.get("WEBTHERAPY_DATA_DIR")
    if chosen:
        return Path(chosen)
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "webtherapy"


def attach(data_dir: Path | None, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command that works on the running embedded stack of a data directory, if one is named."""
    if data_dir is None:
        return dict(environ)
    from server.storage.embedded.folders import Folders
    from server.storage.embedded.stack import environ_of

    return {**environ, **environ_of(Folders.of(data_dir, os.environ))}
