"""The record log's tree (crypto.md §9.1): what was in it can be shown to be in it still, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.tree import (
    completed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from server.errors import ProofError
from tests.unit.crypto.refusal import refused

MOST = 70


class Tree:
    """A tree in memory, and the same computed as RFC 6962 §2.1 defines it."""

    def __init__(self, size: int) -> None:
        self.leaves = [leaf_hash(bytes([index])) for index in range(size)]
        self.nodes: dict[tuple[int, int], bytes] = {}
        for index, leaf in enumerate(self.leaves):
            for level, place, found in completed(index, leaf, self.node):
                self.nodes[level, place] = found

    def node(self, level: int, index: int) -> bytes:
        """What was kept."""
        return self.nodes[level, index]

    def defined(self, begin: int, end: int) -> bytes:
        """MTH(D[begin:end])."""
        if end - begin == 1:
            return self.leaves[begin]
        middle = 1
        while middle * 2 < end - begin:
            middle *= 2
        return node_hash(self.defined(begin, begin + middle), self.defined(begin + middle, end))


TREE = Tree(MOST)
SIZES = st.integers(1, MOST)


def test_roots_are_those_of_the_definition() -> None:
    """What is kept node by node gives the root that the whole list of leaves gives, at every size."""
    assert root(0, TREE.node) == EMPTY_LOG_ROOT
    assert [root(size, TREE.node) for size in range(1, MOST + 1)] == [
        TREE.defined(0, size) for size in range(1, MOST + 1)
    ]


@given(SIZES, st.data())
def test_every_leaf_is_shown_where_it_stands_and_nowhere_else(size: int, data: st.DataObject) -> None:
    """A proof holds for its leaf at its place, and for no other leaf or place."""
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, TREE.node)
    verify_inclusion(TREE.leaves[index], index, size, proof, root(size, TREE.node))
    if other != index:
        with refused("wrong_proof"):
            verify_inclusion(TREE.leaves[other], index, size, proof, root(size, TREE.node))
        with refused("wrong_proof"):
            verify_inclusion(TREE.leaves[index], other, size, proof, root(size, TREE.node))


@given(SIZES, st.data())
def test_a_grown_log_is_shown_to_begin_with_the_old_one(size: int, data: st.DataObject) -> None:
    """A consistency proof holds between the two roots, and with no leaf of the old tree changed."""
    before = data.draw(st.integers(1, size))
    proof = consistency_proof(before, size, TREE.node)
    verify_consistency(before, root(before, TREE.node), size, root(size, TREE.node), proof)
    with refused("wrong_proof"):
        verify_consistency(before, sha256(root(before, TREE.node)), size, root(size, TREE.node), proof)


@given(SIZES, st.data())
def test_changed_proofs_prove_nothing(size: int, data: st.DataObject) -> None:
    """Whatever is changed in a proof, dropped from it or added to it, it does not hold any more."""
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, TREE.node)
    changed = data.draw(
        st.sampled_from(
            [
                [*proof, TREE.leaves[0]],
                proof[:-1] if proof else [sha256(b"")],
                [sha256(each) for each in proof] if proof else [sha256(b"")],
            ]
        )
    )
    with refused("wrong_proof"):
        verify_inclusion(TREE.leaves[index], index, size, changed, root(size, TREE.node))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    """A place outside the tree has no proof."""
    with pytest.raises(ProofError):
        inclusion_proof(index, size, TREE.node)


@pytest.mark.parametrize(("before", "size"), [(0, 3), (4, 3), (-1, 3)])
def test_no_proof_of_another_past(before: int, size: int) -> None:
    """Only what was a part of the log can be shown to have been."""
    with pytest.raises(ProofError):
        consistency_proof(before, size, TREE.node)
