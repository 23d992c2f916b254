"""The routes of messaging, subject by subject (protocol.md §1.2, §1.5 to §1.12), and the socket's."""

from starlette.routing import BaseRoute

from server.web.broken_rules_api import broken_rules_routes
from server.web.conversations.care_api import care_routes
from server.web.conversations.conversations_api import conversation_routes
from server.web.conversations.deposits_api import deposit_routes
from server.web.conversations.drafts_api import draft_routes
from server.web.conversations.private_notes_api import private_note_routes
from server.web.letters.attachments_api import attachment_routes
from server.web.letters.letters_api import letter_routes
from server.web.letters.notices_api import notice_routes
from server.web.letters.warnings_api import warning_routes
from server.web.people.accounts_api import account_routes
from server.web.people.audit_api import audit_routes
from server.web.people.directory_api import directory_routes
from server.web.people.log_api import log_routes
from server.web.people.matching_api import matching_routes
from server.web.people.policies_api import policy_routes
from server.web.people.practice_api import practice_routes
from server.web.people.reports_api import report_routes
from server.web.people.witnesses_api import witness_routes
from server.web.release.consents_api import consent_routes
from server.web.release.given_warnings_api import given_warning_routes
from server.web.release.orders_api import order_routes
from server.web.release.papers_api import paper_routes
from server.web.release.record_requests_api import record_request_routes
from server.web.release.releases_api import release_routes
from server.web.release.retention_api import retention_routes
from server.web.services.service_api import service_routes
from server.web.services.services_api import services_routes
from server.web.socket import socket_routes


def messaging_routes() -> list[BaseRoute]:
    """All routes but those of the pages; the application's lifespan state has to hold what each asks for (`State` in `server/app.py`)."""
    return [
        *socket_routes(),
        *practice_routes(),
        *account_routes(),
        *matching_routes(),
        *directory_routes(),
        *policy_routes(),
        *report_routes(),
        *audit_routes(),
        *log_routes(),
        *witness_routes(),
        *conversation_routes(),
        *care_routes(),
        *deposit_routes(),
        *draft_routes(),
        *private_note_routes(),
        *notice_routes(),
        *letter_routes(),
        *attachment_routes(),
        *warning_routes(),
        *broken_rules_routes(),
        *consent_routes(),
        *release_routes(),
        *record_request_routes(),
        *given_warning_routes(),
        *paper_routes(),
        *order_routes(),
        *retention_routes(),
        *services_routes(),
        *service_routes(),
    ]
