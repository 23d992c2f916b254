"""A localstripe of our own, on a socket that was opened before: `python -m tests.support.stripe_server DESCRIPTOR`.

localstripe knows no billing portal; the one resource that we ask for is added here, and refuses unknown customers as the real one does.
"""

import socket
import sys

from aiohttp import web
from localstripe import resources

EXAMPLE = "https://billing.example/p/session/"


class PortalSession(resources.StripeObject):  # type: ignore[misc]
    """The hosted page of one customer."""

    object = "billing_portal.session"
    _id_prefix = "bps_"

    def __init__(self, customer: str | None = None, return_url: str | None = None) -> None:
        resources.Customer._api_retrieve(customer)
        super().__init__()
        self.customer, self.return_url = customer, return_url
        self.url = EXAMPLE + resources.random_id(24)


def main(descriptor: int) -> None:
    """Serve, and keep nothing on disk."""
    resources.Store.dump_to_disk = lambda _: None
    resources.extra_apis.append(("POST", "/v1/billing_portal/sessions", PortalSession._api_create))
    from localstripe.server import app

    web.run_app(app, sock=socket.socket(fileno=descriptor), print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
