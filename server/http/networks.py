"""Where a request comes from, as coarsely as it is needed: a network, and what is around it."""

import ipaddress
from typing import Final

IPV4_NETWORK_BITS: Final = 24
IPV6_NETWORK_BITS: Final = 56
"""What one household or one attacker usually has to himself."""

IPV4_NEIGHBOURHOOD_BITS: Final = 16
IPV6_NEIGHBOURHOOD_BITS: Final = 32
"""What a provider has for all of its customers, of whom one may rent hundreds of networks."""

NO_NETWORK: Final = "none"
"""Where a request comes from whose address nobody knows."""


def network_of(address: str | None) -> str:
    """The network an address belongs to; addresses themselves are never kept."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return NO_NETWORK
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = IPV4_NETWORK_BITS if parsed.version == 4 else IPV6_NETWORK_BITS
    return str(ipaddress.ip_network((parsed, bits), strict=False))


def neighbourhood_of(network: str) -> str:
    """The networks around a network."""
    if network == NO_NETWORK:
        return network
    parsed = ipaddress.ip_network(network)
    return str(parsed.supernet(new_prefix=IPV4_NEIGHBOURHOOD_BITS if parsed.version == 4 else IPV6_NEIGHBOURHOOD_BITS))
