import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.wards import bed, lay, move, send_home, view_of, ward
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.wards.census import census
from wema_tui.services.wards.setting_up import close_bed

DAY = date(2026, 5, 5)


@pytest.fixture
def nurse(session_of, admin, clock):
    """A nurse at noon, where two wards were made the day before."""
    clock.show_at_clinic(2026, 5, 4, 12, 0)
    ward(admin, "Maternity", "1-4")
    ward(admin, "Surgery", "1-2")
    return session_of("NURSE")


def figures(session, day, name="Maternity"):
    found = next(each for each in census(session, day).wards if each.name == name)
    return {
        "before": found.before,
        "admitted": found.admitted,
        "in": found.moved_in,
        "out": found.moved_out,
        "discharged": found.discharged,
        "died": found.died,
        "at_end": found.at_end,
    }


def told(**also):
    names = ("before", "admitted", "in", "out", "discharged", "died", "at_end")
    return dict.fromkeys(names, 0) | also


def test_a_day_begins_and_ends_at_the_clinics_midnight(nurse, clock):
    clock.show_at_clinic(2026, 5, 4, 23, 59)
    lay(nurse, "1")
    clock.show_at_clinic(2026, 5, 5, 0, 0)
    lay(nurse, "2", name="Neema")
    assert figures(nurse, date(2026, 5, 4)) == told(admitted=1, at_end=1)
    assert figures(nurse, DAY) == told(before=1, admitted=1, at_end=2)


def test_who_stays_for_weeks_is_counted_every_day(nurse, clock):
    lay(nurse, "1")
    clock.move(days=40)
    for day in (DAY, DAY + timedelta(days=20), DAY + timedelta(days=39)):
        assert figures(nurse, day) == told(before=1, at_end=1)


def test_who_came_and_went_on_one_day_is_counted_both_ways(nurse, clock):
    clock.show_at_clinic(2026, 5, 5, 9, 0)
    for outcome in ("home", "referred", "absconded", "against_advice", "died"):
        send_home(nurse, lay(nurse, "1"), outcome)
    assert figures(nurse, DAY) == told(admitted=5, discharged=4, died=1)


def test_a_move_counts_between_wards_and_not_within_one(nurse, clock):
    admission = lay(nurse, "1")
    clock.show_at_clinic(2026, 5, 5, 9, 0)
    move(nurse, admission, "2")
    move(nurse, admission, "1", "Surgery")
    move(nurse, admission, "2", "Surgery")
    assert figures(nurse, DAY) == told(before=1, out=1)
    assert figures(nurse, DAY, "Surgery") == told(**{"in": 1, "at_end": 1})
    total = census(nurse, DAY).total
    assert (total.before, total.at_end, total.beds) == (1, 1, 6)


def test_the_occupancy_is_of_the_beds_that_there_were(nurse, admin, clock):
    lay(nurse, "1")
    clock.show_at_clinic(2026, 5, 6, 9, 0)
    close_bed(admin, bed(admin, "4"), request_id=new_request_id())
    ward(admin, "Children", "1-8")
    before, after = census(nurse, DAY), census(nurse, date(2026, 5, 6))
    assert [(w.name, w.beds, w.occupancy) for w in before.wards] == [
        ("Maternity", 4, 25),
        ("Surgery", 2, 0),
    ]
    assert [(w.name, w.beds) for w in after.wards] == [
        ("Children", 8),
        ("Maternity", 3),
        ("Surgery", 2),
    ]


def test_a_day_before_there_were_wards_has_none(nurse):
    found = census(nurse, date(2020, 1, 1))
    assert (found.wards, found.total.beds, found.total.occupancy) == ((), 0, None)


def test_the_average_stay_is_of_those_who_left(nurse, clock):
    first, second = lay(nurse, "1"), lay(nurse, "2")
    clock.show_at_clinic(2026, 5, 5, 9, 0)
    send_home(nurse, first)
    clock.show_at_clinic(2026, 5, 8, 9, 0)
    send_home(nurse, second, "died")
    assert census(nurse, DAY).total.average_stay == 1
    assert census(nurse, date(2026, 5, 8)).total.average_stay == 4
    assert census(nurse, date(2026, 5, 7)).total.average_stay is None


def test_nobody_is_lost_between_two_midnights_whatever_happens(nurse, clock):
    chance = random.Random(7)
    there = {}
    for _act in range(120):
        clock.move(hours=chance.randrange(1, 9))
        free = [
            (name, each.label)
            for name in ("Maternity", "Surgery")
            for each in view_of(nurse, name).beds
            if each.lies is None
        ]
        deed = chance.choice(["admit", "move", "leave"])
        if deed == "admit" and free:
            name, label = chance.choice(free)
            there[lay(nurse, label, name)] = name
        elif deed == "move" and free and there:
            name, label = chance.choice(free)
            admission = chance.choice(sorted(there))
            move(nurse, admission, label, name)
            there[admission] = name
        elif deed == "leave" and there:
            admission = chance.choice(sorted(there))
            send_home(nurse, admission, chance.choice(["home", "died"]))
            del there[admission]
    day, last = date(2026, 5, 4), Counter()
    while day <= clock.today():
        for each in census(nurse, day).wards:
            assert each.before == last[each.name]
            came = each.before + each.admitted + each.moved_in
            assert came == each.moved_out + each.discharged + each.died + each.at_end
            last[each.name] = each.at_end
        day += timedelta(days=1)
    assert +last == Counter(there.values())
