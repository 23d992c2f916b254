"""Making a package's files (crypto.md §13.2) from entries that are proved and opened. Who made it signs at the end."""

from collections.abc import Sequence

from server.crypto.canonical import read
from server.crypto.hashing import sha256
from server.crypto.package import MANIFEST_FILE, PackageManifest, PackedFile
from server.crypto.signing import SigningKey
from server.crypto.transcript import Entry
from server.packages.documents import Proofs, write_proofs
from server.packages.entries import pack_entries, read_entries
from server.packages.page import Page
from server.packages.reading import Reading
from server.packages.record import record_of, write_record
from server.packages.trust import prove_trust


def make_files(
    manifest: PackageManifest,
    proofs: Proofs,
    entries: Sequence[tuple[Entry, bytes]],
    more: dict[str, bytes],
    key: SigningKey,
) -> dict[str, bytes]:
    """All files, by name. `manifest` is right but for its files; `more` are what else goes in. Nothing leaves that would not verify."""
    packed = pack_entries(entries)
    reading = Reading(manifest, prove_trust(proofs), [each.proof for each in proofs.epochs])
    reading.take_all(read_entries(packed))
    record = record_of(reading, proofs.told)
    files = more | {
        "envelopes.bin": packed,
        "proofs.json": write_proofs(proofs),
        "record.html": Page(record, proofs.told.offsets).written(),
        "record.json": write_record(record),
    }
    rows = tuple(PackedFile(name=name, sha256=sha256(files[name])) for name in sorted(files, key=str.encode))
    return files | {MANIFEST_FILE: key.sign_body(with_files(manifest, rows)).encoded()}


def with_files(manifest: PackageManifest, files: tuple[PackedFile, ...]) -> PackageManifest:
    """The same manifest, with its files."""
    fields = {name: getattr(manifest, name) for name in manifest.__struct_fields__}
    return read(PackageManifest, PackageManifest(**(fields | {"files": files})).encoded())
