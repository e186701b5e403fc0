"""`wema init`: a clinic, its audit key, its first administrator."""

from __future__ import annotations

from argparse import Namespace

from wema_tui.bootstrap import build_store
from wema_tui.commands.output import put, put_json, tell
from wema_tui.config import Config
from wema_tui.i18n import _
from wema_tui.services.audit.keys import key_file
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.opening import open_clinic


def run(args: Namespace, config: Config) -> int:
    """Make the clinic and print the one-time password, once.

    Raises:
        DatabaseTrouble: There is a clinic already, or nothing can be written.
        KeyUnusable: The audit key cannot be written.
    """
    plan = ClinicPlan(
        name=args.name,
        currency=args.currency,
        language=config.language or "en",
        time_zone=args.time_zone,
    )
    store = build_store(config, create=True)
    first = found_clinic(store, plan, config.audit_keys_folder)
    clinic = open_clinic(store, config.audit_keys_folder)
    key = key_file(config.audit_keys_folder, clinic.uid)
    if args.json:
        put_json(
            {
                "employee_id": first.employee_id,
                "password": first.password,
                "database": str(store.address),
                "audit_key": str(key),
            }
        )
        return 0
    put(_("Clinic: {name}").format(name=clinic.name))
    put(_("Database: {address}").format(address=store.address))
    put(_("Audit key: {path}").format(path=key))
    put(_("Employee ID: {id}").format(id=first.employee_id))
    put(_("One-time password: {password}").format(password=first.password))
    tell(_("Write the password down: it is not shown again. Start with: wema"))
    tell(_("Keep a copy of the audit key in the safe, apart from the backups."))
    return 0
