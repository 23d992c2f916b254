import pytest

from server.http.networks import neighbourhood_of, network_of
from server.identity.attempts import ANYWHERE, HERE, delays_ms


def test_the_first_failures_cost_nothing_and_the_later_ever_more() -> None:
    """Five tries at once, then 1 s, doubling up to a quarter of an hour."""
    assert HERE[:4] == (0, 0, 0, 0)
    assert HERE[4:8] == (1_000, 2_000, 4_000, 8_000)
    assert HERE[-1] == 900_000
    assert list(HERE) == sorted(HERE)


def test_a_stranger_can_hold_the_holder_up_for_half_a_minute_at_most() -> None:
    """What counts for an account from anywhere never waits longer than 30 s, and not before a hundred failures."""
    assert ANYWHERE[-1] == 30_000
    assert not any(ANYWHERE[:99])


def test_the_longest_delay_is_the_last_word() -> None:
    """A schedule ends in its longest delay even where doubling does not meet it."""
    assert delays_ms(1, 1_000, 3_000) == (1_000, 2_000, 3_000)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.17", "192.0.2.0/24"),
        ("::ffff:192.0.2.17", "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        (None, "none"),
        ("", "none"),
        ("not an address", "none"),
    ],
)
def test_an_address_counts_as_its_network(address: str | None, network: str) -> None:
    """Whoever has a whole network to himself is counted as one."""
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("network", "around"),
    [("192.0.2.0/24", "192.0.0.0/16"), ("2001:db8:1:200::/56", "2001:db8::/32"), ("none", "none")],
)
def test_a_network_has_others_around_it(network: str, around: str) -> None:
    """Those that one provider has."""
    assert neighbourhood_of(network) == around
