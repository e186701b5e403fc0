"""Somebody who guesses a reset code, and writes down what came of it."""

from pathlib import Path

from tests.torture.places import enter
from wema_tui.errors import WemaError
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.resetting import reset_password


def main(address, keys, login, code, new, log):
    me = enter(address, keys, "NUR001")
    door = Doorkeeper(me.store, me.clock, me.key, "a window")
    outcome = "reset"
    try:
        reset_password(door, login, code, new, request_id=new_request_id())
    except WemaError as error:
        outcome = error.code
    with Path(log).open("ab", buffering=0) as outcomes:
        outcomes.write(f"{outcome}\n".encode())
    me.store.release()
