"""The client's half of WebSocket (RFC 6455), as cheap as it can be, so that a benchmark measures the server and not
its load.

Messages are framed before the clock starts. The masking key is zero: lawful on the wire, the same work for the server
(it unmasks whatever the key is), none for us.
"""

import base64
import os
import socket
from typing import Final

_BINARY, _CLOSE, _PING, _PONG = 2, 8, 9, 10
_READ_BYTES: Final = 262_144
_MASK: Final = bytes(4)


class LineClosedError(Exception):
    """The server ended the connection; `code` is its close code, 1006 without one."""

    def __init__(self, code: int = 1006) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


def framed(payload: bytes, opcode: int = _BINARY) -> bytes:
    """One client message as it goes over the wire."""
    first = bytes([0x80 | opcode])
    length = len(payload)
    if length < 126:
        return first + bytes([0x80 | length]) + _MASK + payload
    if length < 65_536:
        return first + bytes([0x80 | 126]) + length.to_bytes(2, "big") + _MASK + payload
    return first + bytes([0x80 | 127]) + length.to_bytes(8, "big") + _MASK + payload


def upgrade(host: str, path: str, cookie: str, subprotocol: str | None) -> bytes:
    """The opening handshake."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        f"Cookie: {cookie}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
    ]
    if subprotocol:
        lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Line:
    """One connection. `begin` when it is writable, then `receive` when it is readable; only a full buffer is waited for."""

    def __init__(self, port: int, opening: bytes) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        self._socket.connect_ex(("127.0.0.1", port))
        self._opening = opening
        self._buffer = b""
        self._open = False

    def begin(self) -> None:
        """The connection stands: sends the opening handshake."""
        self._socket.setblocking(True)
        self._socket.sendall(self._opening)

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        """Ends the connection without ceremony, as a lost network does."""
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Sends messages framed before."""
        self._socket.sendall(data)

    def receive(self) -> list[bytes]:
        """The whole messages that have arrived."""
        data = self._socket.recv(_READ_BYTES)
        if not data:
            raise LineClosedError
        self._buffer += data
        if not self._open and not self._upgraded():
            return []
        return self._messages()

    @property
    def is_open(self) -> bool:
        """Whether the handshake is done."""
        return self._open

    def _upgraded(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        status = head.split(b" ", 2)[1:2]
        if status != [b"101"]:
            raise ConnectionError(f"the server answered the upgrade with {b''.join(status).decode()}")
        self._buffer = rest
        self._open = True
        return True

    def _messages(self) -> list[bytes]:
        buffer, at, found = self._buffer, 0, []
        while len(buffer) - at >= 2:
            start, length = _extent(buffer, at)
            if start + length > len(buffer):
                break
            payload = buffer[start : start + length]
            opcode = buffer[at] & 0x0F
            at = start + length
            if opcode == _BINARY:
                found.append(payload)
            else:
                self._control(opcode, payload)
        self._buffer = buffer[at:]
        return found

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == _PING:
            self.send(framed(payload, _PONG))
        elif opcode == _CLOSE:
            raise LineClosedError(int.from_bytes(payload[:2], "big") if payload else 1005)


def _extent(buffer: bytes, at: int) -> tuple[int, int]:
    """Where the payload of the frame at `at` starts, and its length; past the buffer when the header is not whole."""
    short = buffer[at + 1] & 0x7F
    if short < 126:
        return at + 2, short
    size = 2 if short == 126 else 8
    start = at + 2 + size
    return start, int.from_bytes(buffer[at + 2 : start], "big") if start <= len(buffer) else 0
