"""The texts that whoever sits at the terminal has not answered yet: shown whole, accepted one by one."""

import time

from client_py.ceremony.desk import Desk
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.policies import Posted, answer, owed


async def accept(desk: Desk) -> None:
    """Shows what is owed and keeps the answers; CeremonyError for who does not agree."""
    async with desk.signed_in() as client:
        await client.own_person()  # what is signed is verified by keys that the practice knows
        asked = await owed(client)
        if not asked:
            desk.terminal.say("You have answered everything that is in force.")
        for posted in asked:
            _show(posted, desk.terminal)
            if not desk.terminal.agreed(f"Do you accept this version of “{posted.title}”"):
                raise CeremonyError("Nothing was accepted: without it the service opens your own account only.")
            await answer(client, posted)
            desk.terminal.say(f"accepted: {posted.title}, version {posted.version}")


def _show(posted: Posted, terminal: Terminal) -> None:
    day = time.strftime("%Y-%m-%d", time.gmtime(posted.posted_at / 1000))
    terminal.say(f"{posted.title}, version {posted.version}, in force since {day}")
    terminal.say()
    terminal.say(posted.text)
