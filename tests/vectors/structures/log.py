"""The record log: tree, notes, checkpoints (crypto.md §9.1, §9.2). Roots and the first note are published values."""

import base64
from typing import Any, Final

from server.crypto.note import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Verifier,
    cosign,
    read_checkpoint,
    read_note,
    sign_note,
    verify_note,
)
from server.crypto.signing import SigningKey
from server.crypto.tree import (
    completed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.vectors.case import Case, Json, Operation, flipped, stream, un

ABOUT: Final = "crypto.md §9.1, §9.2: what cannot be denied later."

LEAVES: Final = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
"""The eight leaves by which implementations of RFC 6962 are compared."""

ROOTS: Final = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Their published roots, after each leaf."""

QUOTE: Final = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
QUOTED: Final = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
"""The example of the note format's first description, and the key of its signer."""

ORIGIN: Final = "record.example/practice"
Nodes = dict[tuple[int, int], bytes]


def _inclusion(given: Json) -> Json:
    proof = [un(each) for each in given["proof"]]
    verify_inclusion(leaf_hash(un(given["leaf"])), given["index"], given["size"], proof, un(given["root"]))
    return {}


def _consistency(given: Json) -> Json:
    proof = [un(each) for each in given["proof"]]
    verify_consistency(given["before"], un(given["old"]), given["size"], un(given["new"]), proof)
    return {}


def _note(given: Json) -> Json:
    verifiers = [Verifier(each["name"], un(each["public"]), each["kind"]) for each in given["verifiers"]]
    return {"seconds": verify_note(read_note(given["note"]), verifiers)}


def _checkpoint(given: Json) -> Json:
    checkpoint = read_checkpoint(given["text"], given["origin"])
    return {"size": checkpoint.size, "root": checkpoint.root.hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify_inclusion": _inclusion,
    "verify_consistency": _consistency,
    "verify_note": _note,
    "read_checkpoint": _checkpoint,
}


def cases() -> list[Case]:
    """Every proof of the published trees, proofs that are off by a little, notes and checkpoints."""
    nodes = _nodes()
    return [*_inclusions(nodes), *_consistencies(nodes), *_notes(), *_checkpoints()]


def _nodes() -> Nodes:
    nodes: Nodes = {}
    for index, data in enumerate(LEAVES):
        for level, place, found in completed(index, leaf_hash(un(data)), lambda *at: nodes[at]):
            nodes[level, place] = found
    assert [root(size, lambda *at: nodes[at]).hex() for size in range(1, 9)] == list(ROOTS)
    return nodes


def _inclusions(nodes: Nodes) -> list[Case]:
    def of(index: int, size: int, name: str = "", why: str = "", expect: str = "ok", /, **change: Any) -> Case:
        proof = [each.hex() for each in inclusion_proof(index, size, lambda *at: nodes[at])]
        given = {"leaf": LEAVES[index], "index": index, "size": size, "proof": proof, "root": ROOTS[size - 1]}
        said = why or "Each leaf leads to each later root."
        return Case(name or f"leaf {index} of {size}", said, "verify_inclusion", given | change, expect)

    proof = [each.hex() for each in inclusion_proof(2, 7, lambda *at: nodes[at])]
    no = "wrong_proof"
    return [
        *(of(index, size) for size in range(1, 9) for index in range(size)),
        of(2, 7, "another place", "Two places have two ways.", no, index=3),
        of(2, 7, "another size", "A smaller tree is climbed in fewer steps.", no, size=4),
        of(2, 7, "another root", "The log says something else.", no, root=ROOTS[7]),
        of(2, 7, "another leaf", "Something else stands there.", no, leaf="11"),
        of(2, 7, "too short", "The way does not reach the root.", no, proof=proof[:-1]),
        of(2, 7, "too long", "The way goes beyond the root.", no, proof=[*proof, proof[0]]),
        of(2, 7, "one bit", "Every hash counts.", no, proof=[*proof[:-1], flipped(un(proof[-1])).hex()]),
        of(2, 7, "no such leaf", "The tree is not that large.", no, index=7),
        of(2, 7, "short hash", "32 bytes.", "wrong_length", proof=[proof[0][2:], *proof[1:]]),
    ]


def _consistencies(nodes: Nodes) -> list[Case]:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    def of(before: int, size: int, name: str = "", why: str = "", expect: str = "ok", /, **change: Any) -> Case:
        proof = [each.hex() for each in consistency_proof(before, size, lambda *at: nodes[at])] if before else []
        old = ROOTS[before - 1] if before else empty
        given = {"before": before, "old": old, "size": size, "new": ROOTS[size - 1], "proof": proof}
        said = why or "What was in the log is in it still."
        return Case(name or f"{before} in {size}", said, "verify_consistency", given | change, expect)

    proof = [each.hex() for each in consistency_proof(6, 8, lambda *at: nodes[at])]
    no = "wrong_proof"
    return [
        *(of(before, size) for size in range(1, 9) for before in range(size + 1)),
        of(6, 8, "another old root", "It was rolled back, or forked.", no, old=ROOTS[4]),
        of(6, 8, "another new root", "It was rolled back, or forked.", no, new=ROOTS[6]),
        of(6, 8, "another old size", "A root is of one size.", no, before=5),
        of(6, 8, "shrunk", "A log only grows.", no, before=8, size=6),
        of(6, 8, "too short", "The way does not reach the root.", no, proof=proof[:-1]),
        of(6, 8, "too long", "The way goes beyond the root.", no, proof=[*proof, proof[0]]),
        of(6, 8, "nothing", "Nothing proves nothing.", no, proof=[]),
        of(8, 8, "something for nothing", "The same tree needs no proof.", no, proof=proof),
        of(4, 8, "one bit", "Every hash counts.", no, proof=[flipped(un(ROOTS[3])).hex()]),
        of(0, 8, "not the empty root", "Nothing has one root only.", no, old=ROOTS[0]),
    ]


def _notes() -> list[Case]:
    random = stream("log")
    key, witness = SigningKey(random(32)), SigningKey(random(32))
    log = {"name": ORIGIN, "public": key.public.hex(), "kind": ED25519}
    seen = {"name": "custodian.example", "public": witness.public.hex(), "kind": COSIGNATURE}
    signed = sign_note(Checkpoint(ORIGIN, 8, un(ROOTS[7])).text, ORIGIN, key)
    both = cosign(signed, "custodian.example", witness, 1_772_532_000).written
    quoted = {"name": "PeterNeumann", "public": QUOTED.hex(), "kind": ED25519}

    def of(name: str, why: str, note: str, verifiers: list[Json], expect: str = "ok") -> Case:
        return Case(name, why, "verify_note", {"note": note, "verifiers": verifiers}, expect)

    last = both.rindex("\n—")
    return [
        of("published", "As others write it.", QUOTE, [quoted]),
        of("a checkpoint", "The log's own word.", signed.written, [log]),
        of("with a witness", "Somebody else saw it, and when.", both, [log, seen]),
        of("lines of others", "Unknown signers say nothing.", both, [seen]),
        of("no witness", "Nobody else has seen it.", signed.written, [log, seen], "unsigned"),
        of("another key", "Same name, other key.", both, [log | {"public": witness.public.hex()}], "unsigned"),
        of("another kind", "A witness is not the log.", both, [seen | {"kind": ED25519}], "unsigned"),
        of("another text", "Every letter counts.", both.replace("\n8\n", "\n9\n"), [log], "bad_signature"),
        of("another time", "The time is signed.", _later(both), [seen], "bad_signature"),
        of("no blank line", "Text and signatures are apart.", both.replace("\n\n", "\n"), [log], "malformed"),
        of("no signature", "A note is signed.", signed.text + "\n", [log], "malformed"),
        of("cut off", "The last line ends.", both[:-1], [log], "malformed"),
        of("another dash", "The mark is one sign.", both[:last] + both[last:].replace("—", "-"), [log], "malformed"),
        of("spaces", "One space between.", both.replace("— ", "—  "), [log], "malformed"),
        of("bad base64", "In its only spelling.", both[:-2] + "*\n", [log], "malformed"),
        of("many signatures", "A hundred are enough.", signed.written + "— a AAAAAAA=\n" * 100, [log], "too_large"),
        of("large", "64 KiB are enough.", "a" * 65_536 + both, [log], "too_large"),
        of("no such name", "Names have no spaces.", both, [log | {"name": "a b"}], "malformed"),
        of("short key", "32 bytes.", both, [log | {"public": key.public.hex()[2:]}], "malformed"),
    ]


def _later(note: str) -> str:
    """The same note whose witness saw it a second later."""
    line = note.rstrip("\n").split(" ")[-1]
    raw = bytearray(base64.b64decode(line))
    raw[11] += 1
    return note.replace(line, base64.b64encode(raw).decode())


def _checkpoints() -> list[Case]:
    text = Checkpoint(ORIGIN, 8, un(ROOTS[7])).text

    def of(name: str, why: str, text: str, expect: str = "ok") -> Case:
        return Case(name, why, "read_checkpoint", {"text": text, "origin": ORIGIN}, expect)

    return [
        of("as it is", "Origin, size, root.", text),
        of("with an extension", "Further lines are for others.", text + "more\n"),
        of("empty", "A log begins with nothing.", text.replace("\n8\n", "\n0\n")),
        of("another log", "Each log has its own.", text.replace("practice", "other"), "foreign_log"),
        of("leading zero", "One spelling only.", text.replace("\n8\n", "\n08\n"), "malformed"),
        of("signed size", "A count.", text.replace("\n8\n", "\n-8\n"), "malformed"),
        of("huge size", "Below 2^53.", text.replace("\n8\n", f"\n{1 << 53}\n"), "malformed"),
        of("short root", "32 bytes.", text.replace("Xcn", ""), "malformed"),
        of("no root", "Three lines at least.", f"{ORIGIN}\n8\n", "malformed"),
        of("unfinished", "The last line ends.", text[:-1], "malformed"),
        of("blank line", "None within.", text + "\nmore\n", "malformed"),
    ]
