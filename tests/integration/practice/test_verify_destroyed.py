"""`webtherapy verify` tells what was destroyed by two people from what somebody took out (crypto.md §15.3)."""

import os
from urllib.parse import urlsplit

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.destruction import Destruction
from server.crypto.trust import certify
from server.ids import AccountId, ConversationId
from server.packages.report import Report, Verdict
from server.practice.verifying import verify_database
from server.roles import Role
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import now_ms, pair, post
from tests.integration.practice.releasing import MESSAGING
from tests.integration.practice.retaining import YEAR_MS, MadeRecord
from tests.integration.practice.staff import matched
from tests.integration.practice.test_retention import Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture
from tests.support.powerful import bent, powerful, powerfully


def told(report: Report, conversation: ConversationId) -> dict[Verdict, str]:
    """What is said of one conversation."""
    return {each.verdict: each.words for each in report.sentences if conversation.hex() in each.words}


async def over(desk: Desk) -> ConversationId:
    """A matched conversation of three entries, eight years old."""
    staffed, home = desk.staffed, desk.staffed.home
    conversation = ConversationId(os.urandom(16))
    await matched(staffed, staffed.therapist, staffed.client, conversation=conversation)
    record = MadeRecord(staffed.client.account, staffed.therapist.account, [desk.release.conversation, conversation])
    long_ago = desk.now - 8 * YEAR_MS
    async with home.messaging_database.transaction() as connection:
        for _ in range(3):
            await record.write(connection, conversation, long_ago)
        for each in record.conversations:
            await record.close(connection, each, long_ago)
        await connection.execute(
            "UPDATE conversation_head h SET head = r.head FROM record r"
            " WHERE r.conversation = h.conversation AND h.conversation = $1 AND r.sequence = 3",
            conversation,
        )
    desk.made = record
    return conversation


BENT = {
    "a row is gone": ("DELETE FROM record WHERE conversation = $1 AND sequence = 2", "the place of an entry is missing"),
    "the last row is gone": ("DELETE FROM record WHERE conversation = $1 AND sequence = 3", "does not end where the two"),
    "another head": ("UPDATE record SET head = sha256(head) WHERE conversation = $1 AND sequence = 3", "does not end where the two"),
    "something was left": ("UPDATE record SET payload = 'x' WHERE conversation = $1 AND sequence = 1", "says that nothing is left"),
    "a signature is forged": ("UPDATE destruction_approval SET signature = set_byte(signature, 1, get_byte(signature, 1) # 1) WHERE $1 IS NOT NULL", "is said to be destroyed"),
    "the certificate is forged": ("UPDATE destruction_certificate SET signature = set_byte(signature, 1, get_byte(signature, 1) # 1) WHERE $1 IS NOT NULL", "is said to be destroyed"),
    "not in the log": ("DELETE FROM log_record WHERE kind = 'destroyed' AND $1 IS NOT NULL", "not in the record log"),
    "half in the log": ("DELETE FROM log_record WHERE $1 IS NOT NULL AND number = (SELECT max(number) FROM log_record WHERE kind = 'destruction')", "have to be in the record log"),
    "never destroyed": ("DELETE FROM destroyed_conversation WHERE conversation = $1", "was emptied, and no certificate"),
}  # fmt: skip


async def test_what_was_destroyed_is_named_so_and_what_was_taken_out_is_not(
    desk: Desk, stack: EmbeddedStack, messaging_url: str
) -> None:
    """Under its certificate; while it goes, as going; and every row that somebody bends afterwards as what it is."""
    home, conversation = desk.staffed.home, await over(desk)
    await desk.date()
    proposed, word = await desk.propose()
    assert (word, await desk.approve(proposed)) == ("done", "done")
    await home.mail.system.publish(home.messaging_database)
    await _certify_system(desk)
    async with home.messaging_database.transaction() as connection:
        assert "is being destroyed" in told(await verify_database(connection), conversation)[Verdict.NOTE]
    await home.erasing.erase()
    async with home.messaging_database.transaction() as connection:
        assert "was destroyed under certificate" in told(await verify_database(connection), conversation)[Verdict.HOLDS]
    async with Database(stack.superuser_url(urlsplit(messaging_url).path.strip("/")), pool_size=1) as database:
        for name, (statement, words) in BENT.items():
            async with bent(database) as connection:
                await connection.execute(statement.replace("$1", f"'\\x{conversation.hex()}'::bytea"))
                assert words in told(await verify_database(connection), conversation)[Verdict.FAILS], name
        async with powerfully(database) as connection:
            await connection.execute(RESTORED.replace("$1", f"'\\x{conversation.hex()}'::bytea"))
            restored = told(await verify_database(connection), conversation)
        assert "does not have the places of its last 1 entries" in restored[Verdict.NOTE]
        assert "was destroyed under certificate" in restored[Verdict.HOLDS]


RESTORED = """
DELETE FROM record WHERE conversation = $1 AND sequence = 3;
UPDATE conversation_head h SET sequence = 2, head = r.head FROM record r
WHERE h.conversation = $1 AND r.conversation = h.conversation AND r.sequence = 2;
UPDATE destroyed_conversation SET restored_to = 2 WHERE conversation = $1;
"""
"""What a backup from before the last entry leaves."""


async def _certify_system(desk: Desk) -> None:
    """Intake vouched for the service's key while it still could."""
    staffed = desk.staffed
    staffed.home.clock.ahead_ms = 0
    async with staffed.home.messaging_database.acquire() as connection:
        body = await connection.fetchval("SELECT body FROM bundle WHERE role = 'system'")
    signed = certify(staffed.intake.keys.signing, staffed.certifier, read(Bundle, body), Role.SYSTEM, now_ms())
    said = await post(staffed.intake.browser, f"{MESSAGING}/certificates", pair(signed))
    assert said.status_code == 204
    staffed.home.clock.ahead_ms = 8 * YEAR_MS


async def test_a_destruction_of_somebody_elses_record_covers_nothing(
    desk: Desk, stack: EmbeddedStack, messaging_url: str
) -> None:
    """Two people were shown this conversation in another client's list, and signed: it is not said to be destroyed by their word."""
    home, conversation = desk.staffed.home, await over(desk)
    await desk.date()
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    await home.mail.system.publish(home.messaging_database)
    await _certify_system(desk)
    parts = {name: getattr(proposed, name) for name in proposed.__struct_fields__}
    other = Destruction(**(parts | {"client": AccountId(os.urandom(16))}))
    signatures = [each.keys.signing.sign(other.encoded()) for each in (desk.officer, desk.owner)]
    async with powerful(stack.superuser_url(urlsplit(messaging_url).path.strip("/"))) as connection:
        await connection.execute("UPDATE destruction SET body = $1, signature = $2", other.encoded(), signatures[0])
        await connection.execute("UPDATE destruction_approval SET signature = $1", signatures[1])
    async with home.messaging_database.transaction() as connection:
        report = await verify_database(connection)
    said = [
        each.words for each in report.sentences if each.verdict is Verdict.FAILS and conversation.hex() in each.words
    ]
    assert any("another client" in words for words in said)
