"""One's own intake, and for intake staff and therapists those that were sealed to them (crypto.md §12.1, protocol.md §1.6)."""

import os
from collections.abc import Mapping, Sequence
from typing import Final

from client_py import identity
from client_py.client import Client
from client_py.contact_card import intake_bundles, signing_bundle
from client_py.documents import Document, Octets, Signed
from client_py.line import now_ms
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import Random
from server.crypto.intake import Intake, IntakeField, IntakeFields, Standing, make_intake
from server.crypto.intake_form import INTAKE_FORMS, NEWEST_FORM

_PATH: Final = f"{identity.PREFIX}/intake"


class IntakeRequest(Document, frozen=True, kw_only=True):
    """POST intake."""

    intake: Signed
    sealed: Octets
    wraps: list[identity.CardWrap]


class IntakeAnswer(Document, frozen=True, kw_only=True):
    """An intake with the reader's own wrap; version 0 and nothing before the first."""

    version: int
    intake: Signed | None
    sealed: Octets | None
    wrap: Octets | None


def answers(given: Mapping[str, str]) -> IntakeFields:
    """The newest form with these questions answered, and all others declined."""
    fields = [
        IntakeField(question, Standing.GIVEN if question in given else Standing.DECLINED, given.get(question, ""))
        for question in INTAKE_FORMS[NEWEST_FORM]
    ]
    return IntakeFields(NEWEST_FORM, tuple(fields))


async def keep_intake(
    client: Client, fields: IntakeFields, therapists: Sequence[Bundle] = (), random: Random = os.urandom
) -> None:
    """Seals the account's intake for itself, the certified intake staff and its therapists, in the place of the one before."""
    version = (await client.http.get(_PATH, IntakeAnswer)).version + 1
    bundle, keys = await signing_bundle(client)
    readers = [*await intake_bundles(client), *therapists]
    made = make_intake(keys.signing, bundle, version, fields, readers, now_ms(), random)
    rows = read(Intake, made.signed.body).recipients
    wraps = [
        identity.CardWrap(account=Octets(row.account), wrap=Octets(wrap))
        for row, wrap in zip(rows, made.wraps, strict=True)
    ]
    await client.http.tell(
        _PATH, IntakeRequest(intake=Signed.of(made.signed), sealed=Octets(made.sealed_fields), wraps=wraps)
    )
