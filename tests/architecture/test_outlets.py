"""Nothing reaches out (S5, S8): there is no client for mail, texts, telephone or push, in the packages or in the code."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "client_web"

NOTIFIERS = re.compile(
    r"(?:^|[-_./@])(?:"
    r"smtp\w*|aiosmtp\w*|\w*mailer|\w*mail|mail\w*|imap\w*|sendgrid|postmark\w*|mandrill|sparkpost|resend|sesv?2?|sns|pinpoint"
    r"|sms\w*|twilio|vonage|nexmo|plivo|messagebird|infobip|sinch|telnyx|clicksend|telegram\w*|slack\w*|discord\w*|whatsapp\w*"
    r"|push\w*|\w*push|fcm\w*|pyfcm|apns\w*|aioapns|gcm\w*|firebase\w*|onesignal\w*|vapid\w*|ntfy\w*|gotify\w*|apprise"
    r")(?:$|[-_./])",
    re.IGNORECASE,
)
REPORTERS = re.compile(
    r"(?:^|[-_./@])(?:sentry|datadog|ddtrace|newrelic|rollbar|bugsnag|honeybadger|posthog|segment|mixpanel|amplitude|analytics\w*|gtag"
    r"|opentelemetry|statsd)(?:$|[-_./])",
    re.IGNORECASE,
)
"""What carries something to others by itself, by its name: whole words of it, in whatever company."""

IMPORTS = re.compile(
    r"^\s*(?:import|from) (?:smtplib|imaplib|poplib|ftplib|telnetlib|nntplib|xmlrpc|urllib\.request|http\.client|httpx|requests|aiohttp|urllib3|websockets|obstore|boto3|botocore)\b",
    re.MULTILINE,
)
TALKERS = {
    "client_py/http.py",
    "client_py/line.py",
    "client_py/socket.py",
    "server/mailbox/s3_shelf.py",
    "server/web/front/http.py",
    "server/web/front/socket.py",
}
"""Who may speak HTTP of their own accord: the Python client to its service, the front to the two applications behind it, and the shelf in an
object store to that store, when one is configured."""

OUTLETS = re.compile(
    r"\b(?:fetch|importScripts|sendBeacon|XMLHttpRequest|EventSource|WebSocket|WebTransport|RTCPeerConnection|PushManager|pushManager"
    r"|serviceWorker|showNotification|Notification\.requestPermission|new Notification)\b(?=\s*[(.]|\b)"
)
OWN_OUTLETS = {"client_web/src/net/request.ts": {"fetch"}, "client_web/src/net/socket.ts": {"WebSocket"}}
"""The page's only two ways out; both lead to the page's own origin."""

QUICK_EXIT = ("client_web/src/state/page.ts", '"https://www.weather.gov')
"""Where the page goes when it is left in a hurry: a neutral place, told nothing."""

ADDRESSES = re.compile(r"""["'`](?:https?|wss?)://[^"'`]+""")


def packages() -> list[str]:
    """Everything that is locked, however deep in the tree, and everything that is asked for."""
    python = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    locked = json.loads((WEB / "package-lock.json").read_text())["packages"]
    return [*python, *(re.split(r"[<>=\[; ]", each)[0] for each in asked), *(name for name in locked if name)]


def sources(folder: Path, *endings: str) -> Iterator[tuple[str, str]]:
    """Files and their text, without comments that only talk."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings:
            yield str(path.relative_to(ROOT)), path.read_text()


def test_no_package_carries_anything_to_others() -> None:
    """No mail, text, telephone, push or reporting client is anywhere in either tree of dependencies."""
    names = [name.removeprefix("node_modules/") for name in packages()]
    assert len(names) > 100
    assert [name for name in names if NOTIFIERS.search(name) or REPORTERS.search(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "aiosmtplib",
        "nodemailer",
        "twilio",
        "web-push",
        "pywebpush",
        "firebase-admin",
        "@firebase/messaging",
        "@sendgrid/mail",
        "apns2",
        "fastapi-mail",
        "django-sms",
        "onesignal-node",
        "mailgun.js",
        "@aws-sdk/client-sns",
        "types-smtp",
        "emails-mailer",
    ],
)
def test_such_a_package_would_be_noticed(name: str) -> None:
    """The list knows the usual ones, and their relatives."""
    assert NOTIFIERS.search(name)


def test_only_the_clients_speak_of_their_own_accord() -> None:
    """No module of Python that sends mail or fetches an address is imported but where a service is spoken to that was named."""
    found = {
        name
        for folder in ("server", "client_py")
        for name, text in sources(ROOT / folder, ".py")
        if IMPORTS.search(text)
    }
    assert found == TALKERS


def test_the_page_has_two_ways_out() -> None:
    """One place asks and one listens; no other line of the page names a way to the outside, a worker in the background or a notification."""
    found: dict[str, set[str]] = {}
    for name, text in sources(WEB / "src", ".ts", ".tsx"):
        code = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", text, flags=re.DOTALL)
        words = {each.rstrip("(. ") for each in OUTLETS.findall(code)}
        if words:
            found[name] = words
    assert found == OWN_OUTLETS


def test_the_page_names_no_foreign_address() -> None:
    """Whatever is asked for is a path of its own origin; links out are words, which a person follows or does not."""
    found = [
        (name, address)
        for name, text in sources(WEB / "src", ".ts", ".tsx")
        if "/words/" not in name
        for address in ADDRESSES.findall(text)
    ]
    assert found == [QUICK_EXIT]
    html = (WEB / "index.html").read_text()
    assert re.findall(r"(?:src|href|action)=(\"(?:https?:)?//[^\"]+)", html) == [QUICK_EXIT[1]]
