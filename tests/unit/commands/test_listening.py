"""The listening socket."""

import socket
import sys

import pytest

from server.commands.listening import UNTAKEN_MILLISECONDS, listen, port_of
from server.settings import Settings


@pytest.mark.skipif(sys.platform != "linux", reason="the option is Linux's own")
def test_a_connection_inherits_how_long_its_peer_may_take_nothing() -> None:
    """Who never reads does not keep a connection for ever, whatever the server has decided about it."""
    with listen(Settings(port=0)) as bound, socket.create_connection(("127.0.0.1", port_of(bound))):
        accepted, _ = bound.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNTAKEN_MILLISECONDS
