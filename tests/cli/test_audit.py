import json
import secrets
from dataclasses import replace

import pytest

from db.store import open_store
from wema_tui.services.audit.chain import Entry
from wema_tui.services.audit.entries import Anchor, entries_after, newest
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.audit.ledgers import LEDGERS
from wema_tui.services.audit.verify import verify


def verdict(clinic, anchor=None):
    """Walk the chain here: a new process each time would cost ten times as much."""
    store = open_store(clinic.url)
    return verify(store, clinic.key, anchor)


def broken(clinic, anchor=None):
    found = verdict(clinic, anchor)
    assert not found.ok
    return vars(found.broken)


def head(clinic):
    return clinic.sql("SELECT MAX(seq) FROM audit_entries")[0][0]


TABLES = [ledger.table for ledger in LEDGERS]  # each may name those before it


def entry_of(clinic, table):
    """Number of the entry of the newest row in the middle of a ledger."""
    return clinic.sql(
        f"SELECT audit_seq, id FROM {table} ORDER BY id LIMIT 1 OFFSET 20"
    )[0]


def hexed(clinic, data):
    return f"X'{data.hex()}'" if "sqlite" in clinic.url else f"'\\x{data.hex()}'::bytea"


def test_a_chain_that_is_whole(demo):
    told = demo.run("audit", "verify")
    assert told.code == 0
    assert told.err == ""
    assert str(head(demo)) in told.out
    found = demo.run("audit", "verify", "--json").json
    rows = sum(demo.sql(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES)
    assert found["ok"] is True
    assert found["entries"] == found["head"]["seq"] == head(demo)
    assert found["rows"] == rows > 100


def test_the_anchor_fits_the_chain_that_it_was_taken_from(demo):
    line = demo.run("audit", "anchor").out.strip()
    seq, start, at = line.split()
    assert int(seq) == head(demo)
    assert len(start) == 16
    assert at.endswith("Z")
    assert demo.run("audit", "verify", "--anchor", line).code == 0
    assert verdict(demo, Anchor(int(seq), start.upper()[:8])).ok


def test_the_export_has_every_entry_as_it_was_signed(demo):
    entries = demo.run("audit", "export").lines
    assert [entry["seq"] for entry in entries] == list(range(1, head(demo) + 1))
    for told in entries:
        mac = told.pop("mac")
        entry = Entry(**{**told, "prev": bytes.fromhex(told["prev"])})
        assert entry.mac(demo.key).hex() == mac


def test_an_edited_movement_is_named(clinic):
    seq, row = entry_of(clinic, "stock_movements")
    clinic.drop_guards()
    clinic.sql(f"UPDATE stock_movements SET quantity = quantity + 1 WHERE id = {row}")
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (seq, "ledger")
    assert str(row) in found["detail"]
    assert "changed" in found["detail"]


@pytest.mark.parametrize(
    "change",
    ["at = '2020-01-01T00:00:00.000000Z'", "user_id = 1", "scan_code = 'X'"],
)
def test_every_column_of_a_movement_is_covered(clinic, change):
    seq, row = entry_of(clinic, "stock_movements")
    clinic.drop_guards()
    clinic.sql(f"UPDATE stock_movements SET {change} WHERE id = {row}")
    assert broken(clinic)["seq"] == seq


def test_a_removed_movement_is_named(clinic):
    seq, row = entry_of(clinic, "stock_movements")
    clinic.drop_guards()
    clinic.sql(f"DELETE FROM stock_movements WHERE id = {row}")
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (seq, "ledger")
    assert "removed" in found["detail"]


def test_an_added_movement_is_named(clinic):
    seq, row = entry_of(clinic, "stock_movements")
    clinic.drop_guards()
    columns = (
        "at, type, reason, medication_id, lot_id, quantity, user_id, station, entry,"
        " audit_seq"
    )
    clinic.sql(
        f"INSERT INTO stock_movements ({columns}, request_id, line)"
        f" SELECT {columns}, 'forged', 1 FROM stock_movements WHERE id = {row}"
    )
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (seq, "ledger")
    assert "added" in found["detail"]


def test_an_edited_line_of_a_count_is_named(clinic):
    assert clinic.scan("5*" + clinic.code, "WC0000051O", mode="count",
                       options=("--lot", lot_on_shelf(clinic))).code == 0  # fmt: skip
    (seq, row), *_ = clinic.sql(
        "SELECT audit_seq, id FROM count_lines ORDER BY id DESC LIMIT 1"
    )
    clinic.drop_guards()
    clinic.sql(f"UPDATE count_lines SET quantity = 4 WHERE id = {row}")
    assert broken(clinic)["seq"] == seq


def lot_on_shelf(clinic):
    look = clinic.scan(clinic.code, mode="look_up").lines[0]
    return look["lots"][0]["lot"]


def test_an_edited_entry_is_named(clinic):
    clinic.drop_guards()
    clinic.sql("UPDATE audit_entries SET body = '[]' WHERE seq = 30")
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (30, "mac")


@pytest.mark.parametrize("shows_its_key", [True, False])
def test_a_chain_recomputed_with_another_key_is_named(clinic, shows_its_key):
    other = AuditKey(secrets.token_bytes(32))
    store = open_store(clinic.url)
    with store.read():
        links = entries_after(store, 39)
    prev = links[0].entry.prev
    changes = []
    for link in links:
        entry = replace(link.entry, prev=prev)
        if shows_its_key:
            entry = replace(entry, key_id=other.id)
        mac = entry.mac(other)
        changes.append(
            f"UPDATE audit_entries SET prev = {hexed(clinic, prev)},"
            f" mac = {hexed(clinic, mac)}, key_id = '{entry.key_id}'"
            f" WHERE seq = {entry.seq}"
        )
        prev = mac
    clinic.drop_guards()
    clinic.sql(*changes)
    found = broken(clinic)
    assert found["seq"] == 40
    assert found["what"] == ("key" if shows_its_key else "mac")


def test_two_entries_exchanged_are_named(clinic):
    clinic.drop_guards()
    clinic.sql(
        "UPDATE audit_entries SET seq = 1000000 WHERE seq = 5",
        "UPDATE audit_entries SET seq = 5 WHERE seq = 6",
        "UPDATE audit_entries SET seq = 6 WHERE seq = 1000000",
    )
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (5, "link")


def test_an_entry_out_of_the_middle_is_missed(clinic):
    clinic.drop_guards()
    clinic.sql("DELETE FROM audit_entries WHERE seq = 12")
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (12, "missing")


def test_an_empty_chain_is_not_a_whole_chain(clinic):
    clinic.drop_guards()
    clinic.sql(
        *(f"DELETE FROM {table}" for table in reversed(TABLES)),
        "DELETE FROM audit_entries",
    )
    assert broken(clinic)["what"] == "empty"


def test_only_an_anchor_notices_that_the_end_was_cut_off(clinic):
    store = open_store(clinic.url)
    anchor = newest(store).anchor
    last = head(clinic)
    clinic.drop_guards()
    clinic.sql(
        *(
            f"DELETE FROM {table} WHERE audit_seq > {last - 20}"
            for table in reversed(TABLES)
        ),
        f"DELETE FROM audit_entries WHERE seq > {last - 20}",
    )
    assert verdict(clinic).ok
    found = broken(clinic, anchor)
    assert (found["seq"], found["what"]) == (last - 19, "cut")
    assert str(last) in found["detail"]


def test_movements_that_outlive_their_entries_are_named(clinic):
    movement = clinic.sql("SELECT MAX(audit_seq) FROM stock_movements")[0][0]
    clinic.drop_guards()
    clinic.sql(f"DELETE FROM audit_entries WHERE seq >= {movement}")
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (movement, "orphan")


def test_another_chain_does_not_fit_the_anchor(demo):
    found = broken(demo, Anchor(20, "0123456789abcdef"))
    assert (found["seq"], found["what"]) == (20, "replaced")


def test_the_wrong_key_is_named_at_the_start(clinic):
    clinic.key_file.chmod(0o600)
    clinic.key_file.write_text(secrets.token_bytes(32).hex())
    found = broken(clinic)
    assert (found["seq"], found["what"]) == (1, "key")


def test_the_command_names_the_break_and_the_anchor(clinic):
    line = clinic.run("audit", "anchor").out.strip()
    clinic.drop_guards()
    clinic.sql("UPDATE audit_entries SET subject = 'user:2' WHERE seq = 30")
    told = clinic.run("audit", "verify", "--json", "--anchor", line)
    assert told.code == 1
    assert told.error.startswith("The audit chain is broken at 30. ")
    assert told.lines[0]["ok"] is False
    assert told.lines[0]["entries"] == 29
    assert told.lines[0]["break"]["seq"] == 30
    assert told.lines[0]["break"]["detail"] in told.error


def test_without_the_key_nothing_is_said_about_the_chain(clinic):
    path = clinic.key_file
    path.unlink()
    told = clinic.run("audit", "verify")
    assert told.code == 1
    assert str(path) in told.error


def test_the_export_has_no_character_that_drives_a_terminal(clinic):
    clinic.run("scan", "--as", "PHA001", "--mode", "look_up",
               given="\x1b]52;c;SGk=\x07\x9b31m\u202e\x7f\n".encode())  # fmt: skip
    entries = clinic.run("audit", "export").lines
    refused = [json.loads(e["body"]) for e in entries if e["action"] == "scan.refused"]
    assert refused == [{"code": "\x1b]52;c;SGk=\x07\x9b31m\u202e\x7f"}]


def test_the_newest_entries_that_fit_are_listed(demo):
    told = demo.run("audit", "show", "--person", "PHA001", "--action", "stock.",
                    "--count", "3", "--json").lines  # fmt: skip
    assert len(told) == 3
    assert {(row["employee_id"], row["action"][:6]) for row in told} == {
        ("PHA001", "stock.")
    }
    seqs = [row["seq"] for row in told]
    assert seqs == sorted(seqs, reverse=True)
    line = demo.run("audit", "show", "--action", "clinic.found").out.split()
    assert line[-3:] == ["SYSTEM", "clinic.found", "clinic:1"]


def test_nothing_that_fits_is_said_and_is_no_failure(demo):
    told = demo.run("audit", "show", "--to", "1/1/1999")
    assert (told.code, told.out) == (0, "")
    assert told.error == "Nothing in the audit log fits."


def test_a_day_that_there_is_not_is_refused_with_examples(demo):
    told = demo.run("audit", "show", "--from", "31/2")
    assert told.code == 1
    assert "31/2 is no day." in told.error
    assert "23/11" in told.error
