"""The listening socket, made before anything that serves on it: several processes can share it, and it outlives each of them."""

import os
import socket
import stat
from pathlib import Path

from server.errors import ConfigurationError
from server.settings import Settings

BACKLOG = 2048
"""Thousands reconnect at once after an outage; the kernel holds them until they are accepted."""

UNTAKEN_MILLISECONDS = 45_000
"""A peer that takes nothing of what was written for so long is gone, or wants to be a burden: the kernel ends its connection, which
otherwise, once closed here, would keep its memory and its number until everything is taken."""


def listen(settings: Settings) -> socket.socket:
    """Bind and listen where the settings say; ConfigurationError when the place is taken or not ours."""
    try:
        bound = _at_path(settings.socket) if settings.socket is not None else _at_port(settings.host, settings.port)
    except OSError as error:
        place = settings.socket or f"{settings.host}:{settings.port}"
        raise ConfigurationError(f"cannot listen on {place}: {error.strerror}") from None
    bound.listen(BACKLOG)
    return bound


def port_of(bound: socket.socket) -> int:
    """The port that a socket got; 0 for a unix socket."""
    name = bound.getsockname()
    return int(name[1]) if isinstance(name, tuple) else 0


def _at_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Only Linux knows the name; elsewhere the kernel's own patience has to do.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN_MILLISECONDS)
    bound.bind((host, port))
    return bound


def _at_path(path: Path) -> socket.socket:
    """A unix socket for our own user and group: a proxy joins the group."""
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        path.unlink()
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o117)
    try:
        bound.bind(str(path))
    finally:
        os.umask(mask)
    return bound
