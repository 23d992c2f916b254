"""Other custodians (crypto.md §7.1, §7.4): the root names them in a file, those before agree in it, and an owner puts them in force."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from client_py import documents, practice
from client_py.ceremony.desk import Desk
from client_py.ceremony.owner import check_counts, chosen_custodians
from client_py.ceremony.people import People
from client_py.ceremony.roots import read_root_of
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.ceremony.writing import short
from client_py.client import Client
from client_py.documents import Cosignature, Octets
from server.crypto.manifest import Manifest, verify_manifest
from server.crypto.safety import fingerprint
from server.crypto.signing import Signature
from server.crypto.trust import pin_root
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role


async def name_successors(desk: Desk, root_file: Path, threshold: int, accounts: Sequence[str], file: Path) -> None:
    """Writes a file that names other custodians; it goes round among those of now, who agree in it."""
    check_counts(threshold, accounts)
    async with desk.signed_in(Role.OWNER) as owner:
        root = read_root_of(owner, root_file)
        people = await People.known_to(owner)
        before = owner.trust.manifest
        if before is None:
            raise CeremonyError("No custodians are named yet: name the first ones.")
        custodians = chosen_custodians(people, accounts, desk.terminal)
        if not desk.terminal.agreed(f"Shall these be the custodians, {threshold} of whom can open?"):
            raise CeremonyError("Nothing was written.")
        signed = practice.name_successors(root, [each.bundle for each in custodians], threshold, before)
        body, signature = Octets(signed.body), Octets(signed.signature)
        _write(file, documents.Manifest(body=body, signature=signature, cosignatures=[]), new=True)
        desk.terminal.say(f"written: {file}; {before.k} of the custodians of now have to agree in it")


async def agree(desk: Desk, file: Path) -> None:
    """A custodian of now agrees, in the file, to those who come after."""
    named = _read(file)
    async with desk.signed_in(Role.CUSTODIAN) as custodian:
        successors = await _proved(custodian, named)
        _show(successors, desk.terminal)
        if not desk.terminal.agreed(
            "Has the owner read you these fingerprints, and may these keep the shares from now on?"
        ):
            raise CeremonyError("You have not agreed.")
        made = await practice.agree_to_successors(custodian, named.proof)
        others = [each for each in named.cosignatures if bytes(each.account) != made.account]
        own = Cosignature(account=Octets(made.account), signature=Octets(made.signature))
        _write(file, replace(named, cosignatures=[*others, own]), new=False)
        desk.terminal.say(f"agreed: {len(others) + 1} so far")


async def appoint(desk: Desk, file: Path) -> None:
    """Puts the custodians of a file in force, with the consent of those before."""
    named = _read(file)
    async with desk.signed_in(Role.OWNER) as owner:
        successors = await _proved(owner, named)
        agreed = [Signature(AccountId(bytes(each.account)), bytes(each.signature)) for each in named.cosignatures]
        before = owner.trust.manifest
        if before is not None and len(agreed) < before.k:
            raise CeremonyError(f"{len(agreed)} have agreed, and {before.k} have to.")
        await practice.publish_successors(owner, named.proof, agreed)
        count = len(successors.custodians)
        desk.terminal.say(f"custodians: {count}, of whom {successors.k} open; members deposit anew as they sign in")


async def _proved(client: Client, named: documents.Manifest) -> Manifest:
    """Signed by the practice's root, and next after those in force."""
    shown = await client.practice()
    before = client.trust.manifest
    if shown.root is None or before is None:
        raise CeremonyError("No custodians are named yet: name the first ones.")
    root = pin_root(bytes(shown.root), client.account.vault.root_fingerprint)
    successors = verify_manifest(named.proof, root)
    if successors.previous != before.hash:
        raise CeremonyError("This file does not follow on the custodians in force: it has to be written anew.")
    return successors


def _show(successors: Manifest, terminal: Terminal) -> None:
    for each in successors.custodians:
        terminal.say(f"{short(each.account)}  {fingerprint(each.bundle_hash)}")


def _read(file: Path) -> documents.Manifest:
    try:
        return documents.read(documents.Manifest, file.read_bytes())
    except OSError as error:
        raise CeremonyError(f"{file} cannot be read: {error.strerror}.") from None
    except ProofError:
        raise CeremonyError(f"{file} names no custodians.") from None


def _write(file: Path, named: documents.Manifest, *, new: bool) -> None:
    try:
        with file.open("xb" if new else "wb") as written:
            written.write(documents.write(named))
    except FileExistsError:
        raise CeremonyError(f"{file} is there already, and is not written over.") from None
    except OSError as error:
        raise CeremonyError(f"{file} cannot be written: {error.strerror}.") from None
