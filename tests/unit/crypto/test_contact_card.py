"""crypto.md §3.12; more in contact_card.json."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.contact_card import (
    FIELD_NAMES,
    MAX_HOURS_BYTES,
    MAX_VALUE_BYTES,
    NOTHING_SAID,
    Channel,
    ContactField,
    ContactFields,
    Messages,
    ReachableFields,
    SafeContact,
    Standing,
    make_contact_card,
    open_contact_card,
    safe_contact,
    verify_contact_card,
)
from server.crypto.sealed_fields import MOST_RECIPIENTS, MadeSealed
from server.crypto.signing import SignedBody
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import stream

CLIENT, INTAKE = world.BUNDLES["client"], world.BUNDLES["intake"]
FIELDS = ContactFields(tuple(ContactField(name, Standing.GIVEN, name) for name in FIELD_NAMES))


def _made(fields: ContactFields = FIELDS, names: tuple[str, ...] = ("intake",)) -> MadeSealed:
    readers = [world.BUNDLES[name] for name in names]
    signer = world.KEYS["client"].signing
    return make_contact_card(signer, CLIENT, 1, fields, readers, world.ISSUED_AT, stream("card"))


MADE = _made()

FIELD_SETS = st.tuples(*(st.text(max_size=200) for _ in FIELD_NAMES)).map(
    lambda values: ContactFields(
        tuple(
            ContactField(name, Standing.GIVEN if value else Standing.DECLINED, value)
            for name, value in zip(FIELD_NAMES, values, strict=True)
        )
    )
)


@given(FIELD_SETS)
@settings(max_examples=30, deadline=None)
def test_a_card_opens_for_its_holder_and_its_readers(fields: ContactFields) -> None:
    """And for nobody else."""
    made = _made(fields)
    card = verify_contact_card(made.signed, made.sealed_fields, CLIENT)
    card.check_wraps(made.wraps)
    for name in ("client", "intake"):
        account = world.ACCOUNTS[name]
        wrapped = made.wraps[card.recipients.index(card.recipient(account))]
        key = world.KEYS[name].sealing
        assert open_contact_card(key, account, card, made.sealed_fields, wrapped) == fields
        with refused("wrong_key"):
            open_contact_card(world.KEYS["stranger"].sealing, account, card, made.sealed_fields, wrapped)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    """In the card, the fields or a wrap."""
    parts = [bytearray(MADE.signed.body), bytearray(MADE.sealed_fields), *map(bytearray, MADE.wraps)]
    target = data.draw(st.sampled_from(parts))
    target[data.draw(st.integers(0, len(target) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    body, sealed, *wraps = map(bytes, parts)
    with refused("bad_signature", "wrong_fields_hash", "wrong_wrap_hash"):
        verify_contact_card(SignedBody(body, MADE.signed.signature), sealed, CLIENT).check_wraps(wraps)


def test_a_reader_who_is_the_holder_has_one_wrap() -> None:
    """Intake staff have cards too."""
    assert len(_made(names=("client", "intake")).wraps) == 2


def test_cards_have_nothing_in_common() -> None:
    """Each version is sealed under a new key."""
    signer = world.KEYS["client"].signing
    random = stream("cards")
    one, two = (make_contact_card(signer, CLIENT, 1, FIELDS, [], 0, random) for _ in range(2))
    assert one.sealed_fields != two.sealed_fields
    with refused("wrong_fields_hash"):
        verify_contact_card(one.signed, two.sealed_fields, CLIENT)


@pytest.mark.parametrize(("standing", "value"), [(Standing.DECLINED, "Noa"), (Standing.GIVEN, "")])
def test_a_field_says_one_thing(standing: Standing, value: str) -> None:
    """Who declines gives nothing, and who gives nothing declines."""
    with refused("bad_field"):
        ContactField("name", standing, value)


def test_the_longest_card_fits_a_request() -> None:
    """As base64url, with every wrap and row it may have (protocol.md §1)."""
    every = (Channel.TELEPHONE, Channel.EMAIL, Channel.POST)
    safe = SafeContact(every, "x" * MAX_HOURS_BYTES, Messages.NEVER, "x" * MAX_VALUE_BYTES)
    fields = tuple(ContactField(name, Standing.GIVEN, "x" * MAX_VALUE_BYTES) for name in FIELD_NAMES)
    longest = ReachableFields(fields, safe)
    made = _made(longest)
    row = len(MADE.signed.body) - len(_made(names=()).signed.body)
    card = len(made.signed.body) + (MOST_RECIPIENTS - 2) * row + len(made.signed.signature)
    binary = card + len(made.sealed_fields) + MOST_RECIPIENTS * len(made.wraps[0])
    names_and_accounts = 60 * MOST_RECIPIENTS + 200
    assert binary * 4 / 3 + names_and_accounts < 64 * 1024


def test_how_to_reach_somebody_is_read_beside_the_card_and_an_older_card_says_nothing_of_it() -> None:
    """Sealed and opened as the rest; nothing is made up for cards from before."""
    safe = SafeContact((Channel.POST,), "Mornings", Messages.NEVER, "2 Example Street")
    for fields, said in ((ReachableFields(FIELDS.fields, safe), safe), (FIELDS, NOTHING_SAID)):
        made = _made(fields)
        card = verify_contact_card(made.signed, made.sealed_fields, CLIENT)
        wrapped = made.wraps[card.recipients.index(card.recipient(CLIENT.account))]
        key = world.KEYS["client"].sealing
        opened = open_contact_card(key, CLIENT.account, card, made.sealed_fields, wrapped)
        assert (safe_contact(opened), opened.fields) == (said, FIELDS.fields)


def test_fields_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    assert "telephone" not in repr(FIELDS)
