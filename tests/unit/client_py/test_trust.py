"""Everything is proved from the pinned root (client_py/trust.py)."""

import msgspec
import pytest

from client_py.documents import Manifest, Octets, Signed
from client_py.trust import Trust
from server.crypto.account import AccountKeys
from server.crypto.bundle import make_successor, verify_bundle
from server.crypto.manifest import make_manifest
from server.crypto.trust import delegate
from server.errors import ProofError
from tests.unit.client_py.cast import NOW, make_cast

CAST = make_cast()
STRANGERS = make_cast("strangers")


def test_a_practice_proves_its_people() -> None:
    """From the fingerprint alone to certified members and the custodians in force."""
    trust = CAST.trust("client")
    assert trust.person(CAST.accounts["therapist"].identity).role == "therapist"
    assert trust.manifest is not None
    assert trust.manifest.k == 2


def test_another_root_is_refused() -> None:
    """The server cannot exchange the practice under an account."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    with pytest.raises(ProofError, match="not_the_pinned_root"):
        trust.take_practice(STRANGERS.practice)


def test_a_foreign_delegation_is_refused() -> None:
    """The right root's name over another root's delegation proves nothing."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    mixed = msgspec.structs.replace(STRANGERS.practice, root=CAST.practice.root)
    with pytest.raises(ProofError, match="bad_signature"):
        trust.take_practice(mixed)


def test_a_certificate_for_another_bundle_is_refused() -> None:
    """The server cannot put keys of its own behind a certified name."""
    client, therapist, *_ = CAST.people
    forged = msgspec.structs.replace(client, bundle=therapist.bundle)
    with pytest.raises(ProofError, match="wrong_bundle"):
        CAST.trust("client").take_people([forged])


def test_an_uncertified_person_is_nobody() -> None:
    """Without a certificate there are no keys to seal to."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    trust.take_practice(CAST.practice)
    trust.take_people([msgspec.structs.replace(CAST.people[0], certificate=None)])
    with pytest.raises(ProofError, match="unknown_member"):
        trust.person(CAST.accounts["client"].identity)


def test_a_match_that_was_touched_is_refused() -> None:
    """A conversation exists only as the certifier signed it."""
    body = bytearray(CAST.match.body)
    body[-1] ^= 1
    with pytest.raises(ProofError):
        CAST.trust("client").match(msgspec.structs.replace(CAST.match, body=Octets(bytes(body))))


def test_a_change_of_custodians_is_taken_with_their_consent() -> None:
    """The next manifest is in force, the one before is still known by its generation, and nothing goes back behind it."""
    trust = CAST.trust("client")
    after = CAST.successor()
    trust.take_practice(after)
    assert trust.manifest is not None
    assert trust.generation_of(trust.manifest.hash) == 1
    assert trust.generation_of(CAST.manifest.hash) == 0
    with pytest.raises(ProofError, match="stale_manifest"):
        trust.take_practice(CAST.practice)


def test_custodians_that_another_client_has_seen_are_followed_by_no_earlier_ones() -> None:
    """Who signs in anew remembers by the settings: an older manifest, or none, is refused, and nothing of it is in force."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    trust.manifests_seen = 2
    for older in (CAST.practice, msgspec.structs.replace(CAST.practice, manifest=None)):
        with pytest.raises(ProofError, match="stale_manifest"):
            trust.take_practice(older)
        assert trust.manifest is None
    trust.take_practice(CAST.successor())
    assert trust.manifest is not None
    assert trust.manifest.generation == 1


def test_custodians_of_whom_another_client_has_seen_the_successors_get_nothing_more() -> None:
    """While a client is signed in, too: what was in force is not, until the service shows what came after it."""
    trust = CAST.trust("client")
    trust.manifests_seen = 2
    assert trust.manifest is None
    assert trust.manifest_of(CAST.manifest.hash) is None
    with pytest.raises(ProofError, match="stale_manifest"):
        trust.take_practice(CAST.practice)
    trust.take_practice(CAST.successor())
    assert trust.manifest_of(CAST.manifest.hash) == CAST.manifest


def test_who_signs_in_later_is_shown_all_manifests() -> None:
    """Old matches and epochs name old manifests; each stands because its successor names it."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    trust.take_practice(CAST.successor())
    assert trust.generation_of(CAST.manifest.hash) == 0


def test_custodians_do_not_change_without_their_consent() -> None:
    """Not even the root alone replaces those who are in force."""
    after = CAST.successor()
    assert after.manifest is not None
    alone = msgspec.structs.replace(after, manifest=msgspec.structs.replace(after.manifest, cosignatures=[]))
    with pytest.raises(ProofError, match="too_few_signatures"):
        CAST.trust("client").take_practice(alone)


def test_a_generation_has_one_manifest() -> None:
    """Two manifests of one generation, both signed by the root, are never both believed."""
    signed = make_manifest(CAST.root, CAST.custodians(), 3, NOW)
    manifest = Manifest(body=Octets(signed.body), signature=Octets(signed.signature))
    with pytest.raises(ProofError, match="stale_manifest"):
        CAST.trust("client").take_practice(msgspec.structs.replace(CAST.practice, manifest=manifest))


def test_an_earlier_manifest_is_the_one_that_its_successor_names() -> None:
    """Another one of the same generation, and one out of its order, prove nothing."""
    signed = make_manifest(CAST.root, CAST.custodians(), 3, NOW)
    after = CAST.successor()
    for earlier in ([Signed.of(signed)], after.earlier * 2):
        trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
        with pytest.raises(ProofError, match="wrong_previous"):
            trust.take_practice(msgspec.structs.replace(after, earlier=earlier))


def test_a_certifier_may_have_had_other_keys() -> None:
    """Two delegations to two bundles of one account stand beside each other."""
    intake = CAST.accounts["intake"]
    [shown] = CAST.practice.certifiers
    keys = AccountKeys.from_secret(bytes(32))
    signed, _ = make_successor(keys, NOW, verify_bundle(shown.bundle.proof), intake.keys)
    newer = msgspec.structs.replace(shown, bundle=Signed.of(signed), certificate=None)
    delegation = Signed.of(delegate(CAST.root, verify_bundle(signed), 0, NOW))
    delegations = [*CAST.practice.delegations, delegation]
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    trust.take_practice(msgspec.structs.replace(CAST.practice, delegations=delegations, certifiers=[shown, newer]))
    assert len(trust.certifiers_of(intake.identity)) == 2
