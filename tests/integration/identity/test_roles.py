"""Every HTTP route and who may use it: whatever is not listed here is refused."""

import os
from collections.abc import Iterable, Iterator

import pytest
from starlette.routing import BaseRoute, Mount, Route

from server.crypto.signing import SignedBody
from server.identity.routes import identity_routes
from server.roles import Role
from server.web.conversations.drafts_api import draft_routes
from server.web.people.policies_api import policy_routes
from server.web.people.practice_api import practice_routes
from tests.integration.house import House, activate, pair, write
from tests.integration.rules import PEOPLE

EVERYONE = PEOPLE
STRANGERS: frozenset[Role] = frozenset()

ALLOWED: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/identity/v1/session"): EVERYONE,
    ("POST", "/identity/v1/session/reload-key"): EVERYONE,
    ("POST", "/identity/v1/session/activity"): EVERYONE,
    ("GET", "/identity/v1/sessions"): EVERYONE,
    ("POST", "/identity/v1/sessions/end"): EVERYONE,
    ("GET", "/identity/v1/history"): EVERYONE,
    ("GET", "/identity/v1/credentials"): EVERYONE,
    ("POST", "/identity/v1/step-up"): EVERYONE,
    ("POST", "/identity/v1/password"): EVERYONE,
    ("POST", "/identity/v1/recovery-code"): EVERYONE,
    ("POST", "/identity/v1/totp"): EVERYONE,
    ("POST", "/identity/v1/totp/confirm"): EVERYONE,
    ("POST", "/identity/v1/totp/remove"): EVERYONE,
    ("POST", "/identity/v1/passkeys/challenge"): EVERYONE,
    ("POST", "/identity/v1/passkeys"): EVERYONE,
    ("POST", "/identity/v1/passkeys/remove"): EVERYONE,
    ("POST", "/identity/v1/rotation"): EVERYONE,
    ("POST", "/identity/v1/deactivate"): EVERYONE,
    ("POST", "/identity/v1/accounts/deactivate"): frozenset({Role.OWNER, Role.INTAKE}),
    ("GET", "/identity/v1/settings"): EVERYONE,
    ("POST", "/identity/v1/settings"): EVERYONE,
    ("GET", "/identity/v1/contact-card"): EVERYONE,
    ("POST", "/identity/v1/contact-card"): EVERYONE,
    ("POST", "/identity/v1/contact-card/read"): frozenset({Role.INTAKE}),
    ("GET", "/messaging/v1/acceptances"): EVERYONE,
    ("POST", "/messaging/v1/acceptances"): EVERYONE,
    ("GET", "/messaging/v1/intake"): EVERYONE,
    ("GET", "/messaging/v1/drafts"): EVERYONE,
    ("POST", "/messaging/v1/drafts"): EVERYONE,
    ("GET", "/messaging/v1/practice"): EVERYONE,
    ("GET", "/messaging/v1/bundle"): EVERYONE,
    ("POST", "/messaging/v1/bundle"): EVERYONE,
    ("POST", "/messaging/v1/delegations"): frozenset({Role.OWNER}),
    ("POST", "/messaging/v1/custodian-manifests"): frozenset({Role.OWNER}),
    ("GET", "/messaging/v1/uncertified"): frozenset({Role.INTAKE, Role.OWNER}),
    ("GET", "/messaging/v1/people"): frozenset({Role.INTAKE, Role.OFFICER, Role.OWNER}),
    # By delegation, not by role: shown in practice/test_trust.py. Nobody has one here.
    ("POST", "/messaging/v1/certificates"): STRANGERS,
}
"""With a session."""

OPEN = {
    ("POST", "/identity/v1/activation"),
    ("POST", "/identity/v1/activation/complete"),
    ("POST", "/identity/v1/registration"),
    ("POST", "/identity/v1/registration/complete"),
    ("GET", "/messaging/v1/root"),
    ("GET", "/messaging/v1/policies"),
    ("POST", "/identity/v1/sign-in"),
    ("POST", "/identity/v1/sign-in/second"),
    ("POST", "/identity/v1/passkey/challenge"),
    ("POST", "/identity/v1/passkey/sign-in"),
    ("POST", "/identity/v1/recovery"),
    ("POST", "/identity/v1/recovery/second"),
    ("POST", "/identity/v1/recovery/complete"),
    ("POST", "/identity/v1/recovery/lost-factor"),
    ("POST", "/identity/v1/recovery/deactivate"),
    ("POST", "/identity/v1/sign-out"),
}
"""Without a session: they are how one gets or loses it."""


JSON = {"Content-Type": "application/json"}
_SIGNED = write(pair(SignedBody(os.urandom(64), os.urandom(64))))
BODIES = {"/messaging/v1/certificates": _SIGNED}
"""Lawful in shape, where the right to ask is looked up after the shape."""


def routes(some: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path."""
    for route in some:
        if isinstance(route, Mount):
            yield from routes(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            yield from ((method, prefix + route.path) for method in route.methods or () if method != "HEAD")


def test_this_table_is_of_routes_that_are_served() -> None:
    """Nothing is promised of a route that is not there; that none is missing, the whole matrix says (test_role_matrix.py)."""
    served = [*identity_routes(), *practice_routes(), *policy_routes(), *draft_routes()]
    assert {*ALLOWED, *OPEN} <= {*routes(served)}


@pytest.mark.parametrize("role", [*sorted(PEOPLE), None])
async def test_each_role_has_its_routes_and_no_others(home: House, role: Role | None) -> None:
    """Refused before the body is looked at: 401 without a session, 404 without the role; whoever may gets past that."""
    browser = home.visitor() if role is None else (await activate(home, role)).browser
    for (method, path), roles in ALLOWED.items():
        said = await browser.request(method, path, content=BODIES.get(path, b"{}"), headers=JSON)
        kind = said.json().get("type", "") if said.status_code >= 400 else ""
        if role is None:
            assert (said.status_code, kind) == (401, "urn:webtherapy:signed_out"), path
        elif role not in roles:
            assert (said.status_code, kind) == (404, "urn:webtherapy:not_for_you"), path
        elif (method, path) != ("GET", "/messaging/v1/bundle"):  # nobody has one yet
            assert said.status_code in {200, 400}, path


@pytest.mark.parametrize(
    "origin", ["", "null", "https://evil.example", "http://localhost:8001", "https://localhost:8000"]
)
async def test_no_foreign_page_uses_a_session(home: House, origin: str) -> None:
    """Whatever the role, an unsafe request from another origin is 403 and changes nothing (compliance WS-01)."""
    someone = await activate(home, Role.OWNER)
    for method, path in {*ALLOWED, *OPEN}:
        if method == "POST":
            said = await someone.browser.post(path, content=b"{}", headers={"Origin": origin})
            assert (said.status_code, said.json()["type"]) == (403, "urn:webtherapy:bad_origin"), path
    assert (await someone.browser.get("/identity/v1/session")).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "text/plain", 400),
        (b"{}", "application/x-www-form-urlencoded", 400),
        (b"not json: canary", "application/json", 400),
        (b'{"canary": 1}', "application/json", 400),
        (b" " * 65_537, "application/json", 413),
    ],
)
async def test_unlawful_bodies_are_refused_without_an_echo(home: House, content: bytes, kind: str, status: int) -> None:
    """Every route that takes a body: wrong type, no JSON, unknown fields, too large."""
    someone = await activate(home, Role.OWNER)
    for path in ("/identity/v1/sign-in", "/identity/v1/activation/complete", "/messaging/v1/delegations"):
        said = await someone.browser.post(path, content=content, headers={"Content-Type": kind})
        assert said.status_code == status
        assert b"canary" not in said.content
