"""Role × endpoint × relation (compliance HS-01): whoever is not listed for an endpoint is denied, and learns nothing by it.

Every route of both applications has a line below. A new one fails `test_every_route_is_listed` until it has: say there who may ask it.
Each is asked with a body that no route takes, so whoever is let in is told that it is malformed, and nothing is ever done by asking.
Whose things are whose is for test_relations.py.
"""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from server.app import create_app
from server.roles import Role
from server.sessions.sign_in_session import SecondFactor
from server.settings import Settings
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from server.web.conversations.drafts_api import DraftBody
from tests.integration.house import SITE, House, Someone, house, pair, post
from tests.integration.listed_releases import RELEASES
from tests.integration.listed_retention import RETENTION
from tests.integration.mailbox.test_services import at_work
from tests.integration.practice.staff import Staffed, begun, found
from tests.integration.rules import (
    ANYONE,
    IDENTITY,
    INTAKE,
    MESSAGING,
    OFFICER,
    OWN,
    OWN_FIRST,
    OWN_WORD,
    OWNER,
    PEOPLE,
    SERVICE,
    SIGNED_IN,
    Rule,
    only,
)
from tests.support.asgi_socket import dialled
from tests.support.databases import Templates

LISTED: Final[dict[str, Rule]] = {
    "GET /healthz": ANYONE,
    "WS /messaging/v1/socket": SIGNED_IN,
    **dict.fromkeys(
        (
            f"POST {IDENTITY}/{name}"
            for name in (
                "activation", "activation/complete", "registration", "registration/complete", "sign-in", "sign-in/second",
                "passkey/challenge", "passkey/sign-in", "recovery", "recovery/second", "recovery/complete",
                "recovery/lost-factor", "recovery/deactivate",
            )
        ),
        ANYONE,
    ),
    **dict.fromkeys(
        (
            f"GET {IDENTITY}/session", f"POST {IDENTITY}/session/activity", f"POST {IDENTITY}/session/reload-key",
            f"GET {IDENTITY}/sessions", f"POST {IDENTITY}/sessions/end", f"GET {IDENTITY}/history",
            f"GET {IDENTITY}/credentials", f"POST {IDENTITY}/step-up", f"POST {IDENTITY}/totp", f"POST {IDENTITY}/totp/confirm",
            f"POST {IDENTITY}/passkeys/challenge", f"POST {IDENTITY}/passkeys", f"GET {IDENTITY}/settings",
            f"POST {IDENTITY}/settings", f"GET {IDENTITY}/contact-card", f"POST {IDENTITY}/contact-card", f"GET {IDENTITY}/intake",
            f"POST {IDENTITY}/intake",
        ),
        OWN_FIRST,
    ),
    **dict.fromkeys(
        (
            f"POST {IDENTITY}/password", f"POST {IDENTITY}/recovery-code", f"POST {IDENTITY}/totp/remove",
            f"POST {IDENTITY}/passkeys/remove", f"POST {IDENTITY}/rotation", f"POST {IDENTITY}/deactivate",
            f"GET {MESSAGING}/practice", f"POST {MESSAGING}/bundle", f"GET {MESSAGING}/bundle", f"GET {MESSAGING}/acceptances",
            f"POST {MESSAGING}/acceptances", f"GET {MESSAGING}/intake", f"GET {MESSAGING}/notices", f"POST {MESSAGING}/notices/read",
        ),
        OWN,
    ),
    **dict.fromkeys((f"GET {MESSAGING}/mail", f"POST {MESSAGING}/mail/read", f"POST {MESSAGING}/mail/archive"), SIGNED_IN),
    f"POST {MESSAGING}/attachments": OWN_WORD,
    f"PUT {MESSAGING}/attachments/{{attachment}}/{{index}}": OWN_WORD,
    f"GET {MESSAGING}/attachments/{{attachment}}/{{index}}": SIGNED_IN,
    f"GET {MESSAGING}/log/leaves": OWN,
    **dict.fromkeys(
        (f"GET {MESSAGING}/log/{name}" for name in ("checkpoint", "consistency", "inclusion", "tile/{tile:path}", "witnessed")), ANYONE
    ),
    # By a line of one of those whom the root names.
    f"POST {MESSAGING}/log/cosignatures": ANYONE,
    f"POST {MESSAGING}/witnesses": only(OWNER),
    f"POST {MESSAGING}/notices": OWN_WORD,
    f"POST {MESSAGING}/notices/answer": OWN_WORD,
    # Whoever has a session ends it; whoever has none is out already.
    f"POST {IDENTITY}/sign-out": ANYONE,
    f"GET {MESSAGING}/root": ANYONE,
    f"GET {MESSAGING}/policies": ANYONE,
    f"POST {MESSAGING}/warnings": ANYONE,
    f"POST {MESSAGING}/broken-rules": ANYONE,
    # Of the payment processor, by its signature; off here, and there for nobody.
    f"GET {IDENTITY}/payments": Rule(roles=frozenset({Role.CLIENT}), own=True),
    f"POST {IDENTITY}/payments/events": ANYONE,
    f"POST {IDENTITY}/payments/page": Rule(roles=frozenset({Role.CLIENT}), own=True),
    # Staff.
    f"POST {IDENTITY}/contact-card/read": only(INTAKE),
    f"POST {IDENTITY}/intake/read": only(INTAKE, Role.THERAPIST),
    f"POST {IDENTITY}/accounts/deactivate": only(INTAKE, OWNER),
    f"GET {IDENTITY}/accounts": only(INTAKE, OFFICER, OWNER),
    f"GET {IDENTITY}/audit": only(OFFICER, OWNER),
    f"GET {MESSAGING}/audit": only(OFFICER, OWNER),
    f"GET {MESSAGING}/accounts": only(INTAKE, OFFICER, OWNER),
    f"POST {MESSAGING}/accounts/suspend": only(INTAKE, OWNER),
    f"POST {MESSAGING}/accounts/reinstate": only(INTAKE, OWNER),
    f"GET {MESSAGING}/uncertified": only(INTAKE, OWNER),
    f"GET {MESSAGING}/people": only(INTAKE, OFFICER, OWNER),
    f"POST {MESSAGING}/delegations": only(OWNER),
    f"POST {MESSAGING}/custodian-manifests": only(OWNER),
    f"POST {MESSAGING}/policies": only(OWNER),
    f"GET {MESSAGING}/reports": only(OWNER),
    **dict.fromkeys((f"GET {MESSAGING}/services", f"POST {MESSAGING}/services", f"POST {MESSAGING}/services/revoke"), only(OWNER)),
    f"GET {MESSAGING}/openapi.json": ANYONE,
    **dict.fromkeys(
        (
            f"GET {MESSAGING}/service", f"GET {MESSAGING}/service/practice", f"GET {MESSAGING}/service/people/{{account}}",
            f"POST {MESSAGING}/service/bundle", f"POST {MESSAGING}/service/notices",
        ),
        SERVICE,
    ),
    **dict.fromkeys((f"GET {MESSAGING}/directory", f"GET {MESSAGING}/directory/photo/{{photo}}"), ANYONE),
    **dict.fromkeys((f"GET {MESSAGING}/profile", f"POST {MESSAGING}/profile"), only(Role.THERAPIST)),
    **dict.fromkeys(
        (
            f"GET {MESSAGING}/profiles", f"POST {MESSAGING}/profiles/publish", f"GET {MESSAGING}/queue", f"GET {MESSAGING}/caseload",
            f"GET {MESSAGING}/proposals", f"POST {MESSAGING}/proposals", f"POST {MESSAGING}/proposals/withdraw",
        ),
        only(INTAKE),
    ),
    **dict.fromkeys((f"GET {MESSAGING}/wish", f"GET {MESSAGING}/changes"), only(Role.CLIENT)),
    **dict.fromkeys(
        (f"POST {MESSAGING}/wish", f"POST {MESSAGING}/changes", f"POST {MESSAGING}/changes/withdraw"),
        Rule(roles=frozenset({Role.CLIENT}), writing=True),
    ),
    # Custody: who is asked for what, the order says; who owes a deposit, membership.
    **dict.fromkeys((f"GET {MESSAGING}/deposits", f"POST {MESSAGING}/deposits"), SIGNED_IN),
    f"GET {MESSAGING}/orders": SIGNED_IN,
    **dict.fromkeys(
        (f"POST {MESSAGING}/orders", f"POST {MESSAGING}/orders/approvals", f"GET {MESSAGING}/orders/epochs", f"GET {MESSAGING}/orders/standing"),
        only(OFFICER, OWNER),
    ),
    **dict.fromkeys((f"POST {MESSAGING}/orders/contributions", f"POST {MESSAGING}/orders/handings"), only(Role.CUSTODIAN)),
    f"POST {MESSAGING}/orders/answers": only(OFFICER, OWNER, Role.CUSTODIAN),
    f"GET {MESSAGING}/orders/material": only(OFFICER, OWNER, Role.CUSTODIAN, Role.CLIENT),
    **dict.fromkeys(
        (f"POST {MESSAGING}/orders/outcomes", f"GET {MESSAGING}/orders/contributions", f"GET {MESSAGING}/orders/record", f"GET {MESSAGING}/orders/leaves", f"GET {MESSAGING}/orders/attachment"),
        only(OFFICER, OWNER, Role.CLIENT),
    ),
    **RELEASES,
    # A therapist's own notes: for everyone else there are none.
    **dict.fromkeys(
        (
            f"GET {MESSAGING}/private-notes", f"POST {MESSAGING}/private-notes", f"GET {MESSAGING}/private-notes/one",
            f"GET {MESSAGING}/private-notes/places", f"GET {MESSAGING}/private-notes/consents",
        ),
        only(Role.THERAPIST),
    ),
    **RETENTION,
    # Decided by a delegation, a match or membership: see the relations below.
    **dict.fromkeys(
        (
            f"POST {MESSAGING}/certificates", f"GET {MESSAGING}/conversations",
            f"GET {MESSAGING}/drafts", f"POST {MESSAGING}/drafts", f"POST {MESSAGING}/closings", f"POST {MESSAGING}/histories",
            f"GET {MESSAGING}/wraps",
        ),
        SIGNED_IN,
    ),
}  # fmt: skip


def routes_of(routes: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    """All of an application's routes by method and path; HEAD goes with GET."""
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(list(route.routes), prefix + route.path)
        elif isinstance(route, WebSocketRoute):
            yield f"WS {prefix}{route.path}"
        elif isinstance(route, Route):
            yield from (f"{method} {prefix}{route.path}" for method in sorted((route.methods or set()) - {"HEAD"}))


def served(tmp_path: Path) -> set[str]:
    """The routes of the whole service, without the client's files."""
    settings = Settings.from_environ({"WEBTHERAPY_STATIC_DIR": os.fspath(tmp_path)})
    return {route for route in routes_of(create_app(settings).routes) if "/v1/" in route or route == "GET /healthz"}


def test_every_route_is_listed(tmp_path: Path) -> None:
    """A route that is not listed above has no say yet in who may ask it; one that is listed exists."""
    existing = served(tmp_path)
    assert sorted(existing - LISTED.keys()) == [], "say in LISTED who may ask these"
    assert sorted(LISTED.keys() - existing) == [], "these are listed and not there any more"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody at the door, and what keeps them from what their role may ask. `token`: whether they have one that stands."""

    name: str
    browser: httpx.AsyncClient
    role: Role | None
    suspended: bool = False
    incomplete: bool = False
    token: bool = False
    agreed: bool = True

    def expected(self, rule: Rule) -> str:
        """The word of refusal that a rule means for them; empty when they are let in."""
        if rule.anyone:
            return ""
        if self.role is None or rule.service:
            return "" if self.token and rule.service else "signed_out"
        if self.incomplete and not rule.incomplete:
            return "second_factor_missing"
        client = self.role is Role.CLIENT
        if self.suspended and (rule.writing or not (rule.own or client)):
            return "suspended"
        if not self.agreed and (rule.writing or not rule.own):
            return "agreement_missing"
        return "" if self.role in rule.roles else "not_for_you"


@pytest.fixture(scope="module", name="home")
async def _home(templates: Templates, stack: EmbeddedStack) -> AsyncIterator[House]:
    redis_url = stack.valkey_url(1)
    async with (
        templates.fresh(Side.IDENTITY) as identity,
        templates.fresh(Side.MESSAGING) as messaging,
        house(identity.url, messaging.url, redis_url, f"test-{secrets.token_hex(8)}:", live=True) as opened,
    ):
        await opened.sessions.set_agreement(0, {})  # whoever comes in from now on has agreed to what there is
        yield opened


@pytest.fixture(scope="module", name="staffed")
async def _staffed(home: House) -> Staffed:
    return await found(home)


async def _sit(
    home: House, role: Role, *, suspended: bool = False, incomplete: bool = False, agreed: bool = True
) -> Asker:
    """Somebody with a session, made as the identity side makes them."""
    account = (await home.issue(role)).account
    factor = SecondFactor.MISSING if incomplete else SecondFactor.NONE
    token, _ = await home.sessions.begin(account, role, second_factor=factor)
    if suspended:
        await home.sessions.set_suspended(account, suspended=True)
    browser = home.visitor()
    browser.cookies.set("webtherapy", _text(token))
    words = (("suspended", suspended), ("incomplete", incomplete), ("not agreed", not agreed))
    name = " ".join(word for word, holds in words if holds)
    return Asker(f"{name} {role.value}".strip(), browser, role, suspended, incomplete, agreed=agreed)


def _text(token: bytes) -> str:
    return urlsafe_b64encode(token).rstrip(b"=").decode()


@pytest.fixture(scope="module", name="askers")
async def _askers(home: House, staffed: Staffed) -> list[Asker]:
    sitting = [await _sit(home, role) for role in sorted(PEOPLE)]
    sitting += [await _sit(home, role, suspended=True) for role in sorted(PEOPLE)]
    sitting += [await _sit(home, role, incomplete=True) for role in (Role.THERAPIST, Role.INTAKE, Role.OWNER)]
    standing, revoked = await at_work(staffed), await at_work(staffed)
    await post(staffed.owner.browser, f"{MESSAGING}/services/revoke", {"account": revoked.account})
    for system, token in ((standing, True), (revoked, False)):
        name = "service" if token else "revoked service"
        sitting.append(Asker(name, home.visitor(**system.headers), None, token=token))
    await home.sessions.set_agreement(1, {})
    sitting += [await _sit(home, role, agreed=False) for role in sorted(PEOPLE - {Role.CLIENT})]
    return [*sitting, Asker("nobody", home.visitor(), None)]


async def test_whoever_is_not_listed_is_denied(askers: list[Asker], home: House) -> None:
    """Every route by everybody: let in as listed, else refused by the one word that the list means, in one and the same body."""
    known = LISTED.keys() - {"GET /healthz"}
    bodies: dict[str, set[bytes]] = {}
    wrong = []
    for route in sorted(known):
        for asker in askers:
            said = await _ask(home, asker.browser, route)
            word = _word(said)
            expected = asker.expected(LISTED[route])
            if route in HAVE_NONE and not expected and word == "not_for_you":
                continue
            if (word if word in DENIALS else "") != expected:
                wrong.append(
                    f"{asker.name}: {route}: {said.status_code} {word or 'let in'}, not {expected or 'let in'}"
                )
            if word == "not_for_you":
                bodies.setdefault(word, set()).add(said.content)
    assert wrong == []
    assert {word: len(found) for word, found in bodies.items()} == {"not_for_you": 1}
    absent = await home.visitor().get(f"{MESSAGING}/nowhere")
    assert _word(absent) == "not_found"


DENIALS: Final = {"signed_out", "second_factor_missing", "suspended", "agreement_missing", "not_for_you"}
HAVE_NONE: Final = {
    f"POST {IDENTITY}/payments/events",
    f"GET {MESSAGING}/bundle",
    f"GET {MESSAGING}/attachments/{{attachment}}/{{index}}",
    f"GET {MESSAGING}/directory/photo/{{photo}}",
    f"GET {MESSAGING}/log/tile/{{tile:path}}",
    f"GET {MESSAGING}/service/people/{{account}}",
}
"""Nobody here has published keys or files, and nothing is in the log yet: theirs are not there."""
PLACES: Final = {
    "{account}": "A" * 22,
    "{attachment}": "A" * 22,
    "{photo}": "A" * 22,
    "{index}": "0",
    "{tile:path}": "0/000",
}
"""What stands in the place of a path's parameters."""


async def _ask(home: House, browser: httpx.AsyncClient, route: str) -> httpx.Response:
    method, path = route.split(" ")
    if method == "WS":
        async with dialled(home.app, SITE, [f"{name}={value}" for name, value in browser.cookies.items()]) as wire:
            refused = wire.refused
        return httpx.Response(101) if refused is None else httpx.Response(refused.status, content=refused.content)
    for name, part in PLACES.items():
        path = path.replace(name, part)
    if method == "GET":
        return await browser.get(path)
    headers = {"Content-Type": "application/json"}
    return await browser.request(method, path, content=b'{"nothing":"like this"}', headers=headers)


def _word(said: httpx.Response) -> str:
    if said.status_code < 400:
        return ""
    return str(said.json()["type"]).removeprefix("urn:webtherapy:")


async def test_not_yours_and_not_there_are_one_answer(staffed: Staffed) -> None:
    """By relation: a stranger, whoever left no trace, and an id that was never given: same status, same bytes."""
    match = staffed.match(staffed.client, staffed.therapist)
    conversation = await begun(staffed, match)
    nobody = os.urandom(16)
    custodian, owner = staffed.custodians[0], staffed.owner
    answers: set[tuple[int, bytes]] = set()

    async def denied(someone: Someone, path: str, body: dict[str, Any]) -> None:
        said = await post(someone.browser, path, body)
        answers.add((said.status_code, said.content))

    draft = {"version": 1, "sealed": os.urandom(64)}
    slots = {"slot": nobody} if _has_slots() else {}
    for stranger in (custodian, owner, staffed.intake):
        for where in (bytes(conversation), nobody):
            await denied(stranger, f"{MESSAGING}/drafts", draft | slots | {"conversation": where})
    await denied(staffed.client, f"{MESSAGING}/drafts", draft | slots | {"conversation": nobody})
    for account in (bytes(staffed.client.account), nobody):
        await denied(staffed.intake, f"{IDENTITY}/contact-card/read", {"account": account})
        await denied(staffed.therapist, f"{IDENTITY}/contact-card/read", {"account": account})
        await denied(staffed.therapist, f"{IDENTITY}/intake/read", {"account": account})
        await denied(staffed.client, f"{IDENTITY}/accounts/deactivate", {"account": account})
    await denied(staffed.intake, f"{IDENTITY}/accounts/deactivate", {"account": nobody})
    for someone in (staffed.client, staffed.therapist, owner):
        await denied(someone, f"{MESSAGING}/certificates", pair(match))
    assert [status for status, _ in answers] == [404]


def _has_slots() -> bool:
    return "slot" in DraftBody.__struct_fields__


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
