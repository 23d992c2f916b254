"""A witness signs one past only, and clients say what witnesses saw, and of whom nothing was heard (crypto.md §9.4)."""

from pathlib import Path

import pytest

from client_py.documents import Signed
from client_py.record_log import ORIGIN, LogSeen
from client_py.trust import Trust
from client_py.witness import cli
from client_py.witness.key import WitnessKey
from client_py.witness.seen import SeenFile
from client_py.witness.watching import Watch
from client_py.witnessed import Witnessed, stand
from server.crypto.note import ED25519, Verifier, cosign, read_note, read_verifier, verify_note
from server.crypto.signing import SigningKey
from server.crypto.witnesses import HOUR_MS, Witness, name_witnesses
from tests.unit.client_py.cast import make_cast
from tests.unit.client_py.test_mutations import HONEST, SYSTEM, MemoryLog, grown
from tests.unit.crypto.refusal import refused

NOW = 1_772_532_000
LOG = Verifier(ORIGIN, SYSTEM.signing.public, ED25519)
L = HONEST.leaves


@pytest.fixture(name="watch")
def _watch(tmp_path: Path) -> Watch:
    """A witness who has seen 21 leaves."""
    watch = Watch(WitnessKey.made(tmp_path / "key", "anna.example/w1"), [LOG], SeenFile(tmp_path / "seen"))
    watch.consider(*HONEST.answer(LogSeen()), NOW)
    return watch


def test_what_grows_is_cosigned(watch: Watch) -> None:
    """With the time, under the witness's own name; the text is the log's."""
    cosigned = watch.consider(*grown(L).answer(HONEST.head()), NOW + 60)
    assert verify_note(cosigned, [watch.key.witness.verifier]) == NOW + 60
    assert watch.seen.read(ORIGIN) == grown(L).head()


def test_the_same_head_is_cosigned_again(watch: Watch) -> None:
    """A quiet log is watched, too: the time says so."""
    cosigned = watch.consider(*HONEST.answer(HONEST.head()), NOW + 3600)
    assert verify_note(cosigned, [watch.key.witness.verifier]) == NOW + 3600


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (grown([*L[:9], *(b"other %d" % n for n in range(12))]), "wrong_proof"),
        (MemoryLog(L[:15]), "wrong_proof"),
        (grown([*L[:5], L[6], L[5], *L[7:]]), "wrong_proof"),
        (MemoryLog([*L[:20], b"another"]), "wrong_proof"),
        (MemoryLog(origin="elsewhere/record-log"), "foreign_log"),
    ],
)
def test_two_pasts_are_never_signed(watch: Watch, other: MemoryLog, reason: str) -> None:
    """What does not begin with what was seen is not signed, and what was seen stays what it was."""
    with refused(reason):
        watch.consider(*other.answer(HONEST.head()), NOW + 60)
    assert watch.seen.read(ORIGIN) == HONEST.head()


def test_the_logs_own_line_is_asked_for(watch: Watch) -> None:
    """Whoever else may have written the head: a witness has the log's keys, old and new."""
    strange = Watch(watch.key, [Verifier(ORIGIN, watch.key.signing.public)], watch.seen)
    with refused("unsigned"):
        strange.consider(*HONEST.answer(HONEST.head()), NOW)
    either = Watch(watch.key, [*strange.logs, LOG], watch.seen)
    either.consider(*HONEST.answer(HONEST.head()), NOW)


def test_what_was_seen_is_about_one_log(watch: Watch) -> None:
    """A file of another log, or one that was damaged, is no fresh start."""
    with refused("foreign_log"):
        watch.seen.read("elsewhere/record-log")
    watch.seen.path.write_text("{", "utf-8")
    with refused("malformed"):
        watch.consider(*HONEST.answer(LogSeen()), NOW)


def test_a_key_is_made_once_and_read_by_its_owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file is written over; the file is nobody else's; what is handed on names the key whole."""
    path = tmp_path / "key"
    assert cli.main(["make", str(path), "anna.example/w1"]) == 0
    assert path.stat().st_mode & 0o077 == 0
    made = capsys.readouterr().out.strip()
    assert cli.main(["show", str(path)]) == 0
    assert capsys.readouterr().out.strip() == made
    assert read_verifier(made) == WitnessKey.read(path).witness.verifier
    assert cli.main(["make", str(path), "anna.example/w1"]) == 1
    assert cli.main(["make", str(tmp_path / "other"), "Anna B"]) == 1
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AQ==", "anna+zz+!", "a b+00000000+AQ=="])
def test_what_is_no_verifier_key_is_none(text: str) -> None:
    """Name, id and key belong together."""
    with refused("malformed"):
        read_verifier(text)


CAST = make_cast("witnesses")
ANNA, BERT = SigningKey(b"a" * 32), SigningKey(b"b" * 32)
ROWS = [Witness("anna.example", ANNA.public), Witness("bert.example", BERT.public)]
LISTED = name_witnesses(CAST.root, 1, 24 * HOUR_MS, ROWS, NOW * 1000)


def shown(*cosigned: str) -> Witnessed:
    """What the service shows."""
    return Witnessed(witnesses=Signed.of(LISTED), cosigned=list(cosigned))


def by_anna(seconds: int) -> str:
    """Her line under the log's head."""
    note = read_note(HONEST.answer(LogSeen())[0])
    return cosign(note, "anna.example", ANNA, seconds).written


def trusting() -> Trust:
    """A client who has proved the practice."""
    return CAST.trust("client")


def test_who_cosigned_in_time_is_on_time_and_who_did_not_is_late() -> None:
    """Never, too long ago, or ahead of every clock: said of each by itself."""
    for seconds, late in ((NOW - 60, False), (NOW - 25 * 3600, True), (NOW + 250, False), (NOW + 400, True)):
        first, second = stand(shown(by_anna(seconds)), trusting(), NOW * 1000)
        assert (first.head, first.seconds, first.late) == (HONEST.head(), seconds, late)
        assert (second.head, second.late) == (None, True)


def test_a_forged_line_is_named() -> None:
    """The service cannot speak for a witness."""
    bent = by_anna(NOW).replace("\n21\n", "\n20\n")
    with refused("bad_signature"):
        stand(shown(bent), trusting(), NOW * 1000)


def test_the_root_says_who_they_are() -> None:
    """Nobody else's list is taken, none is taken back, and none is hidden that was seen."""
    trust = trusting()
    forged = Witnessed(witnesses=Signed.of(name_witnesses(ANNA, 2, HOUR_MS, [], NOW)), cosigned=[])
    with refused("bad_signature"):
        stand(forged, trust, NOW * 1000)
    assert len(stand(shown(), trust, NOW * 1000)) == 2
    older = name_witnesses(CAST.root, 0, HOUR_MS, [], NOW)
    other = name_witnesses(CAST.root, 1, HOUR_MS, [], NOW)
    for list_ in (Signed.of(older), Signed.of(other), None):
        with refused("stale_witnesses"):
            stand(Witnessed(witnesses=list_, cosigned=[]), trust, NOW * 1000)
    newer = name_witnesses(CAST.root, 2, HOUR_MS, ROWS[:1], NOW)
    assert len(stand(Witnessed(witnesses=Signed.of(newer), cosigned=[]), trust, NOW * 1000)) == 1
