"""crypto.md §12.1; more in intake.json. What it shares with the contact card is tested there."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.checks import KEY_BYTES
from server.crypto.intake import (
    MAX_INTAKE_BYTES,
    IntakeField,
    IntakeFields,
    Standing,
    make_intake,
    open_intake,
    verify_intake,
)
from server.crypto.intake_form import INTAKE_FORMS, NEWEST_FORM
from server.crypto.sealed_fields import MOST_RECIPIENTS, WRAP_BYTES
from server.http.bodies import LARGE_BODY_BYTES
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import stream

CLIENT = world.BUNDLES["client"]
QUESTIONS = INTAKE_FORMS[NEWEST_FORM]

ANSWERS = st.one_of(
    st.tuples(st.just(Standing.GIVEN), st.text(min_size=1, max_size=200)),
    st.tuples(st.sampled_from([Standing.DECLINED, Standing.OPEN]), st.just("")),
)
FIELD_SETS = st.tuples(*(ANSWERS for _ in QUESTIONS)).map(
    lambda answers: IntakeFields(
        NEWEST_FORM,
        tuple(IntakeField(question, *answer) for question, answer in zip(QUESTIONS, answers, strict=True)),
    )
)


@given(FIELD_SETS)
@settings(max_examples=30, deadline=None)
def test_an_intake_opens_for_whom_it_is_sealed(fields: IntakeFields) -> None:
    """The client, intake staff and the therapist; nobody else."""
    readers = [world.BUNDLES["intake"], world.BUNDLES["therapist"]]
    made = make_intake(world.KEYS["client"].signing, CLIENT, 1, fields, readers, world.ISSUED_AT, stream("intake"))
    said = verify_intake(made.signed, made.sealed_fields, CLIENT)
    said.check_wraps(made.wraps)
    for name in ("client", "intake", "therapist"):
        account = world.ACCOUNTS[name]
        wrapped = made.wraps[said.recipients.index(said.recipient(account))]
        assert open_intake(world.KEYS[name].sealing, account, said, made.sealed_fields, wrapped) == fields
        with refused("wrong_key"):
            open_intake(world.KEYS["stranger"].sealing, account, said, made.sealed_fields, wrapped)


def test_the_form_is_that_of_both_languages() -> None:
    """A version's questions and their order never change."""
    said = json.loads((world.FOLDER / "intake_form.json").read_text("utf-8"))["forms"]
    forms = {form["form"]: tuple(name for page in form["pages"] for name in page["questions"]) for form in said}
    assert forms == dict(INTAKE_FORMS)
    assert max(forms) == NEWEST_FORM


def test_the_longest_intake_fits_a_request() -> None:
    """As base64url, with every wrap that it may have (protocol.md §1)."""
    fields = MAX_INTAKE_BYTES + 4096
    binary = fields + MOST_RECIPIENTS * (WRAP_BYTES + 2 * KEY_BYTES + 32)
    assert binary * 4 / 3 + 60 * MOST_RECIPIENTS + 200 < LARGE_BODY_BYTES


def test_answers_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    assert "secret" not in repr(IntakeField("reason", Standing.GIVEN, "secret"))
