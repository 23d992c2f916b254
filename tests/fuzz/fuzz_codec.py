"""Coverage-guided fuzzing of the frame decoder, where atheris is installed:

    python -m tests.fuzz.fuzz_codec -max_total_time=60

The oracle is the one of test_codec.py: accepted, or a documented refusal. Anything else is a crash.
"""

import importlib
import sys

from server.errors import ClosingRefusal, RefusalCode
from server.protocol.codec import decode_client_frame, decode_server_frame, encode

DOCUMENTED = {RefusalCode.MALFORMED, RefusalCode.TOO_LARGE}


def take(data: bytes) -> None:
    """One input, for both directions."""
    for decode in (decode_client_frame, decode_server_frame):
        try:
            frame = decode(data)
        except ClosingRefusal as refusal:
            refused = refusal.code
        else:
            assert decode(encode(frame)) == frame
            continue
        assert refused in DOCUMENTED


def main() -> None:
    """Fuzz until told to stop."""
    atheris = importlib.import_module("atheris")  # optional: it has no wheels for every Python
    atheris.Setup(sys.argv, take)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
