import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from server import log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    log.configure(strict=True)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_one_json_object_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """Event, level, time and room stand on every line."""
    log.configure(strict=True)
    log.get_log("records").info("batch_committed", count=3)
    [line] = _lines(capsys)
    assert (line["event"], line["level"], line["room"], line["count"]) == ("batch_committed", "info", "records", 3)
    assert line["at"].endswith("Z")


def test_a_key_that_is_not_allowed_is_dropped_in_production(capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody has thought about is not written down."""
    log.configure()
    log.get_log("records").info("batch_committed", body="my secret", count=1)
    [line] = _lines(capsys)
    assert "body" not in line
    assert line["count"] == 1


def test_a_key_that_is_not_allowed_raises_in_tests() -> None:
    """The mistake is found before production drops it."""
    log.configure(strict=True)
    with pytest.raises(log.ForbiddenKeyError, match="body"):
        log.get_log("records").info("batch_committed", body="my secret")


def test_an_exception_is_a_type_and_our_own_frames(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception's text may repeat what it choked on, so it is left out."""
    log.configure(strict=True)
    try:
        raise ValueError("my secret")
    except ValueError:
        log.get_log("records").exception("batch_failed")
    [line] = _lines(capsys)
    assert line["error"] == "ValueError"
    assert "my secret" not in json.dumps(line)


def test_frames_name_our_code_only() -> None:
    """Of a traceback only the places in the server are kept, without any value."""
    with pytest.raises(log.ForbiddenKeyError) as caught:
        log._raise_forbidden(None, "", {"body": "my secret"})
    described = log.describe(caught.value)
    assert described["error"] == "server.log.ForbiddenKeyError"
    assert [frame.split(":")[0] for frame in described["frames"]] == ["log.py"]


@pytest.mark.parametrize(
    "library", ["uvicorn.error", "asyncpg", "websockets.server", "redis", "asyncio", "someone.else"]
)
def test_what_libraries_say_is_replaced(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is known that they said something, and about which type of exception; not what."""
    log.configure(strict=True)
    try:
        raise KeyError("my secret")
    except KeyError:
        logging.getLogger(library).exception("my %s", "secret")
    text = capsys.readouterr().err
    assert json.loads(text)["library"] == library
    assert json.loads(text)["error"] == "KeyError"
    assert "secret" not in text


def test_libraries_chatter_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Below a warning nothing of theirs is even looked at: websockets prints payloads there."""
    log.configure(strict=True)
    for library in ("websockets.server", "uvicorn.access", "asyncpg"):
        logging.getLogger(library).info("my secret")
        logging.getLogger(library).debug("my secret")
    assert capsys.readouterr().err == ""
