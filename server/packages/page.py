"""record.html (crypto.md §13.2): the record for people, one file without a script; a function of record.json and nothing else."""

from collections.abc import Callable
from html import escape as _escape
from itertools import pairwise
from typing import Any, Final

from server.packages import words
from server.packages.calendar import LocalTime, Offsets
from server.packages.style import STYLE

Json = dict[str, Any]

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


class Page:
    """One record, written as HTML."""

    def __init__(self, record: Json, offsets: Offsets) -> None:
        self._record = record
        self._offsets = offsets
        self._names = {each["account"]: _name(each) for each in record["people"]}

    def written(self) -> bytes:
        """record.html."""
        return "\n".join([*self._head(), *self._facts(), *self._sessions(), *self._entries(), *_FOOT, ""]).encode()

    def _head(self) -> list[str]:
        statement = self._record.get("statement", "")
        return [
            *head(words.TITLE),
            *([line("p", statement, "statement")] if statement else []),
            line("h1", words.TITLE),
        ]

    def _facts(self) -> list[str]:
        record = self._record
        times = [each["time"] for each in record["entries"]]
        made = words.MADE.format(made=self._at(record["made_at"]).full, by=self._by(record["made_by"]))
        return [
            line("p", words.PEOPLE.format(people=words.listed(list(self._names.values())))),
            "<ul>",
            line(
                "li",
                words.SPAN.format(first=self._at(times[0]).full, last=self._at(times[-1]).full, zone=record["zone"]),
            ),
            line("li", words.ENTRIES.format(parts=words.listed([_span(part) for part in record["parts"]]))),
            line("li", made),
            line("li", words.NUMBER.format(package=record["package"])),
            line("li", words.PROOF),
            "</ul>",
        ]

    def _sessions(self) -> list[str]:
        sessions = self._record["sessions"]
        if not sessions:
            return []
        return [line("h2", words.SESSIONS), "<ul>", *(line("li", self._session(each)) for each in sessions), "</ul>"]

    def _session(self, session: Json) -> str:
        began = None if session["began"] is None else self._at(session["began"]).full
        if session["ended"] is None:
            return words.SESSION_OPEN.format(began=began)
        ended, sealed = self._at(session["ended"]).full, self._sealed(session["sealed_by"])
        if began is None:
            return words.SESSION_BEFORE.format(ended=ended, sealed=sealed)
        return words.SESSION.format(began=began, ended=ended, sealed=sealed)

    def _sealed(self, sealed_by: list[str]) -> str:
        if not sealed_by:
            return words.UNSEALED
        names = words.listed([self._names[account] for account in sealed_by])
        others = [name for account, name in self._names.items() if account not in sealed_by]
        if not others:
            return words.SEALED_BY.format(names=names)
        return words.SEALED_PARTLY.format(names=names, others=words.listed(others))

    def _entries(self) -> list[str]:
        lines: list[str] = []
        day = ""
        gaps = {
            after["first"]: (before["last"] + 1, after["first"] - 1)
            for before, after in pairwise(self._record["parts"])
        }
        for entry in self._record["entries"]:
            if entry["sequence"] in gaps:
                first, last = gaps[entry["sequence"]]
                lines.append(line("p", words.GAP.format(first=first, last=last), "mark"))
            at = self._at(entry["time"])
            if at.date != day:
                day = at.date
                lines.append(line("h2", day))
            lines += self._entry(entry, at.clock)
        return lines

    def _entry(self, entry: Json, clock: str) -> list[str]:
        mark = self._mark(entry)
        if mark is not None:
            return [line("p", f"{clock} {mark}", "mark")]
        return ["<article>", line("h3", f"{clock} {self._by(entry['by'])}"), *self._said(entry), "</article>"]

    def _mark(self, entry: Json) -> str | None:
        if entry["kind"] == "opening":
            if entry["session"] is None:
                return words.LETTERS
            return words.BEGINS if entry["begins"] else words.GOES_ON
        mark = _MARKS.get(entry["kind"])
        return None if mark is None else mark(entry).format(name=self._by(entry["by"]))

    def _said(self, entry: Json) -> list[str]:
        if entry["kind"] == "appointment":
            said = words.APPOINTMENT[entry["action"]].format(
                start=self._at(entry["start"]).full, minutes=entry["minutes"]
            )
            return [line("p", said), *([line("p", entry["note"], "words")] if entry["note"] else [])]
        if entry["kind"] == "letter":
            return self._letter(entry)
        if entry["kind"] == "check-in":
            return _check_in(entry)
        return [line("p", entry["text"], "words")]

    def _letter(self, entry: Json) -> list[str]:
        title = words.LETTER.format(subject=entry["subject"]) if entry["subject"] else words.ANSWER
        lines = [line("h4", title)]
        if entry["purpose"] == "referral":
            lines.append(line("p", words.REFERRAL, "mark"))
        if entry["text"]:
            lines.append(line("p", entry["text"], "words"))
        return lines + [
            line("p", words.ATTACHMENT.format(name=each["name"], size=each["size"]), "mark")
            for each in entry["attachments"]
        ]

    def _at(self, time: int) -> LocalTime:
        return LocalTime(time, self._offsets)

    def _by(self, account: str) -> str:
        return self._names.get(account, account)


_MARKS: Final[dict[str, Callable[[Json], str]]] = {
    "end": lambda _: words.ENDS,
    "seal": lambda _: words.SEALS,
    "question": lambda entry: words.ASKS[entry["about"]],
    "code-word": lambda entry: words.CODE_WORD[entry["use"]],
}
"""What is told in one line, by kind."""


def _check_in(entry: Json) -> list[str]:
    said = [
        (entry["place"], words.PLACE.format(place=entry["place"])),
        (entry["telephone"], words.TELEPHONE.format(telephone=entry["telephone"])),
        (entry["contact"], words.CONTACT.format(contact=entry["contact"])),
    ]
    return [line("p", words.SAFE[entry["safe"]]), *(line("p", each, "words") for value, each in said if value)]


def _name(person: Json) -> str:
    """Always with the role, which is certified: the name is only told."""
    role = words.ROLES[person["role"]]
    return words.NAMED.format(name=person["name"], role=role) if person["name"] else words.UNNAMED.format(role=role)


def _span(part: Json) -> str:
    return f"{part['first']}\u2013{part['last']}" if part["first"] < part["last"] else str(part["first"])


def head(title: str) -> list[str]:
    """How a page for people begins, up to its first line."""
    return [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{_escape(title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
    ]


def line(tag: str, text: str, kind: str = "") -> str:
    """One line of it."""
    opening = f'{tag} class="{kind}"' if kind else tag
    return f"<{opening}>{_escape(text)}</{tag}>"


_FOOT: Final = (line("p", words.END, "mark"), "</main>", "</body>", "</html>")
