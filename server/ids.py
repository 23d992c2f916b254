"""Identifiers: 16 random bytes each, told apart by type. Identification numbers are text (crypto.md §3.1)."""

from typing import NewType

ID_BYTES = 16

AccountId = NewType("AccountId", bytes)
"""An account's pseudonym: all that the messaging side ever knows of a person."""

ConversationId = NewType("ConversationId", bytes)
MessageId = NewType("MessageId", bytes)
"""Chosen by the client; the same id again is the same message (crypto.md §6.4)."""

InstanceId = NewType("InstanceId", bytes)
"""One open tab or process of a client (crypto.md §6.1)."""

AttachmentId = NewType("AttachmentId", bytes)
AppointmentId = NewType("AppointmentId", bytes)
DraftSlot = NewType("DraftSlot", bytes)
"""Where a draft is kept: the conversation itself for what is said live, 16 random bytes for a letter (protocol.md §1.2)."""

LiveSessionId = NewType("LiveSessionId", bytes)
DepositId = NewType("DepositId", bytes)
RequestId = NewType("RequestId", bytes)
"""Of a wish to change therapists (crypto.md §12.5)."""

SignInId = NewType("SignInId", bytes)
"""SHA-256 of a sign-in session's token: 32 bytes, never the token itself."""

NoticeId = NewType("NoticeId", bytes)
"""Chosen by whoever writes it; the same id again is the same notice (crypto.md §11.1)."""

OrderId = NewType("OrderId", bytes)
"""Of a release order (crypto.md §7.3)."""

ConsentId = NewType("ConsentId", bytes)
ProcessId = NewType("ProcessId", bytes)
DisclosureId = NewType("DisclosureId", bytes)
WarningId = NewType("WarningId", bytes)
"""Of the papers of a release (crypto.md §13)."""

RecordRequestId = NewType("RecordRequestId", bytes)
"""Of what a client asks the practice to do with their record (crypto.md §13.5)."""

EmergencyId = NewType("EmergencyId", bytes)
"""Of an emergency access (crypto.md §13.4)."""

NoteId = NewType("NoteId", bytes)
"""Of a therapist's own note (crypto.md §14)."""

HoldId = NewType("HoldId", bytes)
DestructionId = NewType("DestructionId", bytes)
"""Of a hold, and of a destruction (crypto.md §15)."""
