"""Seeds a demo practice: everything a practice would do by ceremony, done at once and on one machine."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from client_py import practice, profiles
from client_py.client import Client
from client_py.demo.passwords import memorable
from client_py.demo.service import Issued, Service
from client_py.demo.sign_ins import SignIn, SignIns
from client_py.intake import answers, keep_intake
from client_py.matching import matched
from client_py.policies import agree
from client_py.practice import RootKey
from server.crypto.bundle import Bundle, verify_bundle

ROOT_FILE: Final = "demo-root.key"
"""The demo keeps the practice's root beside the data. A real practice must never do so: it stays off the server."""

CAST: Final = (
    ("Owner", "owner"),
    ("Intake coordinator", "intake"),
    ("Therapist", "therapist"),
    ("Client", "client"),
    ("Custodian 1", "custodian"),
    ("Custodian 2", "custodian"),
    ("Custodian 3", "custodian"),
)
CUSTODIANS_NEEDED: Final = 2
THERAPIST: Final = "Dr Ada Example"
"""In the directory."""


async def seed(service: Service, data: Path, say: Callable[[str], None]) -> SignIns:
    """Root, accounts, certificates, custodians, one match that its client accepted. The sign-ins are returned, not yet kept."""
    root = _demo_root(data)
    say("root key made (the demo's own; a real practice keeps it off the server)")
    await asyncio.to_thread(service.install_root, root.public)
    issued = await asyncio.to_thread(service.issue, [role for _, role in CAST])
    people = [await _account(service, *each, sheet) for each, sheet in zip(CAST, issued, strict=True)]
    say(f"{len(people)} accounts issued and activated; each made its own keys")
    await _certify(service, people, root)
    say(
        f"bundles certified by intake; {CUSTODIANS_NEEDED} of 3 custodians needed; a profile published, an intake written, a match proposed and accepted"
    )
    return SignIns(people=people)


def _demo_root(data: Path) -> RootKey:
    path = data / ROOT_FILE
    return RootKey.read(path) if path.exists() else RootKey.made(path)


async def _account(service: Service, name: str, role: str, issued: Issued) -> SignIn:
    sign_in = SignIn(name=name, role=role, number=issued.number, password=memorable())
    async with await Client.activate(service.url, issued.number, issued.activation, sign_in.password) as activated:
        await agree(activated)
    return sign_in


async def _certify(service: Service, people: list[SignIn], root: RootKey) -> None:
    sign_ins = SignIns(people=people)
    owner, intake = sign_ins.of("owner"), sign_ins.of("intake")
    async with (
        await Client.sign_in(service.url, owner.number, owner.password) as owner_client,
        await Client.sign_in(service.url, intake.number, intake.password) as intake_client,
    ):
        waiting = await practice.uncertified(owner_client)
        bundles = {(person.role, bytes(person.account)): verify_bundle(person.bundle.proof) for person in waiting}
        await practice.publish_delegation(owner_client, root, _bundle(bundles, "intake"))
        await practice.certify_everybody(intake_client)
        custodians = [bundle for (role, _), bundle in bundles.items() if role == "custodian"]
        await practice.publish_custodians(owner_client, root, custodians, CUSTODIANS_NEEDED)
        await _match(service, sign_ins, intake_client)


async def _match(service: Service, sign_ins: SignIns, intake: Client) -> None:
    """As it goes in a practice: a profile in the directory, an intake, a proposal, and the client's yes."""
    client, therapist = sign_ins.of("client"), sign_ins.of("therapist")
    async with (
        await Client.sign_in(service.url, client.number, client.password) as hers,
        await Client.sign_in(service.url, therapist.number, therapist.password) as his,
    ):
        version = await profiles.keep_profile(
            his,
            THERAPIST,
            credentials="Licensed clinical psychologist",
            approaches=("grief", "sleep"),
            languages=("en",),
            about="I listen first. We go as slowly as you need.",
        )
        await profiles.publish(intake, his.account.identity, version)
        await keep_intake(hers, answers({"reason": "I sleep badly, and I would like to understand why."}))
        await matched(intake, hers, his.account.identity, name=THERAPIST)


def _bundle(bundles: dict[tuple[str, bytes], Bundle], role: str) -> Bundle:
    return next(bundle for (of, _), bundle in bundles.items() if of == role)
