"""The OpenAPI document (protocol.md §1.7): what it says of the routes is what they do."""

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from server.web.services.openapi import OPERATIONS, PATH, document
from server.web.services.service_api import service_routes
from tests.integration.house import Someone, pair, post, write
from tests.integration.mailbox.post import text
from tests.integration.mailbox.test_services import SERVICE, SERVICES, System, at_work, make
from tests.integration.practice.staff import Staffed

DOCUMENT: dict[str, Any] = json.loads(document())
COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def check(named: dict[str, Any], value: object) -> None:
    """The value is what this media type's schema says."""
    Draft202012Validator({**named["schema"], "components": DOCUMENT["components"]}).validate(value)


def check_answer(path: str, method: str, said: httpx.Response) -> None:
    """The document knows this status of this request, and its body."""
    known = DOCUMENT["paths"][path][method]["responses"][str(said.status_code)]
    if said.content:
        check(known["content"][said.headers["content-type"]], said.json())
    if said.status_code >= 400:
        assert said.json()["type"].removeprefix("urn:webtherapy:") in known["description"].split(", ")


def test_what_is_committed_is_what_is_served() -> None:
    """To write it anew: `python -c "from server.web.services.openapi import document as d; open('docs/openapi.json', 'wb').write(d())"`."""
    assert COMMITTED.read_bytes() == document()


def test_it_describes_every_route_and_no_other() -> None:
    """By method and path, each once; all of its schemas are lawful."""
    routes = {
        (method.lower(), route.path)
        for route in service_routes()
        if route.path != PATH
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods} == routes
    assert len({each.name for each in OPERATIONS}) == len(routes)
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert DOCUMENT["openapi"].startswith("3.1.")


@pytest.fixture(name="system")
async def _system(lasting: Staffed) -> System:
    return await at_work(lasting)


async def test_answers_are_as_it_says(lasting: Staffed, system: System, reader: Someone) -> None:
    """Before and after the system has keys; what it takes is what was sent."""
    young, _ = await make(lasting)
    for each in (young, system):
        check_answer(SERVICE, "get", await each.get())
    check_answer(f"{SERVICE}/practice", "get", await system.get("/practice"))
    check_answer(f"{SERVICE}/people/{{account}}", "get", await system.get(f"/people/{text(reader.account)}"))
    check_answer(f"{SERVICE}/bundle", "post", await young.publish())
    made = system.made(reader)
    sent = {"notice": pair(made.signed), "sealed": made.sealed}
    takes = DOCUMENT["paths"][f"{SERVICE}/notices"]["post"]["requestBody"]["content"]["application/json"]
    check(takes, json.loads(write(sent)))
    check_answer(f"{SERVICE}/notices", "post", await system.tell(made))
    served = await lasting.home.visitor().get(PATH)
    assert served.json() == DOCUMENT


async def test_refusals_are_as_it_says(
    lasting: Staffed, system: System, reader: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Malformed, of no one, in another's name, beyond bounds, revoked: a status and a word that it names."""
    young, _ = await make(lasting)
    path, told = f"{SERVICE}/notices", system.made(reader)
    people = f"{SERVICE}/people/{{account}}"
    check_answer(people, "get", await system.get("/people/nobody"))
    check_answer(people, "get", await system.get(f"/people/{text(os.urandom(16))}"))
    check_answer(f"{SERVICE}/bundle", "post", await system.publish())
    check_answer(f"{SERVICE}/bundle", "post", await system.send("/bundle", {}))
    await young.publish()
    system.bundle = (await at_work(lasting)).bundle
    said = [
        await system.send("/notices", {"nothing": "like this"}),
        await system.send("/notices", {"nothing": "x" * 70_000}),
        await young.tell(young.made(reader)),
        await system.tell(system.made(reader)),
        await young.tell(told),
    ]
    monkeypatch.setattr("server.practice.notices.REQUESTS_PER_DAY", 0)
    said.append(await system.tell(told))
    await post(lasting.owner.browser, f"{SERVICES}/revoke", {"account": system.account})
    said.append(await system.tell(told))
    for each in said:
        assert each.status_code >= 400
        check_answer(path, "post", each)
    check_answer(SERVICE, "get", await system.get())
