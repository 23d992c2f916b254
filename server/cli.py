"""The command line: `webtherapy COMMAND`, the same as `python -m server COMMAND`. It reads the environment, once."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from server import log
from server.commands.safekeeping import add_safekeeping
from server.errors import ConfigurationError, ServerError
from server.roles import Role
from server.settings import Settings

_FAILED, _MISUSED = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 1 when it failed, 2 when it was asked for something that cannot be."""
    asked = _parser().parse_args(argv)
    log.configure()
    command: Callable[[argparse.Namespace], int] = asked.command
    try:
        return command(asked)
    except ConfigurationError as error:
        print(f"webtherapy: {error}", file=sys.stderr)
        return _MISUSED
    except KeyboardInterrupt:
        return 130
    except ServerError as error:
        print(f"webtherapy: {type(error).__name__}: {(type(error).__doc__ or '').splitlines()[0]}", file=sys.stderr)
        return _FAILED
    except Exception as error:  # noqa: BLE001  (the last rung: a text of a library's must not reach the terminal's log)
        log.get_log("cli").error("command_failed", **log.describe(error))
        return _FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="webtherapy", description="End-to-end encrypted messaging for online therapy."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_serve(commands)
    _add_run(commands)
    _add_migrate(commands)
    _add_staff(commands)
    _add_custodian(commands)
    _add_policy(commands)
    _add_peppers(commands)
    _add_audit(commands)
    _add_verify(commands)
    add_safekeeping(commands, _attached)
    _add_doctor(commands)
    return parser


# argparse names this type by no public name.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def _add_serve(commands: _Commands) -> None:
    serve = commands.add_parser("serve", help="serve with the settings of the environment")
    serve.add_argument("--form", choices=["all", "identity", "messaging", "front"])
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--socket", help="listen on this unix socket instead")
    serve.add_argument("--processes", type=int)
    serve.add_argument("--tls-certificate")
    serve.add_argument("--tls-key")
    serve.add_argument("--socket-number", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--ready-number", type=int, help=argparse.SUPPRESS)
    serve.set_defaults(command=_serve)


def _add_run(commands: _Commands) -> None:
    run = commands.add_parser("run", help="serve with an embedded PostgreSQL and Valkey")
    run.add_argument("--data", type=Path, help="the data directory")
    run.add_argument("--host")
    run.add_argument("--port", type=int)
    run.add_argument("--processes", type=int)
    run.add_argument("--demo", action="store_true", default=None, help=argparse.SUPPRESS)
    run.set_defaults(command=_run)


def _add_migrate(commands: _Commands) -> None:
    migrate = commands.add_parser("migrate", help="bring the databases up to date")
    migrate.add_argument("--data", type=Path, help="of the running service with this data directory")
    migrate.set_defaults(command=_migrate)


def _add_staff(commands: _Commands) -> None:
    staff = commands.add_parser("staff", help="accounts").add_subparsers(metavar="ACTION", required=True)
    issue = staff.add_parser("issue", help="issue accounts: each a number and a one-time activation")
    # Nobody signs in as a system of the practice: an owner makes its account (docs/operations.md §16).
    signing_in = [role for role in Role if role is not Role.SERVICE]
    issue.add_argument(
        "--role", required=True, action="append", type=Role, choices=signing_in, help="again for another account"
    )
    issue.add_argument("--root", help="the practice's root public key, in hex, if it is not installed here")
    issue.add_argument("--data", type=Path, help="of the running service with this data directory")
    issue.add_argument("--json", action="store_true")
    issue.set_defaults(command=_issue)
    for name, command, does in (
        ("deactivate", _deactivate, "shut an account: its sessions end, nobody signs in"),
        ("deprovision", _deprovision, "the same for who stops working here, and what is still to do"),
        ("reissue", _reissue, "bind an account anew: failures are forgotten, the recovery code works again"),
    ):
        action = staff.add_parser(name, help=does)
        action.add_argument("account", help="its number, or its pseudonym in hex")
        action.add_argument("--data", type=Path, help="of the running service with this data directory")
        action.set_defaults(command=command)
    anew = staff.add_parser("begin-anew", help="a new sheet for a client who has lost every key: they make new ones")
    anew.add_argument("account", help="its number, or its pseudonym in hex")
    anew.add_argument("--root", help="the practice's root public key, in hex; else the one that is installed")
    anew.add_argument("--json", action="store_true", help="one line of JSON")
    anew.add_argument("--data", type=Path, help="of the running service with this data directory")
    anew.set_defaults(command=_begin_anew)
    root = staff.add_parser("root", help="install the practice's root public key, once and for all")
    root.add_argument("public", help="32 bytes in hex")
    root.add_argument("--data", type=Path, help="of the running service with this data directory")
    root.set_defaults(command=_install_root)


def _add_custodian(commands: _Commands) -> None:
    # Every word behind it is the other program's, options too: no argument begins with this sign.
    custodian = commands.add_parser(
        "custodian",
        help="what custodians are asked, and drills: `webtherapy-practice custodian`",
        add_help=False,
        prefix_chars="\0",
    )
    custodian.add_argument("words", nargs=argparse.REMAINDER)
    custodian.set_defaults(command=_custodian)


def _add_policy(commands: _Commands) -> None:
    policy = commands.add_parser("policy", help="policies").add_subparsers(metavar="ACTION", required=True)
    post = policy.add_parser("post", help="post the next version of a policy")
    post.add_argument("policy", help="terms, privacy-policy, notice-of-privacy-practices or confidentiality-agreement")
    post.add_argument("file", type=Path, help="its text, in UTF-8")
    post.add_argument("--title", required=True)
    post.add_argument("--data", type=Path, help="of the running service with this data directory")
    post.set_defaults(command=_post_policy)
    answers = policy.add_parser("answers", help="who has answered what to which version")
    answers.add_argument("policy", help="as above")
    answers.add_argument("--data", type=Path, help="of the running service with this data directory")
    answers.set_defaults(command=_list_answers)


def _add_peppers(commands: _Commands) -> None:
    peppers = commands.add_parser("peppers", help="peppers").add_subparsers(metavar="ACTION", required=True)
    for name, text, command in (
        ("add", "make the next pepper", _add_pepper),
        ("rotate", "move everything to the newest pepper", _rotate_peppers),
        ("status", "show what is kept under which pepper", _pepper_status),
    ):
        action = peppers.add_parser(name, help=text)
        action.add_argument("--data", type=Path, help="of the running service with this data directory")
        action.set_defaults(command=command)


def _add_audit(commands: _Commands) -> None:
    audit = commands.add_parser("audit", help="audit trails").add_subparsers(metavar="ACTION", required=True)
    verify = audit.add_parser("verify", help="check that every row follows from the one before")
    verify.add_argument("--data", type=Path, help="of the running service with this data directory")
    verify.set_defaults(command=_verify_audit)


def _add_verify(commands: _Commands) -> None:
    verify = commands.add_parser(
        "verify", help="say what holds and what does not: of a copy of the record, or of the whole messaging database"
    )
    verify.add_argument("package", type=Path, nargs="?", help="the archive, or its folder; none: the database")
    verify.add_argument("--data", type=Path, help="of the running service with this data directory")
    verify.add_argument("--destroyed", type=Path, help="the file of destructions, to compare with the database")
    verify.add_argument("--head", help="what the last backup printed of that file, as it was written down")
    verify.add_argument(
        "--root", help="the fingerprint of the practice's root to compare: its sixty digits, or 64 in hex"
    )
    verify.set_defaults(command=_verify)


def _add_doctor(commands: _Commands) -> None:
    doctor = commands.add_parser("doctor", help="show the settings and whether all they name can be reached")
    doctor.add_argument("--data", type=Path, help="of the running service with this data directory")
    doctor.set_defaults(command=_doctor)


def _environ(asked: argparse.Namespace) -> dict[str, str]:
    """The environment, with what was said on the command line put over it."""
    environ = dict(os.environ)
    for name in ("form", "host", "port", "socket", "processes", "tls_certificate", "tls_key", "demo"):
        value = getattr(asked, name, None)
        if value is not None:
            environ[f"WEBTHERAPY_{name.upper()}"] = str(value).lower() if isinstance(value, bool) else str(value)
    return environ


def _attached(asked: argparse.Namespace) -> Settings:
    from server.commands.run import attach

    return Settings.from_environ(attach(asked.data, _environ(asked)))


def _serve(asked: argparse.Namespace) -> int:
    from server.commands.serve import serve

    settings = Settings.from_environ(_environ(asked))
    return serve(settings, socket_number=asked.socket_number, ready_number=asked.ready_number)


def _run(asked: argparse.Namespace) -> int:
    from server.commands.run import default_data_dir, run

    environ = _environ(asked)
    return asyncio.run(run(asked.data or default_data_dir(environ), environ))


def _migrate(asked: argparse.Namespace) -> int:
    from server.commands.migrate import migrate_all

    for line in asyncio.run(migrate_all(_attached(asked))):
        print(line)
    return 0


def _issue(asked: argparse.Namespace) -> int:
    from server.commands.staff import issue_sheets

    root_public = None if asked.root is None else _hex(asked.root)
    sheets = [asdict(sheet) for sheet in asyncio.run(issue_sheets(_attached(asked), asked.role, root_public))]
    if asked.json:
        print("\n".join(json.dumps(sheet) for sheet in sheets))
    else:
        print("\n\n".join("\n".join(f"{name}: {value}" for name, value in sheet.items()) for sheet in sheets))
    return 0


def _deactivate(asked: argparse.Namespace) -> int:
    from server.commands.staff import deactivate

    asyncio.run(deactivate(_attached(asked), asked.account))
    print("The account is shut. `webtherapy staff reissue` binds it anew.")
    return 0


def _deprovision(asked: argparse.Namespace) -> int:
    from server.commands.deprovision import deprovision

    print("\n".join(asyncio.run(deprovision(_attached(asked), asked.account))))
    return 0


def _reissue(asked: argparse.Namespace) -> int:
    from server.commands.staff import reissue

    print(asyncio.run(reissue(_attached(asked), asked.account)))
    return 0


def _begin_anew(asked: argparse.Namespace) -> int:
    from server.commands.staff import begin_anew

    root_public = None if asked.root is None else _hex(asked.root)
    sheet = asdict(asyncio.run(begin_anew(_attached(asked), asked.account, root_public)))
    print(json.dumps(sheet) if asked.json else "\n".join(f"{name}: {value}" for name, value in sheet.items()))
    return 0


def _install_root(asked: argparse.Namespace) -> int:
    from server.commands.staff import install
    from server.crypto.safety import fingerprint

    print(f"fingerprint: {fingerprint(asyncio.run(install(_attached(asked), _hex(asked.public))))}")
    return 0


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ConfigurationError("a root public key is 32 bytes in hex") from None


def _custodian(asked: argparse.Namespace) -> int:
    from server.commands.practice_program import become

    become(["custodian", *asked.words])


def _post_policy(asked: argparse.Namespace) -> int:
    from server.commands.policy import post_policy

    version = asyncio.run(post_policy(_attached(asked), asked.policy, asked.file, asked.title))
    print(f"{asked.policy} {version} is in force")
    return 0


def _list_answers(asked: argparse.Namespace) -> int:
    from server.commands.policy import list_answers

    print("\n".join(asyncio.run(list_answers(_attached(asked), asked.policy))))
    return 0


def _add_pepper(asked: argparse.Namespace) -> int:
    from server.commands.peppers import add

    print("\n".join(add(_attached(asked))))
    return 0


def _rotate_peppers(asked: argparse.Namespace) -> int:
    from server.commands.peppers import rotate

    async def show() -> None:
        async for line in rotate(_attached(asked)):
            print(line, flush=True)

    asyncio.run(show())
    return 0


def _pepper_status(asked: argparse.Namespace) -> int:
    from server.commands.peppers import status

    print("\n".join(asyncio.run(status(_attached(asked)))))
    return 0


def _verify_audit(asked: argparse.Namespace) -> int:
    from server.commands.audit import verify_trails

    lines, well = asyncio.run(verify_trails(_attached(asked)))
    print("\n".join(lines))
    return 0 if well else _FAILED


def _verify(asked: argparse.Namespace) -> int:
    from server.commands.verify_database import verify_messaging
    from server.commands.verify_package import verify_file

    if asked.package is None:
        lines, well = asyncio.run(verify_messaging(_attached(asked), asked.destroyed, asked.head))
    else:
        lines, well = verify_file(asked.package, asked.root)
    print("\n".join(lines))
    return 0 if well else _FAILED


def _doctor(asked: argparse.Namespace) -> int:
    from server.commands.doctor import examine

    lines, well = asyncio.run(examine(_attached(asked)))
    print("\n".join(lines))
    return 0 if well else _FAILED
