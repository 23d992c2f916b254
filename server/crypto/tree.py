"""The record log's Merkle tree (crypto.md §9.1): RFC 6962 roots and proofs, verified as RFC 9162 §2.1.3 and §2.1.4 say. Pure.

A *node* (level, index) is the root of the complete subtree over the leaves [index · 2^level, (index + 1) · 2^level); level 0 are leaf
hashes. Who keeps the nodes can give every proof of every size that was.
"""

from collections.abc import Callable, Iterator, Sequence

from server.crypto.checks import hashes, same
from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.errors import ProofError

Node = Callable[[int, int], bytes]
"""The hash of a complete subtree, by level and index."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's data."""
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node with these two below it."""
    return sha256(b"\x01" + left + right)


def completed(size: int, leaf: bytes, node: Node) -> Iterator[tuple[int, int, bytes]]:
    """The nodes (level, index, hash) that a leaf appended at place `size` completes, itself first."""
    level, index, current = 0, size, leaf
    yield level, index, current
    while index % 2 == 1:
        current = node_hash(node(level, index - 1), current)
        level, index = level + 1, index // 2
        yield level, index, current


def root(size: int, node: Node) -> bytes:
    """The root over the first `size` leaves."""
    return _subtree(0, size, node) if size else EMPTY_LOG_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """What leads from leaf `index` to the root over `size` leaves; ProofError("wrong_length") when there is no such leaf."""
    if not 0 <= index < size:
        raise ProofError("wrong_length")
    return _path(index, 0, size, node)


def consistency_proof(before: int, size: int, node: Node) -> list[bytes]:
    """What shows that the tree of `size` leaves begins with that of `before`; ProofError("wrong_length") unless 0 < before ≤ size."""
    if not 0 < before <= size:
        raise ProofError("wrong_length")
    return _extension(before, 0, size, node, whole=True)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """ProofError("wrong_proof") unless the leaf hash stands at `index` in the tree of `size` leaves with this root."""
    hashes(leaf, root, *proof)
    if not 0 <= index < size:
        raise ProofError("wrong_proof")
    place, last, current = index, size - 1, leaf
    for each in proof:
        if last == 0:
            raise ProofError("wrong_proof")
        if place % 2 == 1 or place == last:
            current = node_hash(each, current)
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            current = node_hash(current, each)
        place, last = place // 2, last // 2
    if last != 0:
        raise ProofError("wrong_proof")
    same(current, root, "wrong_proof")


def verify_consistency(before: int, old: bytes, size: int, new: bytes, proof: Sequence[bytes]) -> None:
    """ProofError("wrong_proof") unless the tree of `size` leaves with root `new` begins with that of `before` with root `old`."""
    hashes(old, new, *proof)
    if not 0 <= before <= size:
        raise ProofError("wrong_proof")
    if before in (0, size):
        _verify_trivial(before, old, new, proof)
        return
    path = list(proof) if before & (before - 1) else [old, *proof]
    if not path:
        raise ProofError("wrong_proof")
    place, last = before - 1, size - 1
    while place % 2 == 1:
        place, last = place // 2, last // 2
    was = now = path[0]
    for each in path[1:]:
        if last == 0:
            raise ProofError("wrong_proof")
        if place % 2 == 1 or place == last:
            was, now = node_hash(each, was), node_hash(each, now)
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            now = node_hash(now, each)
        place, last = place // 2, last // 2
    if last != 0:
        raise ProofError("wrong_proof")
    same(was, old, "wrong_proof")
    same(now, new, "wrong_proof")


def _verify_trivial(before: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> None:
    """Every tree begins with the empty one, and with itself; there is nothing to prove."""
    if proof:
        raise ProofError("wrong_proof")
    same(old, EMPTY_LOG_ROOT if before == 0 else new, "wrong_proof")


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(begin: int, end: int, node: Node) -> bytes:
    size = end - begin
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + _split(size)
    return node_hash(_subtree(begin, middle, node), _subtree(middle, end, node))


def _path(index: int, begin: int, end: int, node: Node) -> list[bytes]:
    if end - begin == 1:
        return []
    middle = begin + _split(end - begin)
    if index < middle:
        return [*_path(index, begin, middle, node), _subtree(middle, end, node)]
    return [*_path(index, middle, end, node), _subtree(begin, middle, node)]


def _extension(before: int, begin: int, end: int, node: Node, *, whole: bool) -> list[bytes]:
    """RFC 6962 §2.1.2; `whole`: the old tree's own root is known to who verifies."""
    if before == end:
        return [] if whole else [_subtree(begin, end, node)]
    middle = begin + _split(end - begin)
    if before <= middle:
        return [*_extension(before, begin, middle, node, whole=whole), _subtree(middle, end, node)]
    return [*_extension(before, middle, end, node, whole=False), _subtree(begin, middle, node)]
