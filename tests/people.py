"""Accounts for tests: a test names only what it is about."""

from wema_tui.services.accounts.adding import create_user
from wema_tui.services.accounts.people import user_named
from wema_tui.services.accounts.registering import register
from wema_tui.services.audit.chain_end import new_request_id

SECRET = "kiti cha mbao nyekundu"


def typed(**also):
    """What somebody types about a person, complete and good."""
    return {
        "full_name": "Asha Juma",
        "role": "NURSE",
        "phone": "0712 345 678",
        "email": "",
        "registration_number": "",
        "request_id": new_request_id(),
    } | also


def ask(clinic, station="window 1", **also):
    """Register at *station*; return what the person was told."""
    return register(clinic.door(station), **typed(password=SECRET, **also))


def asked(clinic, station="window 1", **also):
    """Register at *station*; return the account's row in the list."""
    told = ask(clinic, station, **also)
    return user_named(clinic.console(), told.employee_id)


def added(session, **also):
    """Let *session* add an account; return its row in the list."""
    return user_named(session, create_user(session, **typed(**also)).employee_id)
