"""Writes record_by_python.json: a conversation in which each side takes new keys twice. HPKE draws its own randomness: made once.

python -m tests.vectors.record_anew
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from client_py.documents import Document, Person, write
from server.crypto.account import wrap_predecessor
from server.crypto.bundle import verify_bundle
from server.crypto.content import Content, End, EnvelopeKind, Seal, Text
from server.crypto.envelope import EnvelopeHeader, seal_envelope
from server.crypto.epoch import EpochKeys, EpochKind, EpochPlace, EpochPurpose, open_epoch
from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.match import genesis
from server.crypto.transcript import EntryKind, next_head
from server.crypto.vault import Vault, seal_reload
from server.ids import InstanceId, LiveSessionId, MessageId
from server.roles import Role
from tests.unit.client_py.cast import NOW, Cast, make_cast, seeded
from tests.vectors.case import Json
from tests.vectors.world import FOLDER

NAMES: Final = ("client", "therapist")
_random: Final = seeded("record by python")


@dataclass(slots=True)
class Record:
    """The transcript as the service would keep it, and what `learn` would be answered with."""

    match: bytes
    conversation: Any
    entries: list[Json] = field(default_factory=list)
    epochs: list[Json] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    place: EpochPlace | None = None
    keys: EpochKeys | None = None
    counters: dict[str, int] = field(default_factory=dict)
    instances: dict[str, InstanceId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heads.append(genesis(sha256(self.match)))
        self.place = EpochPlace(self.conversation, 1, self.heads[0])
        self.instances = {name: InstanceId(_random(16)) for name in NAMES}

    def commit(self, kind: EntryKind, payload: bytes) -> None:
        """The next entry."""
        sequence, time = len(self.heads), NOW + len(self.heads)
        self.heads.append(next_head(self.heads[-1], sequence, time, kind, payload))
        self.entries.append({"sequence": sequence, "time": time, "kind": int(kind), "payload": payload.hex()})

    def open(self, cast: Cast, opener: str, session: LiveSessionId) -> None:
        """The next epoch, for the members' newest bundles."""
        assert self.place is not None
        account, bundles = cast.accounts[opener], [verify_bundle(shown(cast, name).bundle.proof) for name in NAMES]
        purpose = EpochPurpose(EpochKind.SESSION, session, cast.manifest.hash, NOW)
        signer = account.ring.newest.signing
        opened = open_epoch(signer, account.identity, self.place, purpose, bundles, _random)
        wraps = {member.account: wrap.hex() for member, wrap in zip(opened.header.members, opened.wraps, strict=True)}
        self.commit(EntryKind.EPOCH, opened.signed.encoded())
        self.epochs.append({name: wraps[cast.accounts[name].identity] for name in NAMES})
        self.keys = opened.keys
        self.place = EpochPlace(self.conversation, self.place.epoch + 1, opened.header.hash)

    def write(self, cast: Cast, sender: str, kind: EnvelopeKind, content: Content) -> None:
        """An envelope under the sender's newest keys."""
        assert self.keys is not None
        self.counters[sender] = self.counters.get(sender, 0) + 1
        header = EnvelopeHeader(
            conversation=self.conversation,
            epoch=self.keys.epoch,
            sender=cast.accounts[sender].identity,
            instance=self.instances[sender],
            counter=self.counters[sender],
            message_id=MessageId(_random(16)),
            kind=kind,
            client_time=NOW,
            seen_sequence=len(self.heads) - 1,
            seen_head=self.heads[-1],
            log_size=0,
            log_root=EMPTY_LOG_ROOT,
        )
        signer = cast.accounts[sender].ring.newest.signing
        self.commit(EntryKind.ENVELOPE, seal_envelope(header, content, self.keys, signer, _random).raw)


def shown(cast: Cast, name: str) -> Person:
    """A member as the server shows them."""
    return next(person for person in cast.people if bytes(person.account) == cast.accounts[name].identity)


def make() -> Json:
    """The whole record (README.md)."""
    cast = make_cast("record")
    record = Record(bytes(cast.match.body), cast.conversation)
    session = LiveSessionId(_random(16))
    for taking, opener in ((None, "therapist"), ("client", "client"), ("therapist", "client")):
        cast = cast if taking is None else cast.rotated(taking)
        record.open(cast, opener, session)
        _both_speak(record, cast)
    record.write(cast, "client", EnvelopeKind.END, End())
    seal = Seal(session, len(record.heads) - 1, record.heads[-1])
    for name in NAMES:
        record.write(cast, name, EnvelopeKind.SEAL, seal)
    cast = cast.rotated("client").rotated("therapist")
    record.open(cast, "therapist", LiveSessionId(_random(16)))
    _both_speak(record, cast)
    return {
        "about": "One conversation in which each side takes new keys twice, sealed by the Python implementation (README.md).",
        "practice": _wire(cast.practice),
        "people": [_wire(person) for person in cast.people],
        "match": _wire(cast.match),
        "conversation": cast.conversation.hex(),
        "accounts": {name: _account(cast, name) for name in NAMES},
        "epochs": record.epochs,
        "entries": record.entries,
        "head": record.heads[-1].hex(),
        "texts": [f"{name}, {epoch}" for epoch in range(1, 5) for name in NAMES],
    }


def _both_speak(record: Record, cast: Cast) -> None:
    for name in NAMES:
        record.write(cast, name, EnvelopeKind.TEXT, Text(f"{name}, {len(record.epochs)}"))


def _wire(document: Document) -> Any:
    return json.loads(write(document))


def _account(cast: Cast, name: str) -> Json:
    account = cast.accounts[name]
    later = [seeded(f"{name}/{generation}")(32) for generation in range(1, account.ring.generation + 1)]
    secrets, reload_key = [account.vault.secret, *later], _random(32)
    vault = Vault(secrets[-1], account.vault.root_fingerprint)
    return {
        "account": account.identity.hex(),
        "role": Role(account.role).value,
        "reload_key": reload_key.hex(),
        "sealed": seal_reload(reload_key, vault, account.identity, _random).hex(),
        "predecessors": [
            wrap_predecessor(secrets[n], secrets[n - 1], account.identity, n, _random).hex()
            for n in range(account.ring.generation, 0, -1)
        ],
    }


if __name__ == "__main__":
    (FOLDER / "record_by_python.json").write_text(json.dumps(make(), indent=1) + "\n", "utf-8")
