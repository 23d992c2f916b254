"""A demo's root key has been on this machine: whoever reads the data directory can certify anybody. It serves demos only."""

from pathlib import Path
from typing import Final

from server.errors import ConfigurationError

MARK: Final = "demo-root.key"
"""Where the demo keeps its root; a real practice keeps its own off every server."""


def refuse_demo_root(data_dir: Path | None, demo: bool) -> None:
    """ConfigurationError when the data directory is a demo's and this is not the demo."""
    if not demo and data_dir is not None and (data_dir / MARK).exists():
        raise ConfigurationError(
            f"{data_dir} is a demo's: its root key lies beside the data, so it can never serve a real practice. "
            "Choose another data directory, or run the demo."
        )
