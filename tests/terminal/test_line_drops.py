"""Every way in which a session ends without a good-bye: what is left of the work.

Nothing half written, nobody in the way of the next writer, the terminal as it was,
the code that a shell expects, and what was begun kept for the person.
"""

import json
import signal
import threading
import uuid

import pytest

from tests import little_clinic
from tests.little_clinic import PARA
from tests.terminal.test_program import wait_for_ledger
from tests.waiting import wait_until

TERM, HANG_UP = signal.SIGTERM, signal.SIGHUP


@pytest.fixture
def config(engine, request, tmp_path):
    """Settings for a clinic of this test's own, on each engine."""
    if engine == "sqlite":
        template = request.getfixturevalue("clinic_template")
        return little_clinic.copied(template, tmp_path / "clinic")
    server = request.getfixturevalue("postgres_server")
    url = server.create(f"drops_{uuid.uuid4().hex[:12]}")
    little_clinic.found(url, tmp_path / "keys")
    return little_clinic.config(tmp_path, database=url)


def signalled(number):
    def end(app):
        app.signal(number)
        return 128 + number

    return end


def closed(app):
    app.close_terminal()
    return 129


def stalled(app):
    app.stop_reading()
    app.signal(TERM)
    return 143


ENDS = pytest.mark.parametrize(
    "end",
    [
        pytest.param(signalled(TERM), id="terminated"),
        pytest.param(signalled(HANG_UP), id="hung up"),
        pytest.param(closed, id="terminal closed"),
        pytest.param(stalled, id="reader stalled"),
    ],
)


def drafts(clinic):
    with clinic.store.read():
        rows = clinic.store.execute("SELECT form, content FROM drafts ORDER BY id")
        return {form: json.loads(content) for form, content in rows}


def sound(clinic):
    """Nobody holds the lock, and what is on hand is the sum of the movements."""
    with clinic.store.write():
        on_hand, moved = clinic.store.execute(
            "SELECT (SELECT SUM(on_hand) FROM lots),"
            " (SELECT SUM(quantity) FROM stock_movements)"
        )[0]
    return on_hand == moved


@ENDS
def test_a_form_that_is_open_is_kept_though_nobody_had_paused(wema, clinic, end):
    with wema() as app:
        app.sign_in()
        app.send(b"\x1bOR")  # F3
        app.wait_for("How many base units")
        app.send(b"para")
        app.wait_for("Picked: Paracetamol 1 g/100 ml")
        app.send(b"\r7")
        app.wait_for("|7")
        code = end(app)
        assert app.wait_exit() == code
        if end is not closed and end is not stalled:
            assert app.left_on() == []
    (draft,) = drafts(clinic).values()
    assert (draft["typed"]["search"], draft["typed"]["number"]) == ("para", "7")
    assert sound(clinic)


class Lock:
    """Somebody else who writes, and does not finish: `with Lock(clinic)`."""

    def __init__(self, clinic):
        self._store = clinic.store
        self._has_it, self._may_go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def _hold(self):
        with self._store.write():
            self._has_it.set()
            self._may_go.wait()

    def __enter__(self):
        self._thread.start()
        self._has_it.wait()
        return self

    def __exit__(self, *_):
        self._may_go.set()
        self._thread.join()


@ENDS
def test_a_write_that_gets_no_turn_is_given_up_and_nothing_is_half_written(
    wema, clinic, ledger, end
):
    with wema(env={"WEMA_BUSY_TIMEOUT": "2"}) as app:
        app.sign_in()
        with Lock(clinic):
            app.scan(PARA, PARA)
            app.wait_for("2 being recorded")
            code = end(app)
            # It gives up waiting after 2 s; then the draft waits as long as it may.
            assert app.wait_exit() == code
            if end is not closed and end is not stalled:
                assert app.left_on() == []
    assert ledger() == []
    assert sound(clinic)


@ENDS
def test_a_write_that_gets_its_turn_in_time_is_finished(wema, clinic, ledger, end):
    with wema(env={"WEMA_BUSY_TIMEOUT": "10"}) as app:
        app.sign_in()
        with Lock(clinic):
            app.scan(PARA, PARA[:-1] + "0")
            app.wait_for("2 being recorded")
            code = end(app)
        assert app.wait_exit() == code
    assert [code for _type, code, _quantity in ledger()] == [PARA]
    (draft,) = drafts(clinic).values()
    assert [line["code"] for line in draft["lines"]] == [PARA[:-1] + "0"]
    assert sound(clinic)


def test_kill_9_leaves_what_was_refused_and_it_is_offered(wema, clinic, ledger):
    with wema() as app:
        app.sign_in()
        app.scan(PARA, PARA[:-1] + "0")
        app.wait_for("1 scan NOT RECORDED")
        wait_until(lambda: drafts(clinic), what="the draft")
        app.signal(signal.SIGKILL)
        assert app.wait_exit() == 137
    with wema(env={"WEMA_STATION": "window 2"}) as app:
        app.sign_in(until="You left work unfinished")
        app.wait_for("dispensary: 1 scan NOT RECORDED")
        app.send(b"\x1bOQ")  # F2
        app.wait_for("1 scan NOT RECORDED. F8: deal with it.")
        app.scan(PARA)
        wait_for_ledger(ledger, 2)
