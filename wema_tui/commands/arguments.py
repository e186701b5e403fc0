"""The words behind `wema`: what there is, and what each of them takes."""

from __future__ import annotations

import re
from argparse import (
    SUPPRESS,
    ArgumentParser,
    ArgumentTypeError,
)
from collections.abc import Mapping, Sequence
from datetime import date

from wema_tui import __version__
from wema_tui.cards.formats import FORMATS
from wema_tui.commands.import_arguments import add_import
from wema_tui.commands.parsing import (
    Parser,
    Subparsers,
    a_number,
    a_text,
    add_command,
    takes_json,
)
from wema_tui.commands.user_arguments import add_user
from wema_tui.errors import WemaError
from wema_tui.expiry import parse_expiry
from wema_tui.i18n import LANGUAGES, _
from wema_tui.scanner.modes import Mode
from wema_tui.terminal.profiles import PROFILES

_PREFIX = re.compile(r"[!-~]{1,48}")  # with a line number it stays a request id


def language_in(given: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language to speak before the settings are read."""
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--language", nargs="?")
    found = parser.parse_known_args(list(given))[0].language
    return str(found or environment.get("WEMA_LANGUAGE", ""))


def build_parser() -> Parser:
    """Return the parser of the whole command line, in the language in use."""
    common = ArgumentParser(add_help=False, argument_default=SUPPRESS)
    common.add_argument(
        "--database",
        metavar="URL",
        help=_("sqlite:///path or postgresql://user@host/name (or WEMA_DATABASE)"),
    )
    common.add_argument("--language", choices=LANGUAGES, help=_("language to speak"))
    parser = Parser(
        prog="wema",
        description=_(
            "Hospital management in a terminal. Without a command it opens the app."
        ),
        parents=[common],
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"wema {__version__}",
        help=_("print the version and exit"),
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=SUPPRESS,
        help=_("how the screens look here, instead of finding out"),
    )
    parser.set_defaults(module="start")
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    for add in (
        _init,
        _demo,
        _migrate,
        _check,
        _scan,
        _card,
        _audit,
        add_user,
        add_import,
    ):
        add(commands, common)
    return parser


def _init(commands: Subparsers, common: ArgumentParser) -> None:
    init = add_command(
        commands, common, "init", "init", _("make a clinic and its administrator")
    )
    text = a_text(_("Name of the clinic"), limit=60)
    init.add_argument("--name", type=text, default="WEMA clinic", help=_("its name"))
    init.add_argument(
        "--currency", type=_currency, default="TZS", help=_("ISO 4217 code: TZS, KES")
    )
    init.add_argument(
        "--time-zone",
        type=_time_zone,
        default="Africa/Dar_es_Salaam",
        help=_("IANA name: Africa/Dar_es_Salaam"),
    )
    takes_json(init)


def _demo(commands: Subparsers, common: ArgumentParser) -> None:
    demo = add_command(
        commands, common, "demo", "demo", _("make a lived-in clinic to try WEMA with")
    )
    demo.add_argument(
        "--days", type=a_number(1, 3_653), default=90, help=_("days of history")
    )
    demo.add_argument(
        "--patients", type=a_number(1, 20_000), default=200, help=_("patients")
    )
    demo.add_argument(
        "--seed",
        type=a_number(0, 2**31),
        default=1,
        help=_("the same number makes the same clinic"),
    )
    takes_json(demo)


def _migrate(commands: Subparsers, common: ArgumentParser) -> None:
    add_command(
        commands, common, "migrate", "migrate", _("bring the database up to date")
    )


def _check(commands: Subparsers, common: ArgumentParser) -> None:
    takes_json(
        add_command(commands, common, "check", "check", _("test that all is well"))
    )


def _scan(commands: Subparsers, common: ArgumentParser) -> None:
    scan = add_command(
        commands, common, "scan", "scan", _("record codes, one a line, as scanned")
    )
    scan.add_argument(
        "file", nargs="?", metavar="FILE", help=_("default: standard input")
    )
    scan.add_argument(
        "--as", dest="employee_id", type=a_text("ID", limit=20), required=True,
        metavar="ID", help=_("employee ID of who scanned"),
    )  # fmt: skip
    scan.add_argument(
        "--mode", type=_mode, required=True, help=", ".join(mode for mode in Mode)
    )
    scan.add_argument(
        "--lot",
        type=a_text(_("Lot number"), limit=40),
        help=_("where the code does not say it"),
    )
    scan.add_argument(
        "--expiry",
        type=_expiry,
        help=_("2027-06-30, 2027-06, 06/2027, or 'none'"),
    )
    for name, limit, help in (
        ("reason", 40, _("for stock in, stock out and adjustment")),
        ("note", 200, _("kept with every movement")),
        ("supplier", 80, _("who delivered")),
    ):
        scan.add_argument(f"--{name}", type=a_text(name, limit=limit), help=help)
    scan.add_argument(
        "--request-prefix",
        type=_prefix,
        metavar=_("TEXT"),
        help=_("a repeated run with the same text records each line once"),
    )
    scan.add_argument("--image", metavar=_("PHOTO"), help=_("read from a picture"))
    takes_json(scan)


def _card(commands: Subparsers, common: ArgumentParser) -> None:
    card = add_command(commands, common, "card", "card", _("make patients' cards"))
    card.add_argument(
        "patients", nargs="+", metavar="P1234V", help=_("what stands on the card")
    )
    card.add_argument(
        "--format",
        choices=FORMATS,
        default="svg",
        help=_("a picture, or for label printers"),
    )
    card.add_argument("--output", metavar=_("FILE"), help=_("default: standard output"))


def _audit(commands: Subparsers, common: ArgumentParser) -> None:
    audit = add_command(
        commands, common, "audit", "audit", _("verify and export the audit log")
    )
    verbs = audit.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), dest="verb", required=True
    )
    verify = add_command(
        verbs, common, "verify", "audit", _("walk the chain, name the first break")
    )
    verify.add_argument(
        "--anchor",
        type=_anchor,
        metavar='"SEQ HEX"',
        help=_("a line that 'wema audit anchor' once printed"),
    )
    takes_json(verify)
    add_command(
        verbs, common, "anchor", "audit", _("print where the chain ends, for the safe")
    )
    add_command(verbs, common, "export", "audit", _("write every entry as a JSON line"))
    show = add_command(
        verbs, common, "show", "audit", _("list the newest entries that fit")
    )
    show.add_argument(
        "--person", default="", help=_("employee ID, or a part of the name")
    )
    show.add_argument("--patient", default="", help=_("number of a patient"))
    show.add_argument("--action", default="", help=_("how it begins, such as stock."))
    for option, words in (("--from", _("the first day")), ("--to", _("the last day"))):
        show.add_argument(option, default="", metavar=_("DAY"), help=words)
    show.add_argument("--count", type=a_number(1, 2000), default=20, metavar="N")
    takes_json(show)


def _currency(text: str) -> str:
    if re.fullmatch(r"[A-Za-z]{3}", text):
        return text.upper()
    raise ArgumentTypeError(_("use three letters, such as TZS"))


def _time_zone(text: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:  # all three happen
        raise ArgumentTypeError(
            _("there is no such time zone; use for instance Africa/Nairobi")
        ) from error
    return text


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("use one of {all}").format(all=", ".join(mode for mode in Mode))
        ) from error


def _expiry(text: str) -> date | str:
    if text == "none":
        return text
    try:
        return parse_expiry(text)
    except WemaError as error:
        raise ArgumentTypeError(error.sentence) from error


def _prefix(text: str) -> str:
    if _PREFIX.fullmatch(text):
        return text
    raise ArgumentTypeError(_("use 1 to 48 visible ASCII characters"))


def _anchor(text: str) -> tuple[int, str]:
    found = re.match(r"\s*([0-9]{1,12})\s+([0-9a-fA-F]{8,64})(?:\s|$)", text)
    if found is None or int(found[1]) == 0:
        raise ArgumentTypeError(
            _("use a line as 'wema audit anchor' prints it: 1234 9f3c5a0b77e1d264")
        )
    return int(found[1]), found[2].lower()
