"""`./dev sbom`: what the service and its web client are made of, as CycloneDX JSON, from the two lock files (compliance NP-09).

Run inside the environment: what is needed to serve, and what to build and test only, is asked of the packages themselves.
"""

import argparse
import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any, Final

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devkit import ROOT
from devkit.steps import digest

PYTHON_LOCK: Final = ROOT / "requirements.lock"
NODE_LOCK: Final = ROOT / "client_web" / "package-lock.json"
_PIN: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main() -> int:
    """Write the bill of materials to a file, or show it."""
    parser = argparse.ArgumentParser(prog="./dev sbom", description="What this is made of, as CycloneDX JSON.")
    parser.add_argument("--out", type=Path, help="a file; else it is shown")
    asked = parser.parse_args()
    text = bill() + "\n"
    if asked.out is None:
        sys.stdout.write(text)
    else:
        asked.out.write_text(text, "utf-8")
    return 0


def bill() -> str:
    """The same bytes for the same lock files and version: it can be compared, and signed with a release."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bom = Bom(components=[*python_components(project), *node_components()])
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, digest([PYTHON_LOCK, NODE_LOCK], project["version"]))
    name, version = project["name"], project["version"]
    made = Component(type=ComponentType.APPLICATION, name=name, version=version, bom_ref=f"{name}@{version}")
    bom.metadata.component = made
    bom.register_dependency(made, bom.components)
    said = json.loads(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string())
    del said["metadata"]["timestamp"]
    return json.dumps(said, indent=1, sort_keys=True)


def python_components(project: dict[str, Any]) -> Iterator[Component]:
    """Everything that requirements.lock pins; what serving does not need is excluded from the scope."""
    needed = _needed(
        [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    )
    for name, version, hashes in _pins(PYTHON_LOCK.read_text("utf-8")):
        yield Component(
            name=name,
            version=version,
            purl=PackageURL("pypi", name=name, version=version),
            bom_ref=f"pypi:{name}@{version}",
            scope=ComponentScope.REQUIRED if name in needed else ComponentScope.EXCLUDED,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
        )


def node_components() -> Iterator[Component]:
    """Everything that package-lock.json pins; what the built client holds nothing of is excluded from the scope."""
    packages = json.loads(NODE_LOCK.read_text("utf-8"))["packages"]
    for path, said in sorted(packages.items()):
        if not path:
            continue
        whole = said.get("name", path.rpartition("node_modules/")[2])
        namespace, _, name = whole.rpartition("/")
        yield Component(
            group=namespace or None,
            name=name,
            version=said["version"],
            purl=PackageURL("npm", namespace or None, name, said["version"]),
            bom_ref=f"npm:{path}",
            scope=ComponentScope.EXCLUDED if said.get("dev") else ComponentScope.REQUIRED,
            hashes=[_integrity(said["integrity"])] if "integrity" in said else [],
        )


def _pins(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    for entry in lock.replace("\\\n", " ").splitlines():
        pin = _PIN.match(entry)
        if pin is not None:
            yield canonicalize_name(pin[1]), pin[2], _HASH.findall(entry)


def _needed(asked: list[str]) -> set[str]:
    """What these requirements come to, as the installed packages say it; those of another platform are taken as needed."""
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(each) for each in asked]
    while waiting:
        one = waiting.pop()
        key = canonicalize_name(one.name), frozenset(one.extras)
        if key in found:
            continue
        found.add(key)
        waiting += _required_by(one)
    return {name for name, _ in found}


def _required_by(one: Requirement) -> Iterator[Requirement]:
    try:
        said = requires(one.name) or []
    except PackageNotFoundError:
        return
    for each in map(Requirement, said):
        extras = ["", *one.extras]
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras):
            yield each


def _integrity(text: str) -> HashType:
    algorithm, _, value = text.partition("-")
    assert algorithm == "sha512", text
    return HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(value).hex())


if __name__ == "__main__":
    sys.exit(main())
