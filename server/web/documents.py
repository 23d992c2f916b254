"""The practice's documents on the wire (protocol.md §1.2)."""

from server.crypto.signing import Signature as Cosigned
from server.crypto.signing import SignedBody as Signed
from server.http.bodies import Answer, Blob, Body, Id, Signature, SignedBody, SignedBytes
from server.ids import AccountId
from server.practice.manifests import KeptManifest
from server.practice.overview import Overview
from server.practice.people import KeptBundle, Person
from server.roles import Role


class BundleBody(Body, frozen=True, kw_only=True):
    """An account's own keys."""

    bundle: SignedBody
    predecessor_signature: Signature | None = None


class Cosignature(Body, frozen=True, kw_only=True):
    """One custodian's consent to a manifest."""

    account: Id
    signature: Signature


class ManifestBody(Body, frozen=True, kw_only=True):
    """A signed body and the cosignatures that go with it, both ways."""

    body: SignedBytes
    signature: Signature
    cosignatures: tuple[Cosignature, ...] = ()


class BundleAnswer(Answer, frozen=True, kw_only=True):
    """A bundle, who vouches for it, and the word of the one before it."""

    bundle: SignedBody
    certificate: SignedBody | None
    predecessor_signature: Signature | None


class PersonAnswer(BundleAnswer, frozen=True, kw_only=True):
    """A *person*."""

    account: Blob
    role: Role
    earlier: list[BundleAnswer]


class PracticeAnswer(Answer, frozen=True, kw_only=True):
    """The practice as it stands."""

    root: Blob | None
    delegations: list[SignedBody]
    certifiers: list[PersonAnswer]
    manifest: ManifestBody | None
    earlier: list[SignedBody]
    custodians: list[PersonAnswer]
    system: list[PersonAnswer]


def person_answer(person: Person) -> PersonAnswer:
    """A person, as everyone who may see them sees them."""
    newest = _bundle_answer(person)
    return PersonAnswer(
        account=Blob(person.account),
        role=person.role,
        bundle=newest.bundle,
        certificate=newest.certificate,
        predecessor_signature=newest.predecessor_signature,
        earlier=[_bundle_answer(each) for each in person.earlier],
    )


def signed_answer(signed: Signed) -> SignedBody:
    """A signed body of the crypto room."""
    return SignedBody(body=SignedBytes(signed.body), signature=Signature(signed.signature))


def practice_answer(practice: Overview) -> PracticeAnswer:
    """The whole of GET /messaging/v1/practice."""
    return PracticeAnswer(
        root=None if practice.root is None else Blob(practice.root),
        delegations=[signed_answer(each) for each in practice.delegations],
        certifiers=[person_answer(each) for each in practice.certifiers],
        manifest=None if practice.manifest is None else _manifest_answer(practice.manifest),
        earlier=[signed_answer(each) for each in practice.earlier],
        custodians=[person_answer(each) for each in practice.custodians],
        system=[person_answer(each) for each in practice.system],
    )


def signed_of(body: SignedBody | ManifestBody) -> Signed:
    """The pair as the crypto room has it."""
    return Signed(bytes(body.body), bytes(body.signature))


def cosignatures_of(body: ManifestBody) -> list[Cosigned]:
    """The cosignatures as the crypto room has them."""
    return [Cosigned(AccountId(bytes(each.account)), bytes(each.signature)) for each in body.cosignatures]


def _bundle_answer(kept: KeptBundle) -> BundleAnswer:
    signature = kept.predecessor_signature
    return BundleAnswer(
        bundle=signed_answer(kept.bundle),
        certificate=None if kept.certificate is None else signed_answer(kept.certificate),
        predecessor_signature=None if signature is None else Signature(signature),
    )


def _manifest_answer(kept: KeptManifest) -> ManifestBody:
    return ManifestBody(
        body=SignedBytes(kept.signed.body),
        signature=Signature(kept.signed.signature),
        cosignatures=tuple(
            Cosignature(account=Id(each.account), signature=Signature(each.signature)) for each in kept.cosignatures
        ),
    )
