import contextlib
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from wema_tui import logs


@pytest.fixture
def log(tmp_path):
    path = logs.open_log(tmp_path / "log")
    yield path
    for name in logs.PACKAGES:
        ours = logging.getLogger(name)
        for handler in list(ours.handlers):
            handler.close()
            ours.removeHandler(handler)
        ours.propagate = True


def file_handler():
    handlers = logging.getLogger("wema_tui").handlers
    return next(h for h in handlers if isinstance(h, RotatingFileHandler))


def test_every_package_of_ours_writes_into_one_file(log):
    for name in ("wema_tui.app", "screens.base", "db.store"):
        logging.getLogger(name).warning("from %s", name)
    logging.getLogger("textual").warning("not ours")
    told = log.read_text()
    assert told.count("\n") == 3
    assert "not ours" not in told
    assert log.stat().st_mode & 0o077 == 0


def test_opening_it_twice_writes_once(log, tmp_path):
    assert logs.open_log(tmp_path / "log") == log
    logging.getLogger("wema_tui").info("once")
    assert log.read_text().count("once") == 1


def test_a_record_is_one_line_and_drives_no_terminal(log):
    logging.getLogger("wema_tui").info("a\nb\x1b[31m\u202e")
    told = log.read_text()
    assert told.count("\n") == 1
    assert "\x1b" not in told


def test_an_exception_is_told_without_the_rows_it_quotes(log):
    try:
        try:
            raise ValueError("duplicate key\nDETAIL: Key (name)=(Asha) exists")
        except ValueError as error:
            raise KeyError("lot 5") from error
    except KeyError:
        logging.getLogger("wema_tui").exception("unexpected")
    told = log.read_text()
    assert "duplicate key" in told
    assert "which led to" in told
    assert "KeyError" in told
    assert "Asha" not in told.replace('Key (name)=(Asha) exists")', "")


def test_a_log_that_grows_is_begun_anew(log, monkeypatch):
    monkeypatch.setattr(file_handler(), "maxBytes", 2000)
    for n in range(300):
        logging.getLogger("wema_tui").info("line %d of many", n)
    assert sorted(path.name for path in log.parent.iterdir()) == [
        "wema.log", "wema.log.1", "wema.log.2", "wema.log.3",
    ]  # fmt: skip


def test_a_full_disk_does_not_stop_the_work(log, monkeypatch):
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(file_handler(), "stream", full)
        logging.getLogger("wema_tui").error("lost")
        with contextlib.suppress(OSError):
            full.close()
