import json
import signal
import subprocess

import pytest

from tests.terminal.pty_app import PtyApp
from tests.waiting import PATIENCE, wait_until
from wema_tui.scanner.commands import COMMAND_CODES, Verb, quantity_code
from wema_tui.scanner.modes import Mode

LOT = ("--lot", "A12", "--expiry", "06/2030")
CODES = {said.argument or said.verb: code for code, said in COMMAND_CODES.items()}
UNDO, FINISH, CANCEL = CODES[Verb.UNDO], CODES[Verb.FINISH], CODES[Verb.CANCEL]


def pack_size(clinic):
    return clinic.demo["codes"][0]["pack_size"]


def on_hand(clinic, lot="A12"):
    rows = clinic.sql(f"SELECT on_hand FROM lots WHERE lot_number = '{lot}'")
    return sum(row[0] for row in rows)


def movements(clinic):
    return clinic.sql("SELECT COUNT(*) FROM stock_movements")[0][0]


def sessions_open(clinic):
    return clinic.sql(
        "SELECT COUNT(*) FROM sessions s JOIN users u ON u.id = s.user_id"
        " WHERE s.ended_at IS NULL AND s.station LIKE 'command line%'"
    )[0][0]


def test_a_line_is_recorded_and_told(clinic):
    told = clinic.scan(clinic.code, options=LOT)
    assert (told.code, told.err) == (0, "")
    (line,) = told.lines
    size = pack_size(clinic)
    assert line == {
        "line": 1,
        "code": clinic.code,
        "ok": True,
        "type": "stock_in",
        "quantity": size,
        "medication": clinic.demo["codes"][0]["medication"],
        "lots": [
            {
                "lot": "A12",
                "expires_on": "2030-06-30",
                "quantity": size,
                "on_hand": size,
            }
        ],
        "error": None,
    }
    assert on_hand(clinic) == size
    assert sessions_open(clinic) == 0
    assert clinic.ask("audit", "verify").code == 0


def test_amounts_count_packs_or_loose_units(clinic):
    code, size = clinic.code, pack_size(clinic)
    told = clinic.scan(
        f"12*{code}", "3*", code, code, f"30u*{code}", "7u*", code,
        quantity_code(2), code, options=LOT,
    )  # fmt: skip
    moved = [line["quantity"] for line in told.lines if line["type"] == "stock_in"]
    assert moved == [12 * size, 3 * size, size, 30, 7, 2 * size]
    assert on_hand(clinic) == sum(moved)


def test_printed_commands_change_mode_undo_and_finish(clinic):
    code, size = clinic.code, pack_size(clinic)
    told = clinic.scan(
        f"9*{code}", UNDO, f"5*{code}", FINISH, CODES[Mode.STOCK_OUT], code,
        CODES[Mode.LOOK_UP], code, options=LOT,
    )  # fmt: skip
    assert told.code == 0
    assert [line["type"] for line in told.lines] == [
        "stock_in", "undo", "stock_in", "finish",
        "mode", "stock_out", "mode", "look_up",
    ]  # fmt: skip
    assert told.lines[1]["quantity"] == -9 * size
    assert told.lines[5]["quantity"] == -size


def test_a_gs1_code_brings_its_own_lot(clinic):
    gtin = clinic.code.zfill(14)
    told = clinic.scan(
        f"]d201{gtin}1730033110B7\x1d21S1", options=("--supplier", "MSD")
    )
    assert told.code == 0
    (lot,) = told.lines[0]["lots"]
    assert (lot["lot"], lot["expires_on"]) == ("B7", "2030-03-31")
    assert clinic.sql("SELECT supplier FROM lots WHERE lot_number = 'B7'") == [("MSD",)]


@pytest.mark.parametrize("options", [(), ("--lot", "A12"), ("--supplier", "MSD")])
def test_a_delivery_without_lot_and_expiry_is_not_guessed(clinic, options):
    before = movements(clinic)
    told = clinic.scan(clinic.code, options=options)
    assert told.code == 1
    assert "which lot" in told.lines[0]["error"]
    assert movements(clinic) == before


def test_what_does_not_expire_is_said_so(clinic):
    told = clinic.scan(clinic.code, options=("--lot", "X", "--expiry", "none"))
    assert told.lines[0]["lots"][0]["expires_on"] is None


def test_a_lot_can_be_named_on_the_way_out(clinic):
    clinic.scan(f"5*{clinic.code}", options=LOT)
    told = clinic.scan(clinic.code, mode="stock_out", options=("--lot", "a12"))
    assert [lot["lot"] for lot in told.lines[0]["lots"]] == ["A12"]
    told = clinic.scan(clinic.code, mode="dispense", options=("--lot", "NONE"))
    assert told.code == 1


def test_an_adjustment_has_its_reason_and_note(clinic):
    clinic.scan(f"5*{clinic.code}", options=LOT)
    assert clinic.scan(clinic.code, mode="adjustment").code == 1
    options = ("--reason", "damaged", "--note", "fell down", "--lot", "A12")
    assert clinic.scan(clinic.code, mode="adjustment", options=options).code == 0
    assert clinic.sql(
        "SELECT reason, note FROM stock_movements ORDER BY id DESC LIMIT 1"
    ) == [("damaged", "fell down")]


def test_what_cannot_be_recorded_is_named_and_the_others_go_on(clinic):
    code = clinic.code
    told = clinic.scan(code, "4006381333932", "NEVER-SEEN", "", code, options=LOT)
    assert told.code == 1
    assert [line["ok"] for line in told.lines] == [True, False, False, True]
    first, second, summary = told.err.splitlines()
    assert first.startswith("line 2: ")
    assert second.startswith("line 3: ")
    assert "2 of 4" in summary
    assert told.lines[3]["line"] == 5


def test_hostile_lines_drive_no_terminal_and_stop_nothing(clinic):
    code = clinic.code.encode()
    hostile = [
        b"\x1b]52;c;SGVsbG8=\x07", b"A\x00B", b"\xff\xfe\xfd", b"\x9b31m", b"\x11\x03",
        "\u202e\u200b\u2028".encode(), b"[@click=app.quit]x[/]", b"]", b"%s{0}%n",
        b"9" * 1_000_000, b"*" * 600, b"5*" * 200 + b"X",
    ]  # fmt: skip
    for options in ((), ("--json",)):
        told = clinic.run(
            "scan", "--as", "PHA001", "--mode", "stock_in", *LOT, *options,
            given=b"\n".join([*hostile, code]),
        )  # fmt: skip
        assert told.code == 1
        assert told.err.count("\n") == len(hostile) + 1
        assert f"line {len(hostile)}: " in told.err
    assert on_hand(clinic) == 2 * pack_size(clinic)
    assert clinic.ask("audit", "verify").code == 0


def test_lines_end_as_scanners_and_computers_end_them(clinic):
    code = clinic.code.encode()
    told = clinic.run(
        "scan", "--as", "PHA001", "--mode", "stock_in", *LOT, "--json",
        given=code + b"\r" + code + b"\r\n" + code + b"\n" + code,
    )  # fmt: skip
    assert [line["line"] for line in told.lines] == [1, 2, 3, 4]
    assert told.code == 0


def test_codes_come_from_a_file(clinic):
    path = clinic.home / "codes.txt"
    path.write_text(f"\ufeff{clinic.code}\r\n")
    words = ("scan", "--as", "PHA001", "--mode", "stock_in", *LOT)
    assert clinic.ask(*words, str(path)).code == 0
    for missing in ("nowhere.txt", str(clinic.home)):
        told = clinic.ask(*words, missing)
        assert told.code == 1
        assert "cannot be read" in told.error


def test_codes_come_from_a_picture(clinic):
    pytest.importorskip("pyzbar.pyzbar", exc_type=ImportError)
    import barcode
    from barcode.writer import ImageWriter

    kind = "ean13" if len(clinic.code) == 13 else "code128"
    path = barcode.get(kind, clinic.code, writer=ImageWriter()).save(
        str(clinic.home / "pack")
    )
    words = ("scan", "--as", "PHA001", "--mode", "stock_in", *LOT, "--image")
    assert clinic.ask(*words, path).code == 0
    entry = clinic.sql("SELECT entry FROM stock_movements ORDER BY id DESC LIMIT 1")
    assert entry == [("picture",)]
    told = clinic.ask(*words, "nowhere.png")
    assert told.code == 1
    assert "nowhere.png" in told.error


def test_a_repeated_run_with_the_same_prefix_counts_each_line_once(clinic):
    options = (*LOT, "--request-prefix", "delivery-7")
    code = clinic.code
    assert clinic.scan(code, f"2*{code}", UNDO, code, options=options).code == 0
    there, known = movements(clinic), on_hand(clinic)
    told = clinic.scan(code, f"2*{code}", UNDO, code, options=options)
    assert told.code == 0
    assert (movements(clinic), on_hand(clinic)) == (there, known)
    assert "recorded before" in told.err
    told = clinic.scan(code, f"2*{code}", UNDO, code, code, options=options)
    assert movements(clinic) == there + 1


def test_a_line_corrected_between_two_runs_is_recorded(clinic):
    options = (*LOT, "--request-prefix", "d8")
    assert clinic.scan(clinic.code, "4006381333932", options=options).code == 1
    assert clinic.scan(clinic.code, clinic.code, options=options).code == 0
    assert on_hand(clinic) == 2 * pack_size(clinic)


def test_a_prefix_used_for_something_else_swallows_no_line(clinic):
    options = (*LOT, "--request-prefix", "p")
    assert clinic.scan(clinic.code, options=options).code == 0
    told = clinic.scan(clinic.code, mode="count", options=options)
    assert told.code == 1
    assert "something else" in told.lines[0]["error"]
    told = clinic.scan(clinic.demo["codes"][-1]["code"], options=options)
    assert told.code == 1
    assert "something else" in told.lines[0]["error"]


def test_a_count_is_posted_at_the_end_of_the_input(clinic):
    clinic.scan(f"5*{clinic.code}", options=LOT)
    told = clinic.scan(clinic.code, f"2*{clinic.code}", mode="count", options=LOT)
    assert told.code == 0
    assert [line["type"] for line in told.lines] == ["count", "count", "finish"]
    assert told.lines[-1]["lots"][0]["quantity"] == -2 * pack_size(clinic)
    assert on_hand(clinic) == 3 * pack_size(clinic)


def test_a_count_with_a_failed_line_is_not_posted(clinic):
    clinic.scan(f"5*{clinic.code}", options=LOT)
    told = clinic.scan(clinic.code, "4006381333932", mode="count", options=LOT)
    assert told.code == 1
    assert "not posted" in told.err
    assert on_hand(clinic) == 5 * pack_size(clinic)
    assert clinic.sql("SELECT COUNT(*) FROM stock_counts WHERE finished_at IS NULL") \
        == [(0,)]  # fmt: skip


def test_a_count_that_failed_goes_on_with_the_same_prefix(clinic):
    clinic.scan(f"5*{clinic.code}", options=LOT)
    options = (*LOT, "--request-prefix", "count-1")
    assert clinic.scan(clinic.code, "BAD\x01", mode="count", options=options).code == 1
    told = clinic.scan(clinic.code, clinic.code, mode="count", options=options)
    assert told.code == 0
    assert on_hand(clinic) == 2 * pack_size(clinic)


def test_a_count_under_way_elsewhere_is_not_mixed_with_ours(clinic):
    options = (*LOT, "--request-prefix", "left-open")
    clinic.scan(f"5*{clinic.code}", options=LOT)
    assert clinic.scan(clinic.code, "BAD\x01", mode="count", options=options).code == 1
    told = clinic.scan(clinic.code, mode="count", options=LOT)
    assert told.code == 1
    assert "count under way" in told.lines[0]["error"]
    assert on_hand(clinic) == 5 * pack_size(clinic)


def test_after_a_mode_that_was_misread_nothing_goes_into_the_old_one(clinic):
    before = movements(clinic)
    misread = CODES[Mode.STOCK_OUT][:-1] + "A"  # the right one is 5
    told = clinic.scan(misread, clinic.code, CODES[Mode.LOOK_UP], clinic.code,
                       options=LOT)  # fmt: skip
    assert [line["ok"] for line in told.lines] == [False, False, True, True]
    assert movements(clinic) == before


def test_after_an_amount_that_was_misread_the_next_code_is_held(clinic):
    told = clinic.scan("99999*", clinic.code, clinic.code, options=LOT)
    assert [line["ok"] for line in told.lines] == [False, False, True]


def test_the_amount_of_a_failed_line_does_not_reach_the_next(clinic):
    told = clinic.scan("12*", "4006381333932", clinic.code, options=LOT)
    assert told.lines[-1]["quantity"] == pack_size(clinic)


def test_an_undo_behind_a_failed_line_takes_nothing_back(clinic):
    told = clinic.scan(clinic.code, "4006381333932", UNDO, options=LOT)
    assert told.code == 1
    assert on_hand(clinic) == pack_size(clinic)


@pytest.mark.parametrize("who", ["NOB001", "\u202ePHA001"])
def test_nobody_scans_as_somebody_else(demo, who):
    told = demo.scan(demo.code, by=who)
    assert told.code == (1 if who == "NOB001" else 2)
    assert told.out == ""
    assert told.error


def test_a_role_that_may_not_is_told_once(clinic):
    told = clinic.scan(*[clinic.code] * 50, by="DOC001", options=LOT)
    assert told.code == 1
    assert "DOCTOR may not" in told.error
    assert sessions_open(clinic) == 0
    denied = "SELECT COUNT(*) FROM audit_entries WHERE action = 'permission.denied'"
    assert clinic.sql(denied) == [(1,)]


def test_a_delivery_of_200_codes_is_recorded_whole(clinic):
    given = f"{clinic.code}\n".encode() * 200
    words = ("scan", "--as", "PHA001", "--mode", "stock_in", *LOT)
    told = clinic.run(*words, given=given)
    assert told.code == 0
    assert told.out.count("\n") == 200
    assert on_hand(clinic) == 200 * pack_size(clinic)


def test_a_reader_that_leaves_does_not_stop_the_recording(clinic):
    words = ("scan", "--as", "PHA001", "--mode", "stock_in", *LOT)
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with clinic.start(*words, **pipes) as process:
        process.stdout.close()
        process.stdin.write(f"{clinic.code}\n".encode() * 20)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == 0
    assert on_hand(clinic) == 20 * pack_size(clinic)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_between_two_lines_leaves_nothing_half_done(clinic, number):
    words = ("scan", "--as", "PHA001", "--mode", "stock_in", *LOT, "--json")
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with clinic.start(*words, **pipes) as process:
        process.stdin.write(f"{clinic.code}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["ok"]
        process.send_signal(number)
        assert process.wait(PATIENCE) == 128 + number
        assert process.stderr.read().count(b"\n") == 1
    assert on_hand(clinic) == pack_size(clinic)
    assert sessions_open(clinic) == 0
    assert clinic.ask("audit", "verify").code == 0


def test_what_was_said_before_a_kill_is_kept(clinic):
    words = ("scan", "--as", "PHA001", "--mode", "stock_in", *LOT, "--json")
    with clinic.start(*words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.write(f"{clinic.code}\n".encode() * 2000)
        process.stdin.flush()
        said = [process.stdout.readline() for _ in range(20)]
        process.kill()
        said += process.stdout.read().splitlines()
    acknowledged = sum(line.strip().endswith(b"}") for line in said)
    kept = on_hand(clinic) // pack_size(clinic)
    assert acknowledged <= kept <= acknowledged + 1
    assert clinic.ask("audit", "verify").code == 0


def test_somebody_scans_at_a_terminal(clinic):
    words = clinic.command("scan", "--as", "PHA001", "--mode", "stock_in", *LOT)
    with PtyApp(words, env=clinic.environment, columns=120) as app:
        app.wait_for("Ctrl+D ends")
        app.send(f"{clinic.code}\r".encode())
        app.wait_for("A12 2030-06-30")
        app.send(b"\x04")
        assert app.wait_exit() == 0
    wait_until(lambda: on_hand(clinic) == pack_size(clinic), what="the movement")
