"""A conversation with everything in it, and packages made of it: a session that both sealed, letters with a file, an unsealed session."""

from typing import Any

from client_py.documents import KeptBundle as KeptDocument
from client_py.documents import Person as PersonDocument
from server.crypto.appointment import Appointment, AppointmentAction
from server.crypto.attachment import AttachmentPlace, attachment_digest, parts_of, seal_chunk
from server.crypto.bundle import verify_bundle
from server.crypto.content import Content, End, EnvelopeKind, Seal, Text
from server.crypto.envelope import EnvelopeHeader, parse_envelope, seal_envelope
from server.crypto.epoch import EpochKeys, EpochKind, EpochPlace, EpochPurpose, open_epoch
from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.letter import Attachment, Letter, Purpose
from server.crypto.match import genesis
from server.crypto.message_opening import message_opening
from server.crypto.package import PackageBasis, PackageManifest, PackedFile, Part
from server.crypto.signing import SignedBody
from server.crypto.transcript import Entry, EntryKind, next_head
from server.ids import AppointmentId, AttachmentId, InstanceId, LiveSessionId, MessageId
from server.packages.documents import FORMAT, FileNonces, Hex, KeptBundle, Name, Person, Proofs, Signed, Told, Witness
from server.packages.making import make_files
from tests.unit.client_py.cast import Cast, make_cast, seeded

AT = 1_760_000_000_000
MINUTE = 60_000
FILE = b"a drawing, or so\n" * 40
FILE_NAME = "files/1-drawing.txt"
NAMES = ("client", "therapist")


class Story:
    """The transcript as it was committed, and the keys of its epochs."""

    def __init__(self, seed: str = "story") -> None:
        self.cast: Cast = make_cast(seed)
        self.random = seeded(f"{seed}/random")
        self.entries: list[Entry] = []
        self.heads: list[bytes] = [genesis(sha256(bytes(self.cast.match.body)))]
        self.keys: dict[int, EpochKeys] = {}
        self.headers: dict[int, SignedBody] = {}
        self.attachment, self.nonces = b"", list[bytes]()
        self.time = AT
        self._previous = self.heads[0]
        self._counters: dict[str, int] = {}
        self._instances = {name: InstanceId(self.random(16)) for name in NAMES}

    @property
    def sequence(self) -> int:
        """The last entry."""
        return len(self.entries)

    @property
    def people(self) -> list[PersonDocument]:
        """Those who take part."""
        taking = {self.cast.accounts[name].identity for name in NAMES}
        return [person for person in self.cast.people if bytes(person.account) in taking]

    def commit(self, kind: EntryKind, payload: bytes) -> None:
        """The next entry, a minute later."""
        self.time += MINUTE
        self.heads.append(next_head(self.heads[-1], self.sequence + 1, self.time, kind, payload))
        self.entries.append(Entry(sequence=self.sequence + 1, time=self.time, kind=kind, payload=payload))

    def open(self, opener: str, session: bytes = b"") -> None:
        """The next epoch."""
        place = EpochPlace(self.cast.conversation, len(self.keys) + 1, self._previous)
        kind = EpochKind.SESSION if session else EpochKind.THREAD
        purpose = EpochPurpose(kind, LiveSessionId(session), self.cast.manifest.hash, self.time)
        members = [verify_bundle(person.bundle.proof) for person in self.people]
        account = self.cast.accounts[opener]
        opened = open_epoch(account.ring.newest.signing, account.identity, place, purpose, members, self.random)
        self.commit(EntryKind.EPOCH, opened.signed.encoded())
        self.keys[place.epoch], self.headers[place.epoch], self._previous = (
            opened.keys,
            opened.signed,
            opened.header.hash,
        )

    def write(self, sender: str, kind: EnvelopeKind, content: Content, **changed: Any) -> None:
        """An envelope that saw everything before it, unless `changed` says otherwise."""
        self._counters[sender] = self._counters.get(sender, 0) + 1
        message = content.thread if isinstance(content, Letter) and content.subject else MessageId(self.random(16))
        fields: dict[str, Any] = {
            "conversation": self.cast.conversation,
            "epoch": len(self.keys),
            "sender": self.cast.accounts[sender].identity,
            "instance": self._instances[sender],
            "counter": self._counters[sender],
            "message_id": message,
            "kind": kind,
            "client_time": self.time,
            "seen_sequence": self.sequence,
            "seen_head": self.heads[-1],
            "log_size": 0,
            "log_root": EMPTY_LOG_ROOT,
        }
        header = EnvelopeHeader(**(fields | changed))
        signer = self.cast.accounts[sender].ring.newest.signing
        sealed = seal_envelope(header, content, self.keys[len(self.keys)], signer, self.random)
        self.commit(EntryKind.ENVELOPE, sealed.raw)

    def say(self, sender: str, text: str, **changed: Any) -> None:
        """A line of a live session."""
        self.write(sender, EnvelopeKind.TEXT, Text(text), **changed)

    def end(self, session: bytes, *sealers: str) -> None:
        """The session's end, and who seals it."""
        self.write("therapist", EnvelopeKind.END, End())
        seal = Seal(LiveSessionId(session), self.sequence, self.heads[-1])
        for name in sealers:
            self.write(name, EnvelopeKind.SEAL, seal)

    def letter(self, sender: str, subject: str, text: str, thread: bytes, *attachments: Attachment) -> None:
        """A letter."""
        said = Letter(
            thread=MessageId(thread), subject=subject, text=text, purpose=Purpose.LETTER, attachments=attachments
        )
        self.write(sender, EnvelopeKind.LETTER, said)

    def attach(self) -> Attachment:
        """The one file there is, sealed for a letter."""
        key, attachment, parts = self.random(32), AttachmentId(self.random(16)), parts_of(FILE)
        place = AttachmentPlace(self.cast.conversation, attachment, len(parts))
        chunks = [seal_chunk(key, place, index, part, self.random) for index, part in enumerate(parts)]
        self.attachment, self.nonces = attachment, [chunk[:24] for chunk in chunks]
        digest = attachment_digest(attachment, [sha256(chunk) for chunk in chunks])
        return Attachment(
            attachment=attachment, name="drawing.txt", media_type="text/plain", size=len(FILE), key=key, digest=digest
        )


def told_story() -> Story:
    """Eighteen entries: 1–6 a session with both seals behind it (7, 8), 9–12 letters and an appointment, 13–17 a session that ended unsealed, 18 a letter's epoch."""
    story = Story()
    first, second, thread = (story.random(16) for _ in range(3))
    story.open("therapist", first)
    story.say("client", "I slept <badly> & \u00e4ngstlich \U0001f642\nagain")
    story.say("therapist", "Tell me \u05e9\u05dc\u05d5\u05dd")
    story.say("client", "That was all.")
    story.say("therapist", "Until Thursday.")
    story.end(first, "client", "therapist")
    story.open("client")
    file = story.attach()
    story.letter("client", "A drawing", "Here it is.", thread, file)
    story.letter("therapist", "", "Thank you.", thread)
    when = Appointment(
        AppointmentId(story.random(16)), 1, AppointmentAction.PROPOSE, AT + 10**9, 50, "Europe/Paris", "Here?"
    )
    story.write("therapist", EnvelopeKind.APPOINTMENT, when)
    story.open("client", second)
    story.say("client", "Hello")
    story.say("therapist", "Hello")
    story.say("client", "I have to go.")
    story.end(second, "client")
    return story


class Packing:
    """What a package of a story is made from; a test bends some of it, signs again and looks what is said."""

    def __init__(self, story: Story, *parts: tuple[int, int], maker: str = "client") -> None:
        self.story = story
        self.maker = maker
        self.parts = parts or ((1, story.sequence),)
        self.basis, self.basis_hash = PackageBasis.COPY, b""
        self.scope = (0, 2**53 - 1)
        self.witnesses: list[Witness] = []
        self.files = {FILE_NAME: FILE}
        self.names = {"client": "Robin", "therapist": "Dr. Kim"}

    @property
    def taken(self) -> list[tuple[Entry, bytes]]:
        """The entries of the parts, with their openings."""
        return [
            (entry, self._opening(entry))
            for first, last in self.parts
            for entry in self.story.entries[first - 1 : last]
        ]

    def manifest(self) -> PackageManifest:
        """The manifest but for its files."""
        cast, heads = self.story.cast, self.story.heads
        rows = tuple(
            Part(first=first, last=last, anchor=heads[first - 1], head=heads[last]) for first, last in self.parts
        )
        maker = cast.accounts[self.maker]
        return PackageManifest(
            package=bytes(range(16)),
            basis=self.basis,
            basis_hash=self.basis_hash,
            conversation=cast.conversation,
            match_hash=sha256(bytes(cast.match.body)),
            scope_from=self.scope[0],
            scope_until=self.scope[1],
            parts=rows,
            files=(PackedFile(name="-", sha256=bytes(32)),),
            made_by=maker.identity,
            bundle_hash=self.bundle_hash(self.maker),
            made_at=self.story.time,
        )

    def bundle_hash(self, name: str) -> bytes:
        """By which a person is certified."""
        shown = [*self.story.cast.people, *self.story.cast.practice.certifiers]
        account = self.story.cast.accounts[name].identity
        return next(person.bundle.proof.hash for person in shown if bytes(person.account) == account)

    def proofs(self) -> Proofs:
        """proofs.json."""
        cast = self.story.cast
        assert cast.practice.root is not None
        accounts = {name: Hex(cast.accounts[name].identity) for name in self.names}
        attached = FileNonces(
            attachment=Hex(self.story.attachment), file=FILE_NAME, nonces=[Hex(each) for each in self.story.nonces]
        )
        return Proofs(
            format=FORMAT,
            root=Hex(bytes(cast.practice.root)),
            delegations=[Signed.of(each.proof) for each in cast.practice.delegations],
            people=[person_shown(each) for each in [*cast.practice.certifiers, *self.story.people]],
            match=Signed.of(cast.match.proof),
            epochs=[Signed.of(self.story.headers[epoch]) for epoch in self._epochs_before()],
            witnesses=self.witnesses,
            log=None,
            attachments=[attached],
            told=Told(
                names=[Name(account=accounts[name], name=said) for name, said in self.names.items()],
                zone="Europe/Berlin",
                offsets=[(0, 60), (AT + 5 * MINUTE, 120)],
                statement="",
            ),
        )

    def made(self) -> dict[str, bytes]:
        """All files."""
        key = self.story.cast.accounts[self.maker].keys.signing
        return make_files(self.manifest(), self.proofs(), self.taken, self.files, key)

    def _opening(self, entry: Entry) -> bytes:
        if entry.kind is EntryKind.EPOCH:
            return b""
        envelope = parse_envelope(entry.payload)
        return message_opening(self.story.keys[envelope.header.epoch], envelope)

    def _epochs_before(self) -> list[int]:
        """Used in the parts, and opened outside of them."""
        used = {parse_envelope(entry.payload).header.epoch for entry, opening in self.taken if opening}
        opened = {entry.payload for entry, opening in self.taken if not opening}
        return sorted(epoch for epoch in used if self.story.headers[epoch].encoded() not in opened)


def witness_of(story: Story, sequence: int) -> Witness:
    """The outside of an envelope of the story."""
    envelope = parse_envelope(story.entries[sequence - 1].payload)
    return Witness(
        header=Hex(envelope.header_bytes),
        nonce=Hex(envelope.nonce),
        ciphertext_hash=Hex(sha256(envelope.ciphertext)),
        signature=Hex(envelope.signature),
    )


def person_shown(person: PersonDocument) -> Person:
    """Somebody, as proofs.json shows them."""
    kept = _kept(person)
    return Person(
        account=Hex(person.account),
        role=person.role,
        bundle=kept.bundle,
        certificate=kept.certificate,
        predecessor_signature=kept.predecessor_signature,
        earlier=[_kept(each) for each in person.earlier],
    )


def _kept(kept: KeptDocument) -> KeptBundle:
    return KeptBundle(
        bundle=Signed.of(kept.bundle.proof),
        certificate=None if kept.certificate is None else Signed.of(kept.certificate.proof),
        predecessor_signature=None if kept.predecessor_signature is None else Hex(kept.predecessor_signature),
    )
