"""`make run`: open the app; the first time, make a demo clinic for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from wema_tui.cli import execute, guarded, settle
from wema_tui.commands.output import prepare_streams, put, tell
from wema_tui.config import Config
from wema_tui.i18n import _


def main(argv: Sequence[str] | None = None) -> int:
    """Do what `wema` does, on a clinic that is there; return the exit code.

    Args:
        argv: The words behind `wema`; those of this process by default.
    """
    prepare_streams()
    given = sys.argv[1:] if argv is None else list(argv)
    return guarded(lambda: _run(given))


def _run(given: list[str]) -> int:
    args, config = settle(given)
    if args.module == "start" and _is_new_here(config):
        _make_demo(config)
    return execute(args, config)


def _is_new_here(config: Config) -> bool:
    """Return whether there is no SQLite database yet, or one still empty.

    A database on a server was made by somebody, for something: it is left alone.
    """
    from db.address import parse_address
    from wema_tui.bootstrap import build_store
    from wema_tui.services.clinic.presence import clinic_in
    from wema_tui.services.trouble import explained

    with explained():
        path = parse_address(config.database).path
    if path is None:
        return False
    return not os.path.lexists(path) or clinic_in(build_store(config)) is None


def _make_demo(config: Config) -> None:
    from wema_tui.bootstrap import build_store
    from wema_tui.commands.demo import log_ins, new_demo
    from wema_tui.commands.start import has_terminal
    from wema_tui.services.clinic.demo import DemoPlan

    tell(_("There is no clinic yet: making a demo clinic to try WEMA with."))
    store = build_store(config, create=True)
    demo = new_demo(store, config, DemoPlan())
    for line in log_ins(demo):
        put(line)
    put(_("The data is in {address}.").format(address=store.address))
    put(_("Write the passwords down: they are not shown again."))
    if has_terminal():
        sys.stderr.write(_("Press Enter to start "))
        sys.stderr.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    sys.exit(main())
