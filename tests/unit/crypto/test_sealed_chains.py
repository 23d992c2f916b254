"""The whole chains that each implementation sealed once (tests/vectors/README.md)."""

from itertools import combinations

import pytest

from server.crypto.account import AccountKeys
from server.crypto.bundle import verify_bundle
from server.crypto.canonical import read
from server.crypto.contact_card import open_contact_card, verify_contact_card
from server.crypto.content import EnvelopeKind
from server.crypto.deposit import verify_deposit
from server.crypto.envelope import open_envelope, parse_envelope, verify_envelope
from server.crypto.epoch import EpochKeys, EpochPlace, unwrap_epoch, verify_header
from server.crypto.intake import open_intake, verify_intake
from server.crypto.manifest import verify_manifest
from server.crypto.opening import combine_shares, open_share
from server.crypto.share import ShareBody
from server.crypto.signing import SigningKey
from server.crypto.trust import pin_root
from server.ids import AccountId, ConversationId
from tests.vectors.case import un, unpair
from tests.vectors.contents import content_of
from tests.vectors.world import CUSTODIANS, FOLDER, chain

MEMBERS = ("therapist", "client")
MAKERS = sorted(path.stem.removeprefix("sealed_by_") for path in FOLDER.glob("sealed_by_*.json"))


class Opened:
    """A chain, opened as far as the epoch's keys."""

    def __init__(self, maker: str) -> None:
        self.chain = chain(maker)
        self.keys = {name: AccountKeys.from_secret(un(secret)) for name, secret in self.chain["secrets"].items()}
        self.accounts = {name: AccountId(un(account)) for name, account in self.chain["accounts"].items()}
        self.bundles = {name: verify_bundle(unpair(signed)) for name, signed in self.chain["bundles"].items()}
        said = self.chain["epoch"]
        self.place = EpochPlace(ConversationId(un(said["conversation"])), 1, un(said["previous"]))
        self.header = verify_header(unpair(said["header"]), self.bundles["therapist"], self.place)

    def unwrapped(self, name: str) -> EpochKeys:
        """The epoch's keys as a member gets them."""
        wrap = un(self.chain["epoch"]["wraps"][name])
        return unwrap_epoch(self.keys[name].sealing, self.accounts[name], self.header, wrap)


@pytest.fixture(scope="module", params=MAKERS)
def opened(request: pytest.FixtureRequest) -> Opened:
    """Each chain in turn."""
    return Opened(request.param)


def test_both_implementations_have_sealed_a_chain() -> None:
    """Neither is tested by itself only."""
    assert MAKERS == ["python", "typescript"]


def test_bundles_are_those_of_the_secrets(opened: Opened) -> None:
    """Both languages derive the same keys from the same secret."""
    for name, bundle in opened.bundles.items():
        assert bundle.account == opened.accounts[name]
        assert bundle.signing_public == opened.keys[name].signing.public
        assert bundle.sealing_public == opened.keys[name].sealing.public


def test_root_is_that_of_its_seed(opened: Opened) -> None:
    """The root's fingerprint is computed alike."""
    root = opened.chain["root"]
    assert SigningKey(un(root["seed"])).public == un(root["public"])
    pin_root(un(root["public"]), un(root["fingerprint"]))


def test_plain_seals_open(opened: Opened) -> None:
    """HPKE with X-Wing means the same on both sides."""
    for sealed in opened.chain["sealed"]:
        key = opened.keys[sealed["to"]].sealing
        assert key.open_sealed(un(sealed["info"]), un(sealed["sealed"])) == un(sealed["plaintext"])


@pytest.mark.parametrize("name", MEMBERS)
def test_wraps_open_for_every_member(opened: Opened, name: str) -> None:
    """Every member gets the committed secret."""
    assert opened.unwrapped(name).secret == un(opened.chain["epoch"]["secret"])


def test_any_two_custodians_open_the_deposit(opened: Opened) -> None:
    """The deposit verifies, its shares open, and every two of three give the epoch's secret."""
    root, said = opened.chain["root"], opened.chain["deposit"]
    manifest = verify_manifest(unpair(opened.chain["manifest"]), pin_root(un(root["public"]), un(root["fingerprint"])))
    names = sorted(CUSTODIANS, key=opened.accounts.__getitem__)
    sealed = [un(said["sealed_shares"][name]) for name in names]
    deposit = verify_deposit(unpair(said["deposit"]), sealed, opened.bundles["client"], opened.header, manifest)
    shares = [
        read(ShareBody, open_share(opened.keys[name].sealing, opened.accounts[name], deposit, share))
        for name, share in zip(names, sealed, strict=True)
    ]
    for two in combinations(shares, 2):
        assert combine_shares(deposit, opened.header, two).secret == un(opened.chain["epoch"]["secret"])


@pytest.mark.parametrize("name", MEMBERS)
def test_the_contact_card_opens(opened: Opened, name: str) -> None:
    """For its holder and its reader, to the fields that stand beside it."""
    said = opened.chain["contact_card"]
    sealed = un(said["sealed_fields"])
    card = verify_contact_card(unpair(said["card"]), sealed, opened.bundles["client"])
    wraps = {opened.accounts[member]: un(wrap) for member, wrap in said["wraps"].items()}
    card.check_wraps([wraps[row.account] for row in card.recipients])
    account = opened.accounts[name]
    fields = open_contact_card(opened.keys[name].sealing, account, card, sealed, wraps[account])
    assert [[field.name, field.standing, field.value] for field in fields.fields] == said["fields"]


@pytest.mark.parametrize("name", MEMBERS)
def test_the_intake_opens(opened: Opened, name: str) -> None:
    """For its holder and its reader, to the answers that stand beside it."""
    said = opened.chain["intake"]
    sealed = un(said["sealed_fields"])
    intake = verify_intake(unpair(said["intake"]), sealed, opened.bundles["client"])
    wraps = {opened.accounts[member]: un(wrap) for member, wrap in said["wraps"].items()}
    intake.check_wraps([wraps[row.account] for row in intake.recipients])
    account = opened.accounts[name]
    answers = open_intake(opened.keys[name].sealing, account, intake, sealed, wraps[account])
    assert answers.form == said["form"]
    assert [[field.question, field.standing, field.value] for field in answers.fields] == said["fields"]


def test_envelopes_verify_and_open(opened: Opened) -> None:
    """Every envelope is its sender's and says what stands beside it."""
    keys = opened.unwrapped("client")
    assert {said["kind"] for said in opened.chain["envelopes"]} == set(EnvelopeKind)
    for said in opened.chain["envelopes"]:
        envelope = parse_envelope(un(said["envelope"]))
        assert envelope.header.sender == opened.accounts[said["sender"]]
        verify_envelope(envelope, opened.bundles[said["sender"]].signing_public)
        assert open_envelope(envelope, keys) == content_of(said)
