"""`./dev sbom` (compliance NP-09): what all of this is made of, from the two lock files."""

import json
import re
from typing import Any

from devkit.sbom import NODE_LOCK, PYTHON_LOCK, bill


def components(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By package address."""
    return {each["purl"]: each for each in said["components"]}


def test_every_pin_is_named_with_its_hashes() -> None:
    """Of both lock files; what the service needs apart from what only builds and tests it."""
    said = json.loads(bill())
    found = components(said)
    assert (said["bomFormat"], said["metadata"]["component"]["name"]) == ("CycloneDX", "webtherapy")
    pinned = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", PYTHON_LOCK.read_text("utf-8"), re.MULTILINE)
    assert len(pinned) > 50
    for name, version in pinned:
        assert found[f"pkg:pypi/{name.replace('_', '-')}@{version}"]["hashes"], name
    locked = {f"{path.rpartition('node_modules/')[2]}@{each['version']}" for path, each in packages().items() if path}
    assert {
        address.removeprefix("pkg:npm/").replace("%40", "@") for address in found if "pkg:npm/" in address
    } == locked
    scopes = {each["name"]: each.get("scope", "required") for each in found.values()}
    assert (scopes["starlette"], scopes["preact"], scopes["anyio"]) == ("required", "required", "required")
    assert (scopes["pytest"], scopes["vite"]) == ("excluded", "excluded")


def packages() -> dict[str, dict[str, Any]]:
    """The web client's, by where they are installed."""
    found: dict[str, dict[str, Any]] = json.loads(NODE_LOCK.read_text("utf-8"))["packages"]
    return found


def test_it_is_the_same_twice() -> None:
    """No time and no chance in it: it can be compared with what was published."""
    assert bill() == bill()
