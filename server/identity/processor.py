"""The payment processor (S3), behind one port: a customer without a name, the address of its hosted page, and what it tells us later.

No card number ever comes here: whoever pays types it on the processor's own page. Without a key nobody is called, and its library is not
even loaded: that would be a fifth of every start.
"""

from dataclasses import dataclass
from typing import Final

from server.errors import ProcessorFault, Refusal, RefusalCode
from server.settings import Secret

ANSWER_SECONDS: Final = 10
TOLERANCE_SECONDS: Final = 300
"""How old what it tells us may be: a signature that somebody kept is worth nothing later."""

STATES: Final = {
    "invoice.paid": "paid",
    "invoice.payment_succeeded": "paid",
    "invoice.payment_failed": "failed",
    "payment_intent.succeeded": "paid",
    "payment_intent.payment_failed": "failed",
}
"""What is heard of all that it could tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The practice's account there. `api`: another address than the processor's own, for tests."""

    key: Secret
    webhook_secret: Secret
    api: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Told:
    """An event that the processor signed. `state` is None where it is nothing that we note; `at`: Unix milliseconds."""

    event: str
    customer: str
    state: str | None
    at: int


class Processor:
    """The practice's account at Stripe. Raises ProcessorFault, without its text, when it does not answer as it should."""

    def __init__(self, account: Account) -> None:
        import stripe

        stripe.enable_telemetry = False
        self._secret = account.webhook_secret
        self._client = stripe.StripeClient(
            account.key.reveal(),
            http_client=stripe.HTTPXClient(timeout=ANSWER_SECONDS),
            base_addresses={} if account.api is None else {"api": account.api},
            max_network_retries=1,
        )

    def __repr__(self) -> str:
        return "<Processor>"

    async def customer(self) -> str:
        """A new customer, of whom the processor knows nothing."""
        import stripe

        try:
            return str((await self._client.v1.customers.create_async({})).id)
        except stripe.StripeError:
            raise ProcessorFault from None

    async def page(self, customer: str, back: str) -> str:
        """The address of the hosted page where this customer pays and keeps a card; it is good for minutes. `back`: where it leads to after."""
        import stripe

        try:
            session = await self._client.v1.billing_portal.sessions.create_async(
                {"customer": customer, "return_url": back}
            )
        except stripe.StripeError:
            raise ProcessorFault from None
        return str(session.url)

    def told(self, payload: bytes, signature: str) -> Told:
        """An event, if its signature holds and is fresh; a Refusal `bad_signature` otherwise, `malformed` when it is none."""
        import stripe

        try:
            event = stripe.Webhook.construct_event(payload, signature, self._secret.reveal(), TOLERANCE_SECONDS)
            about = event.data.object
            customer = getattr(about, "customer", None) or ""
            return Told(
                event=str(event.id), customer=str(customer), state=STATES.get(event.type), at=int(event.created) * 1000
            )
        except stripe.SignatureVerificationError:
            raise Refusal(RefusalCode.BAD_SIGNATURE) from None
        except (ValueError, AttributeError, KeyError, TypeError):
            raise Refusal(RefusalCode.MALFORMED) from None
