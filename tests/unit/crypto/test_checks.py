"""The checks that structures share."""

from server.crypto.checks import ascending, count, drawn, exactly, hashes, ids, same
from tests.unit.crypto.refusal import refused


def test_exactly_looks_at_every_value() -> None:
    """The last of several lengths counts as much as the first."""
    exactly(2, b"ab", b"cd")
    for values in ((b"a", b"cd"), (b"ab", b"c"), (b"ab", b"cde")):
        with refused("wrong_length"):
            exactly(2, *values)


def test_ids_have_sixteen_bytes_and_hashes_thirty_two() -> None:
    """The two lengths of the paper."""
    ids(bytes(16))
    hashes(bytes(32))
    for check, length in ((ids, 32), (hashes, 16)):
        with refused("wrong_length"):
            check(bytes(length))


def test_count_includes_both_ends() -> None:
    """Least and most are allowed, beyond them nothing."""
    count([1], 1, 2)
    count([1, 2], 1, 2)
    for rows in ([], [1, 2, 3]):
        with refused("wrong_length"):
            count(rows, 1, 2)


def test_ascending_tells_order_from_repetition() -> None:
    """Sorted and unique, each with its own word."""
    ascending([])
    ascending([b"a", b"b", b"c"])
    with refused("duplicate_member"):
        ascending([b"a", b"b", b"b"])
    with refused("unsorted_members"):
        ascending([b"a", b"c", b"b"])


def test_same_refuses_with_the_given_word() -> None:
    """Also where one is the beginning of the other."""
    same(b"ab", b"ab", "x")
    for other in (b"ac", b"a", b"abc", b""):
        with refused("x"):
            same(b"ab", other, "x")


def test_a_short_source_of_randomness_is_refused() -> None:
    """A key is never made of less than was asked."""
    assert drawn(bytes, 4) == bytes(4)
    with refused("wrong_length"):
        drawn(lambda length: bytes(length - 1), 4)
