"""What a verifier says of the record log's proofs in a package (crypto.md §13.2): what stands there, what is not shown, and each byte that was bent."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from server.crypto.consent import Maker, ScopeKind
from server.crypto.order import Basis
from server.crypto.package import PackageBasis
from server.crypto.process import Part2Section, Process, ProcessKind
from server.ids import ProcessId
from server.packages.documents import Hex, Leaf, Log, Proofs
from server.packages.report import Report, Verdict
from server.packages.verifying import verify_package
from tests.unit.packages.consenting import consent_file, consent_of
from tests.unit.packages.logged import LoggedPacking, order_of, signed_by
from tests.unit.packages.packed import AT, MINUTE, Packing, Story, told_story


@pytest.fixture(scope="module", name="story")
def _story() -> Story:
    return told_story()


def words(report: Report, verdict: Verdict = Verdict.FAILS) -> str:
    """Everything of one verdict."""
    return " ".join(each.words for each in report.sentences if each.verdict is verdict)


def said(packing: Packing) -> Report:
    """What is said of a package."""
    return verify_package(packing.made()).report


def served(story: Story, **changed: Any) -> Process:
    """A court's order for all of it."""
    officer, owner = (story.cast.accounts[name].identity for name in ("officer", "owner"))
    parts: dict[str, Any] = {
        "process_id": ProcessId(b"p" * 16),
        "kind": ProcessKind.ORDER,
        "client": story.cast.accounts["client"].identity,
        "conversation": story.cast.conversation,
        "kinds": (ScopeKind.TEXT, ScopeKind.LETTER, ScopeKind.APPOINTMENT),
        "scope_from": AT,
        "scope_until": AT + 60 * MINUTE,
        "part2_section": Part2Section.S2_64,
        "document_hash": bytes(32),
        "paper_hash": bytes(32),
        "gag_until": 0,
        "officer": officer,
        "approver": owner,
        "at": AT,
    }
    return Process(**(parts | changed))


def produced(story: Story, basis: PackageBasis, basis_hash: bytes, *parts: tuple[int, int]) -> LoggedPacking:
    """A package that the officer made, of what custodians opened by an order of two."""
    packing = LoggedPacking(story, *parts, maker="officer")
    packing.basis, packing.basis_hash = basis, basis_hash
    packing.scope = (AT, AT + 60 * MINUTE)
    packing.vouchers = ["officer", "owner"]
    packing.logged += signed_by(story, order_of(story, Basis(basis.value), basis_hash), "officer", "owner")
    return packing


def consented(story: Story) -> LoggedPacking:
    """The same on a consent to the practice."""
    consent = consent_of(story, maker=Maker.PRACTICE)
    packing = produced(story, PackageBasis.CONSENT, consent.hash)
    packing.files |= {"consent.json": consent_file(consent)}
    packing.logged.append(consent.encoded())
    return packing


def test_everything_that_stands_there_is_said(story: Story) -> None:
    """Of a client's own copy: match, openings and seals."""
    report = said(LoggedPacking(story))
    assert words(report) == ""
    holds = words(report, Verdict.HOLDS)
    assert "all 3 openings of keys in it, stand in that log" in holds
    assert "All 3 signatures under live sessions stand in that log." in holds


def test_a_package_of_the_practice_proves_its_consent_and_its_order(story: Story) -> None:
    """By whose word custodians opened it; nothing is left unsaid."""
    report = said(consented(story))
    assert words(report) == ""
    holds = words(report, Verdict.HOLDS)
    assert "That consent stands in the record log." in holds
    assert "opened by an order that two people of the practice signed" in holds


def test_what_was_served_is_proved_to_cover_what_is_there(story: Story) -> None:
    """Kinds and span, by the process itself; without it that is said."""
    process = served(story)
    packing = produced(story, PackageBasis.LEGAL, process.hash)
    assert "stands with the practice, and is not in it" in words(said(packing), Verdict.NOTE)
    packing.logged += signed_by(story, process, "officer")
    report = said(packing)
    assert words(report) == ""
    assert f"It rests on legal process {process.hash.hex()}, “order”" in words(report, Verdict.HOLDS)
    for changed, sentence in (
        ({"kinds": (ScopeKind.TEXT,)}, "does not cover entry 10, nor 2 others"),
        ({"scope_from": AT + MINUTE}, "covers a longer time than what was served"),
        ({"conversation": b"x" * 16}, "about another conversation"),
    ):
        other = served(story, **changed)
        packing = produced(story, PackageBasis.LEGAL, other.hash)
        packing.logged += signed_by(story, other, "owner")
        assert sentence in words(said(packing)), changed


def test_an_order_of_one_or_of_others_shows_nothing(story: Story) -> None:
    """Another basis, another recipient, another conversation; one signature; two signatures of people who may not; an epoch beside it."""
    consent = consent_of(story, maker=Maker.PRACTICE)

    def noted(*records: bytes) -> tuple[str, str]:
        packing = consented(story)
        packing.logged = [*packing.logged[:-3], packing.logged[-1], *records]
        report = said(packing)
        return words(report), words(report, Verdict.NOTE)

    whole = order_of(story, Basis.CONSENT, consent.hash)
    client = story.cast.accounts["client"].identity
    assert "not shown to stand in the record log" in noted()[1]
    assert "that two people signed it is not shown" in noted(*signed_by(story, whole, "officer"))[1]
    forged = signed_by(story, order_of(story, Basis.CONSENT, consent.hash, officer=client), "client", "owner")
    assert "that two people signed it is not shown" in noted(*forged)[1]
    to_another = order_of(story, Basis.CONSENT, consent.hash, recipient=client)
    assert "ordered this to be opened is not shown" in noted(*signed_by(story, to_another, "officer", "owner"))[1]
    few = order_of(story, Basis.CONSENT, consent.hash, headers=whole.headers[:1])
    assert "does not open epoch" in noted(*signed_by(story, few, "officer", "owner"))[0]


def test_what_is_not_shown_is_named(story: Story) -> None:
    """A leaf left out: of the match, of an opening, of a seal, of the consent."""
    for at, sentence in (
        (0, "That this conversation exists is not shown"),
        (1, "2 of 3 openings of keys are shown to stand in that log, but not that of epoch"),
        (4, "2 of 3 signatures under live sessions are shown to stand in that log, but not entry 7."),
        (9, "That the consent stands in the record log is not shown."),
    ):
        packing = consented(story)
        del packing.logged[at]
        report = said(packing)
        assert sentence in words(report, Verdict.NOTE), at
        assert words(report) == ""


def test_proofs_speak_of_nothing_else(story: Story) -> None:
    """Another client's match, an opening or a seal that is not in the package, another consent, another order: each is one too many."""
    another = consent_of(story, scope_until=AT + 61 * MINUTE)
    order = order_of(story, Basis.LEGAL, bytes(32))
    for record, what in (
        (told_story_of("another").cast.match.proof.encoded(), "that this conversation exists"),
        (story.entries[1].payload, "a signature under a live session"),
        (another.encoded(), "a consent"),
        (signed_by(story, order, "officer")[0], "an order to open it"),
        (b"anything", "something that nobody can read"),
    ):
        packing = consented(story)
        packing.logged.append(record)
        assert f"speak of something else than this package, {what}" in words(said(packing)), what
    seal_outside = LoggedPacking(story, (1, 6))
    seal_outside.logged.append(story.entries[6].payload)
    assert "speak of something else than this package, a signature" in words(said(seal_outside))


def told_story_of(seed: str) -> Story:
    """Another practice's."""
    return Story(seed)


class Bent(LoggedPacking):
    """A package whose proofs are bent before its maker signs."""

    bend: Callable[[Log], Log]

    def proofs(self) -> Proofs:
        """The proofs, bent."""
        proofs = super().proofs()
        assert proofs.log is not None
        return replace(proofs, log=self.bend(proofs.log))


def _flipped(data: bytes, place: int) -> Hex:
    bent = bytearray(data)
    bent[place] ^= 1
    return Hex(bytes(bent))


def _leaf(n: int, bend: Callable[[Leaf], Leaf]) -> Callable[[Log], Log]:
    return lambda log: replace(log, leaves=[bend(each) if at == n else each for at, each in enumerate(log.leaves)])


WHAT = ["that this conversation exists", *["an opening of keys"] * 3, *["a signature under a live session"] * 3]
BENDS: dict[str, Callable[[Leaf], Leaf]] = {
    "salt": lambda leaf: replace(leaf, salt=_flipped(leaf.salt, 0)),
    "signature of the record": lambda leaf: replace(leaf, record=_flipped(leaf.record, -1)),
    "place": lambda leaf: replace(leaf, place=leaf.place - 1),
    "place beyond the log": lambda leaf: replace(leaf, place=leaf.place + 1000),
    "first sibling": lambda leaf: replace(leaf, proof=[_flipped(leaf.proof[0], 5), *leaf.proof[1:]]),
    "last sibling": lambda leaf: replace(leaf, proof=[*leaf.proof[:-1], _flipped(leaf.proof[-1], 31)]),
    "a sibling missing": lambda leaf: replace(leaf, proof=leaf.proof[1:]),
    "a sibling more": lambda leaf: replace(leaf, proof=[*leaf.proof, leaf.proof[0]]),
    "siblings swapped": lambda leaf: replace(leaf, proof=leaf.proof[::-1]),
}


@pytest.mark.parametrize("name", BENDS)
def test_a_leaf_that_was_bent_is_named(story: Story, name: str) -> None:
    """Each part of a proof, of every kind of leaf: by its place and by what it is of, and nothing else is said to be wrong."""
    for n, what in enumerate(WHAT):
        packing = Bent(story)
        packing.bend = _leaf(n, BENDS[name])
        report = said(packing)
        fails = [each.words for each in report.sentences if each.verdict is Verdict.FAILS]
        assert len(fails) == 1
        assert "of the record log" in fails[0]
        assert what in fails[0], (name, n)
        assert "wrong_proof" in fails[0] or "wrong_length" in fails[0]


@pytest.mark.parametrize(
    ("bend", "reason"),
    [
        (lambda log: replace(log, note=log.note.replace("\n15\n", "\n16\n")), "bad_signature"),
        (lambda log: replace(log, note=log.note[:60] + ("A" if log.note[60] != "A" else "B") + log.note[61:]), "bad_signature"),
        (lambda log: replace(log, note=log.note.partition("— ")[0]), "malformed"),
        (lambda log: replace(log, note=log.note.replace("— webtherapy", "— somebody")), "unsigned"),
        (lambda log: replace(log, origin="another/record-log"), "unsigned"),
        (lambda log: replace(log, note=""), "malformed"),
    ],
    ids=["size", "root", "no line", "another's line", "origin", "none"],
)  # fmt: skip
def test_a_head_that_was_bent_proves_nothing(story: Story, bend: Callable[[Log], Log], reason: str) -> None:
    """Its size, its root, its signature, its name."""
    packing = Bent(story)
    packing.bend = bend
    assert "The proofs of the record log do not hold: " in words(said(packing))
    assert reason in words(said(packing))


def test_a_head_without_the_services_key_proves_nothing(story: Story) -> None:
    """Nobody is shown who could have signed it."""

    class Alone(LoggedPacking):
        def proofs(self) -> Proofs:
            proofs = super().proofs()
            return replace(proofs, people=proofs.people[:-1])

    assert "unknown_member" in words(said(Alone(story)))
