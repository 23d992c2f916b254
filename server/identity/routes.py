"""The HTTP door of identity (protocol.md §1.1): its routes, noun by noun."""

from typing import Final

from starlette.routing import Mount

from server.identity.activation_routes import activation_routes
from server.identity.audit_routes import audit_routes
from server.identity.contact_card_routes import contact_card_routes
from server.identity.credential_routes import credential_routes
from server.identity.factor_routes import factor_routes
from server.identity.intake_routes import intake_routes
from server.identity.known_accounts import known_account_routes
from server.identity.payment_routes import payment_routes
from server.identity.recovery_routes import recovery_routes
from server.identity.registration_routes import registration_routes
from server.identity.session_routes import session_routes
from server.identity.settings_routes import settings_routes
from server.identity.sign_in_routes import sign_in_routes

PREFIX: Final = "/identity/v1"


def identity_routes() -> list[Mount]:
    """All routes; the application's lifespan state has to hold `identity: Identity`."""
    return [
        Mount(
            PREFIX,
            routes=[
                *activation_routes(),
                *sign_in_routes(),
                *recovery_routes(),
                *credential_routes(),
                *factor_routes(),
                *session_routes(),
                *registration_routes(),
                *settings_routes(),
                *contact_card_routes(),
                *audit_routes(),
                *intake_routes(),
                *known_account_routes(),
                *payment_routes(),
            ],
        )
    ]
