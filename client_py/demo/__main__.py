"""`python -m client_py.demo`: seeds, lets two people talk, shows who can read what, and serves until Ctrl-C."""

import argparse
import asyncio
import shutil
import signal
import sys
from pathlib import Path
from typing import Final

from client_py.client import Client
from client_py.demo import showing, sign_ins
from client_py.demo.exchange import AGAIN, FIRST, Exchange, talk
from client_py.demo.postgres import Database
from client_py.demo.seed import seed
from client_py.demo.service import DemoError, Service
from client_py.demo.showing import say
from client_py.demo.sign_ins import SignIns
from client_py.policies import agree
from server.errors import ServerError

DEFAULT_DATA: Final = Path(__file__).resolve().parents[2] / ".webtherapy-demo"
DEFAULT_PORT: Final = 8000
_UNFINISHED: Final = "demo-seeding-unfinished"
_INTERRUPTED: Final = 130


def main() -> int:
    """Exit status: 0 when all was whole, 1 with a sentence when not."""
    asked = _asked()
    try:
        return asyncio.run(_demo(asked.data.resolve(), asked.port, asked.processes, asked.once))
    except DemoError as error:
        reason = str(error)
    except ServerError as error:
        reason = f"{type(error).__name__}: {error}"
    except KeyboardInterrupt:
        return _INTERRUPTED
    print(f"demo: {reason}", file=sys.stderr)
    return 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev demo", description="A demo practice, seeded and served.")
    parser.add_argument("--once", action="store_true", help="stop after the exchange; status 0 only if it was whole")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the data directory")
    parser.add_argument("--port", type=int, help="default 8000; with --once any that is free")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    if asked.port is None:
        asked.port = 0 if asked.once else DEFAULT_PORT
    return asked


async def _demo(data: Path, port: int, processes: int, once: bool) -> int:
    stop = asyncio.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, stop.set)
    _prepare(data)
    with Service(data, port, processes) as service:
        work = asyncio.create_task(_show(service, data, stay=not once))
        if not await _finished(work, stop):
            return _INTERRUPTED
        if not once:
            await _serve(service, stop)
    return 0


async def _finished(work: asyncio.Task[None], stop: asyncio.Event) -> bool:
    """Whether the work came to its end before someone wanted to stop. Its errors are raised."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in (work, stopped):
        task.cancel()
    await asyncio.wait({work, stopped})
    if work.cancelled():
        return False
    # Done is done, also when its last line was answered by Ctrl-C at once.
    work.result()
    return True


async def _serve(service: Service, stop: asyncio.Event) -> None:
    ended = asyncio.create_task(service.ended())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not stop.is_set():
        raise DemoError(f"the service ended by itself; see {service.log}")
    say()
    say("Stopping. Everything stays where it is: run the demo again to go on.")
    service.stop()
    await ended
    stopped.cancel()


async def _show(service: Service, data: Path, stay: bool) -> None:
    known = sign_ins.load(data)
    people = known or await _seeded(service, data)
    exchange = await _exchange(service, people, first=known is None)
    database = Database(data)
    showing.reading(exchange)
    showing.kept(database.newest_entries(len(exchange.written) + 4))
    _judge(exchange, database.dump())
    if stay:
        showing.sign_in_table(service.url, people)


def _prepare(data: Path) -> None:
    """A seeding that was interrupted is begun again from nothing; nobody but the demo has written there."""
    if (data / _UNFINISHED).exists():
        shutil.rmtree(data)
    if sign_ins.load(data) is None:
        if data.exists() and any(data.iterdir()):
            raise DemoError(f"{data} holds something that the demo did not make: choose another --data")
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / _UNFINISHED).touch()


async def _seeded(service: Service, data: Path) -> SignIns:
    showing.heading("Seeding a demo practice")
    people = await seed(service, data, lambda line: say(f"  {line}"))
    sign_ins.save(data, people)
    (data / _UNFINISHED).unlink()
    return people


async def _exchange(service: Service, people: SignIns, first: bool) -> Exchange:
    client, therapist = people.of("client"), people.of("therapist")
    async with (
        await Client.sign_in(service.url, client.number, client.password) as hers,
        await Client.sign_in(service.url, therapist.number, therapist.password) as his,
    ):
        for each in (hers, his):  # a demo of before may not have been asked yet
            await agree(each)
        return await talk(hers, his, FIRST if first else AGAIN)


def _judge(exchange: Exchange, dump: bytes) -> None:
    """Says what was proved, or stops with what was not."""
    showing.heading("Proved")
    if not exchange.whole:
        raise DemoError("the two do not read the same: the exchange was not whole")
    say(f"  both read the same {len(exchange.written)} lines, and verified the same head over the whole record:")
    say(f"  {exchange.sequences[0]} entries, head {exchange.heads[0].hex()}")
    for _, text in exchange.written:
        if text.encode() in dump or text.encode().hex().encode() in dump:
            raise DemoError("PostgreSQL holds words of the exchange: this must never be")
    say(f"  none of these lines is in the {len(dump):,} bytes of the database's dump")


if __name__ == "__main__":
    sys.exit(main())
