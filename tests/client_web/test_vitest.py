"""The web client's own tests, as one test of the whole."""

import shutil
import subprocess
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[2] / "client_web"


def test_the_web_clients_tests_pass() -> None:
    """Everything that vitest runs in client_web passes; what it said is shown when not."""
    node = shutil.which("node")
    assert node is not None, "run the tests with ./dev test: it finds or installs Node"
    done = subprocess.run(
        [node, "node_modules/vitest/vitest.mjs", "run"],
        cwd=CLIENT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-8_000:]
