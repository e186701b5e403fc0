"""What people do when the fault strikes; each act knows whether it is done."""

from dataclasses import dataclass

from tests.clinics import PASSWORD, StoppedClock
from tests.factories import PACK, scan, stock_in
from tests.torture.faults import Fault, faulty
from tests.torture.places import enter
from tests.truth import rows_of
from wema_tui.scanner.modes import Mode
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.sign_in import sign_in
from wema_tui.services.pharmacy.counting import finish_count
from wema_tui.services.pharmacy.undoing import undo_last


@dataclass(frozen=True)
class Act:
    """One thing to do, whole or not at all.

    Attributes:
        prepare: What must be there before it.
        do: Does it, under the request id "the-act".
        moves: What it adds to the ledger, as quantities.
    """

    prepare: object
    do: object
    moves: tuple


def _nothing(session):
    pass


def _dispense_first(session):
    scan(session, PACK)


def _count_first(session):
    scan(session, PACK, Mode.COUNT)


def _sign_in(session):
    door = Doorkeeper(session.store, StoppedClock(), session.key, "window 2")
    return sign_in(door, "PHA002", PASSWORD)


ACTS = {
    "dispense": Act(
        _nothing, lambda s: scan(s, PACK, loose=3, request_id="the-act"), (-3,)
    ),
    "receive": Act(
        _nothing, lambda s: stock_in(s, lot="B1", request_id="the-act"), (10,)
    ),
    "undo": Act(_dispense_first, lambda s: undo_last(s, "the-act"), (10,)),
    "finish_count": Act(_count_first, lambda s: finish_count(s, "the-act"), (-40,)),
    "sign_in": Act(_nothing, _sign_in, ()),
}


def moved(store):
    """Return the quantities that the act has added, so far as it is done."""
    with store.read():
        rows = rows_of(store, "stock_movements")
    return tuple(r["quantity"] for r in rows if r["request_id"] == "the-act")


def main(name, address, keys, at, kind):
    """Do the act *name* in a process that dies at statement *at*."""
    fault = Fault(int(at), kind, for_ever=False)
    with faulty(fault):
        session = enter(address, keys)
        fault.is_armed = True
        ACTS[name].do(session)
