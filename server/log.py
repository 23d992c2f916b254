"""Logging without people: JSON lines on stderr, constant event names, and only keys that are on the list below.

A key that is not listed is dropped in production and raises in tests. What other libraries say is replaced by one constant event:
their texts may repeat statements, rows, frames and addresses.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

ALLOWED: Final = frozenset(
    {
        "at",          # when, UTC
        "level",
        "event",       # constant, past tense
        "room",        # which room speaks
        "form",        # all, identity, messaging or front
        "port",
        "process",     # a process's number in its group
        "service",     # postgres, valkey or web
        "status",      # exit status or HTTP status of a process of ours
        "signal",
        "attempt",
        "count",
        "seconds",
        "kind",        # a frame's or record's kind, from our own vocabulary
        "code",        # a refusal's code
        "close_code",
        "error",       # the type of an exception, never its text
        "frames",      # where in our own code it passed
        "library",     # whose message was replaced
        "migration",
        "database",    # identity or messaging
        "version",
        "setting",     # a setting's name
        "stage",       # of the message path
    }
)  # fmt: skip
"""Every key a line may have."""

_QUIET: Final = ("uvicorn", "asyncpg", "websockets", "redis", "httpx", "httpcore", "asyncio")
_OURS: Final = Path(__file__).resolve().parent


class ForbiddenKeyError(Exception):
    """A line has a key that is not on the list. Raised in tests only."""


def configure(*, strict: bool = False) -> None:
    """Set logging up for this process. `strict` is for tests: a key that is not allowed raises ForbiddenKeyError."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _replace_exception,
            _raise_forbidden if strict else _drop_forbidden,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Replacing()]
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        library = logging.getLogger(name)
        library.handlers = []
        library.setLevel(logging.WARNING)
        library.propagate = True


def get_log(room: str) -> FilteringBoundLogger:
    """A room's log: `_log.info("envelope_committed", count=3)`."""
    return cast(FilteringBoundLogger, structlog.get_logger(room=room))


def describe(exception: BaseException) -> dict[str, Any]:
    """What may be said of an exception: its type, and where in our own code it passed."""
    return {"error": _type_name(exception), "frames": _own_frames(exception.__traceback__)}


def _type_name(exception: BaseException) -> str:
    return f"{type(exception).__module__}.{type(exception).__qualname__}".removeprefix("builtins.")


def _own_frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    ours = [(Path(frame.filename), frame) for frame in frames if Path(frame.filename).is_relative_to(_OURS)]
    return [f"{path.relative_to(_OURS)}:{frame.lineno} {frame.name}" for path, frame in ours]


def _replace_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    exc_info = line.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()[1]
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if isinstance(exc_info, BaseException):
        line.update(describe(exc_info))
    return line


def _drop_forbidden(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    return {key: value for key, value in line.items() if key in ALLOWED}


def _raise_forbidden(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    forbidden = line.keys() - ALLOWED
    if forbidden:
        raise ForbiddenKeyError(", ".join(sorted(forbidden)))
    return line


class _Replacing(logging.Handler):
    """Says that a library had something to say, at which level and about what type of exception; never what."""

    def emit(self, record: logging.LogRecord) -> None:
        said: dict[str, Any] = {"library": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            said |= describe(record.exc_info[1])
        log = structlog.get_logger(room="log")
        (log.error if record.levelno >= logging.ERROR else log.warning)("library_reported", **said)
