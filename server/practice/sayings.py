"""What the service itself says in notices: every word of it, in one place (crypto.md §11.3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.crypto.notice import NoticeKind


class Event(StrEnum):
    """What has happened."""

    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word for an event
    ACCOUNT_RECOVERED = "account-recovered"
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    KEYS_ROTATED = "keys-rotated"
    RECOVERY_CODE_CHANGED = "recovery-code-changed"
    SESSIONS_ENDED = "sessions-ended"
    DEACTIVATED = "deactivated"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    POLICY_REVISED = "policy-revised"
    WARNING_REPORTED = "warning-reported"
    WARNING_GIVEN = "warning-given"
    WARNING_WAITS = "warning-waits"
    MATCH_ACCEPTED = "match-accepted"
    MATCH_DECLINED = "match-declined"
    MATCH_STALE = "match-stale"
    MATCH_WITHDRAWN = "match-withdrawn"
    CHANGE_WITHDRAWN = "change-withdrawn"
    RECORD_REQUESTED = "record-requested"
    RECORD_ANSWERED = "record-answered"
    DISAGREED = "disagreed"
    ORDER_WAITS = "order-waits"
    DRILL_WAITS = "drill-waits"
    SUCCESSION_WAITS = "succession-waits"
    SHARE_WAITS = "share-waits"
    HANDING_WAITS = "handing-waits"
    PROCESS_WAITS = "process-waits"
    DESTRUCTION_WAITS = "destruction-waits"
    EMERGENCY_ORDERED = "emergency-ordered"


@dataclass(frozen=True, slots=True)
class Saying:
    """Title and text in English; other languages show their own words for the event, which is among the values."""

    kind: NoticeKind
    title: str
    text: str


_NOT_YOU: Final = "If this was not you, tell the practice, and shut this account under Me."

SAYINGS: Final[dict[Event, Saying]] = {
    Event.PASSWORD_CHANGED: Saying(
        NoticeKind.SECURITY, "Your password was changed", f"All other sessions were ended. {_NOT_YOU}"
    ),
    Event.ACCOUNT_RECOVERED: Saying(
        NoticeKind.SECURITY,
        "Your account was recovered",
        f"Somebody used your recovery code and chose a new password. All other sessions were ended. {_NOT_YOU}",
    ),
    Event.FACTOR_ADDED: Saying(
        NoticeKind.SECURITY, "A second step was added", f"Signing in now asks for it. {_NOT_YOU}"
    ),
    Event.FACTOR_REMOVED: Saying(
        NoticeKind.SECURITY, "A second step was removed", f"Signing in no longer asks for it. {_NOT_YOU}"
    ),
    Event.KEYS_ROTATED: Saying(
        NoticeKind.SECURITY,
        "Your keys were replaced",
        f"The practice confirms the new ones; until then you can read, and write as before. {_NOT_YOU}",
    ),
    Event.RECOVERY_CODE_CHANGED: Saying(
        NoticeKind.SECURITY, "You have a new recovery code", f"The one from before opens nothing any more. {_NOT_YOU}"
    ),
    Event.SESSIONS_ENDED: Saying(
        NoticeKind.SECURITY, "Other devices were signed out", f"This was done from one of your sessions. {_NOT_YOU}"
    ),
    Event.DEACTIVATED: Saying(
        NoticeKind.SECURITY,
        "Your account was shut",
        "Nobody could sign in until the practice opened it again. If this was not you, tell the practice.",
    ),
    Event.SUSPENDED: Saying(
        NoticeKind.UPDATE,
        "Your account is suspended",
        "You can read everything as before, and get a copy of your record. You cannot write for now. The practice can tell you why.",
    ),
    Event.REINSTATED: Saying(NoticeKind.UPDATE, "Your account is open again", "You can write as before."),
    Event.POLICY_REVISED: Saying(
        NoticeKind.POLICY,
        "A policy has changed",
        "The new text is shown when you sign in next. You can read it under Policies at any time.",
    ),
    Event.WARNING_REPORTED: Saying(
        NoticeKind.UPDATE, "Somebody reported a browser warning", "What they saw, in their own words, is below."
    ),
    Event.WARNING_GIVEN: Saying(
        NoticeKind.RELEASE,
        "A therapist gave a warning without a client's consent",
        "Somebody had to be told. Please read it now under Warnings, and call them. It waits there for a supervisor's signature.",
    ),
    Event.WARNING_WAITS: Saying(
        NoticeKind.RELEASE,
        "A warning waits for your signature",
        "A therapist had to tell somebody without a client's consent, and nobody who supervises has signed it yet. You find it under Warnings.",
    ),
    Event.MATCH_ACCEPTED: Saying(
        NoticeKind.UPDATE, "A match was accepted", "The conversation is open. You find it on the first page."
    ),
    Event.MATCH_DECLINED: Saying(NoticeKind.UPDATE, "A match was declined", "The client is in the queue again."),
    Event.MATCH_STALE: Saying(
        NoticeKind.UPDATE,
        "A match has to be made anew",
        "It was accepted, but keys or custodians have changed since it was proposed. The practice proposes it again.",
    ),
    Event.MATCH_WITHDRAWN: Saying(
        NoticeKind.UPDATE,
        "A match was withdrawn",
        "The practice looks again, and tells you here when there is somebody.",
    ),
    Event.CHANGE_WITHDRAWN: Saying(
        NoticeKind.UPDATE,
        "A client stays with their therapist",
        "They took back that they asked for another one. What was proposed to them in that place is withdrawn.",
    ),
    Event.RECORD_REQUESTED: Saying(
        NoticeKind.RELEASE,
        "A client asks something of the practice about their record",
        "They ask to have it corrected, or to have something of it kept from somebody. What, and by when it has to be answered, stands under Requests.",
    ),
    Event.RECORD_ANSWERED: Saying(
        NoticeKind.RELEASE,
        "The practice has answered your request",
        "You asked for something to be done about your record. You find the answer, and what you can do about it, under My requests.",
    ),
    Event.DISAGREED: Saying(
        NoticeKind.RELEASE,
        "A client disagrees with an answer",
        "They wrote a statement to a no of the practice's. It stands with their request, under Requests.",
    ),
    Event.ORDER_WAITS: Saying(
        NoticeKind.RELEASE,
        "An order waits for your approval",
        "Somebody asks to have sealed messages opened. Nothing is opened before a second person has approved it. You find it under Custody.",
    ),
    Event.DRILL_WAITS: Saying(
        NoticeKind.RELEASE,
        "A drill waits for your approval",
        "Somebody asks the custodians to show that they can open. What opens is made up for it, and nobody's words are in it. You find it under Custody.",
    ),
    Event.SUCCESSION_WAITS: Saying(
        NoticeKind.RELEASE,
        "An order waits for your approval",
        "Somebody asks earlier custodians to hand on what they hold to those in force. Nobody can read anything by it, and nobody is asked before a second person has approved it. You find it under Custody.",
    ),
    Event.SHARE_WAITS: Saying(
        NoticeKind.RELEASE,
        "You are asked for your share",
        "Two people of the practice ask the custodians to open something. You find what and why under Custody, and decide for yourself.",
    ),
    Event.HANDING_WAITS: Saying(
        NoticeKind.RELEASE,
        "You are asked to hand on what you hold",
        "Custodians have changed, and some records still stand with the earlier ones only. You find which under Custody, and decide for yourself. Nobody can read anything by it.",
    ),
    Event.PROCESS_WAITS: Saying(
        NoticeKind.RELEASE,
        "A legal paper waits for your signature",
        "Somebody has written down what a court or an agency sent. It opens nothing before a second person has signed. You find it under Legal.",
    ),
    Event.DESTRUCTION_WAITS: Saying(
        NoticeKind.RELEASE,
        "A destruction waits for your signature",
        "Somebody proposes that a record whose time is over is destroyed. Nothing is erased before a second person has signed. You find it under Retention.",
    ),
    Event.EMERGENCY_ORDERED: Saying(
        NoticeKind.RELEASE,
        "Emergency access was asked for",
        "Somebody of the practice asks to read a client's record because of an emergency. It is written in the log who, and what.",
    ),
}
