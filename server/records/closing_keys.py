"""Under which keys a conversation was closed (crypto.md §12.4, §15.4): whoever restores an older record sees that they follow on keys that it knows."""

from collections.abc import Sequence

from server.crypto.bundle import Bundle, verify_successor
from server.crypto.canonical import read
from server.crypto.closing import verify_closing
from server.crypto.signing import SignedBody, verify
from server.errors import ProofError
from server.ids import ConversationId
from server.records.destroyed_file import ClosedConversation, SignedKeys
from server.roles import Role
from server.storage.database import Row


def written(bundles: Sequence[Row], body: bytes, signature: bytes) -> tuple[SignedKeys, ...]:
    """Of somebody's bundles, the oldest first, those up to the one under which they signed; none where it is under none of them."""
    for place, row in enumerate(bundles, start=1):
        if _signed(read(Bundle, row["body"]), body, signature):
            return tuple(
                (each["body"], each["signature"], each["predecessor_signature"] or b"") for each in bundles[:place]
            )
    return ()


def holds(closing: ClosedConversation, role: str | None, known: Sequence[Row]) -> bool:
    """Whether it is the word of whom it names, who has this role, under keys that are known, or that follow on those."""
    if role is None:
        return False
    keys = [read(Bundle, row["body"]) for row in known]
    for bundle in [*keys, *_following(keys, closing.keys)]:
        try:
            said = verify_closing(
                SignedBody(closing.body, closing.signature), bundle, Role(role), ConversationId(closing.conversation)
            )
        except ProofError:
            continue
        return said.reason.value == closing.reason and said.account == closing.account
    return False


def _following(known: Sequence[Bundle], filed: Sequence[SignedKeys]) -> list[Bundle]:
    """Of the bundles on the line those that follow on a known one, each signed by the one before."""
    found: list[Bundle] = []
    for body, signature, before in filed:
        for each in [*known, *found]:
            try:
                found.append(verify_successor(SignedBody(body, signature), each, before))
            except ProofError:
                continue
            break
    return found


def _signed(bundle: Bundle, body: bytes, signature: bytes) -> bool:
    try:
        verify(bundle.signing_public, body, signature)
    except ProofError:
        return False
    return True
