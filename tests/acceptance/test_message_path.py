"""docs/message-path.md is what happens: one real message, traced through the named functions in their order."""

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest

from client_py.practice import RootKey
from server.crypto.checks import KEY_BYTES
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House, furnish, meet
from tests.support.databases import Templates
from tests.support.houses import lasting_environ
from tests.support.in_process import serving
from tests.support.issuing import Sheet, install_root, issue

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "docs" / "message-path.md"


@dataclass(frozen=True)
class Stage:
    """A row of the paper's table."""

    name: str
    function: str
    file: str


def stages() -> list[Stage]:
    """The table."""
    rows = re.findall(r"^\| ([a-z ]+) \| `([\w.]+)` \| `(server/[\w/]+\.py)` \|", PAPER.read_text(), re.MULTILINE)
    return [Stage(*row) for row in rows]


@contextmanager
def traced(calls: list[tuple[str, str]]) -> Iterator[None]:
    """Notes every function of the server that is entered in this thread, as (qualified name, file)."""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(ROOT / "server")):
            calls.append((code.co_qualname, str(Path(code.co_filename).relative_to(ROOT))))

    assert threading.current_thread() is threading.main_thread()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)


def furthest_in_order(wanted: list[tuple[str, str]], calls: list[tuple[str, str]]) -> int:
    """How many of `wanted` are found in `calls`, each after the one before it."""
    found = 0
    for call in calls:
        if found < len(wanted) and call == wanted[found]:
            found += 1
    return found


def test_the_paper_names_what_exists() -> None:
    """Every file of the table exists, and has the function that the table says it has."""
    assert len(stages()) > 15
    for stage in stages():
        name = stage.function.rpartition(".")[2]
        assert re.search(rf"^\s*(?:async )?def {name}\(", (ROOT / stage.file).read_text(), re.MULTILINE), stage.name


def test_every_other_file_that_the_paper_names_exists() -> None:
    """What stands in the text below the table is there too."""
    for file in re.findall(r"`((?:server|tests)/[\w/]+\.py)`", PAPER.read_text()):
        assert (ROOT / file).is_file(), file


@pytest.mark.timeout(120)
async def test_one_message_takes_the_whole_way_in_order(
    stack: EmbeddedStack, templates: Templates, tmp_path: Path
) -> None:
    """From the socket's bytes to the other's receipt: every stage, each after the one before it."""
    async with lasting_environ(stack, templates, 7) as environ, serving(environ, tmp_path) as origin:
        house = await _house(environ, origin)
        room = await meet(house.pairs[0], origin)
        calls: list[tuple[str, str]] = []
        with traced(calls):
            await room.hers.send("one line, all the way")
            await room.his.wait_for(lambda: room.his.texts[-1:] == ["one line, all the way"])
            sequence, therapist = room.his.sequence, room.therapist.account.identity
            room.his.mark_read()
            await room.hers.wait_for(lambda: room.hers.cursors.get(therapist, (0, 0))[1] >= sequence)
        await room.close()
    wanted = [(stage.function, stage.file) for stage in stages()]
    reached = furthest_in_order(wanted, calls)
    assert reached == len(wanted), f"not in order: {stages()[reached]}"


async def _house(environ: dict[str, str], origin: str) -> House:
    root = RootKey(b"\x2b" * KEY_BYTES)
    await install_root(environ, root.public)

    async def sheet(role: str) -> Sheet:
        return await issue(environ, role)

    return await furnish(origin, sheet, root, 1)
