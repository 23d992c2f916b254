"""The reasons of crypto.md §1.6 as people say them."""

from typing import Final

_SAID: Final = {
    "bad_signature": "its signature is not that of the person it names",
    "wrong_head": "it does not stand where others saw it",
    "gap": "an entry is missing, or stands twice, or out of order",
    "time_went_back": "its time is before the time of the entry before it",
    "wrong_key": "the words shown are not the ones that were sealed and signed",
    "bad_padding": "the words shown are not the ones that were sealed and signed",
    "wrong_label": "what it says is of another kind than it claims",
    "foreign_epoch": "it belongs to other keys than those in force there",
    "foreign_conversation": "it is of another conversation",
    "unknown_member": "it is by somebody who does not take part",
    "missing_member": "somebody who takes part was left out of its keys",
    "wrong_bundle": "it names keys that nobody vouched for",
    "stale_bundle": "it names keys that were replaced before it",
    "wrong_epoch": "it could not stand at this place",
    "stale_previous": "the keys before it are others than it names",
    "duplicate_member": "the same message stands twice",
    "beyond_scope": "it is outside what this package may hold",
    "unlawful_role": "its sender may not say this",
    "wrong_thread": "it answers a letter that is not its own",
    "wrong_delegation": "nobody whom the practice's root trusts vouched for it",
    "expired_delegation": "it was vouched for by somebody whose time was over",
    "not_the_pinned_root": "it is of another practice",
    "wrong_previous": "keys were replaced by somebody who did not have the ones before",
    "wrong_proof": "it does not stand in the record log that the checkpoint speaks of",
    "unsigned": "the service's key did not sign it",
    "foreign_log": "it is of another record log",
}


def said(reason: str) -> str:
    """In words, with the paper's word for who looks it up."""
    return f"{_SAID[reason]} ({reason})" if reason in _SAID else f"its bytes are not what they should be ({reason})"
