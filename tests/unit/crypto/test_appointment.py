"""crypto.md §6.8; more in appointment.json."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.appointment import Appointment, AppointmentAction
from server.crypto.canonical import read
from server.errors import ProofError
from server.ids import AppointmentId


@given(st.sampled_from(AppointmentAction), st.integers(0, 10), st.integers(0, 2**53), st.integers(0, 600), st.text())
def test_an_appointment_comes_back_or_is_refused(
    action: AppointmentAction, revision: int, start: int, minutes: int, note: str
) -> None:
    """Every step, or none."""
    with suppress(ProofError):
        made = Appointment(AppointmentId(bytes(16)), revision, action, start, minutes, "Asia/Tokyo", note)
        assert read(Appointment, made.encoded()) == made
        assert revision >= 1
        assert 5 <= minutes <= 480


@given(st.binary(max_size=120))
def test_any_bytes_are_an_appointment_or_refused(data: bytes) -> None:
    """Nothing but ProofError."""
    with suppress(ProofError):
        assert read(Appointment, data).encoded() == data
