"""The stage: the web client's views with a practice in memory, served under the service's own headers.

Everything that no honest service can be brought to show (a record that lies, a practice that does not answer) is looked at here.
"""

import base64
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from server.http.headers import security_headers
from server.http.site import Site

CLIENT: Final = Path(__file__).resolve().parents[2] / "client_web"
BUILT: Final = CLIENT / "dist-stage"

DOOR: Final = ("sign-in", "sign-in-working", "sign-in-wrong", "sign-in-again", "activate", "activate-weak", "safety")
"""Scenes that need no sign-in."""
WAYS_IN: Final = (
    "sign-in-idle",
    "sign-in-disabled",
    "second-factor",
    "second-factor-wrong",
    "second-factor-passkey",
    "sign-up-about",
    "sign-up-policies",
    "sign-up-unreachable",
    "sign-up-notice",
    "sign-up-password",
    "sign-up-common",
    "sign-up-code",
    "sign-up-asked-back",
    "sign-up-keys",
    "sign-up-keys-failed",
    "recover",
    "recover-slip",
    "recover-lost",
    "recover-shut",
    "recover-password",
    "recover-done",
    "welcome-card",
    "welcome-done",
    "home-owed",
)
"""Signing in step by step, signing up, recovering, and what is left to do afterwards."""
INSIDE: Final = (
    "home",
    "home-quiet",
    "home-loading",
    "home-empty",
    "home-waiting",
    "home-offline",
    "home-untrusted",
    "settings",
    "empty",
    "session",
    "therapist",
    "ended",
    "cut",
    "held",
    "end-dialog",
    "shortcuts",
    "reading",
    "stopped",
    "long",
)
"""Scenes of someone who is signed in."""
ME: Final = (
    "me",
    "me-payments",
    "me-payments-link",
    "me-sign-ins",
    "me-password",
    "me-second-factor",
    "me-code-app",
    "me-must",
    "me-passkey-added",
    "me-unreachable",
    "me-code-shown",
    "me-recovery-code",
    "me-keys",
    "me-keys-watched",
    "me-card",
    "me-shut",
)
"""Scenes of someone who looks after their own account."""
ASIDES: Final = ("check-in-asked", "check-in-form", "check-in-unsafe", "check-in-card", "code-words", "code-word")
"""What is asked before the first words of a session, and code words."""
TRUST: Final = ("comparing", "keys-changed", "keys-lost", "keys-foreign", "log-trouble")
"""Numbers to compare, and newer keys than before."""
SEARCH: Final = ("search", "search-begun", "search-none", "search-searching", "search-letter")
"""The search inside a conversation: what it finds, nothing, and while it is on its way."""
QUIET: Final = ("idle-warning", "cap-near", "draft", "draft-kept", "draft-waits", "shift")
"""The minute before a sign-in ends, drafts, and the way out by Shift."""
BEFOREHAND: Final = (
    *("policies-first", "policies-revised", "policies-not-kept", "policies-disagree"),
    *("policies-notice", "agreement-first", "agreement-unread", "exit-explained"),
)
"""What a client is shown once, before Home."""
PLACES: Final = (
    "nothing",
    "nothing-outside",
    "nav-client",
    "nav-therapist",
    "nav-intake",
    "nav-owner",
    "home-officer",
    "home-custodian",
    "nav-more",
)
"""The navigation of every role, and the place that is not there."""
CARE: Final = (
    "care-ended",
    "care-changed",
    "care-changed-share",
    "share-history",
    "care-ended-therapist",
    "care-ended-referral",
    "therapist-acts",
    "end-care",
    "end-care-letter",
    "before-you",
    "read-before",
    "conversation-gone",
    "home-closed",
    "today",
    "today-many",
    "today-quiet",
    "clients",
    "clients-many",
    "clients-empty",
    "change-therapist",
    "change-asked",
    "change-moving",
    "change-stuck",
    "close-account",
)
"""What is closed, another therapist, the end of care, and closing an account."""
CONSOLE: Final = (
    "people",
    "people-many",
    "people-loading",
    "people-empty",
    "people-unreachable",
    "people-none",
    "people-pause",
    "people-quicker",
    "people-shut",
    "policies-desk",
    "policies-desk-revision",
    "policies-desk-quicker",
    "trail",
    "trail-late-witness",
    "trail-empty",
    "trail-unreachable",
    "reports",
    "reports-nothing",
    "services",
    "services-empty",
    "services-many",
    "services-loading",
    "services-unreachable",
    "services-revoke",
    "services-form",
    "services-token",
    "suspended",
    "suspended-staff",
    "suspended-work",
    "suspended-letter",
    "suspended-conversation",
)
"""The desk of staff, and what a suspended person is shown."""
LOBBY: Final = (
    "about",
    "therapists",
    "therapists-loading",
    "therapists-failed",
    "therapists-empty",
    "therapists-many",
    "therapists-none",
    "therapist-page",
    "therapist-gone",
    "sign-up-wish",
    "policies",
    "policies-empty",
    "policies-failed",
    "report",
    "report-wrong",
    "report-failed",
    "report-fast",
    "report-working",
    "report-sent",
    "report-inside",
)
"""What stands open to everyone."""


PICTURE: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOYCQAAmwCarS5ItAAAAABJRU5ErkJggg=="
)
"""A grey dot, for a portrait."""
NOTICES: Final = (
    "notices",
    "notices-empty",
    "notices-loading",
    "notices-failed",
    "notices-many",
    "notices-broken",
    "notice",
    "notice-request",
    "notice-asks",
    "notice-answered",
    "notice-gone",
    "notice-confirm",
    "home-asked",
    "post-notice",
    "post-notice-nobody",
    "post-notice-failed",
)
"""What the practice tells, and what it asks."""
MATCHING: Final = (
    "intake-begin",
    "intake-body",
    "intake-safety",
    "intake-wishes",
    "intake-review",
    "intake-done",
    "intake-not-saved",
    "intake-unreachable",
    "home-intake",
    "queue",
    "queue-empty",
    "queue-failed",
    "queue-client",
    "queue-told",
    "queue-proposed",
    "queue-gone",
    "directory",
    "directory-empty",
    "profile",
    "clients-told",
)
"""Intake, the queue, profiles and the directory's desk."""
APPOINTMENTS: Final = ("appointments-home", "appointments-record", "appointments-dialog", "appointments-propose")
"""When people meet: on the first page, in the record, and while it is being agreed on."""
LETTERS: Final = (
    "letters-inbox",
    "letters-meetings",
    "letters-sent",
    "letters-thread",
    "letters-compose",
    "letters-empty",
)
"""The message center: letters that came and went, one that is read, one that is written."""
CUSTODY: Final = (
    "custody", "custody-empty", "custody-loading", "custody-failed", "custody-many", "custody-order",
    "custody-order-unbound", "custody-order-broken", "custody-approve", "custody-answered", "custody-opened",
    "package", "package-making", "package-ready", "package-barred", "custody-legal", "returned", "custody-handing",
    "custody-handed", "custody-standing", "custody-succession", "custody-succession-none", "custody-succession-many",
    "custody-successors", "custody-successors-agree", "custody-successors-late", "custody-drill", "custody-emergency",
)  # fmt: skip
"""What custodians are asked, what is decided, and what opened."""
RELEASE: Final = (
    "share", "share-empty", "share-many", "share-take-back", "share-form", "share-form-begun",
    "share-form-what", "share-form-who",
    "hand-out", "hand-out-ready", "hand-out-barred", "share-made", "accounting", "requests", "requests-ask-missing",
    "requests-ask-nothing", "requests-empty", "requests-unreachable", "requests-about", "requests-about-yes",
    "requests-about-no", "my-requests", "my-requests-empty", "my-requests-loading", "my-requests-failed",
    "my-requests-amendment", "my-requests-restriction", "my-requests-disagree",
)  # fmt: skip
"""What clients share, who received what, and the desk of requests."""
LEGAL: Final = (
    "retention",
    "retention-empty",
    "retention-loading",
    "retention-unreachable",
    "retention-many",
    "retention-schedule",
    "retention-record",
    "retention-date",
    "retention-hold",
    "retention-held",
    "retention-lift",
    "retention-propose",
    "retention-approve",
    "retention-destroyed",
    "legal",
    "legal-empty",
    "legal-loading",
    "legal-failed",
    "legal-many",
    "legal-process",
    "legal-process-barred",
    "legal-process-open",
    "legal-given-on",
    "legal-form",
    "warnings",
    "warnings-empty",
    "warnings-failed",
    "warnings-many",
    "warnings-sign",
    "warnings-over",
    "warn",
    "warn-faults",
    "warn-given",
    "warn-unwritten",
    "warn-failed",
    "part2",
    "part2-cleared",
    "part2-choose",
    "part2-failed",
)
"""What courts and agencies sent, whom therapists had to warn, and what kind of record it is."""
RECORD: Final = ("record", "record-empty", "record-dates", "record-making", "record-ready", "record-failed")
"""My record: its sessions, and a copy at every step."""
NOTES: Final = (
    "notes-places",
    "notes-places-empty",
    "notes-places-many",
    "notes",
    "notes-empty",
    "notes-loading",
    "notes-failed",
    "notes-writing",
    "notes-away",
    "notes-parted",
    "notes-delete",
    "notes-form",
    "notes-form-ready",
    "notes-form-barred",
    "notes-many",
    "notes-beside",
)
"""A therapist's own notes, on a page of their own and beside the conversation."""
SCENES: Final = (
    DOOR + WAYS_IN + INSIDE + ME + ASIDES + TRUST + SEARCH + QUIET + BEFOREHAND + PLACES
    + CARE + CONSOLE + LOBBY + NOTICES + MATCHING + APPOINTMENTS + LETTERS + CUSTODY + RECORD + RELEASE + LEGAL
    + NOTES
)  # fmt: skip

LASTING: Final = ("shortcuts", "shift")
"""Scenes whose modules remember something; the next one needs a page of its own."""


def build() -> None:
    """Build the stage with the client's own tools."""
    words = [
        "node",
        "node_modules/vite/bin/vite.js",
        "build",
        "--config",
        "tests/stage/vite.config.ts",
        "--logLevel",
        "error",
    ]
    subprocess.run(words, cwd=CLIENT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def served() -> Iterator[str]:
    """Serve the built stage on a free port of localhost; gives its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(BUILT)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Dress the answer as the service would."""
        assert isinstance(self.server, ThreadingHTTPServer)
        for name, value in security_headers(Site(f"http://localhost:{self.server.server_port}")).items():
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        """Answer with a picture where the service would have one."""
        if not self.path.startswith("/messaging/v1/directory/photo/"):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PICTURE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
        """Say nothing."""
