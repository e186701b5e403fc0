"""Write the page about who may do what, from the table itself: make permissions."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wema_tui.services.permissions import (
    NEEDS_APPROVAL,
    ROLE_PERMISSIONS,
    ROLES,
    SYSTEM,
)

PAGE = Path(__file__).parents[1] / "docs/permissions.md"

WORDS: Final = {
    "own.password": "Change one's own password; unlock one's own screen.",
    "own.preferences": "Keep one's own small habits, such as the language.",
    "own.drafts": "Keep and take up one's own half-filled forms.",
    "own.profile": "See one's own account, change one's own phone and e-mail.",
    "own.sessions": "See where one is signed in oneself, and end it there.",
    "own.second_factor": "Set up, and give up, a second step for one's own sign-in.",
    "users.see": "See who has an account, and the page of each person.",
    "users.approve": "Approve or reject who has registered.",
    "users.create": "Make an account for somebody.",
    "users.change": "Change somebody's name, role, phone or e-mail.",
    "users.close": "Close an account, and open it again.",
    "users.unlock": "Let somebody sign in again at once who failed too often.",
    "users.reset_password": "Make a code for a new password; take off a second factor.",
    "sessions.see": "See who is signed in, and where.",
    "sessions.end": "End somebody else's session.",
    "audit.see": "Look at the audit log.",
    "dashboard.see": "See the figures of the clinic.",
    "system.see": "See how the computer, the database and the clock are.",
    "settings.change": "Change the settings of the clinic.",
    "emergency.open": "Open a patient's record in an emergency, with a reason.",
    "emergency.review": "Judge the emergency access of others.",
    "pharmacy.look_up": "See what is on hand.",
    "pharmacy.receive": "Put stock on the shelf.",
    "pharmacy.issue": "Give stock out to a ward.",
    "pharmacy.dispense": "Dispense to a patient.",
    "pharmacy.adjust": "Correct the stock, with a reason.",
    "pharmacy.count": "Count the stock, and post the count.",
    "pharmacy.undo": "Undo one's own last movement.",
    "pharmacy.learn_code": "Say which medicine a new code stands for.",
    "scanner.set_up": "Set up the scanner of a computer.",
    "patients.see": "Find patients, and see their particulars.",
    "patients.register": "Register a new patient.",
    "patients.change": "Correct what a patient's record says.",
    "patients.merge": "Say that two records are one person, and undo it.",
    "patients.import": "Bring in patients from a file.",
    "records.see": "See what was found and done: vital signs, care, stays.",
    "visits.see": "See who waits where.",
    "visits.open": "Check a patient in.",
    "visits.move": "Call the next, send on, end a visit.",
    "points.change": "Say which rooms have a queue.",
    "appointments.see": "See the appointments.",
    "appointments.book": "Book, move and cancel appointments.",
    "appointments.hours": "Say when a doctor receives.",
    "prices.see": "See the price list.",
    "prices.change": "Change prices, and from when they hold.",
    "charges.see": "See what a patient owes.",
    "charges.add": "Charge for a thing of the price list.",
    "charges.cancel": "Take back a wrong charge, with a reason.",
    "payments.take": "Take money for charges, and give a receipt.",
    "triage.set": "Say how urgent a visit is.",
    "vitals.record": "Record vital signs.",
    "care.give": "Record an injection, a dressing, a medicine given.",
    "wards.see": "See who lies where.",
    "wards.admit": "Admit, move to another bed, discharge.",
    "wards.change": "Say which wards and beds there are.",
}
"""What each permission allows, in one sentence, in the order of the page."""

_HEAD = """# Who may do what

Made by `make permissions` from the program's own table. Every service asks for its
permission before it looks at anything; whoever has not got it is refused, and the
refusal is in the audit log. A screen only hides what would be refused.

**Console** is the console: whoever may run `wema` as the owner of the database.

*Not while waiting* means: not before the account is approved, whatever its role.

"""

_ALONE = """
Somebody with a one-time password may choose a password, and nothing else.
"""


def page() -> str:
    """Return the page.

    Raises:
        KeyError: A permission has no sentence.
    """
    given = frozenset().union(*ROLE_PERMISSIONS.values())
    if missing := given - set(WORDS):
        raise KeyError(f"no sentence for {', '.join(sorted(missing))}")
    columns = [*(role.capitalize() for role in ROLES), "Console"]
    heading = ["permission", "allows", *columns, "not while waiting"]
    rules = ["---", "---", *(":-:" for _column in heading[2:])]
    rows = [heading, rules, *(_row(name) for name in WORDS if name in given)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return _HEAD + table + _ALONE


def _row(permission: str) -> list[str]:
    roles = (*ROLES, SYSTEM)
    marks = ["yes" if permission in ROLE_PERMISSIONS[role] else "" for role in roles]
    waiting = "not" if permission in NEEDS_APPROVAL else ""
    return [f"`{permission}`", WORDS[permission], *marks, waiting]


if __name__ == "__main__":
    PAGE.write_text(page())
