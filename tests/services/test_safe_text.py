"""Every text that a person types or a file brings, and what is let in of it."""

from datetime import date

import pytest

from db.clinic import Clinic
from tests.db.test_safe_text import TEXTS
from tests.factories import PACK, known_pack, scan, stock_in
from tests.hostile import HOSTILE, is_harmless
from tests.patients import registered
from wema_tui.errors import WemaError
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.services.accounts.adding import add_user, create_user
from wema_tui.services.accounts.changing import change_user, close_user
from wema_tui.services.accounts.registering import register
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.auth.sign_in import resume, sign_in
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.settings import change_settings
from wema_tui.services.clinic.stations import save_scanner_profile
from wema_tui.services.emergency.opening import open_emergency
from wema_tui.services.patients.changing import record_death, undo_death
from wema_tui.services.patients.importing import import_patients
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.pharmacy.codes import register_internal_code
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.text import is_safe

PLACES = {}


def place(function):
    """One place where a text comes in: gets the clinic, a pharmacist, the text."""
    PLACES[function.__name__] = function
    return function


@place
def a_name(clinic, pharmacist, text):
    console = clinic.console()
    with clinic.store.write():
        add_user(
            open_trail(console),
            console,
            role="NURSE",
            full_name=text,
            password="x" * 20,
        )


@place
def a_login(clinic, pharmacist, text):
    sign_in(clinic.door("window"), text, "wrong")


@place
def a_scan(clinic, pharmacist, text):
    scan(pharmacist, text)


@place
def a_lot_number(clinic, pharmacist, text):
    lot = LotDetails(text, date(2030, 1, 31))
    scan(pharmacist, PACK, Mode.STOCK_IN, lot=lot)


@place
def a_supplier(clinic, pharmacist, text):
    lot = LotDetails("A1", date(2030, 1, 31), supplier=text)
    scan(pharmacist, PACK, Mode.STOCK_IN, lot=lot)


@place
def a_note(clinic, pharmacist, text):
    scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="lost", loose=1, note=text)


@place
def a_code_of_ones_own(clinic, pharmacist, text):
    register_internal_code(
        pharmacist, text, medication_id=1, pack_size=1, request_id=new_request_id()
    )


def an_administrator(clinic):
    return resume(clinic.door("window"), "ADM002")


def of_a_person(**also):
    return {
        "full_name": "Asha Juma",
        "role": "DOCTOR",
        "phone": "+255 712 345 678",
        "email": "asha@example.org",
        "registration_number": "MCT 1",
        "request_id": new_request_id(),
    } | also


@place
def a_name_at_the_sign_in_screen(clinic, pharmacist, text):
    register(clinic.door("window"), password="x" * 20, **of_a_person(full_name=text))


@place
def a_registration_number(clinic, pharmacist, text):
    also = {"registration_number": text}
    register(clinic.door("window"), password="x" * 20, **of_a_person(**also))


@place
def an_e_mail_address(clinic, pharmacist, text):
    create_user(an_administrator(clinic), **of_a_person(email=f"{text}@example.org"))


@place
def a_phone_number(clinic, pharmacist, text):
    create_user(an_administrator(clinic), **of_a_person(phone=f"+255712345678{text}"))


@place
def a_name_that_is_corrected(clinic, pharmacist, text):
    person = of_a_person(full_name=text)
    change_user(an_administrator(clinic), pharmacist.user_id, **person)


@place
def a_reason_to_close_an_account(clinic, pharmacist, text):
    who = an_administrator(clinic)
    close_user(who, pharmacist.user_id, reason=text, request_id=new_request_id())


@place
def a_patients_number(clinic, pharmacist, text):
    open_for(clinic, text, "He does not breathe, and nobody else is here.")


@place
def a_reason_for_an_emergency(clinic, pharmacist, text):
    open_for(clinic, "P1001U", f"He does not breathe: {text}")


@place
def a_reason_to_merge(clinic, pharmacist, text):
    desk = resume(clinic.door("window"), "REC001")
    first, second = registered(desk).number, registered(desk).number
    merge_patients(desk, first, second, reason=text, request_id=new_request_id())


@place
def a_reason_to_take_a_death_back(clinic, pharmacist, text):
    desk = resume(clinic.door("window"), "REC001")
    number, today = registered(desk).number, clinic.clock.today()
    record_death(desk, number, on=today, request_id=new_request_id())
    undo_death(desk, number, reason=text, request_id=new_request_id())


@place
def a_file_of_patients(clinic, pharmacist, text):
    content = b"name\nAsha\n"
    console = clinic.console()
    import_patients(console, content, name=text, request_id=new_request_id())


@place
def a_setting(clinic, pharmacist, text):
    known = {"name": clinic.name}
    who = an_administrator(clinic)
    change_settings(who, {"name": text}, known=known, request_id=new_request_id())


def open_for(clinic, patient, reason):
    open_emergency(
        resume(clinic.door("window"), "DOC001"),
        patient=patient,
        kind="other",
        reason=reason,
        request_id=new_request_id(),
    )


def everything(store):
    """Return every text in the database."""
    with store.read():
        return [
            text
            for table, column in store.execute(TEXTS[store.dialect.engine])
            for (text,) in store.execute(f"SELECT {column} FROM {table}")
            if text is not None
        ]


@pytest.mark.parametrize("come_in", PLACES.values(), ids=PLACES)
def test_a_hostile_text_is_refused_in_a_line_and_gets_nowhere(
    clinic, pharmacist, come_in
):
    known_pack(clinic.store)
    stock_in(pharmacist)
    for text in HOSTILE.values():
        with pytest.raises(WemaError) as caught:
            come_in(clinic, pharmacist, text)
        assert caught.value.hint
        assert is_harmless(caught.value.sentence)
        assert is_safe(caught.value.sentence)
    texts = everything(clinic.store)
    assert len(texts) > 100
    assert [text for text in texts if not is_safe(text)] == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_clinic_is_called_that(empty_store, tmp_path, text):
    with pytest.raises(WemaError):
        found_clinic(empty_store, ClinicPlan(text), tmp_path)
    with empty_store.write():
        assert not Clinic.table_exists()


def test_a_station_keeps_its_scanner_in_words(clinic, session_of):
    for prefix in ("\x02", "\x01\x02", "~", "\ue008"):
        profile = ScannerProfile(prefix, "\x03", "\x1e")
        save_scanner_profile(session_of("PHARMACY"), profile, new_request_id())
    assert [text for text in everything(clinic.store) if not is_safe(text)] == []


def test_names_of_the_world_are_let_in(clinic, pharmacist):
    known_pack(clinic.store)
    for text in ("Ng'ombe", "أسماء", "नेहा", "a\u200db"):
        lot = LotDetails(f"L{len(text)}", date(2030, 1, 31), supplier=text)
        scan(pharmacist, PACK, Mode.STOCK_IN, lot=lot)
        assert text in everything(clinic.store)
