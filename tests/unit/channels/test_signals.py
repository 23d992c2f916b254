"""Signals as those who follow get them."""

import pytest

from server.channels.signals import AnySignal, PresenceSignal, ReceiptSignal, TypingSignal, frame_of
from server.ids import AccountId, ConversationId
from server.protocol import frames
from server.protocol.codec import decode_server_frame

ACCOUNT, CONVERSATION = AccountId(b"a" * 16), ConversationId(b"c" * 16)


@pytest.mark.parametrize(
    ("signal", "frame"),
    [
        (TypingSignal(ACCOUNT, True), frames.TypingNow(conversation=CONVERSATION, account=ACCOUNT, active=True)),
        (PresenceSignal(ACCOUNT, False), frames.Presence(conversation=CONVERSATION, account=ACCOUNT, present=False)),
        (ReceiptSignal(ACCOUNT, 3, 2), frames.Receipt(conversation=CONVERSATION, account=ACCOUNT, delivered=3, read=2)),
    ],
)
def test_each_signal_has_its_frame(signal: AnySignal, frame: frames.AnyServerFrame) -> None:
    """What crosses processes and what crosses the socket say the same; neither shows it in its repr."""
    assert decode_server_frame(frame_of(CONVERSATION, signal)) == frame
    assert repr(signal) == f"<{type(signal).__name__}>"
