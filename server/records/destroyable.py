"""Whether a record may be destroyed (crypto.md §15.3): one decision, asked when it is proposed and again, under the lock, when it is approved."""

from server.crypto.destruction import Destruction
from server.errors import Refusal, RefusalCode
from server.records.retention import KeptRecord


def check_destroyable(record: KeptRecord, destruction: Destruction, now: int, *, held: bool) -> None:
    """Refuses what is held (`held`), another list, head or retention than stands now (`conflict`), and what has not come due (`not_due`)."""
    if held:
        raise Refusal(RefusalCode.HELD)
    if destruction.client != record.client:
        raise Refusal(RefusalCode.CONFLICT)
    if destruction.conversations != record.left:
        raise Refusal(RefusalCode.CONFLICT)
    if record.retention is None or record.due_at is None or record.is_open or now < record.due_at:
        raise Refusal(RefusalCode.NOT_DUE)
    if destruction.retention_hash != record.retention.retention.hash or destruction.retain_until != record.due_at:
        raise Refusal(RefusalCode.CONFLICT)
