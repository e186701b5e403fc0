"""Cards, and the command that prints them."""

import re
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.hostile import is_harmless
from tests.sheets import codes_on
from tests.waiting import wait_until
from wema_tui.birth import Born
from wema_tui.cards.card import Card, TooManyCards
from wema_tui.cards.printer import CardNotPrinted, print_card
from wema_tui.cards.svg import ON_A_SHEET, as_svg
from wema_tui.cards.zpl import as_zpl
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.services.patients.rules import medical_id

NAMES = [
    "Ö",
    'N\'Golo "Kid" <b>&amp;</b> ^XA~JR_41\\&',
    "محمد بن سلمان",
    "Ng" * 60,
    " ".join(["Mwanaidi"] * 13),
]


def card(number=1234, name="Asha Juma Mrema", **also):
    return Card(
        clinic=also.pop("clinic", "Zahanati ya Mwenge"),
        label=make_label(LabelType.PATIENT, number),
        medical_id=medical_id(number),
        full_name=name,
        born=also.pop("born", Born(date(1990, 3, 12), "day")),
    )


def words_on(svg):
    root = ElementTree.fromstring(svg)
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


# -- the picture -----------------------------------------------------------------


@pytest.mark.parametrize("number", [1001, 1234, 9_999_999, 12_345_678, 999_999_999])
def test_a_scanner_reads_the_number_from_a_card(number):
    assert codes_on(as_svg([card(number)])) == {make_label(LabelType.PATIENT, number)}


def test_a_card_has_the_size_of_a_bank_card_and_says_whose_it_is():
    svg = as_svg([card()])
    assert 'width="85.6mm" height="54mm"' in svg
    assert words_on(svg) == [
        "Zahanati ya Mwenge",
        "Asha Juma Mrema",
        "born 1990",
        "P1234V",
    ]


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (None, ""),
        (Born(date(1990, 1, 1), "year"), "born 1990"),
        (Born(date(1986, 5, 1), "about"), "born about 1986"),
    ],
)
def test_a_card_says_the_year_of_birth_as_well_as_it_is_known(born, words):
    assert card(born=born).born_words == words


def test_cards_on_a_sheet_are_all_read_and_none_covers_another():
    numbers = range(1001, 1001 + ON_A_SHEET)
    svg = as_svg([card(number) for number in numbers])
    assert 'width="210mm" height="297mm"' in svg
    assert codes_on(svg) == {make_label(LabelType.PATIENT, n) for n in numbers}
    places = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', svg)]
    assert max(places) + 54 < 297


def test_more_cards_than_fit_are_refused():
    with pytest.raises(TooManyCards) as refused:
        as_svg([card(1001 + each) for each in range(ON_A_SHEET + 1)])
    assert str(ON_A_SHEET) in refused.value.sentence


@pytest.mark.parametrize("name", NAMES)
def test_a_name_on_a_card_is_only_a_name(name):
    svg = as_svg([card(name=name)])
    _clinic, *lines, _born, _id = words_on(svg)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= 28 for line in lines)
    assert "".join(lines).rstrip("…")[:20].replace(" ", "") in name.replace(" ", "")
    assert codes_on(svg) == {"WP0001234V"}


# -- label printers --------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_name_on_a_label_is_no_command_of_the_printer(name):
    zpl = as_zpl([card(name=name, clinic=name[:60])])
    commands = re.findall(r"[\^~]([A-Z][A-Z0-9])", zpl)
    assert "~" not in zpl
    assert commands == re.findall(r"[\^~]([A-Z][A-Z0-9])", as_zpl([card()]))
    assert zpl.isascii()


def test_a_label_has_the_bars_the_id_and_the_name_in_every_script():
    zpl = as_zpl([card(name="Öz ^XZ")])
    assert "^BCN,130,N,N,N^FH^FD>:WP0001234V^FS" in zpl
    assert "^FDP1234V^FS" in zpl
    assert "^FD_C3_96z _5EXZ^FS" in zpl


def test_each_card_is_a_label_of_its_own():
    zpl = as_zpl([card(1001), card(1002), card(1003)])
    assert (zpl.count("^XA"), zpl.count("^XZ")) == (3, 3)


# -- the command -----------------------------------------------------------------


def script(tmp_path, text):
    """Return the command line of a little program."""
    path = tmp_path / "a printer.py"
    path.write_text(text)
    return f"'{sys.executable}' '{path}'"


def test_the_command_gets_the_card(tmp_path):
    out = tmp_path / "out"
    command = script(
        tmp_path, f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read())"
    )
    print_card(command, "kadi ya Ö")
    assert out.read_text() == "kadi ya Ö"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("", "cannot be read"),
        ("lp 'cards", "cannot be read"),
        ("no-such-printer -d cards", "No such file"),
        ("/", "denied"),
        ("false", "ended with 1"),
        ("sh -c 'echo lp: no printer >&2; exit 3'", "lp: no printer"),
        ("sh -c 'printf \"\\033[2Jbad\\n\" >&2; exit 3'", "bad"),
    ],
)
def test_a_command_that_fails_is_one_line_that_says_why(command, why):
    with pytest.raises(CardNotPrinted) as refused:
        print_card(command, "card")
    assert why in refused.value.sentence
    assert "card_printer" in refused.value.sentence
    assert is_harmless(refused.value.sentence)


def test_a_command_that_reads_nothing_is_no_trouble():
    print_card("true", "x" * 1_000_000)


def test_a_command_that_hangs_is_ended_with_all_it_began(tmp_path):
    note = tmp_path / "pid"
    command = script(
        tmp_path,
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"if os.fork() == 0: open({str(note)!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(600)\n",
    )
    with pytest.raises(CardNotPrinted) as refused:
        print_card(command, "card", patience=1)
    assert "within 1 seconds" in refused.value.sentence
    pid = note.read_text() if note.exists() else ""
    if pid:  # on a slow computer it was ended before it began anything
        wait_until(lambda: not runs(pid), what="the child to end")


def runs(pid):
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
