"""One's own contact card, and for intake those of others (crypto.md §3.12, protocol.md §1.1)."""

import os
from itertools import pairwise

from client_py import identity
from client_py.client import Client
from client_py.documents import Octets, Person, Signed
from client_py.line import now_ms
from client_py.trust import Trust
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.canonical import read
from server.crypto.checks import Random, same
from server.crypto.contact_card import (
    ContactCard,
    ContactFields,
    make_contact_card,
    open_contact_card,
    verify_contact_card,
)
from server.crypto.sealed_fields import MadeSealed
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role

_PATH = f"{identity.PREFIX}/contact-card"


async def keep_card(client: Client, fields: ContactFields, random: Random = os.urandom) -> None:
    """Seals the account's card for itself and the certified intake staff, in the place of the one before."""
    version = (await client.http.get(_PATH, identity.CardAnswer)).version + 1
    bundle, keys = await signing_bundle(client)
    readers = await intake_bundles(client)
    made = make_contact_card(keys.signing, bundle, version, fields, readers, now_ms(), random)
    await client.http.tell(_PATH, _request(made))


async def own_card(client: Client) -> ContactFields | None:
    """The account's own card; None before the first."""
    answer = await client.http.get(_PATH, identity.CardAnswer)
    return None if answer.card is None else await _opened(client, answer, await client.own_person())


async def read_card(intake: Client, holder: Person) -> ContactFields:
    """Somebody's card; `Refusal`(not_for_you) when there is none, or none for this reader.

    What it says is its holder's word as far as `holder` is proved: before the practice has certified them, it is anybody's.
    """
    request = identity.CardHolder(account=holder.account)
    return await _opened(intake, await intake.http.post(f"{_PATH}/read", request, identity.CardAnswer), holder)


async def signing_bundle(client: Client) -> tuple[Bundle, AccountKeys]:
    """The bundle that was certified last, or the newest before the practice has certified one, and its keys (crypto.md §2)."""
    person = await client.own_person()
    shown = [person, *person.earlier]
    signed = next((kept for kept in shown if kept.certificate is not None), person).bundle.proof
    bundle = verify_bundle(signed)
    return bundle, client.account.keys_of(bundle)


async def intake_bundles(client: Client) -> list[Bundle]:
    """Those of the certified intake staff, to whom people seal what they say of themselves."""
    await client.practice()
    return certified_intake(client.trust, (await client.http.get("/messaging/v1/intake", identity.Shown)).people)


def certified_intake(trust: Trust, shown: list[Person]) -> list[Bundle]:
    """The bundles of people who may read what people say of themselves; ProofError("unlawful_role") for anyone else's."""
    trust.take_people(shown)
    certified = [trust.person(AccountId(bytes(person.account))) for person in shown]
    if any(each.role is not Role.INTAKE for each in certified):
        raise ProofError("unlawful_role")
    return [each.bundle for each in certified]


def _request(made: MadeSealed) -> identity.CardRequest:
    rows = read(ContactCard, made.signed.body).recipients
    wraps = [
        identity.CardWrap(account=Octets(row.account), wrap=Octets(wrap))
        for row, wrap in zip(rows, made.wraps, strict=True)
    ]
    return identity.CardRequest(card=Signed.of(made.signed), sealed=Octets(made.sealed_fields), wraps=wraps)


async def _opened(reader: Client, answer: identity.CardAnswer, holder: Person) -> ContactFields:
    if answer.card is None or answer.sealed is None or answer.wrap is None:
        raise ProofError("malformed")
    account, signed, sealed = reader.account.identity, answer.card.proof, bytes(answer.sealed)
    card = read(ContactCard, signed.body)
    verify_contact_card(signed, sealed, named_bundle(holder, card.recipient(card.account).bundle_hash))
    own = named_bundle(await reader.own_person(), card.recipient(account).bundle_hash)
    return open_contact_card(reader.account.keys_of(own).sealing, account, card, sealed, bytes(answer.wrap))


def named_bundle(person: Person, bundle_hash: bytes) -> Bundle:
    """One of a person's bundles, each of which names the one before it; ProofError("wrong_bundle") when it is not among them."""
    shown = [verify_bundle(kept.bundle.proof) for kept in (person, *person.earlier)]
    for newer, older in pairwise(shown):
        same(newer.previous, older.hash, "wrong_previous")
    for bundle in shown:
        if (bundle.account, bundle.hash) == (bytes(person.account), bundle_hash):
            return bundle
    raise ProofError("wrong_bundle")
