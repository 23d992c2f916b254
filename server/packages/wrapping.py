"""What is around what a package says: which files its maker signed, and whose practice it is."""

from collections.abc import Collection, Mapping

from server.crypto.hashing import sha256
from server.crypto.package import MANIFEST_FILE, PackedFile
from server.crypto.safety import fingerprint
from server.packages.report import Report


def check_files(
    report: Report, files: Mapping[str, bytes], signed: Collection[PackedFile], needed: Collection[str]
) -> None:
    """These are the files that the maker signed, no more and no less, and those that are needed are among them."""
    named = {each.name: each.sha256 for each in signed}
    for name in sorted(named.keys() | (files.keys() - {MANIFEST_FILE})):
        if name not in named:
            report.fails(f"{name} is not a file of this package: somebody put it there.")
        elif name not in files:
            report.fails(f"{name} is missing.")
        elif sha256(files[name]) != named[name]:
            report.fails(f"{name} was altered after the package was made.")
    for name in needed:
        if name not in named:
            report.fails(f"{name} is not among the files that the maker signed.")
    if report.whole:
        report.holds(f"All {len(named)} files are the ones that the maker of this package signed.")


def compare_root(report: Report, shown: bytes, expected: bytes | str | None) -> None:
    """Whether it is the practice whose fingerprint the reader knows, as bytes or as its sixty digits."""
    digits = fingerprint(shown)
    if expected is None:
        report.notes(
            f"Compare: the practice's fingerprint has to be {digits} ({shown.hex()}). --root compares it for you."
        )
    elif expected in (shown, digits.replace(" ", "")):
        report.holds("The practice is the one whose fingerprint you gave.")
    else:
        report.fails(f"The practice is another one: its fingerprint is {digits} ({shown.hex()}).")
