"""The tree of errors.

ServerError
├── Refusal             a no that the other side can act on; carries a `RefusalCode`
│   ├── ClosingRefusal  ends the connection with a close code of 44xx (protocol.md §6)
├── Fault               ours: nothing is wrong with what was asked
│   ├── StorageFault    PostgreSQL is away or refused
│   ├── DoorbellFault   Valkey is away or refused
│   └── SlowLaneFault   the process that runs Argon2 ended
├── ProofError          bytes that do not prove what they claim (crypto.md); `reason` is the name of a negative vector
├── AuditError          a row of the audit trail does not follow from the one before
└── ConfigurationError  the service cannot start like this; the text names what to set

`ServerError`, `Fault` are never raised themselves. A refusal tells strangers nothing: "not yours" and "not there" are one code.
"""

from enum import StrEnum


class RefusalCode(StrEnum):
    """Why something was refused; the wire form is the value (protocol.md §5)."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    OUT_OF_TURN = "out_of_turn"
    UNSUPPORTED_VERSION = "unsupported_version"
    SIGNED_OUT = "signed_out"
    NOT_FOR_YOU = "not_for_you"
    TOO_FAST = "too_fast"
    TRY_AGAIN = "try_again"
    SLOW_READER = "slow_reader"
    ID_CONFLICT = "id_conflict"
    STALE_EPOCH = "stale_epoch"
    STALE_KEYS = "stale_keys"
    NO_SESSION = "no_session"
    SESSION_OPEN = "session_open"
    BAD_SIGNATURE = "bad_signature"
    WRONG_TIME = "wrong_time"
    BAD_COUNTER = "bad_counter"
    BAD_SENDER = "bad_sender"
    BAD_EPOCH = "bad_epoch"
    BAD_DEPOSIT = "bad_deposit"
    DEPOSIT_REQUIRED = "deposit_required"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    UNCERTIFIED = "uncertified"
    BAD_ORIGIN = "bad_origin"
    WRONG_CREDENTIALS = "wrong_credentials"
    WRONG_CODE = "wrong_code"
    SECOND_FACTOR_MISSING = "second_factor_missing"
    AGREEMENT_MISSING = "agreement_missing"
    DISABLED = "disabled"
    DEACTIVATED = "deactivated"
    CONFLICT = "conflict"
    NOT_ALLOWED = "not_allowed"
    HELD = "held"
    NOT_DUE = "not_due"
    NOT_FOUND = "not_found"


class EndReason(StrEnum):
    """Why a sign-in session ended (protocol.md §1.4)."""

    IDLE = "idle"
    CAP = "cap"
    SIGNED_OUT = "signed_out"
    ELSEWHERE = "elsewhere"
    CHANGED = "changed"
    DEACTIVATED = "deactivated"
    REPLACED = "replaced"
    SUSPENDED = "suspended"


class ServerError(Exception):
    """Never raised itself."""


class Refusal(ServerError):
    """A typed no. `retry_after` is in seconds and 0 when waiting does not help.

    `epoch` is the one in force, with `stale_epoch`; `counter` the last committed, with `bad_counter`; `reason` why the session
    is over, with `signed_out` (protocol.md §2.2).
    """

    def __init__(
        self,
        code: RefusalCode,
        retry_after: float = 0.0,
        *,
        epoch: int | None = None,
        counter: int | None = None,
        reason: EndReason | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after = retry_after
        self.epoch = epoch
        self.counter = counter
        self.reason = reason


class ClosingRefusal(Refusal):
    """A refusal after which the connection ends with `close_code` (protocol.md §6)."""

    def __init__(
        self, code: RefusalCode, close_code: int, retry_after: float = 0.0, *, reason: EndReason | None = None
    ) -> None:
        super().__init__(code, retry_after, reason=reason)
        self.close_code = close_code


class Fault(ServerError):
    """Never raised itself."""


class StorageFault(Fault):
    """PostgreSQL did not answer or did not take the statement; nothing is known to be committed."""


class DoorbellFault(Fault):
    """Valkey did not answer; what was committed stays committed."""


class ProcessorFault(Fault):
    """The payment processor did not answer, or not as it should; nobody has paid anything by that."""


class SlowLaneFault(Fault):
    """The process that runs Argon2 ended before it answered; the next to ask starts another."""


class ProofError(ServerError):
    """What was received does not hold. `reason` is a constant word such as "not_canonical", never a piece of the input."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AuditError(ServerError):
    """A row of the audit trail is missing, or not what it was when it was written."""

    def __init__(self, number: int) -> None:
        super().__init__(f"row {number} does not follow from the one before")
        self.number = number


class ConfigurationError(ServerError):
    """The service cannot start like this; the text says what to set."""
