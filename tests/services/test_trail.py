import json
from dataclasses import replace

import pytest
from peewee import IntegrityError

from db.people import User
from tests.clinics import MORNING
from tests.factories import PACK, acts, movements, scan, shelf, stock_in
from tests.truth import lies, rows_of
from wema_tui.services.audit import chain_end
from wema_tui.services.audit.chain import START, Entry, canonical, row_digest
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.audit.keys import (
    AuditKey,
    KeyMissing,
    KeyUnusable,
    key_file,
    make_key,
    read_key,
)
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.session import PermissionDenied

OWN = "own.preferences"


def entries(store):
    with store.read():
        return rows_of(store, "audit_entries")


def rename(session, name):
    User.update(full_name=name).where(User.id == session.user_id).execute()


def name_of(session):
    with session.read():
        return User.get_by_id(session.user_id).full_name


# -- nothing without an entry ----------------------------------------------


def test_a_write_without_an_entry_writes_nothing(pharmacist):
    before = name_of(pharmacist)
    with (
        pytest.raises(ValueError, match="must leave an audit entry"),
        audited_write(pharmacist, OWN, "r1"),
    ):
        rename(pharmacist, "Somebody Else")
    assert name_of(pharmacist) == before


def test_a_write_that_fails_after_its_entry_leaves_neither(store, pharmacist):
    before = acts(store)
    with pytest.raises(ZeroDivisionError), audited_write(pharmacist, OWN, "r1") as act:
        act.record("test", "user:1", {})
        rename(pharmacist, "Somebody Else")
        raise ZeroDivisionError
    assert acts(store) == before
    assert name_of(pharmacist) != "Somebody Else"


def test_one_act_leaves_one_entry(store, pharmacist):
    before = acts(store)
    with (
        pytest.raises(ValueError, match="one audit entry"),
        audited_write(pharmacist, OWN, "r1") as act,
    ):
        act.record("test", "user:1", {})
        act.record("test", "user:1", {})
    assert acts(store) == before


@pytest.mark.usefixtures("pack")
def test_when_the_audit_entry_cannot_be_written_nothing_moves(
    store, clinic, pharmacist, monkeypatch
):
    stock_in(pharmacist)

    class Refusing:
        def rows(self, **values):
            raise IntegrityError("no room in the book")

    monkeypatch.setattr(chain_end, "_APPEND", Refusing())
    with pytest.raises(IntegrityError):
        scan(pharmacist, PACK)
    monkeypatch.undo()
    assert shelf(store) == {"A1": 10}
    assert len(movements(store)) == 1
    assert lies(store, clinic.key) == []


@pytest.mark.usefixtures("pack")
def test_when_a_movement_cannot_be_written_its_entry_goes_too(
    store, clinic, pharmacist
):
    stock_in(pharmacist)
    before = acts(store)
    with pytest.raises(IntegrityError):
        scan(pharmacist, PACK, entry="dictated")  # no way of entry: a CHECK says so
    assert acts(store) == before
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize("bad", ["", "x" * 65, "a b", "é", "a\n", "\x00"])
def test_a_request_id_that_both_engines_cannot_keep_is_a_mistake(pharmacist, bad):
    with (
        pytest.raises(ValueError, match="request id"),
        audited_write(pharmacist, OWN, bad),
    ):
        pass


def test_a_request_id_is_used_once(store, pharmacist):
    for _ in range(2):
        with audited_write(pharmacist, OWN, "r1") as act:
            if not act.done_before:
                act.record("test", "user:1", {})
    assert acts(store).count("test") == 1


def test_a_second_entry_under_the_same_request_is_refused_by_the_table(
    store, pharmacist
):
    before = acts(store)
    with pytest.raises(IntegrityError), store.write():
        for _ in range(2):
            open_trail(pharmacist).append(
                "test", "user:1", {}, request_id="r1", now=MORNING
            )
    assert acts(store) == before


def test_a_refusal_is_written_down_with_who_and_where(store, receptionist):
    with (
        pytest.raises(PermissionDenied),
        audited_write(receptionist, "pharmacy.dispense", "r1"),
    ):
        raise AssertionError("let in")
    last = entries(store)[-1]
    assert last["action"] == "permission.denied"
    assert last["subject"] == "permission:pharmacy.dispense"
    assert (last["user_id"], last["role"], last["station"]) == (
        receptionist.user_id,
        "RECEPTION",
        "window 1",
    )


# -- the chain -------------------------------------------------------------


def test_entries_are_numbered_without_a_gap_from_the_first(store, clinic, pharmacist):
    with pytest.raises(ZeroDivisionError), audited_write(pharmacist, OWN, "r1") as act:
        act.record("test", "user:1", {})
        raise ZeroDivisionError
    with audited_write(pharmacist, OWN, "r2") as act:
        number = act.seq
        assert act.record("test", "user:1", {}) == number
    found = entries(store)
    assert [e["seq"] for e in found] == list(range(1, len(found) + 1))
    assert found[0]["prev"] == START
    assert lies(store, clinic.key) == []


def test_another_key_does_not_verify_the_chain(store, pharmacist):
    assert len(lies(store, AuditKey(bytes(32)))) == len(entries(store))


def test_a_changed_movement_is_found_though_its_trigger_was_dropped(
    store, clinic, pack, pharmacist
):
    stock_in(pharmacist)
    with store.write():
        on_table = "" if store.dialect.engine == "sqlite" else " ON stock_movements"
        store.execute(f"DROP TRIGGER stock_movements_never_change{on_table}")
        store.execute("UPDATE stock_movements SET note = 'mine'")
    assert any("is not in its audit entry" in lie for lie in lies(store, clinic.key))


def test_time_that_runs_back_is_marked_and_the_order_stays(
    store, clinic, clock, pharmacist
):
    clock.move(hours=-2)
    set_something(pharmacist)
    set_something(pharmacist)
    clock.move(hours=3)
    set_something(pharmacist)
    last = entries(store)[-3:]
    assert [e["clock"] for e in last] == ["back", "ok", "ok"]
    assert [e["at"] > f["at"] for e, f in zip(last[1:], last, strict=False)] == [
        False,
        True,
    ]
    assert lies(store, clinic.key) == []


def test_a_clock_that_nobody_has_set_is_marked(store, clock, pharmacist):
    clock.face["synchronised"] = False
    set_something(pharmacist)
    clock.face["synchronised"] = True
    set_something(pharmacist)
    assert [e["clock"] for e in entries(store)[-2:]] == ["unsynced", "ok"]


def set_something(session):
    with audited_write(session, OWN, new_request_id()) as act:
        act.record("test", "user:1", {})


def test_any_text_in_a_body_comes_back_as_it_was(store, clinic, pharmacist):
    body = {"text": "\x00\x1b\ud800\u202e[/]\"'%s {int} é🍵", "none": None, "n": 1}
    with audited_write(pharmacist, OWN, "r1") as act:
        act.record("test", "user:1", body)
    kept = entries(store)[-1]["body"]
    assert kept.isascii()
    assert kept.isprintable()
    assert json.loads(kept) == body
    assert lies(store, clinic.key) == []


# -- arithmetic, fixed for ever --------------------------------------------

KEY = AuditKey(bytes(range(32)))
FIRST = Entry(
    seq=1,
    at="2026-05-04T06:30:00.000000Z",
    clock="ok",
    user_id=None,
    role="SYSTEM",
    session_id=None,
    station="console",
    request_id="r1",
    action="clinic.found",
    subject="clinic:1",
    body='{"after":{"name":"Zahanati \\u00e9"}}',
    key_id=KEY.id,
    prev=START,
)
ROW = {
    "id": 7,
    "at": "2026-05-04T06:30:00.000000Z",
    "type": "dispense",
    "lot_id": 3,
    "quantity": -14,
    "note": None,
    "scan_code": "0106209991000424␝",
}


def test_the_arithmetic_of_the_chain_never_changes():
    # Recorded once. A change here makes every clinic's log fail to verify.
    assert KEY.id == "13e27999a3c3c47a"
    first = FIRST.mac(KEY)
    assert (
        first.hex()
        == "a6704f0bc0ceb3c2b10e5f13515403d8e864bf8a901f3ef0e09c939d2772244f"
    )
    second = replace(FIRST, seq=2, user_id=5, session_id=9, request_id="r2", prev=first)
    assert (
        second.mac(KEY).hex()
        == "19ee6f7c04e907207c3f436c223a8f5b6556c8a36fda946b0104e78b4e37623e"
    )
    assert (
        row_digest("stock_movements", ROW)
        == "8fdee5c28dc240948fd7cc9ccc9f591a4127c379a01e7e6d38235ab60e7a73b7"
    )


@pytest.mark.parametrize("field", [f for f in vars(FIRST) if f != "prev"])
def test_every_field_of_an_entry_is_under_the_mac(field):
    value = getattr(FIRST, field)
    other = 2 if value is None or isinstance(value, int) else value + "x"
    assert replace(FIRST, **{field: other}).mac(KEY) != FIRST.mac(KEY)


def test_no_two_entries_read_the_same_to_the_mac():
    one = replace(FIRST, action="ab", subject="c")
    other = replace(FIRST, action="a", subject="bc")
    assert one.mac(KEY) != other.mac(KEY)
    assert replace(FIRST, prev=bytes(31) + b"x").mac(KEY) != FIRST.mac(KEY)


def test_a_row_cannot_pass_for_another_tables():
    assert row_digest("count_lines", ROW) != row_digest("stock_movements", ROW)


def test_a_column_added_later_changes_no_old_digest():
    later = {**ROW, "added_later": None}
    assert row_digest("stock_movements", later) == row_digest("stock_movements", ROW)


def test_json_has_one_spelling():
    assert (
        canonical({"b": [1, None], "a": "é\x00"})
        == r'{"a":"\u00e9\u0000","b":[1,null]}'
    )


# -- the key ---------------------------------------------------------------


def test_a_key_is_its_owners_alone_and_never_shown(tmp_path):
    key = make_key(tmp_path / "keys", "abc")
    file = key_file(tmp_path / "keys", "abc")
    assert file.stat().st_mode & 0o777 == 0o400
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert read_key(tmp_path / "keys", "abc") == key
    assert key.secret.hex() not in repr(key)
    assert key.secret.hex() not in key.id


def test_a_key_is_never_written_over(tmp_path):
    key = make_key(tmp_path, "abc")
    with pytest.raises(KeyUnusable):
        make_key(tmp_path, "abc")
    assert read_key(tmp_path, "abc") == key


@pytest.mark.parametrize("content", [b"", b"abcd", b"zz" * 32, b"\xff\xfe", b"00" * 33])
def test_a_file_that_is_no_key_is_refused(tmp_path, content):
    key_file(tmp_path, "abc").write_bytes(content)
    with pytest.raises(KeyUnusable):
        read_key(tmp_path, "abc")


def test_a_clinic_without_its_key_is_not_opened(store, tmp_path):
    with pytest.raises(KeyMissing):
        open_clinic(store, tmp_path / "elsewhere")
