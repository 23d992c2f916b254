"""The embedded servers, as the service uses them."""

import stat
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from server.errors import ConfigurationError, StorageFault
from server.storage.database import Database
from server.storage.embedded.folders import Folders
from server.storage.embedded.postgres import SUPERUSER
from server.storage.embedded.process import is_running
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack


@pytest.mark.parametrize("side", list(Side))
async def test_a_role_cannot_connect_to_the_other_database(stack: EmbeddedStack, side: Side) -> None:
    """Whoever has one side's passwords is turned away at the other's database, and at PostgreSQL's own."""
    other = Side.MESSAGING if side is Side.IDENTITY else Side.IDENTITY
    for database in (other.value, "postgres", "template1"):
        for url in stack.urls(side, database):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(url)


async def test_a_wrong_password_is_turned_away_even_on_the_socket(stack: EmbeddedStack) -> None:
    """Reaching the socket is not enough."""
    url = stack.urls(Side.IDENTITY)[0]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url, password="guessed")


async def test_drawn_passwords_are_not_hashed_over_and_over(stack: EmbeddedStack) -> None:
    """Nobody guesses 32 random bytes, and every new connection would pay; they are kept as SCRAM verifiers all the same."""
    async with Database(stack.superuser_url()) as database, database.acquire() as connection:
        kept = await connection.fetch("SELECT rolname, rolpassword FROM pg_authid WHERE rolcanlogin")
    roles = {role for side in Side for role in (side.app_role, side.migration_role)} | {SUPERUSER}
    assert {row["rolname"] for row in kept} == roles
    assert all(row["rolpassword"].startswith("SCRAM-SHA-256$1:") for row in kept)


async def test_the_app_role_cannot_change_the_schema(stack: EmbeddedStack) -> None:
    """Serving needs no more than what the migrations grant."""
    async with Database(stack.urls(Side.MESSAGING)[0]) as database, database.acquire() as connection:
        assert await connection.fetchval("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") is False
        assert await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


async def test_nothing_listens_on_a_port(stack: EmbeddedStack) -> None:
    """Both are reached through sockets in a folder that is ours alone."""
    async with Database(stack.superuser_url()) as database, database.acquire() as connection:
        assert await connection.fetchval("SHOW listen_addresses") == ""
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
    async with Redis.from_url(stack.valkey_url()) as redis:
        assert (await redis.config_get("port"))["port"] == "0"
        assert (await redis.config_get("appendonly"))["appendonly"] == "yes"
    assert stat.S_IMODE(stack.folders.sockets.stat().st_mode) == 0o700


async def test_committed_rows_survive_the_death_of_postgresql(stack: EmbeddedStack) -> None:
    """After kill -9 it is started again by itself, and what was committed is there; the same pool goes on."""
    async with Database(stack.urls(Side.IDENTITY)[1]) as database:
        async with database.acquire() as connection:
            await connection.execute("CREATE TABLE survivor (n integer)")
            await connection.execute("INSERT INTO survivor VALUES (7)")
        before = stack.postgres.pid
        stack.postgres.kill()
        await stack.postgres.healed()
        async with database.acquire() as connection:
            assert await connection.fetchval("SELECT n FROM survivor") == 7
            await connection.execute("DROP TABLE survivor")
        assert stack.postgres.pid != before


async def test_valkey_comes_back_after_its_death(stack: EmbeddedStack) -> None:
    """After kill -9 it is started again by itself, with what it had written down."""
    async with Redis.from_url(stack.valkey_url(2)) as redis:
        await redis.set("kept", "yes")
        await redis.waitaof(1, 0, 5_000)
        stack.valkey.kill()
        await stack.valkey.healed()
    async with Redis.from_url(stack.valkey_url(2)) as redis:
        assert await redis.get("kept") == b"yes"


async def test_a_restart_keeps_data_passwords_and_pepper(tmp_path: Path) -> None:
    """Stopping and starting again changes nothing that anyone relies on."""
    async with EmbeddedStack(tmp_path / "data") as first:
        environ, pepper = first.environ, (first.folders.pepper / "1.pepper").read_bytes()
        async with Database(environ["MESSAGING_MIGRATION_URL"]) as database, database.acquire() as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    async with EmbeddedStack(tmp_path / "data") as second:
        assert second.environ == environ
        assert (second.folders.pepper / "1.pepper").read_bytes() == pepper
        async with Database(environ["MESSAGING_MIGRATION_URL"]) as database, database.acquire() as connection:
            assert await connection.fetchval("SELECT n FROM kept") == 1


async def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    """Everything that was started has ended when the stack has."""
    async with EmbeddedStack(tmp_path / "data") as stack:
        pids = stack.postgres.pid, stack.valkey.pid
    assert not any(is_running(pid, "") for pid in pids)


async def test_what_a_killed_run_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    """Pid files that name a stranger's process, or nobody's, and a half-made cluster are cleared away."""
    async with EmbeddedStack(tmp_path / "data") as stack:
        folders, cluster = stack.folders, stack.folders.postgres(18)
    (cluster / "postmaster.pid").write_text(f"1\n{cluster}\n")
    # Where the data directory's own path is too long for a socket, the folder of sockets is another one, and goes with the stack.
    folders.sockets.mkdir(mode=0o700, exist_ok=True)
    (folders.sockets / ".s.PGSQL.5432.lock").write_text("1\n")
    (folders.sockets / "valkey.pid").write_text("1\n")
    cluster.with_name("postgres-18.new").mkdir()
    async with EmbeddedStack(tmp_path / "data") as stack, Database(stack.environ["IDENTITY_DATABASE_URL"]) as database:
        await database.ping()


async def test_one_data_directory_has_one_stack(stack: EmbeddedStack) -> None:
    """A second start on the same directory is refused before it touches anything."""
    with pytest.raises(ConfigurationError, match="another webtherapy"):
        async with EmbeddedStack(stack.folders.data):
            pass


async def test_a_long_path_gets_a_short_way_to_its_sockets(tmp_path: Path) -> None:
    """A socket's path has to stay below 108 bytes, wherever the data are."""
    data = tmp_path / ("deep" * 20) / "data"
    async with EmbeddedStack(data) as stack, Database(stack.environ["IDENTITY_DATABASE_URL"]) as database:
        await database.ping()
        assert not stack.folders.sockets.is_relative_to(data)
        assert stack.folders.sockets == Folders.of(data, {}).sockets
    assert not stack.folders.sockets.exists()


async def test_secrets_are_for_their_owner_only(stack: EmbeddedStack) -> None:
    """Passwords and peppers are mode 0600, outside the databases' own folders."""
    for path in (stack.folders.passwords, stack.folders.pepper / "1.pepper", stack.folders.valkey / "valkey.conf"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not stack.folders.pepper.is_relative_to(stack.folders.postgres(18))


async def test_the_log_of_postgresql_repeats_no_values(stack: EmbeddedStack) -> None:
    """A statement that fails leaves neither its text nor its values behind."""
    async with Database(stack.superuser_url()) as database, database.acquire() as connection:
        for statement in ("SELECT 'canary-of-values'::integer", "SELECT canary_of_text"):
            with pytest.raises(StorageFault):
                await connection.execute(statement)
    text = (stack.folders.log / "postgres.log").read_text()
    assert "canary" not in text
