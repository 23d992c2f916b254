"""The accounting lists a disclosure as long as the law says, by the service's clock."""

from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.part2 import Statement
from server.ids import AccountId, ConversationId, DisclosureId
from server.records.accounting import HIPAA_YEARS, PART2_YEARS, YEAR_MS, accounted

KEPT_AT = 1_800_000_000_000


def made(basis: DisclosureBasis, statement: Statement) -> Disclosure:
    """One that says it was made long before it was kept."""
    return Disclosure(
        disclosure_id=DisclosureId(bytes(16)),
        basis=basis,
        basis_hash=bytes(32),
        client=AccountId(bytes(16)),
        conversation=ConversationId(bytes(16)),
        runs=((1, 2),),
        paper_hash=bytes(32),
        package_hash=bytes(32),
        statement=statement,
        by=AccountId(bytes([1]) * 16),
        approver=bytes([2]) * 16,
        produced_at=1,
        suspended_until=0,
    )


def test_who_dates_a_disclosure_back_takes_it_off_no_list() -> None:
    """Six years from when it was kept, without consent; three of what a consent let out of records under part 2."""
    ordered = made(DisclosureBasis.ORDER, Statement.NONE)
    consented = made(DisclosureBasis.CONSENT, Statement.LONG)
    assert accounted(ordered, KEPT_AT, KEPT_AT + HIPAA_YEARS * YEAR_MS).hipaa
    assert not accounted(ordered, KEPT_AT, KEPT_AT + HIPAA_YEARS * YEAR_MS + 1).hipaa
    assert accounted(consented, KEPT_AT, KEPT_AT + PART2_YEARS * YEAR_MS).part2
    assert not accounted(consented, KEPT_AT, KEPT_AT + PART2_YEARS * YEAR_MS + 1).part2
