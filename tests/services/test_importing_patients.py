"""Patients from a file: examined first, then brought in whole, once."""

import json
from functools import partial

import pytest

from db.patients import Patient
from db.price_list import Insurer
from tests.at_once import at_once
from tests.hostile import HOSTILE, is_harmless
from tests.patients import registered, typed
from tests.truth import lies, rows_of
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.finding import find_patients
from wema_tui.services.patients.importing import examine_import, import_patients
from wema_tui.services.patients.registering import register_patient
from wema_tui.services.patients.table_file import BadTable, read_table
from wema_tui.services.session import PermissionDenied

FULL = """\
external_id,name,sex,born,phone,other_phone,place,contact_name,contact_phone,\
contact_relation,insurer,member_number,allergies,blood_group,died_on
A-1,Neema Said,F,12/3/1990,0712 345 678,,Kariakoo,Juma Said,0754 111 222,husband,\
nhif2,0107,penicillin,O+,
A-2,"Ng'ombe ""Mzee"", Ali",M,about 70,,,,,,,,,none,,1/5/2026
A-3,أسماء,,,,,,,,,,,,,
"""


@pytest.fixture
def console(clinic, clock):
    with clinic.store.write():
        Insurer.create(code="NHIF2", name="A fund", created_at=clock.now())
    return clinic.console()


def bring_in(session, text, request_id=None):
    content = text if isinstance(text, bytes) else text.encode()
    request_id = request_id or new_request_id()
    return import_patients(session, content, name="old.csv", request_id=request_id)


def refused(session, text):
    """Return line -> why, and make sure that nothing comes in."""
    report = bring_in(session, text)
    assert report.first is None
    assert report == examine_import(session, text.encode())
    return {row.line: row.why for row in report.refused}


def people(store):
    with store.read():
        return [row["full_name"] for row in rows_of(store, "patients")]


def test_everything_in_the_file_is_kept(store, clinic, console):
    looked = examine_import(console, FULL.encode())
    assert (looked.rows, looked.new, looked.refused, looked.first) == (3, 3, (), None)
    assert people(store) == []
    report = bring_in(console, FULL)
    assert (report.first, report.last, report.new) == (1001, 1003, 3)
    with store.read():
        neema, ali, asma = rows_of(store, "patients")
        told = rows_of(store, "audit_entries")[-1]
    assert neema["phone"] == "+255712345678"
    assert neema["contact_relation"] == "husband"
    assert (neema["member_number"], neema["allergies"]) == ("0107", "penicillin")
    assert neema["insurer_id"] is not None
    assert ali["full_name"] == 'Ng\'ombe "Mzee", Ali'
    assert (ali["allergies"], str(ali["died_on"])) == ("", "2026-05-01")
    assert ali["born_precision"] == "about"
    assert (asma["full_name"], asma["sex"], asma["allergies"]) == (
        "أسماء",
        "unknown",
        None,
    )
    assert told["action"] == "patient.import"
    assert json.loads(told["body"]) == {
        "file": "old.csv",
        "digest": report.digest,
        "count": 3,
        "first": 1001,
        "last": 1003,
    }
    assert lies(store, clinic.key) == []


def test_the_same_file_again_changes_nothing_at_all(store, console):
    for text in (FULL, "name;born\nAsha;1990\nJuma;1980\n"):
        bring_in(console, text)
        with store.read():
            tables = ("patients", "imported_patients", "audit_entries", "name_keys")
            before = [rows_of(store, table) for table in tables]
        again = bring_in(console, text)
        assert (again.new, again.known, again.first) == (0, again.rows, None)
        with store.read():
            assert [rows_of(store, table) for table in tables] == before


def test_a_longer_file_brings_in_what_is_new(store, console):
    bring_in(console, "external_id,name\n1,Asha\n")
    report = bring_in(console, "name,external_id\nAsha,1\nJuma,2\n")
    assert (report.known, report.first, report.last) == (1, 1002, 1002)
    assert people(store) == ["Asha", "Juma"]


def test_every_bad_row_is_named_and_nothing_comes_in(store, console):
    text = (
        "external_id,name,sex,born,phone,insurer,blood_group,died_on\n"
        "1,Asha Juma,F,1990,,,,\n"
        "2,,F,1990,,,,\n"
        '3,"Two\nlines",F,1990,,,,\n'
        "4,Juma,x,1990,,,,\n"
        "5,Juma,M,29/2/1990,,,,\n"
        "6,Juma,M,1/1/2030,,,,\n"
        "7,Juma,M,1990,12,,,\n"
        "8,Juma,M,1990,,AAR,,\n"
        "9,Juma,M,1990,,,C,\n"
        "10,Juma,M,1990,,,,1/1/2030\n"
        "13,Juma,M,1990,,,,1/1/1980\n"
        "11,Juma,M\n"
        "1,Other,F,1990,,,,\n"
        "\n"
        ",,,,,,,\n"
        f"12,{'a' * 121},F,1990,,,,\n"
    )
    found = refused(console, text)
    assert {line: why.partition(". ")[0] for line, why in found.items()} == {
        3: "Name is empty",
        4: "Name has characters that cannot be kept: Two␊lines",
        6: "x is no sex",
        7: "There is no such day: 29/2/1990",
        8: "2030-01-01 has not come yet",
        9: "This is not a phone number: 12",
        10: "There is no insurer AAR",
        11: "C is no blood group",
        12: "The day of the death has not come yet",
        13: "The death lies before the birth",
        14: "It has 3 cells, the first row 8",
        15: "It is the same as line 2",
        18: "Name is too long",
    }
    assert people(store) == []


def test_what_came_in_is_known_though_its_insurer_is_closed_since(
    store, console, clock
):
    bring_in(console, FULL)
    with store.write():
        Insurer.update(closed_at=clock.now()).execute()
    again = bring_in(console, FULL)
    assert (again.known, again.refused) == (3, ())


def test_a_row_that_was_changed_since_it_came_in_is_not_taken_for_another(console):
    bring_in(console, "external_id,name\n1,Asha\n")
    found = refused(console, "external_id,name\n1,Asha Juma\n2,Juma\n")
    assert list(found) == [2]
    assert "came in before as P1001U" in found[2]


def test_without_a_number_two_rows_alike_are_one_too_many(console):
    found = refused(console, "name,born\nAsha,1990\nJuma,1990\nAsha ,1990\n")
    assert list(found) == [4]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_hostile_text_comes_in(store, console, text):
    quoted = text.replace('"', '""')
    for column in ("external_id", "place", "contact_name", "member_number"):
        content = f'name,insurer,{column}\nAsha,nhif2,"{quoted}"\n'
        (why,) = refused(console, content).values()
        assert is_harmless(why)
    assert people(store) == []


@pytest.mark.parametrize(
    "content",
    [
        "name,sex\nAsha,F\n".encode("utf-8-sig"),
        b"Name;Sex\r\nAsha;F\r\n",
        b"NAME\tSex\nAsha\tF",
        b'"name","sex"\n" Asha ","F"\n',
        b"\xef\xbb\xbfsex;name\nF;Asha\n",
    ],
)
def test_what_spreadsheets_write_is_understood(store, console, content):
    assert bring_in(console, content).first == 1001
    with store.read():
        (row,) = rows_of(store, "patients")
    assert (row["full_name"], row["sex"]) == ("Asha", "female")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name\nJos\u00e9\n".encode("latin-1"), r"not in UTF-8 \(line 2\)"),
        ("name\nAsha\n".encode("utf-16"), r"not in UTF-8 \(line 1\)"),
        (b"", "must have the column name"),
        (b"sex\nF\n", "must have the column name"),
        (b"name,name\nA,B\n", "each column once"),
        (b"name,village\nA,B\n", "There is no column village"),
        (b"name,\nA,B\n", "There is no column without a name"),
        (b'name\n"Asha\nJuma\n', "quotation marks do not fit, from line 2"),
        (b'name\nAsha\n"Ju"ma\n', "quotation marks do not fit, from line 3"),
    ],
)
def test_a_file_that_is_no_table_of_patients_gets_one_clear_line(
    console, content, words
):
    with pytest.raises(BadTable, match=words) as caught:
        bring_in(console, content)
    assert caught.value.hint
    assert caught.value.sentence.isprintable()


def test_who_looks_like_somebody_is_listed_and_comes_in_all_the_same(
    console, receptionist
):
    registered(receptionist)  # Asha Juma, 1990, 0712 345 678
    text = (
        "name,sex,born,phone\n"
        "ASHA  juma,F,1991,\n"
        "Asha Ali,F,1990,+255 712-345-678\n"
        "Asha Juma,M,1990,\n"
        "Asha Juma,F,1970,\n"
        "Neema Said,F,1990,0754 000 111\n"
        "neema said,,,\n"
    )
    report = bring_in(console, text)
    assert [(a.line, a.like, a.lines) for a in report.alike] == [
        (2, (1001,), ()),
        (7, (), (6,)),
    ]
    assert report.last == 1007


def test_who_came_in_is_found_and_counts_as_any_patient(console, receptionist):
    bring_in(console, FULL)
    assert [r.number for r in find_patients(receptionist, "saidi neema").rows] == [1001]
    new = register_patient(receptionist, typed(), request_id="r1")
    assert new.number == 1004


def test_a_repeated_request_and_two_consoles_at_once_bring_it_in_once(store, console):
    calls = [partial(bring_in, console, FULL, request) for request in ("a", "a", "b")]
    assert set(at_once(*calls, store=store)) <= {"ImportReport", "BroughtInMeanwhile"}
    assert len(people(store)) == 3
    with store.read():
        acts = [entry["action"] for entry in rows_of(store, "audit_entries")]
    assert acts.count("patient.import") == 1


def test_ten_thousand_come_in_with_few_statements(store, console):
    rows = "".join(f"{n},Asha {n},0712{n:06d}\n" for n in range(10_000))
    report = bring_in(console, f"external_id,name,phone\n{rows}")
    assert (report.first, report.last) == (1001, 11_000)
    with store.read():
        assert Patient.select().count() == 10_000


def test_nobody_at_a_screen_brings_in_a_file(admin):
    with pytest.raises(PermissionDenied):
        examine_import(admin, b"name\nAsha\n")


def test_lines_are_counted_as_an_editor_does():
    rows = read_table(b'name,place\r\n"A","one\r\ntwo"\r\n\r\n"B",x\r\n')
    assert [(row.line, row.cells["name"]) for row in rows] == [(2, "A"), (5, "B")]
