"""Two records of one person: linked, and taken apart again."""

import json
import random
from datetime import date
from functools import partial

import pytest

from db.patients import PatientLink
from tests.at_once import at_once
from tests.patients import registered, typed
from tests.truth import lies, rows_of
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.changing import change_patient, record_death
from wema_tui.services.patients.merging import (
    CannotMerge,
    NotMerged,
    merge_patients,
    merge_warnings,
    undo_merge,
)
from wema_tui.services.patients.records import patient_page
from wema_tui.services.patients.rows import (
    MergedPatient,
    UnknownPatient,
    numbers_of,
    survivor_of,
)
from wema_tui.text import EmptyText

NAMES = ("Asha Juma", "Asha Ali", "Asha J", "A. Juma")


@pytest.fixture
def four(receptionist):
    """The numbers of four records, 1001 to 1004."""
    return [registered(receptionist, name).number for name in NAMES]


def merge(session, number, into, request_id=None, reason="the same card"):
    request_id = request_id or new_request_id()
    return merge_patients(session, number, into, reason=reason, request_id=request_id)


def undo(session, number, request_id=None):
    request_id = request_id or new_request_id()
    return undo_merge(session, number, reason="two sisters", request_id=request_id)


def groups(session, numbers):
    with session.read():
        return [numbers_of(number) for number in numbers]


def test_a_merge_links_and_its_undoing_takes_nothing_away(
    store, clinic, receptionist, four
):
    before = [patient_page(receptionist, number) for number in four]
    for _ in range(2):
        assert merge(receptionist, 1001, 1002, "m1").number == 1002
    assert groups(receptionist, four) == [(1001,), (1001, 1002), (1003,), (1004,)]
    page = patient_page(receptionist, 1001)
    assert (page.row.merged_into, page.survivor.number) == (1002, 1002)
    (merged,) = patient_page(receptionist, 1002).merged
    assert (merged.number, merged.full_name) == (1001, "Asha Juma")
    assert (merged.by, merged.reason) == ("RECEPTION person", "the same card")
    for _ in range(2):
        assert undo(receptionist, 1001, "u1").merged_into is None
    assert [patient_page(receptionist, number) for number in four] == before
    with store.read():
        told = rows_of(store, "audit_entries")[-2:]
        (link,) = rows_of(store, "patient_links")
    assert [(t["action"], t["subject"]) for t in told] == [
        ("patient.merge", "patient:1001"),
        ("patient.merge_undone", "patient:1001"),
    ]
    assert [json.loads(t["body"])["patient"] for t in told] == ["patient:1002"] * 2
    assert link["undo_reason"] == "two sisters"
    assert lies(store, clinic.key) == []


def test_a_chain_leads_to_its_end_and_is_undone_link_by_link(receptionist, four):
    merge(receptionist, 1001, 1002)
    merge(receptionist, 1002, 1003)
    merge(receptionist, 1004, 1003)
    with receptionist.read():
        assert [survivor_of(number) for number in four] == [1003] * 4
        assert numbers_of(1003) == (1001, 1002, 1003, 1004)
    undo(receptionist, 1002)
    assert groups(receptionist, (1002, 1003)) == [(1001, 1002), (1003, 1004)]


def test_no_merge_goes_round_in_a_circle(receptionist, four):
    merge(receptionist, 1001, 1002)
    for number, into in ((1002, 1001), (1001, 1003), (1003, 1001)):
        with pytest.raises(MergedPatient, match="P1001U is the same person as P1002S"):
            merge(receptionist, number, into)
    with pytest.raises(CannotMerge, match="the same record twice"):
        merge(receptionist, 1003, 1003)


def test_after_any_merges_and_undoings_every_record_has_one_survivor(
    store, receptionist, four
):
    chance = random.Random(7)
    parent = {}
    for _step in range(60):
        number, into = chance.sample(four, 2)
        try:
            if chance.random() < 0.4:
                undo(receptionist, number)
                del parent[number]
            else:
                merge(receptionist, number, into)
                parent[number] = into
        except (MergedPatient, NotMerged):
            continue
        with receptionist.read():
            for each in four:
                end = each
                while end in parent:
                    end = parent[end]
                assert survivor_of(each) == end
                assert each in numbers_of(end)
            ends = {survivor_of(each) for each in four}
            assert sorted(n for end in ends for n in numbers_of(end)) == four


def test_a_merged_record_is_not_worked_on_and_the_line_says_where(receptionist, four):
    merge(receptionist, 1001, 1002)
    merge(receptionist, 1002, 1003)
    with pytest.raises(MergedPatient) as caught:
        change_patient(receptionist, 1001, typed(), version=1, request_id="c1")
    assert caught.value.survivor == 1003
    assert caught.value.sentence == (
        "P1001U is the same person as P1003Q. Open P1003Q and go on there."
    )
    with pytest.raises(MergedPatient):
        record_death(receptionist, 1001, on=date(2026, 5, 1), request_id="d1")


def test_a_man_and_a_woman_are_not_merged_until_one_is_corrected(receptionist, four):
    man = registered(receptionist, "Asha Juma", sex="male").number
    with pytest.raises(CannotMerge) as caught:
        merge(receptionist, man, 1001)
    assert caught.value.hint == "If one of them is wrong, correct the sex first."
    page = patient_page(receptionist, man)
    change_patient(receptionist, man, typed(), version=page.version, request_id="c1")
    assert merge(receptionist, man, 1001).number == 1001


def test_who_merges_is_told_what_speaks_against_it(receptionist):
    one = registered(receptionist, blood_group="O+")
    other = registered(receptionist, "Asha Ali", born="1985", blood_group="A-")
    other = record_death(
        receptionist, other.number, on=date(2026, 5, 1), request_id="d1"
    )
    assert merge_warnings(one, one) == ()
    assert merge_warnings(one, other) == (
        "They were born in different years: 1985 and 1990.",
        "They have different blood groups: O+ and A-.",
        "One of them has died: P1002S.",
    )
    assert merge(receptionist, other.number, one.number).number == one.number


def test_a_merge_needs_a_reason_and_two_who_are_there(store, receptionist, four):
    with pytest.raises(EmptyText):
        merge(receptionist, 1001, 1002, reason="  ")
    with pytest.raises(UnknownPatient):
        merge(receptionist, 1001, 4711)
    with pytest.raises(UnknownPatient):
        merge(receptionist, 4711, 1001)
    with pytest.raises(NotMerged):
        undo(receptionist, 1001)
    with store.read():
        assert PatientLink.select().count() == 0


def test_of_two_who_merge_a_pair_crosswise_at_once_one_does(store, receptionist, four):
    calls = [
        partial(merge, receptionist, 1001, 1002),
        partial(merge, receptionist, 1002, 1001),
    ]
    assert at_once(*calls, store=store) == ["MergedPatient", "PatientRow"]
