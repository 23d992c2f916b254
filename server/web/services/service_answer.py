"""A service account on the wire (protocol.md §1.7), as it sees itself."""

from server.http.bodies import Answer, Blob
from server.web.documents import PersonAnswer


class ServiceAnswer(Answer, frozen=True, kw_only=True):
    """The service account of this token; `person` is its newest keys, null before the first."""

    account: Blob
    name: str
    kinds: list[str]
    expires_at: int
    person: PersonAnswer | None
