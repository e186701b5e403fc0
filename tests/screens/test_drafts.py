"""What was begun and not saved: kept, offered, brought back, never counted twice."""

import contextlib
import json
import threading
import time

import pytest

from screens import drafts as desk
from screens.dialogs.confirm import Confirm
from screens.dialogs.form import FormDialog
from screens.dialogs.lot import LotDialog
from screens.dialogs.medication import MedicationDialog
from screens.lock import LockScreen
from screens.pharmacy.scan import ScanScreen
from screens.sign_in import SignInScreen
from screens.widgets.quiet_input import QuietInput
from screens.work_left import WorkLeft
from tests.little_clinic import AMOX, PARA, PASSWORD, STRANGE, ZINC
from tests.screens.codes import COMMANDS
from tests.screens.test_scanning import wait_for_ledger
from tests.screens.test_trouble import busy
from wema_tui.scanner.modes import Mode
from wema_tui.services.auth.sign_in import resume, sign_out
from wema_tui.services.drafts import keep
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.scanning import handle_scan

COUNT, STOCK_IN = COMMANDS[Mode.COUNT], COMMANDS[Mode.STOCK_IN]


@pytest.fixture
def soon(monkeypatch):
    """Forms are kept after a moment: these tests need not wait for a person."""
    monkeypatch.setattr(desk, "_PAUSE", 0.05)


def kept(clinic):
    """What is on the disk: form -> content, of everybody."""
    with clinic.store.read():
        rows = clinic.store.execute("SELECT form, content FROM drafts ORDER BY id")
        return {form: json.loads(content) for form, content in rows}


def the_list(clinic):
    """The lines of the one list that is kept; none if there is no list."""
    lists = [c for form, c in kept(clinic).items() if "not_recorded" in form]
    return lists[0]["lines"] if lists else []


def audit(clinic, action):
    with clinic.store.read():
        rows = clinic.store.execute(
            f"SELECT body FROM audit_entries WHERE action = '{action}' ORDER BY seq"
        )
        return [json.loads(body) for (body,) in rows]


def kill(app):
    """From here on the program does nothing more, as after kill -9."""
    app.drafts.end = lambda: None
    app.session = None


@pytest.fixture
def crash(at_work):
    """Do something at one terminal that dies: `async with crash() as hands`."""

    @contextlib.asynccontextmanager
    async def run(who="PHA001", **options):
        async with at_work(who, **options) as hands:
            yield hands
            kill(hands.app)

    return run


def boxes(hands):
    """What the boxes of the form in front hold."""
    return {box.id: box.value for box in hands.app.screen.query(QuietInput)}


async def back(hands):
    await hands.wait_for_screen(WorkLeft)


async def open_find(hands):
    await hands.wait_for_screen(ScanScreen)
    hands.press("f3")
    await hands.wait_for_screen(MedicationDialog)


async def test_a_refused_scan_is_on_the_disk_at_once(at_work, clinic, monkeypatch):
    monkeypatch.setattr(desk, "_PAUSE", 60.0)
    async with at_work() as hands:
        hands.scan(ZINC, PARA, ZINC)
        await hands.wait_for(lambda: len(the_list(clinic)) == 2)
        await hands.wait_for("2 scans NOT RECORDED")


async def test_after_a_crash_it_is_offered_and_comes_back_with_its_request(
    crash, at_work, clinic, ledger
):
    async with crash() as hands:
        hands.scan(f"3*{ZINC}", PARA)
        await hands.wait_for(lambda: the_list(clinic))
        (before,) = the_list(clinic)
    async with at_work() as hands:
        await back(hands)
        await hands.wait_for("dispensary: 1 scan NOT RECORDED")
        hands.press("f2")
        await hands.wait_for_screen(ScanScreen)
        await hands.wait_for("1 scan NOT RECORDED")
        await hands.wait_for("EXPIRED")
        await hands.settle()
        (after,) = the_list(clinic)
    assert before["task"] == after["task"]
    assert (after["task"]["count"], after["task"]["mode"]) == (3, "dispense")
    assert len(kept(clinic)) == 1  # in the new session's name
    assert ledger() == [("dispense", PARA, -10)]


async def test_a_scan_that_was_recorded_after_all_is_told_as_a_repeat(
    crash, at_work, clinic, ledger
):
    async with crash() as hands:
        with busy(clinic):
            hands.scan(AMOX)
            await hands.wait_for("1 scan NOT RECORDED")
        await wait_for_ledger(hands, ledger, 1)
    # As if the line had broken before the answer: the list still has it.
    session = resume(clinic.door("dispensary"), "PHA001")
    order = ScanOrder(AMOX, Mode.DISPENSE, "r1")
    handle_scan(session, order)
    forge(clinic, session, "r1")
    async with at_work() as hands:
        await back(hands)
        hands.press("f2")
        await hands.wait_for("(was recorded before)")
        await hands.wait_for(lambda: kept(clinic) == {})
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())
    assert ledger() == [("dispense", AMOX, -20)] * 2


async def test_a_count_that_was_counted_after_all_is_told_as_a_repeat(
    crash, at_work, clinic
):
    async with crash() as hands:
        with busy(clinic):
            hands.scan(COUNT, AMOX)
            await hands.wait_for("1 scan NOT RECORDED")
        await hands.wait_for("so far 20")
    session = resume(clinic.door("dispensary"), "PHA001")
    handle_scan(session, ScanOrder(AMOX, Mode.COUNT, "r1"))
    forge(clinic, session, "r1", Mode.COUNT)
    async with at_work() as hands:
        await back(hands)
        hands.press("f2")
        await hands.wait_for("so far 40 (was recorded before)")


def forge(clinic, session, request_id, mode=Mode.DISPENSE):
    from screens.pharmacy import kept_list
    from screens.widgets.attention import Problem
    from wema_tui.services.session import SessionEnded

    order = ScanOrder(AMOX, mode, request_id)
    line = kept_list.kept(Problem(AMOX, SessionEnded("the line broke"), order))
    content = {"lines": [line], "codes": [AMOX]}
    keep(session, f"{kept_list.KIND}:{session.session_id}", content)


async def test_a_half_answered_question_is_asked_again_with_what_was_typed(
    crash, at_work, clinic, ledger, soon
):
    async with crash() as hands:
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        hands.press("escape")
        hands.scan(STOCK_IN, PARA)
        await hands.wait_for_screen(LotDialog)
        await hands.type_slowly("ab7\t06/20")
        await hands.wait_for(lambda: "06/20" in json.dumps(kept(clinic)))
    async with at_work() as hands:
        await back(hands)
        await hands.wait_for("2 scans NOT RECORDED, a form half filled")
        hands.press("f2")
        await hands.wait_for_screen(LotDialog)
        await hands.wait_for(
            lambda: boxes(hands) == {"lot": "ab7", "expiry": "06/20", "supplier": ""}
        )
        hands.press("enter")
        await hands.type_slowly("06/2031\r\r")
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for_screen(MedicationDialog)  # and then the other
        hands.press("escape")
        await hands.wait_for(lambda: len(the_list(clinic)) == 1)
    assert ledger() == [("stock_in", PARA, 10)]


async def test_what_was_picked_is_picked_again_not_the_first_of_the_list(
    crash, at_work, clinic, soon
):
    async with crash() as hands:
        await open_find(hands)
        await hands.type_slowly("para")
        await hands.press_slowly("down", "down", "enter", "7")
        picked = hands.app.screen.row
        await hands.wait_for(lambda: '"7"' in json.dumps(kept(clinic)))
        assert hands.app.screen.query_one("#medications").highlighted == 2
    async with at_work() as hands:
        await back(hands)
        await hands.wait_for("DISPENSE: a medicine without a code, half filled")
        hands.press("f2")
        await hands.wait_for_screen(MedicationDialog)
        await hands.wait_for(lambda: hands.app.screen.row == picked)
        await hands.wait_for(lambda: boxes(hands)["number"] == "7")
        hands.press("escape")
        await hands.wait_for(lambda: kept(clinic) == {})


async def test_a_form_that_was_saved_when_the_power_went_counts_once(
    crash, at_work, clinic, ledger, soon, monkeypatch
):
    monkeypatch.setattr(desk, "_drop", lambda *_: None)  # the power was faster
    async with crash() as hands:
        await open_find(hands)
        await hands.type_slowly("paracetamol 500\r6")
        await hands.wait_for(lambda: '"6"' in json.dumps(kept(clinic)))
        hands.press("enter")
        await wait_for_ledger(hands, ledger, 1)
    monkeypatch.undo()
    async with at_work() as hands:
        await back(hands)
        hands.press("f2")
        await hands.wait_for_screen(MedicationDialog)
        await hands.wait_for("Picked: Paracetamol 500")
        hands.press("f2")
        await hands.wait_for("(was recorded before)")
    assert len(ledger()) == 1


async def test_a_form_that_was_only_looked_at_saved_or_left_leaves_no_draft(
    at_work, clinic, ledger, soon
):
    async with at_work() as hands:
        await hands.wait_for_screen(ScanScreen)
        for keys in (["f3", "escape"], ["f3", *"para", "down", "escape"]):
            await hands.press_slowly(*keys)
            await open_find(hands)
        await hands.type_slowly("paracetamol 500\r6")
        await hands.wait_for(lambda: kept(clinic))
        hands.press("enter")
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for(lambda: kept(clinic) == {})
        made = len(audit(clinic, "draft.make"))
        reasons = [body["reason"] for body in audit(clinic, "draft.drop")]
    assert len(reasons) == made
    assert reasons[-1] == "saved"
    assert set(reasons[:-1]) <= {"abandoned"}


async def test_typing_is_kept_after_a_pause_and_not_at_each_key(
    at_work, clinic, monkeypatch
):
    writes = []
    real = desk.keep
    monkeypatch.setattr(desk, "_PAUSE", 60.0)
    monkeypatch.setattr(desk, "keep", lambda *a, **k: writes.append(a) or real(*a, **k))
    async with at_work() as hands:
        await open_find(hands)
        await hands.type_slowly("paracetamo")
        assert len(writes) == 0
        monkeypatch.setattr(desk, "_PAUSE", 0.05)
        await hands.type_slowly("l")
        await hands.wait_for(lambda: kept(clinic))
        assert len(writes) == 1


async def test_typing_without_a_pause_is_kept_too(at_work, clinic, monkeypatch):
    monkeypatch.setattr(desk, "_PAUSE", 60.0)
    monkeypatch.setattr(desk, "_LONGEST", 0.3)
    async with at_work() as hands:
        await open_find(hands)
        await hands.type_slowly("paracetamol 500")
        await hands.wait_for(lambda: kept(clinic))


async def test_the_lock_and_the_sign_out_keep_what_was_just_typed(
    at_work, clinic, monkeypatch
):
    monkeypatch.setattr(desk, "_PAUSE", 60.0)
    async with at_work() as hands:
        await open_find(hands)
        await hands.type_slowly("para")
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        await hands.wait_for(lambda: '"para"' in json.dumps(kept(clinic)))
        hands.press("f10", "f10")
        await hands.wait_for_screen(Confirm)
        await hands.wait_for("a form half filled (kept until you are back)")
        hands.press("escape")
        await hands.wait_for_screen(LockScreen)
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(MedicationDialog)
        await hands.type_slowly("ce")
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        hands.press("f10", "f10")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for(lambda: '"parace"' in json.dumps(kept(clinic)))
        hands.type(f"PHA001\r{PASSWORD}\r")
        await back(hands)


async def test_what_was_typed_when_the_session_was_ended_elsewhere_is_kept(
    at_work, clinic, monkeypatch
):
    monkeypatch.setattr(desk, "_PAUSE", 60.0)
    async with at_work() as hands:
        await open_find(hands)
        await hands.wait_for("Abacavir")
        await hands.type_slowly("par")
        await hands.settle()
        sign_out(hands.app.session, reason="by ADM001")
        await hands.type_slowly("a")
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for(lambda: '"par' in json.dumps(kept(clinic)))


async def test_scans_that_fail_while_the_program_ends_are_kept(at_work, clinic, ledger):
    async with at_work() as hands:
        gate = threading.Event()
        hands.app.database.submit(gate.wait)
        hands.scan(ZINC, STRANGE, PARA, AMOX, ZINC)
        await hands.wait_for("5 being recorded...")
        hands.app.end(143)
        gate.set()
    assert ledger() == [("dispense", PARA, -10), ("dispense", AMOX, -20)]
    assert [line["code"] for line in the_list(clinic)] == [ZINC, STRANGE, ZINC]


async def test_later_asks_again_at_the_next_sign_in_and_keeps_both_lists(
    crash, at_work, clinic
):
    async with crash() as hands:
        hands.scan(ZINC)
        await hands.wait_for(lambda: the_list(clinic))
    async with at_work() as hands:
        await back(hands)
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)
        assert "NOT RECORDED" not in hands.text()
        hands.scan(PARA[:-1] + "0")
        await hands.wait_for(lambda: len(kept(clinic)) == 2)
    async with at_work() as hands:
        await back(hands)
        await hands.wait_for(lambda: hands.words().count("1 scan NOT RECORDED") == 2)
        hands.press("f2")
        await hands.wait_for("2 scans NOT RECORDED")
        await hands.wait_for(lambda: len(kept(clinic)) == 1)
        assert [x["code"] for x in the_list(clinic)] == [ZINC, PARA[:-1] + "0"]


async def test_throwing_away_asks_first_and_the_audit_log_has_the_codes(
    crash, at_work, clinic
):
    hostile = "]d2\x1b[2J\x9b31m"
    async with crash() as hands:
        hands.scan(ZINC)
        hands.app.screen.take_paste(
            type("Paste", (), {"text": hostile + "\n", "time": 0})
        )
        await hands.wait_for(lambda: len(the_list(clinic)) == 2)
    async with at_work() as hands:
        await back(hands)
        hands.scan(PARA)  # its Enter throws nothing away and goes on with nothing
        hands.press("f7")
        await hands.wait_for_screen(Confirm)
        await hands.wait_for("These stay NOT RECORDED")
        assert "\x1b" not in hands.text()
        assert "\x9b" not in hands.text()
        hands.press("escape")
        await back(hands)
        assert len(the_list(clinic)) == 2
        await hands.press_slowly("f7", "f2")
        await hands.wait_for_screen(ScanScreen)
        await hands.wait_for(lambda: kept(clinic) == {})
    entry = audit(clinic, "draft.drop")[-1]
    assert (entry["reason"], set(entry["codes"])) == ("thrown_away", {ZINC, hostile})


async def test_it_is_offered_to_that_person_only(crash, at_work, clinic):
    async with crash() as hands:
        hands.scan(ZINC)
        await hands.wait_for(lambda: the_list(clinic))
    async with at_work("PHA002", station="window 2") as hands:
        hands.scan(PARA)
        await hands.wait_for("DISPENSE -10")
        await hands.settle()
        assert not isinstance(hands.app.screen, WorkLeft)


async def test_a_count_is_not_posted_short_of_a_scan_of_an_earlier_session(
    crash, at_work, clinic
):
    async with crash() as hands:
        hands.scan(COUNT, PARA)
        await hands.wait_for_screen(LotDialog)
        hands.press("escape")
        await hands.wait_for(lambda: the_list(clinic))
    async with at_work() as hands:
        await back(hands)
        hands.press("f2")
        await hands.wait_for_screen(LotDialog)
        hands.press("escape")
        await hands.wait_for_mode("COUNT")
        hands.press("f2")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for("it would be posted short")


def told(app):
    """What a note on the screen says; tests do not show them."""
    return " ".join(note.message for note in app._notifications)


async def test_two_terminals_of_one_person_the_newest_wins_and_it_is_said(
    at_work, clinic, soon
):
    async with at_work() as one, at_work(station="window 2") as two:
        for hands, text in ((one, "para"), (two, "amox")):
            await open_find(hands)
            await hands.type_slowly(text)
            await hands.wait_for(lambda text=text: text in json.dumps(kept(clinic)))
        await two.wait_for(lambda: told(two.app))
        assert "dispensary, is replaced by this one" in told(two.app)
        assert told(one.app) == ""
        assert "para" not in json.dumps(kept(clinic))


async def test_a_database_in_trouble_holds_up_no_typing_and_is_tried_again(
    at_work, clinic, soon
):
    async with at_work() as hands:
        await open_find(hands)
        with busy(clinic):
            await hands.type_slowly("para")
            await hands.wait_for(lambda: "para" in hands.text())
            deadline = time.monotonic() + 1.5  # longer than the database waits
            while time.monotonic() < deadline:
                await hands.rest()
        await hands.wait_for(lambda: '"para"' in json.dumps(kept(clinic)))


async def test_a_draft_that_nobody_can_read_any_more_is_told(at_work, clinic, crash):
    async with crash() as hands:
        hands.scan(ZINC)
        await hands.wait_for(lambda: the_list(clinic))
    content = {"lines": [{"code": "5\x1b[2J"}, 7, {"code": ZINC, "task": {}}]}
    with clinic.store.write():
        clinic.store.execute("UPDATE drafts SET content = ?", (json.dumps(content),))
    async with at_work() as hands:
        await back(hands)
        hands.press("f2")
        await hands.wait_for("3 scans NOT RECORDED")
        await hands.wait_for("This cannot be tried again as it was")
        assert "\x1b" not in hands.text()


async def test_a_draft_of_a_mode_that_is_no_more_locks_nobody_out(
    at_work, clinic, ledger
):
    keep(resume(clinic.door("dispensary"), "PHA001"), "pharmacy.find:barter", {})
    async with at_work() as hands:
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        await hands.settle()
        assert isinstance(hands.app.screen, ScanScreen)
    assert list(kept(clinic)) == ["pharmacy.find:barter"]


class PinForm(FormDialog[None]):
    """A form with a secret in it."""

    draft_form = "test.pin"

    def compose(self):
        yield QuietInput(id="name")
        yield QuietInput(id="pin", password=True)


async def test_a_password_box_is_never_kept(at_work, clinic, soon):
    async with at_work() as hands:
        await hands.wait_for_screen(ScanScreen)
        PinForm(hands.app.session).open(hands.app)
        await hands.wait_for_screen(PinForm)
        await hands.type_slowly("siri\tneno")
        await hands.wait_for(lambda: '"siri"' in json.dumps(kept(clinic)))
        await hands.type_slowly("\tx")
        await hands.wait_for(lambda: '"x"' in json.dumps(kept(clinic)))
        assert "neno" not in json.dumps(kept(clinic))


async def test_a_question_left_as_the_program_ends_fails_nothing(at_work):
    async with at_work() as hands:
        scan = hands.app.screen
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        await scan.remove_children()  # what is below goes first
        hands.press("escape")
        await hands.wait_for(lambda: hands.app.screen is scan, what="the way back")
