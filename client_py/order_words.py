"""The officer's words on an order, sealed to who decides (crypto.md §13.4): read, and found to be those that were signed for."""

from client_py.client import Client
from client_py.order_documents import Material, Words
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.emergency import Emergency, nature_hash
from server.crypto.notice import Notice, open_notice, verify_notice
from server.crypto.order import Basis, ReleaseOrder
from server.roles import Role


def opened_words(client: Client, order: ReleaseOrder, found: Material) -> str | None:
    """What the officer of a checked order wrote to this account; None when nothing. Secret.

    Reasons: wrong_notice (not the words that an emergency was signed for, or another order's), and those of `verify_notice`.
    """
    if found.words is None:
        return None
    text = _opened(client, order, found.words)
    if order.basis is Basis.EMERGENCY:
        emergency = read(Emergency, found.order.basis.proof.body)
        same(nature_hash(emergency.emergency_id, text), emergency.nature_hash, "wrong_notice")
    return text


def _opened(client: Client, order: ReleaseOrder, words: Words) -> str:
    signed, sealed, account = words.notice.proof, bytes(words.sealed), client.account.identity
    said = read(Notice, signed.body)
    officer = client.trust.succession(order.officer).at(said.sender_bundle_hash)
    notice = verify_notice(signed, sealed, officer, account, Role(client.account.role))
    same(notice.subject, order.order_id, "wrong_notice")
    own = client.trust.succession(account).at(notice.recipient_bundle_hash).bundle
    return open_notice(client.account.keys_of(own).sealing, notice, sealed).text
