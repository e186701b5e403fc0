"""The words behind `wema user`."""

from __future__ import annotations

from argparse import ArgumentParser

from wema_tui.commands.parsing import (
    Subparsers,
    a_number,
    add_command,
    takes_json,
)
from wema_tui.i18n import _
from wema_tui.services.auth.rules import STATES
from wema_tui.services.permissions import ROLES


def add_user(commands: Subparsers, common: ArgumentParser) -> None:
    """Add the command and its verbs."""
    user = add_command(
        commands, common, "user", "user", _("look after accounts and sessions")
    )
    verbs = user.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), dest="verb", required=True
    )
    _lists(verbs, common)
    _particulars(verbs, common)
    _decisions(verbs, common)
    _about(verbs, common, "unlock", _("let somebody try again at once"))
    takes_json(
        _about(verbs, common, "reset", _("print a code to choose a new password with"))
    )
    _about(
        verbs,
        common,
        "remove-second-factor",
        _("for who has lost the phone and the recovery codes"),
    )
    end = add_command(verbs, common, "end-session", "user", _("end a session"))
    end.add_argument(
        "session_id",
        type=a_number(1, 10**11),
        metavar=_("NUMBER"),
        help=_("as 'wema user sessions' prints it"),
    )


def _lists(verbs: Subparsers, common: ArgumentParser) -> None:
    accounts = add_command(verbs, common, "list", "user", _("print the accounts"))
    _text(accounts, _("any part of name, ID, phone or e-mail"))
    _role(accounts, _("only this role"))
    accounts.add_argument("--state", choices=STATES, help=_("only this state"))
    takes_json(accounts)
    takes_json(_about(verbs, common, "show", _("print all about one account")))
    sessions = add_command(
        verbs, common, "sessions", "user", _("print who is signed in where")
    )
    _text(sessions, _("any part of name, ID, role or station"))
    takes_json(sessions)


def _particulars(verbs: Subparsers, common: ArgumentParser) -> None:
    add = add_command(verbs, common, "add", "user", _("add an account"))
    change = _about(
        verbs, common, "change", _("correct an account; what is not named stays")
    )
    for parser, is_new in ((add, True), (change, False)):
        parser.add_argument("--name", required=is_new, help=_("one field"))
        parser.add_argument(
            "--role", choices=ROLES, required=is_new, help=_("what the person does")
        )
        parser.add_argument(
            "--phone", required=is_new, help=_("such as +255 712 345 678")
        )
        parser.add_argument(
            "--email", default="" if is_new else None, help=_("may be left out")
        )
        parser.add_argument(
            "--registration-number",
            default="" if is_new else None,
            metavar=_("TEXT"),
            help=_("of a doctor, a nurse, pharmacy or laboratory"),
        )
    takes_json(add)


def _decisions(verbs: Subparsers, common: ArgumentParser) -> None:
    approve = _about(verbs, common, "approve", _("let somebody who registered stay"))
    _role(approve, _("another role than the person wanted"))
    approve.add_argument("--reason", default="", help=_("kept with the decision"))
    for name, help in (
        ("reject", _("close the account of somebody who registered")),
        ("close", _("close an account; nothing is erased")),
        ("reopen", _("open a closed account again")),
    ):
        verb = _about(verbs, common, name, help)
        verb.add_argument("--reason", required=True, help=_("kept with the account"))


def _about(
    verbs: Subparsers, common: ArgumentParser, name: str, help: str
) -> ArgumentParser:
    """Add a verb about one person."""
    verb = add_command(verbs, common, name, "user", help)
    verb.add_argument("employee_id", metavar="ID", help=_("employee ID: NUR003"))
    return verb


def _text(parser: ArgumentParser, help: str) -> None:
    parser.add_argument("text", nargs="?", default="", metavar=_("TEXT"), help=help)


def _role(parser: ArgumentParser, help: str) -> None:
    parser.add_argument("--role", choices=ROLES, help=help)
