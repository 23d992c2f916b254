"""Payments (S3): by card on the processor's own page only; what it tells is believed by its signature, once and while it is fresh."""

import asyncio
import hashlib
import hmac
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from client_py.client import Client
from tests.acceptance.house import House
from tests.acceptance.service import Running
from tests.support.serving import ServedProcess
from tests.support.stripe_server import EXAMPLE

KEY: Final = "sk_test_webtherapy"
SECRET: Final = "whsec_for_tests"
PASSWORD: Final = "seven quiet herons by the lake"
PATH: Final = "/identity/v1/payments"


@dataclass(frozen=True, slots=True)
class Stripe:
    """The processor, as those see it who have its key."""

    url: str

    async def ask(self, path: str, **form: str) -> Any:
        """POST to its API, or GET without a form."""
        async with httpx.AsyncClient(base_url=self.url, auth=(KEY, "")) as browser:
            said = await (browser.post(path, data=form) if form else browser.get(path))
        assert said.status_code == 200, said.text
        return said.json()


@pytest.fixture(scope="module")
async def processor() -> AsyncIterator[Stripe]:
    """A localstripe."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        words = [sys.executable, "-m", "tests.support.stripe_server", str(door.fileno())]
        child = await asyncio.create_subprocess_exec(*words, pass_fds=[door.fileno()], stderr=subprocess.DEVNULL)
        yield Stripe(f"http://127.0.0.1:{door.getsockname()[1]}")
        child.terminate()
        await child.wait()


@pytest.fixture(scope="module")
async def paid(running: Running, house: House, processor: Stripe) -> AsyncIterator[ServedProcess]:
    """The same practice, by a service that takes payments; the processor tells it what happens."""
    assert house is not None  # a practice with a root issues accounts
    environ = {
        **running.environ,
        "WEBTHERAPY_STRIPE_KEY": KEY,
        "WEBTHERAPY_STRIPE_WEBHOOK_SECRET": SECRET,
        "WEBTHERAPY_STRIPE_API": processor.url,
    }
    async with ServedProcess(environ) as process:
        url = f"{process.origin}{PATH}/events"
        async with httpx.AsyncClient(base_url=processor.url, auth=(KEY, "")) as browser:
            said = await browser.post("/_config/webhooks/ours", data={"url": url, "secret": SECRET})
            assert said.status_code == 200
        yield process


async def somebody(running: Running, origin: str, role: str = "client") -> httpx.AsyncClient:
    """Somebody who is signed in, as their browser."""
    sheet = await running.issue(role)
    async with await Client.activate(origin, sheet.number, sheet.activation, PASSWORD) as client:
        return httpx.AsyncClient(base_url=origin, headers={"Origin": origin, "Cookie": client.http.cookie})


def signed(event: dict[str, Any], at: int, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """An event as the processor would send it."""
    body = json.dumps(event).encode()
    made = hmac.new(secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={at},v1={made}", "Content-Type": "application/json"}


def event_of(customer: str, name: str, kind: str = "invoice.paid", at: int | None = None) -> dict[str, Any]:
    """What happened to a customer."""
    about = {"id": "in_1", "object": "invoice", "customer": customer}
    created = int(time.time()) if at is None else at
    return {"id": name, "object": "event", "type": kind, "created": created, "data": {"object": about}}


async def tell(process: ServedProcess, body: bytes, headers: dict[str, str]) -> int:
    """Whoever says it, from wherever; the status."""
    async with httpx.AsyncClient(base_url=process.origin) as stranger:
        return (await stranger.post(f"{PATH}/events", content=body, headers=headers)).status_code


async def customer_of(browser: httpx.AsyncClient, processor: Stripe) -> str:
    """Who the processor makes of somebody who asks for the page first."""
    before = {each["id"] for each in (await processor.ask("/v1/customers?limit=100"))["data"]}
    assert (await browser.post(f"{PATH}/page", json={})).status_code == 200
    (made,) = [each for each in (await processor.ask("/v1/customers?limit=100"))["data"] if each["id"] not in before]
    assert [made[name] for name in ("name", "email", "description")] == [None, None, None]
    return str(made["id"])


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what another process brings about."""
    async with asyncio.timeout(30):
        while not await holds():  # noqa: ASYNC110  (a webhook is heard of by asking)
            await asyncio.sleep(0.1)


async def test_who_pays_does_so_on_the_processors_page(
    running: Running, paid: ServedProcess, processor: Stripe
) -> None:
    """The address is the processor's, the customer is nameless there and the same each time, and what was paid is seen here."""
    async with await somebody(running, paid.origin) as browser:
        assert (await browser.get(PATH)).json() == {"available": True, "state": "none", "changed_at": 0}
        customer = await customer_of(browser, processor)
        page = (await browser.post(f"{PATH}/page", json={})).json()
        assert page["url"].startswith(EXAMPLE)
        assert (await browser.get(PATH)).json()["state"] == "open"
        card = {
            "card[number]": "4242424242424242",
            "card[exp_month]": "12",
            "card[exp_year]": "2030",
            "card[cvc]": "123",
        }
        method = (await processor.ask("/v1/payment_methods", type="card", **card))["id"]
        await processor.ask(f"/v1/payment_methods/{method}/attach", customer=customer)
        due = {"amount": "9000", "currency": "usd", "customer": customer, "payment_method": method}
        await processor.ask("/v1/payment_intents", confirm="true", **due)

        async def is_paid() -> bool:
            return bool((await browser.get(PATH)).json()["state"] == "paid")

        await eventually(is_paid)


async def test_only_the_processor_is_believed_once_and_while_it_is_fresh(
    running: Running, paid: ServedProcess, processor: Stripe
) -> None:
    """Forged, altered, old and repeated events change nothing, in whatever order they come."""
    async with await somebody(running, paid.origin) as browser:
        customer, now = await customer_of(browser, processor), int(time.time())
        good = signed(event_of(customer, "evt_1"), now)
        assert await tell(paid, *signed(event_of(customer, "evt_1"), now, "whsec_of_somebody_else")) == 422
        assert await tell(paid, good[0].replace(b"invoice.paid", b"invoice.payment_failed"), good[1]) == 422
        assert await tell(paid, good[0], {}) == 422
        assert await tell(paid, *signed(event_of(customer, "evt_1"), now - 400)) == 422
        assert await tell(paid, *signed({"id": "evt_2"}, now)) == 400
        assert await tell(paid, b"x" * 65_537, good[1]) == 413
        assert (await browser.get(PATH)).json()["state"] == "open"
        assert [await tell(paid, *good), await tell(paid, *good)] == [204, 204]
        assert (await browser.get(PATH)).json()["state"] == "paid"
        assert await tell(paid, *signed(event_of(customer, "evt_3", "invoice.payment_failed", now - 60), now)) == 204
        assert await tell(paid, *signed(event_of("cus_nobody", "evt_4", "invoice.payment_failed"), now)) == 204
        assert (await browser.get(PATH)).json()["state"] == "paid"


async def test_no_card_number_comes_here(running: Running, paid: ServedProcess) -> None:
    """A field for one is refused, wherever it is sent; staff and strangers have no payments."""
    async with await somebody(running, paid.origin) as browser:
        for field in ("card", "number", "card_number", "cvc"):
            said = await browser.post(f"{PATH}/page", json={field: "4242424242424242"})
            assert (said.status_code, said.json()["type"]) == (400, "urn:webtherapy:malformed")
    async with await somebody(running, paid.origin, "therapist") as therapist:
        assert (await therapist.get(PATH)).status_code == 404
    async with httpx.AsyncClient(base_url=paid.origin, headers={"Origin": paid.origin}) as stranger:
        assert (await stranger.get(PATH)).status_code == 401
    assert "4242" not in paid.log_text()


async def test_payments_are_off_unless_configured(running: Running, house: House) -> None:
    """As in the other process of this practice: there is no page, nobody is called, and no event is heard."""
    assert house is not None  # as above
    async with await somebody(running, running.url) as browser:
        assert (await browser.get(PATH)).json() == {"available": False, "state": "none", "changed_at": 0}
        assert (await browser.post(f"{PATH}/page", json={})).status_code == 404
    assert await tell(running.process, *signed(event_of("cus_1", "evt_1"), int(time.time()))) == 404
