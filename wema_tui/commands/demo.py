"""`wema demo`: a lived-in clinic to try WEMA with."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from db.store import Store
from wema_tui.bootstrap import build_store
from wema_tui.commands.output import put, put_json, tell
from wema_tui.config import Config
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.clinic.demo import Demo, DemoPlan, make_demo
from wema_tui.services.clinic.presence import Presence, clinic_in

Progress = Callable[[int, int], None]


class AlreadyThere(WemaError):
    """The database holds a clinic: a demo never overwrites anything."""

    code = "demo.already_there"


_CODES_SHOWN = 4  # all of them are in --json


def run(args: Namespace, config: Config) -> int:
    """Make the demo clinic and print its log-ins, once.

    Raises:
        AlreadyThere: The database holds a clinic, real or invented.
        WemaError: It cannot be made; then nothing was.
    """
    store = build_store(config, create=True)
    demo = new_demo(store, config, DemoPlan(args.days, args.patients, args.seed))
    if args.json:
        put_json(
            {
                "users": [vars(user) for user in demo.users],
                "codes": [vars(code) for code in demo.codes],
            }
        )
        return 0
    for line in log_ins(demo):
        put(line)
    tell(_("Write the passwords down: they are not shown again. Start with: wema"))
    return 0


def new_demo(store: Store, config: Config, plan: DemoPlan) -> Demo:
    """Make a demo clinic in an empty database, with progress on a terminal.

    Raises:
        AlreadyThere: The database holds a clinic, real or invented.
        WemaError: It cannot be made; then nothing was.
    """
    there = clinic_in(store)
    if there is not None:
        raise _already(there, store)
    with _progress() as progress:
        return make_demo(store, config.audit_keys_folder, plan, progress)


def log_ins(demo: Demo) -> list[str]:
    """Return the log-ins, and a few codes to try, as a table for people."""
    role, employee_id = _("Role"), _("Employee ID")
    lines = [f"{role:<12}{employee_id:<14}" + _("Password")]
    lines += [f"{u.role:<12}{u.employee_id:<14}{u.password}" for u in demo.users]
    lines += ["", _("Codes to scan, or to type into the scan field:")]
    lines += [
        f"  {c.code:<16}{c.medication} ({c.pack_size})"
        for c in demo.codes[:_CODES_SHOWN]
    ]
    return lines


def _already(there: Presence, store: Store) -> AlreadyThere:
    if not there.is_demo:
        return AlreadyThere(
            _("{address} holds real data: {name}.").format(
                address=store.address, name=there.name
            ),
            hint=_("Choose another database with --database."),
        )
    if store.address.path is None:
        again = _("drop the database and create it again")
    else:
        again = _("delete {path}*").format(path=store.address.path)
    return AlreadyThere(
        _("{address} holds a demo already; its passwords were shown once.").format(
            address=store.address
        ),
        hint=_(
            "Sign in with one of them; or to start over, {again}, then 'wema demo'."
        ).format(again=again),
    )


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show how far it is, where somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Making the demo clinic"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
