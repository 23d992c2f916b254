"""Who watches the record log: what the root signs of it and an owner delivers (crypto.md §9.4)."""

from collections.abc import Sequence
from pathlib import Path

from client_py.ceremony.desk import Desk
from client_py.ceremony.roots import read_root_of
from client_py.ceremony.terminal import CeremonyError
from client_py.client import Client
from client_py.documents import Signed
from client_py.line import now_ms
from client_py.record_log import ORIGIN, PREFIX
from client_py.witnessed import Witnessed
from server.crypto.note import COSIGNATURE, Verifier, read_verifier
from server.crypto.signing import SignedBody
from server.crypto.witnesses import HOUR_MS, MOST_WITNESSES, Witness, name_witnesses
from server.errors import ProofError
from server.roles import Role


async def name(desk: Desk, root_file: Path, hours: int, keys: Sequence[str]) -> None:
    """Names the witnesses from now on, in place of those before; prints the log's keys, which they need."""
    witnesses = _read(keys)
    async with desk.signed_in(Role.OWNER) as owner:
        root = read_root_of(owner, root_file)
        await owner.practice()
        before = owner.trust.take_witnesses(await _in_force(owner))
        for each in witnesses:
            desk.terminal.say(f"witness: {each.verifier.text}")
        if not desk.terminal.agreed(f"Has each of them read you this key, and are they to cosign every {hours} hours?"):
            raise CeremonyError("No witnesses were named.")
        generation = 0 if before is None else before.generation + 1
        signed = name_witnesses(root.signing, generation, hours * HOUR_MS, witnesses, now_ms())
        await owner.http.tell("/messaging/v1/witnesses", Signed.of(signed))
        desk.terminal.say(f"witnesses: {len(witnesses)}")
        for bundle in owner.trust.system:
            desk.terminal.say(f"log: {Verifier(ORIGIN, bundle.signing_public).text}")


def _read(keys: Sequence[str]) -> list[Witness]:
    if len(keys) > MOST_WITNESSES:
        raise CeremonyError(f"A practice has at most {MOST_WITNESSES} witnesses.")
    found = []
    for key in keys:
        try:
            verifier = read_verifier(key)
            if verifier.kind != COSIGNATURE:
                raise ProofError("malformed")
            found.append(Witness(verifier.name, verifier.public))
        except ProofError:
            raise CeremonyError(f"{key} is no witness's key: `webtherapy-witness show` prints it.") from None
    return found


async def _in_force(owner: Client) -> SignedBody | None:
    shown = await owner.http.get(f"{PREFIX}/witnessed", Witnessed)
    return None if shown.witnesses is None else shown.witnesses.proof
