"""WebAuthn with PRF (crypto.md §3.8): what is asked of a browser, and whether what it answers holds."""

import base64
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.crypto.passkey import prf_input
from server.errors import Refusal, RefusalCode
from server.http.site import Site
from server.ids import AccountId

CHALLENGE_BYTES: Final = 32
TIMEOUT_MS: Final = 300_000
"""As long as the ticket that comes with it."""

Options = dict[str, Any]
"""WebAuthn's own JSON, both ways."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credential:
    """A passkey's public half. `sign_count` is 0 where the authenticator does not count."""

    id: bytes
    public_key: bytes
    sign_count: int


class Ceremony:
    """The relying party. The passkeys belong to the host of the public origin; any of the site's origins may ask for them."""

    def __init__(self, site: Site, service: str) -> None:
        self._host = urlsplit(site.origin).hostname or ""
        self._origins = sorted(site.origins)
        first = base64.urlsafe_b64encode(prf_input(service)).rstrip(b"=").decode()
        self._extensions = {"prf": {"eval": {"first": first}}}

    def creation_options(self, account: AccountId, challenge: bytes, known: list[bytes]) -> Options:
        """To create a passkey, on an authenticator that has none of the `known` ones. It is named by four digits of the account."""
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=self._host,
            user_id=account,
            user_name=f"account {account.hex()[:4]}",
            challenge=challenge,
            timeout=TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        )
        return options_to_json_dict(options) | {"extensions": self._extensions}

    def request_options(self, challenge: bytes, allowed: list[bytes]) -> Options:
        """To show one of the `allowed` passkeys, or any of this host's when the list is empty."""
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge,
            timeout=TIMEOUT_MS,
            allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in allowed],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options) | {"extensions": self._extensions}

    def created(self, passkey: Options, challenge: bytes) -> Credential:
        """The passkey that was created; a Refusal `wrong_code` for anything else."""
        try:
            made = verify_registration_response(
                credential=passkey,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origins,
                require_user_verification=True,
            )
        except Exception:  # noqa: BLE001  (a stranger's bytes: the library and its decoders raise whatever they meet)
            raise Refusal(RefusalCode.WRONG_CODE) from None
        return Credential(id=made.credential_id, public_key=made.credential_public_key, sign_count=made.sign_count)

    def shown(self, passkey: Options, challenge: bytes, kept: Credential, account: AccountId) -> int:
        """The new sign count of a passkey that was shown; a Refusal `wrong_code` unless it is `kept`, and the account's."""
        try:
            made = verify_authentication_response(
                credential=passkey,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origins,
                credential_public_key=kept.public_key,
                credential_current_sign_count=kept.sign_count,
                require_user_verification=True,
            )
            holder = passkey["response"].get("userHandle")
            if made.credential_id != kept.id or (holder is not None and base64url_to_bytes(holder) != account):
                raise Refusal(RefusalCode.WRONG_CODE)
        except Exception:  # noqa: BLE001  (as above)
            raise Refusal(RefusalCode.WRONG_CODE) from None
        return made.new_sign_count


def credential_id_of(passkey: Options) -> bytes:
    """Which credential a browser says it shows; a Refusal `wrong_code` when it says none."""
    try:
        return base64url_to_bytes(passkey["rawId"])
    except (KeyError, TypeError, ValueError):
        raise Refusal(RefusalCode.WRONG_CODE) from None
