"""What a sign-in came from (protocol.md §1.1): two words of a closed list, said by the page itself, so that people know their sessions."""

from enum import StrEnum
from typing import Final

import msgspec


class Browser(StrEnum):
    """`program` is a client that is no page."""

    CHROME = "chrome"
    EDGE = "edge"
    FIREFOX = "firefox"
    SAFARI = "safari"
    OTHER = "other"
    PROGRAM = "program"


class System(StrEnum):
    """What the browser runs on."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"
    ANDROID = "android"
    IOS = "ios"
    OTHER = "other"


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As in JSON, both ways. It is a hint to its owner and decides nothing."""

    browser: Browser
    system: System


UNKNOWN_DEVICE: Final = Device(Browser.OTHER, System.OTHER)
