"""What a verifier says of packages (crypto.md §13.2): whole ones, and every way of bending one that we could think of."""

import json
import random
from collections.abc import Callable

import pytest

from server.crypto.aside import About, CheckIn, Question, Safe, Use, WordPlace, seal_word
from server.crypto.bundle import verify_bundle
from server.crypto.canonical import read
from server.crypto.content import EnvelopeKind
from server.crypto.hashing import sha256
from server.crypto.package import PackageBasis, PackageManifest, PackedFile
from server.crypto.signing import SignedBody
from server.crypto.transcript import Entry, next_head
from server.ids import MessageId
from server.packages.making import make_files, with_files
from server.packages.reading import EntryError
from server.packages.report import Verdict
from server.packages.verifying import verify_package
from tests.unit.packages.packed import FILE_NAME, Packing, Story, told_story, witness_of

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def story() -> Story:
    """One conversation, for all."""
    return told_story()


@pytest.fixture(scope="module")
def files(story: Story) -> Files:
    """Its whole copy."""
    return Packing(story).made()


def said(files: Files, verdict: Verdict, root: bytes | None = None) -> list[str]:
    """The sentences of one kind."""
    return [each.words for each in verify_package(files, root).report.sentences if each.verdict is verdict]


def resigned(story: Story, files: Files, *, by: str = "client") -> Files:
    """The same files, whatever they say now, signed anew by the maker: what a dishonest maker can do."""
    manifest = read(PackageManifest, read(SignedBody, files["manifest.bin"]).body)
    rows = tuple(PackedFile(name=each, sha256=sha256(files[each])) for each in sorted(files) if each != "manifest.bin")
    signed = story.cast.accounts[by].keys.signing.sign_body(with_files(manifest, rows))
    return files | {"manifest.bin": signed.encoded()}


def test_a_whole_copy_holds_and_says_what_it_covers(files: Files) -> None:
    """Nothing fails; the range, and up to where others confirm it, are said."""
    assert said(files, Verdict.FAILS) == []
    holds, notes = said(files, Verdict.HOLDS), said(files, Verdict.NOTE)
    assert any("Dr. Kim (therapist) confirms entries 1 to 16 by signature" in each for each in holds)
    assert any("in entries 17 to 18 the maker of this package says alone" in each for each in notes)
    assert any("covers entries 1 to 18" in each for each in notes)
    assert any("is not signed by Dr. Kim (therapist)" in each for each in notes)
    assert any("What came after entry 18" in each for each in notes)


def test_asides_are_shown_in_words_and_no_code_word_is() -> None:
    """What was answered before the session stands in the record for people; a code word opens for nobody who has the copy."""
    story, session = Story(), bytes(15) + b"9"
    story.open("therapist", session)
    story.write("therapist", EnvelopeKind.TEXT, Question(About.CODE_WORD))
    story.write("client", EnvelopeKind.TEXT, CheckIn(Safe.YES, "12 Harbour Street", "", "Kim"))
    message, sender = MessageId(story.random(16)), story.cast.accounts["client"].identity
    therapist = next(each for each in story.people if bytes(each.account) != sender)
    place = WordPlace(story.cast.conversation, sender, message)
    word = seal_word(place, Use.ANSWER, verify_bundle(therapist.bundle.proof), "lantern")
    story.write("client", EnvelopeKind.TEXT, word, message_id=message)
    packing = Packing(story)
    packing.files = {}
    files = packing.made()
    assert said(files, Verdict.FAILS) == []
    entries = json.loads(files["record.json"])["entries"]
    assert [each["kind"] for each in entries] == ["opening", "question", "check-in", "code-word"]
    assert "Where they are: 12 Harbour Street" in files["record.html"].decode()
    assert not any(b"lantern" in data for data in files.values())


def test_parts_name_what_is_not_in_them(story: Story) -> None:
    """A copy of some of it says which entries are missing."""
    files = Packing(story, (2, 5), (10, 12)).made()
    assert said(files, Verdict.FAILS) == []
    notes = said(files, Verdict.NOTE)
    assert "Not in this package: entry 1." in notes
    assert "Not in this package: entries 6 to 9." in notes


def test_the_practice_is_compared(story: Story, files: Files) -> None:
    """With a fingerprint at hand the root is compared with it."""
    own = story.cast.accounts["client"].vault.root_fingerprint
    assert said(files, Verdict.FAILS, own) == []
    assert any("another one" in each for each in said(files, Verdict.FAILS, bytes(32)))


def test_any_byte_altered_in_any_file_is_reported(files: Files) -> None:
    """Bytes flipped at random places of each file, and each file cut short or longer by one."""
    draw = random.Random(18)
    for name, data in files.items():
        for place in {0, len(data) - 1, *(draw.randrange(len(data)) for _ in range(12))}:
            bent = bytearray(data)
            bent[place] ^= 1 << draw.randrange(8)
            assert said(files | {name: bytes(bent)}, Verdict.FAILS), (name, place)
        assert said(files | {name: data[:-1]}, Verdict.FAILS), name
        assert said(files | {name: data + b"\0"}, Verdict.FAILS), name
        assert said({each: files[each] for each in files if each != name}, Verdict.FAILS), name
    assert said(files | {"more.txt": b""}, Verdict.FAILS)


def test_a_maker_cannot_show_other_words(story: Story, files: Files) -> None:
    """What people read is made again from what was signed and compared, byte for byte."""
    for name in ("record.html", "record.json"):
        bent = files | {name: files[name].replace(b"Until Thursday.", b"Until Saturday.")}
        assert any(f"{name} shows something else" in each for each in said(resigned(story, bent), Verdict.FAILS))
    bent = files | {FILE_NAME: files[FILE_NAME].replace(b"drawing", b"forgery")}
    assert any(f"{FILE_NAME} is not the file" in each for each in said(resigned(story, bent), Verdict.FAILS))


def test_a_maker_cannot_put_a_stranger_beside_the_files(story: Story, files: Files) -> None:
    """A file that no letter speaks of is none of the record."""
    assert said(resigned(story, files | {"files/2-other.txt": b"x"}), Verdict.FAILS)


class Forged(Packing):
    """A dishonest maker's package: the entries are bent, chained again, and everything is signed as it should be."""

    def __init__(self, story: Story, bend: Callable[[list[Entry]], list[Entry]]) -> None:
        forged = Story.__new__(Story)
        forged.__dict__ |= story.__dict__
        forged.entries = bend(list(story.entries))
        forged.heads = story.heads[:1]
        for entry in forged.entries:
            head = next_head(forged.heads[-1], entry.sequence, entry.time, entry.kind, entry.payload)
            forged.heads = [*forged.heads, head]
        super().__init__(forged)


def _numbered(entries: list[Entry]) -> list[Entry]:
    return [
        Entry(sequence=n, time=each.time, kind=each.kind, payload=each.payload) for n, each in enumerate(entries, 1)
    ]


def _dropped(*places: int) -> Callable[[list[Entry]], list[Entry]]:
    return lambda entries: _numbered([each for each in entries if each.sequence not in places])


def _retimed(entries: list[Entry]) -> list[Entry]:
    return [
        Entry(
            sequence=each.sequence,
            time=each.time + (1 if each.sequence == 3 else 0),
            kind=each.kind,
            payload=each.payload,
        )
        for each in entries
    ]


def _swapped(entries: list[Entry]) -> list[Entry]:
    times = [each.time for each in entries]
    entries[2], entries[3] = entries[3], entries[2]
    return [
        Entry(sequence=n, time=time, kind=each.kind, payload=each.payload)
        for n, (each, time) in enumerate(zip(entries, times, strict=True), 1)
    ]


@pytest.mark.parametrize(
    "bend",
    [_dropped(2), _dropped(3), _dropped(7), _dropped(10, 11, 12), _dropped(13, 14, 15, 16, 17), _retimed, _swapped],
    ids=["line", "other's line", "seal", "letters", "session", "re-timed", "swapped"],
)
def test_a_maker_cannot_leave_out_move_or_re_time_what_others_have_seen(
    story: Story, bend: Callable[[list[Entry]], list[Entry]]
) -> None:
    """Chained anew and signed anew, it still is not what somebody signed as seen, or a counter lacks a number."""
    with pytest.raises(EntryError):
        Forged(story, bend).made()


def test_what_nobody_else_has_seen_is_the_makers_word_alone(story: Story) -> None:
    """The end can be cut, and then the range is shorter: the verifier says where it ends and what the other side confirms."""
    cut = Forged(story, _dropped(18)).made()
    assert said(cut, Verdict.FAILS) == []
    assert any("covers entries 1 to 17" in each for each in said(cut, Verdict.NOTE))
    assert any("in entry 17 the maker of this package says alone" in each for each in said(cut, Verdict.NOTE))


def test_nobody_speaks_in_anothers_name(story: Story) -> None:
    """An entry whose sender's key did not sign it is named, though it is chained and packed as it should be."""

    def forged(entries: list[Entry]) -> list[Entry]:
        *others, last = entries
        payload = last.payload[:-1] + bytes([last.payload[-1] ^ 1])
        return [*others, Entry(sequence=last.sequence, time=last.time, kind=last.kind, payload=payload)]

    with pytest.raises(EntryError, match="bad_signature"):
        Forged(story, forged).made()


def test_time_goes_back_nowhere(story: Story) -> None:
    """Not even at the end, which nobody else has seen: an entry that is older than the one before it is named."""

    def earlier(entries: list[Entry]) -> list[Entry]:
        *others, last = entries
        return [*others, Entry(sequence=last.sequence, time=others[-1].time - 1, kind=last.kind, payload=last.payload)]

    with pytest.raises(EntryError, match="time_went_back"):
        Forged(story, earlier).made()


def test_a_line_left_out_at_the_very_end_is_not_confirmed_by_its_author() -> None:
    """Two lines that crossed: who makes the copy can leave out the other's, and the verifier says that nobody confirms that place."""
    story = told_story()
    seen = story.sequence, story.heads[-1]
    session = story.random(16)
    story.open("client", session)
    story.say("therapist", "That crossed.", seen_sequence=seen[0], seen_head=seen[1])
    story.say("client", "This too.", seen_sequence=seen[0], seen_head=seen[1])
    cut = Forged(story, _dropped(20)).made()
    assert said(cut, Verdict.FAILS) == []
    assert any("in entries 17 to 20 the maker of this package says alone" in each for each in said(cut, Verdict.NOTE))


def test_a_witness_confirms_without_words(story: Story) -> None:
    """A later envelope outside of the package shows that its sender saw what is in it; one that saw something else is told."""
    packing = Packing(story, (1, 4))
    packing.files = {}
    packing.witnesses = [witness_of(story, 5)]
    holds = said(packing.made(), Verdict.HOLDS)
    assert any("Dr. Kim (therapist) confirms entries 1 to 4 by signature" in each for each in holds)
    packing.witnesses = [witness_of(story, 12)]
    assert any("should confirm" in each for each in said(packing.made(), Verdict.FAILS))


def test_an_opening_shows_its_own_message_only(story: Story) -> None:
    """The opening of one message opens no other of its epoch, and the words of another cannot be put in its place."""
    packing = Packing(story)
    taken = packing.taken
    swapped = [*taken[:1], (taken[1][0], taken[2][1]), (taken[2][0], taken[1][1]), *taken[3:]]
    key = story.cast.accounts["client"].keys.signing
    with pytest.raises(EntryError) as refused:
        make_files(packing.manifest(), packing.proofs(), swapped, {}, key)
    assert (refused.value.sequence, refused.value.reason) == (2, "wrong_key")


def test_no_secret_of_an_epoch_is_in_a_package(story: Story, files: Files) -> None:
    """Neither the epoch's secret nor the message key, raw or in hexadecimal."""
    for keys in story.keys.values():
        for secret in (keys.secret, keys.message_key):
            assert all(secret not in data and secret.hex().encode() not in data for data in files.values())


def test_nothing_outside_its_scope_is_in_a_package(story: Story) -> None:
    """An entry before or behind the times that the manifest names; a seal may come later."""
    packing = Packing(story, (1, 8))
    packing.files = {}
    packing.scope = (story.entries[0].time, story.entries[5].time)
    assert said(packing.made(), Verdict.FAILS) == []
    packing.scope = (story.entries[0].time, story.entries[4].time)
    with pytest.raises(EntryError):
        packing.made()
    packing.scope = (story.entries[1].time, story.entries[9].time)
    with pytest.raises(EntryError):
        packing.made()


def test_a_copy_is_made_by_somebody_who_took_part(story: Story) -> None:
    """Staff make packages on another basis, never "the client's own copy"."""
    packing = Packing(story, maker="intake")
    assert any("takes no part" in each for each in said(packing.made(), Verdict.FAILS))
    packing.basis, packing.basis_hash = PackageBasis.LEGAL, bytes(32)
    assert said(packing.made(), Verdict.FAILS) == []


def test_keys_of_another_practice_are_found(files: Files) -> None:
    """Proofs of one conversation beside the entries of another."""
    other = Packing(told_story_of("another")).made()
    assert said(files | {"proofs.json": other["proofs.json"]}, Verdict.FAILS)
    assert said(files | {"envelopes.bin": other["envelopes.bin"]}, Verdict.FAILS)
    assert said(files | {"manifest.bin": other["manifest.bin"]}, Verdict.FAILS)


def told_story_of(seed: str) -> Story:
    """A shorter conversation of other people."""
    story = Story(seed)
    session = story.random(16)
    story.open("therapist", session)
    story.say("client", "Hello")
    story.end(session, "client", "therapist")
    story.attachment, story.nonces = bytes(16), [bytes(24)]
    return story


def test_names_cannot_be_swapped_unseen(story: Story) -> None:
    """Names are only told; beside each stands the role, which is certified."""
    packing = Packing(story)
    packing.names = {"client": "Dr. Kim", "therapist": "Robin"}
    files = packing.made()
    assert "Dr. Kim (client)" in files["record.html"].decode()
    assert any("Robin (therapist) confirms" in each for each in said(files, Verdict.HOLDS))


def test_what_nobody_looked_at_is_said(story: Story, files: Files) -> None:
    """A page of the maker's own beside the others proves nothing, whoever signed it."""
    files = resigned(story, files | {"true-record.html": b"what was really said"})
    assert said(files, Verdict.FAILS) == []
    assert any("true-record.html is the maker's, and was not looked at" in each for each in said(files, Verdict.NOTE))


def test_keys_that_were_replaced_open_nothing_any_more() -> None:
    """An epoch that names older keys than the one before it: who stole the old ones cannot go on with them."""
    story = Story("stolen")
    session = story.random(16)
    old = story.cast
    story.open("therapist", session)
    story.cast = old.rotated("therapist")
    story.open("client", session)
    story.say("client", "New keys.")
    story.cast = old
    story.open("client", session)
    story.say("therapist", "Never said.")
    story.cast = old.rotated("therapist")
    packing = Packing(story)
    packing.files = {}
    with pytest.raises(EntryError) as refused:
        packing.made()
    assert (refused.value.sequence, refused.value.reason) == (4, "stale_bundle")
