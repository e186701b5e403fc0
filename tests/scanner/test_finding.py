from itertools import product

import pytest

from wema_tui.scanner.finding import NEEDED, TESTS, find_profile
from wema_tui.scanner.keyboards import LAYOUTS, Keyboard
from wema_tui.scanner.profile import SUFFIXES, ScannerProfile
from wema_tui.scanner.strokes import GS, OTHER, spell, stroke

F8 = stroke("f8", None)
AIM = {1: "]C0", 2: "]C0", 3: "]C1", 4: "]Q1"}


def sent(test, profile, *, aim=True):
    """Return the keys of a scanner that is set like *profile* for one test code."""

    def typed(text):
        return "".join(profile.keyboard.arrival(each) or "" for each in text)

    body = profile.separator.join(map(typed, TESTS[test].split(GS)))
    return profile.prefix + (typed(AIM[test]) if aim else "") + body + profile.suffix


def hints(found):
    return [remark.hint for remark in found.remarks if not remark.is_right]


@pytest.mark.parametrize("aim", [True, False])
@pytest.mark.parametrize(
    "profile",
    [
        *(ScannerProfile(suffix=suffix) for suffix in SUFFIXES),
        *(ScannerProfile(prefix=prefix) for prefix in ("\x02", "~~", "\x01\x02", "|")),
        ScannerProfile("\x02", "\x03", F8),
        *(
            ScannerProfile(separator=each)
            for each in ("|", "^]", "<GS>", F8, "", "\x1e")
        ),
    ],
    ids=lambda profile: str(profile.names()),
)
def test_what_surrounds_the_codes_is_found_out(profile, aim):
    found = find_profile([sent(test, profile, aim=aim) for test in TESTS])
    assert found.profile == profile
    assert found.seen == set(TESTS)


@pytest.mark.parametrize("is_exchanged", [False, True])
@pytest.mark.parametrize(
    ("scanner", "computer"), [p for p in product(LAYOUTS, LAYOUTS) if p[0] != p[1]]
)
def test_the_keyboards_are_found_out(scanner, computer, is_exchanged):
    profile = ScannerProfile(keyboard=Keyboard(scanner, computer, is_exchanged))
    found = find_profile([sent(test, profile, aim=False) for test in NEEDED])
    assert found.profile == profile
    assert len(hints(found)) == 1 + is_exchanged


def test_a_scanner_that_is_set_well_has_nothing_to_be_told():
    found = find_profile([sent(test, ScannerProfile("\x02")) for test in NEEDED])
    assert all(remark.is_right and not remark.hint for remark in found.remarks)


def test_caps_lock_is_found_out_where_the_layouts_agree():
    profile = ScannerProfile(keyboard=Keyboard(is_exchanged=True))
    found = find_profile([sent(test, profile) for test in NEEDED])
    assert found.profile == profile
    assert "Caps Lock" in hints(found)[0]


def test_a_lost_separator_is_told_and_how_to_set_it():
    found = find_profile([sent(3, ScannerProfile(separator=""))])
    assert "Ctrl+]" in hints(found)[0]


@pytest.mark.parametrize("separator", ["029", "8", OTHER, "\x1b"])
def test_a_separator_that_looks_like_a_part_of_the_code_is_no_separator(separator):
    burst = TESTS[3].replace(GS, separator) + "\r"
    found = find_profile([burst])
    assert found.profile is None
    assert hints(found)


@pytest.mark.parametrize("prefix", ["\x1b", "W", "123", "\r", "\x02\x02\x02", " "])
def test_what_people_press_is_no_prefix(prefix):
    found = find_profile([f"{prefix}{TESTS[1]}\r"])
    assert found.profile is None
    assert "STX" in hints(found)[0]


def test_an_odd_suffix_is_told():
    found = find_profile([f"{TESTS[1]}\r\r"])
    assert found.profile is None
    assert "Enter (CR)" in hints(found)[0]


@pytest.mark.parametrize(
    ("burst", "hint"),
    [
        (TESTS[1].lower() + "\r", "conversion of letters"),
        (f"{OTHER}\r", "Switch off prefixes"),
        ("5901234123457\r", "US English"),
        ("\r", "US English"),
    ],
)
def test_what_is_no_test_code_is_told(burst, hint):
    found = find_profile([burst])
    assert found.profile is None
    assert not found.seen
    assert hint in hints(found)[0]


def test_a_strange_scan_in_between_spoils_nothing():
    bursts = [sent(test, ScannerProfile("\x02")) for test in NEEDED]
    found = find_profile([bursts[0], "5901234123457\r", *bursts[1:]])
    assert found.profile == ScannerProfile("\x02")
    assert not hints(found)


def test_a_setting_that_changed_in_between_is_told():
    one, other = ScannerProfile("\x02"), ScannerProfile("")
    found = find_profile([sent(1, one), sent(2, other)])
    assert found.profile is None
    assert "one prefix" in hints(found)[0]


def test_every_remark_can_be_shown():
    for profile in (ScannerProfile("\x02", "\x03", F8), ScannerProfile("\x01")):
        for remark in find_profile([sent(3, profile)]).remarks:
            assert (remark.text + remark.hint).isprintable()
            assert spell(F8) == "F8"
