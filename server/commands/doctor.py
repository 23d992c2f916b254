"""`doctor`: shows the settings with secrets masked, and whether everything they name can be reached and fits."""

from dataclasses import fields
from typing import Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_bundle, verify_bundle
from server.crypto.safety import fingerprint
from server.errors import ServerError
from server.sessions.broken_rules import BrokenRules
from server.sessions.redis import connect, connected
from server.settings import Secret, Settings
from server.storage.embedded.roles import Side
from server.storage.migrate import MIGRATIONS, check_schema
from server.storage.peppers import read_peppers
from server.storage.system_key import read_system_key

_DAYS: Final = 7


async def examine(settings: Settings) -> tuple[list[str], bool]:
    """Lines to show, and whether all is well."""
    lines = [f"{each.name} = {getattr(settings, each.name)!r}" for each in fields(settings)]
    findings = [
        await _schema(Side.IDENTITY, settings.identity_database_url),
        await _schema(Side.MESSAGING, settings.messaging_database_url),
        await _valkey(settings.redis_url),
        _peppers(settings),
        _system_key(settings),
        await _broken_rules(settings.redis_url),
    ]
    return [*lines, "", *(text for text, _ in findings)], all(well for _, well in findings)


async def _schema(side: Side, url: Secret | None) -> tuple[str, bool]:
    if url is None:
        return f"{side} database: not set", True
    try:
        await check_schema(url.reveal(), MIGRATIONS / side.value)
    except ServerError as error:
        return f"{side} database: {type(error).__name__}: {error}", False
    return f"{side} database: reachable, schema is current", True


async def _valkey(url: Secret | None) -> tuple[str, bool]:
    if url is None:
        return "valkey: not set", True
    client = connect(url.reveal())
    try:
        await client.ping()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding; its text may hold the address)
        return f"valkey: {type(error).__name__}", False
    finally:
        await client.aclose()
    return "valkey: reachable", True


def _system_key(settings: Settings) -> tuple[str, bool]:
    """Its fingerprint is what intake compares before certifying it."""
    if not settings.serves_messaging():
        return "system key: not set", True
    try:
        if not settings.system_key_file.exists():
            return "system key: not made yet", True
        kept = read_system_key(settings.system_key_file)
    except ServerError as error:
        return f"system key: {error}", False
    bundle = verify_bundle(make_bundle(AccountKeys.from_secret(kept.secret), kept.account, kept.made_at))
    return f"system key: {kept.account.hex()} {fingerprint(bundle.hash)}", True


def _peppers(settings: Settings) -> tuple[str, bool]:
    if not settings.serves_identity() or settings.pepper_dir is None:
        return "peppers: not set", not settings.serves_identity()
    try:
        return f"peppers: {len(read_peppers(settings.pepper_dir))}", True
    except ServerError as error:
        return f"peppers: {error}", False


async def _broken_rules(url: Secret | None) -> tuple[str, bool]:
    """What browsers report of pages; a finding to look into, and no fault by itself: extensions break rules, too."""
    if url is None:
        return "broken page rules: not set", True
    try:
        async with connected(url.reveal()) as redis:
            found = await BrokenRules(redis).counted(_DAYS)
    except ServerError as error:
        return f"broken page rules: {type(error).__name__}", False
    named = ", ".join(f"{rule} {many}" for rule, many in sorted(found.items()))
    return f"broken page rules, as browsers reported them in {_DAYS} days: {named or 'none'}", True
