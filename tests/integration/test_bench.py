"""The benchmarks run whole; what they measure is not the matter here."""

import subprocess
import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmarks_run_whole_and_say_what_they_measured() -> None:
    """A tiny load passes through both servers, and the document names figures, bars and what was overridden."""
    command = [sys.executable, "-m", "bench", "throughput", "latency", "--quick", "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=True)
    document = msgspec.json.decode(run.stdout)
    throughput, latency = document["benchmarks"]
    assert {"machine", "overrides", "seeding", "quick"} <= document.keys()
    assert [throughput["name"], latency["name"]] == ["throughput", "latency"]
    assert all(figure["value"] > 0 for figure in throughput["figures"] + latency["figures"])
    assert [figure["bar"]["limit"] for figure in throughput["figures"] if figure["bar"]] == [3.0]
