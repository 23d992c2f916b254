"""The command lines as people run them: every command is a process of its own, and answers come on its standard input."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.warm import run_warm

PASSWORD = "as long as it takes"
FINGERPRINT = re.compile(r"^fingerprint: (\d{5}(?: \d{5}){11})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def refused(self) -> str:
        """Its one sentence, when it did nothing."""
        assert self.status == 1, self.out + self.err
        [sentence] = self.err.splitlines()
        return sentence.removeprefix("webtherapy-practice: ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """An issued account; its first eight digits are how everybody speaks of it."""

    role: str
    number: str
    activation: str
    account: str

    @property
    def short(self) -> str:
        """As the commands show it."""
        return f"{self.account[:4]}-{self.account[4:8]}"


@dataclass(frozen=True, slots=True)
class Commands:
    """Both command lines: the practice's towards a service, and the service's own."""

    url: str
    environ: Mapping[str, str]

    async def staff(self, *words: str) -> str:
        """`webtherapy staff …`, on the server."""
        done = await run("server", "staff", *words, environ=self.environ)
        assert done.status == 0, done.err
        return done.out

    async def issue(self, role: str) -> Sheet:
        """A sheet."""
        [sheet] = await self.issue_all([role])
        return sheet

    async def issue_all(self, roles: Sequence[str]) -> list[Sheet]:
        """Sheets, of one command."""
        words = [word for role in roles for word in ("--role", role)]
        made = [json.loads(line) for line in (await self.staff("issue", *words, "--json")).splitlines()]
        assert [each["role"] for each in made] == list(roles)
        return [Sheet(each["role"], each["number"], each["activation"], each["account"]) for each in made]

    async def of(self, person: Sheet, command: str, *words: str, answers: tuple[str, ...] = ()) -> Done:
        """`webtherapy-practice …` by somebody who knows their password; a command of a group is two words."""
        return await self.told(person, command, *words, answers=(PASSWORD, *answers))

    async def told(self, person: Sheet, command: str, *words: str, answers: tuple[str, ...]) -> Done:
        """The same with every answer."""
        signing_in = ("--url", self.url, "--number", person.number, "--password-stdin")
        return await run("client_py", *command.split(), *signing_in, *words, answers=answers)

    async def activate(self, person: Sheet) -> str:
        """A first sign-in; the fingerprint that the person reads out."""
        done = await self.told(person, "activate", answers=(person.activation, PASSWORD))
        assert done.status == 0, done.err
        assert f"account: {person.short}\nrole: {person.role}\n" in done.out
        return fingerprint_in(done.out)


async def run(
    module: str, *words: str, answers: tuple[str, ...] = (), environ: Mapping[str, str] | None = None
) -> Done:
    """One command."""
    status, out, err = await run_warm([module, *words], "".join(f"{answer}\n" for answer in answers).encode(), environ)
    assert b"Traceback" not in err, err.decode()
    return Done(status, out.decode(), err.decode())


def fingerprint_in(printed: str) -> str:
    """The fingerprint that a command shows."""
    found = FINGERPRINT.search(printed)
    assert found is not None, printed
    return found[1]


async def install_root(commands: Commands, file: Path) -> str:
    """A new root, known to the service; its fingerprint."""
    made = await run("client_py", "root", "make", str(file))
    assert made.status == 0, made.err
    public = made.out.split("public: ")[1].strip()
    assert await commands.staff("root", public) == f"fingerprint: {fingerprint_in(made.out)}\n"
    return fingerprint_in(made.out)
