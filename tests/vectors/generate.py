"""Writes the vectors of every structure, deterministically.

    python -m tests.vectors.generate

It refuses to write a case that does not come out as it says it should. What is sealed is not made here (seal_anew.py).
"""

import json
from types import ModuleType
from typing import Final

from tests.vectors.case import Json, run
from tests.vectors.structures import (
    acceptance,
    account,
    activation,
    admission,
    agenda,
    appointment,
    aside,
    attachment,
    bundle,
    canonical,
    change_request,
    closing,
    consent,
    contact_card,
    custody,
    disclosure,
    draft,
    envelope,
    epoch,
    handing,
    hashing,
    history,
    intake,
    letter,
    log,
    match,
    notes_package,
    notice,
    number,
    order,
    package,
    padding,
    paper,
    passkey,
    pepper,
    private_note,
    process,
    profile,
    record_request,
    recovery,
    release,
    retention,
    safety,
    service,
    settings,
    signing,
    staff_act,
    succession,
    transcript,
    trust,
    vault,
    witness,
)
from tests.vectors.world import FOLDER

STRUCTURES: Final[dict[str, ModuleType]] = {
    "acceptance": acceptance,
    "account": account,
    "activation": activation,
    "admission": admission,
    "agenda": agenda,
    "appointment": appointment,
    "aside": aside,
    "attachment": attachment,
    "bundle": bundle,
    "canonical": canonical,
    "change_request": change_request,
    "closing": closing,
    "consent": consent,
    "contact_card": contact_card,
    "custody": custody,
    "disclosure": disclosure,
    "draft": draft,
    "envelope": envelope,
    "epoch": epoch,
    "handing": handing,
    "hashing": hashing,
    "history": history,
    "intake": intake,
    "log": log,
    "letter": letter,
    "match": match,
    "notes_package": notes_package,
    "notice": notice,
    "number": number,
    "order": order,
    "package": package,
    "padding": padding,
    "paper": paper,
    "passkey": passkey,
    "pepper": pepper,
    "private_note": private_note,
    "process": process,
    "profile": profile,
    "record_request": record_request,
    "recovery": recovery,
    "release": release,
    "retention": retention,
    "safety": safety,
    "service": service,
    "settings": settings,
    "signing": signing,
    "staff_act": staff_act,
    "succession": succession,
    "transcript": transcript,
    "trust": trust,
    "vault": vault,
    "witness": witness,
}


def generate(structure: ModuleType) -> str:
    """The text of a structure's file."""
    cases = []
    for case in structure.cases():
        result, output = run(structure.OPERATIONS[case.operation], case.input)
        if result != case.expect:
            raise SystemExit(f"{structure.__name__}: {case.name}: {result} instead of {case.expect}")
        written: Json = {"name": case.name, "why": case.why, "operation": case.operation, "expect": case.expect}
        cases.append(written | {"input": case.input, "output": output})
    return json.dumps({"about": structure.ABOUT, "cases": cases}, indent=1, ensure_ascii=True) + "\n"


def main() -> None:
    """Writes all files."""
    for name, structure in STRUCTURES.items():
        (FOLDER / f"{name}.json").write_text(generate(structure), "utf-8")


if __name__ == "__main__":
    main()
