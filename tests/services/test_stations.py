import pytest

from db.audit import AuditEntry
from db.stations import Station
from wema_tui.scanner.keyboards import Keyboard
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.stations import (
    place_of,
    save_scanner_profile,
    scanner_profile,
)
from wema_tui.services.session import PermissionDenied

STX = ScannerProfile("\x02", "\x03", "\ue008", Keyboard("us", "fr", is_exchanged=True))


def save(clinic, station="window 1", profile=STX, request_id="one", who="PHA001"):
    session = resume(clinic.door(station), who)
    save_scanner_profile(session, profile, request_id)


def audit(clinic):
    with clinic.store.read():
        return AuditEntry.select().where(AuditEntry.action == "station.scanner").count()


def test_a_station_finds_its_scanner_again(clinic):
    assert scanner_profile(clinic.store, "window 1") is None
    save(clinic)
    assert scanner_profile(clinic.store, "window 1") == STX
    assert scanner_profile(clinic.store, "window 2") is None


@pytest.mark.parametrize(
    ("saved", "asked", "is_same"),
    [
        ("10.0.0.17 pts/3", "10.0.0.17 pts/12", True),
        ("10.0.0.17 pts/3", "10.0.0.18 pts/3", False),
        ("fe80::1 pts/0", "fe80::1 pts/1", True),
        ("pharmacy-pi tty1", "pharmacy-pi tty1", True),
        ("pharmacy-pi tty1", "pharmacy-pi tty2", False),
        ("pharmacy window", "pharmacy window", True),
    ],
)
def test_the_same_computer_is_the_same_station_tomorrow(clinic, saved, asked, is_same):
    save(clinic, saved)
    assert (scanner_profile(clinic.store, asked) == STX) is is_same
    assert place_of(place_of(saved)) == place_of(saved)


def test_saved_again_it_is_replaced_and_each_change_is_told(clinic):
    save(clinic)
    save(clinic, profile=ScannerProfile(), request_id="two")
    assert scanner_profile(clinic.store, "window 1") == ScannerProfile()
    with clinic.store.read():
        assert Station.select().count() == 1
    assert audit(clinic) == 2


def test_the_same_request_counts_once(clinic):
    save(clinic)
    save(clinic, profile=ScannerProfile())
    assert scanner_profile(clinic.store, "window 1") == STX
    assert audit(clinic) == 1


def test_who_does_not_scan_changes_nothing(clinic):
    with pytest.raises(PermissionDenied):
        save(clinic, who="NUR001")
    assert scanner_profile(clinic.store, "window 1") is None


def test_what_another_version_has_written_is_no_profile(clinic):
    save(clinic)
    with clinic.store.write():
        Station.update(scanner_layout="dvorak").execute()
    assert scanner_profile(clinic.store, "window 1") is None
