"""What a person is told when something is refused or does not prove itself: one sentence each."""

from typing import Final

from client_py.http import SecondFactorAsked
from server.errors import ProofError, Refusal, RefusalCode, ServerError

_REFUSED: Final = {
    RefusalCode.WRONG_CREDENTIALS: "The number and the password do not belong together.",
    RefusalCode.SIGNED_OUT: "The sign-in has ended: run the command again.",
    RefusalCode.NOT_FOR_YOU: "This account may not do that.",
    RefusalCode.UNCERTIFIED: "Somebody who is named here is not certified yet: certify them first.",
    RefusalCode.WRONG_CODE: "The code was not right, or was used before: every code is good once.",
    RefusalCode.SECOND_FACTOR_MISSING: "Staff set up a second factor first: run `webtherapy-practice second-factor`.",
    RefusalCode.AGREEMENT_MISSING: "Whoever works here accepts the confidentiality agreement first: run `webtherapy-practice agreement`.",
    RefusalCode.DISABLED: "There were too many wrong tries from here: run `webtherapy-practice recover`, or ask the practice.",
    RefusalCode.DEACTIVATED: "This account is shut: the practice has to bind it anew.",
    RefusalCode.CONFLICT: "That was done already, and differently.",
    RefusalCode.CLOSED: "That is over by now: nothing was changed.",
}
_UNPROVED: Final = {
    "not_the_pinned_root": "This is not the practice that the account belongs to: the root is another one.",
    "unknown_delegation": "This account may not certify: an owner has to delegate to it first.",
    "expired_delegation": "The delegation does not hold now: an owner has to delegate anew.",
    "wrong_key": "The password does not open the keys that the service keeps for this account.",
    "wrong_manifest": "No custodians are named yet: an owner names them first.",
    "unknown_member": "Somebody who is named here is not certified yet: certify them first.",
    "stale_manifest": "The service shows an older list of custodians than one that was seen before; nothing was done. Ask the practice.",
}


def sentence(error: ServerError, url: str) -> str:
    """The sentence for an error; `url` is the service's address."""
    if isinstance(error, Refusal):
        return _refused(error, url)
    if isinstance(error, SecondFactorAsked):
        return "This account is opened by a passkey, which only a browser can show: sign in there."
    if isinstance(error, ProofError):
        what = f"What the service at {url} answered does not prove what it claims ({error.reason}); nothing was done."
        return _UNPROVED.get(error.reason, what)
    return f"Something went wrong ({type(error).__name__})."


def _refused(refusal: Refusal, url: str) -> str:
    match refusal.code:
        case RefusalCode.TRY_AGAIN:
            return f"The service at {url} cannot be reached, or asks to try again later."
        case RefusalCode.TOO_FAST:
            return f"There were too many tries: wait {max(1, round(refusal.retry_after))} seconds."
        case RefusalCode.BAD_ORIGIN | RefusalCode.NOT_FOUND:
            return f"{url} is not the service's own address: give the one that browsers use with --url."
        case code:
            return _REFUSED.get(code, f"The service refused this ({code.value}).")
