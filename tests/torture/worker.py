"""A pharmacist who scans and scans, and writes down what was acknowledged.

Request number n of worker NAME has the id `NAME-n`. A line of the log is written
only after the service has said that the movement is recorded; a line that ends
in `short` says that there was nothing left.
"""

import itertools
from pathlib import Path

from tests.factories import PACK, scan, stock_in
from tests.torture.places import enter
from wema_tui.services.pharmacy.errors import NotEnoughStock


def do(session, name, number):
    """Do request *number* of worker *name*: one in four is a delivery."""
    request_id = f"{name}-{number}"
    if number % 4 == 3:
        return stock_in(session, lot="A1", request_id=request_id)
    return scan(session, PACK, loose=1 + number % 3, request_id=request_id)


def main(address, keys, employee_id, log, name, count):
    session = enter(address, keys, employee_id)
    session.store.hold()
    with Path(log).open("ab", buffering=0) as acks:
        for number in itertools.count():
            if number == int(count):
                break
            try:
                do(session, name, number)
            except NotEnoughStock:
                acks.write(f"{name}-{number} short\n".encode())
            else:
                acks.write(f"{name}-{number}\n".encode())
    session.store.release()
