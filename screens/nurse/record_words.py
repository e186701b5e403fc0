"""What nurses found and did, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.text import Text

from screens.visits.words import urgency_words
from screens.widgets.columns import in_columns
from screens.words import time_word
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.nurse.judging import Flag
from wema_tui.services.nurse.reading import CareLine, NursingRecord, Reading
from wema_tui.services.nurse.signs import SIGNS
from wema_tui.services.nurse.words import kind_word, sign_word
from wema_tui.text import printable

_MARKS: Final = {
    Flag.CRITICAL_LOW: "--",
    Flag.LOW: "-",
    Flag.HIGH: "+",
    Flag.CRITICAL_HIGH: "++",
}
_MOST: Final = 40  # times, and entries of care


def record_lines(record: NursingRecord, clock: Clock, room: int) -> list[Text]:
    """Return all of it, the newest first.

    Args:
        record: Of one patient.
        clock: The clinic's.
        room: Cells of a line.
    """
    lines = [*_urgencies(record, clock), *_table(record, clock, room)]
    lines += [Text(), Text(_("Care given"), style="bold")]
    if not record.care:
        lines.append(Text(_("none so far")))
    lines += [_care_line(line, clock) for line in record.care[:_MOST]]
    return lines


def marked(reading: Reading) -> str:
    """Return a value with its mark: `38.4+`, `88--`; `*` for a corrected one."""
    mark = _MARKS.get(reading.judgement.flag, "")
    star = "*" if reading.is_corrected else ""
    return f"{SIGNS[reading.sign].number(reading.value)}{mark}{star}"


def care_words(line: CareLine) -> str:
    """Return what was given, in one line without the time."""
    parts = [kind_word(line.kind), printable(line.what, 120)]
    parts += [printable(each, 60) for each in (line.dose, line.route) if each]
    return ", ".join(parts)


def _urgencies(record: NursingRecord, clock: Clock) -> list[Text]:
    return [
        Text(
            _("{time}  {urgency}, {name}: {note}").format(
                time=time_word(line.at, clock),
                urgency=urgency_words()[line.urgency],
                name=printable(line.by, 30),
                note=printable(line.note, 500) or "-",
            )
        )
        for line in record.triages[:3]
    ]


def _table(record: NursingRecord, clock: Clock, room: int) -> list[Text]:
    lines = [Text(), Text(_("Vital signs"), style="bold")]
    if not record.readings:
        return [*lines, Text(_("none so far"))]
    heads = {"pressure": _("BP")} | {name: _short(name) for name in SIGNS}
    names = [name for name in record.signs if name != "diastolic"]
    widths = (16, *([7] * len(names)))
    columns = [heads["pressure" if name == "systolic" else name] for name in names]
    lines.append(Text(in_columns(("", *columns), widths, room), style="dim"))
    by_time: dict[datetime, dict[str, Reading]] = {}
    for reading in record.readings:
        by_time.setdefault(reading.at, {})[reading.sign] = reading
    for at, found in list(by_time.items())[:_MOST]:
        cells = [_cell(name, found) for name in names]
        texts = (time_word(at, clock), *cells)
        lines.append(Text(in_columns(texts, widths, room), no_wrap=True))
    lines.append(Text(_("- low, + high, doubled: cannot wait; * corrected")))
    return lines


def _cell(name: str, found: dict[str, Reading]) -> str:
    if name != "systolic":
        return marked(found[name]) if name in found else ""
    both = [found.get("systolic"), found.get("diastolic")]
    if both == [None, None]:
        return ""
    numbers = [str(each.value) if each is not None else "?" for each in both]
    marks = [_MARKS.get(each.judgement.flag, "") for each in both if each is not None]
    return "/".join(numbers) + max(marks, key=len)


def _care_line(line: CareLine, clock: Clock) -> Text:
    proofs = [
        _("card") if line.is_card_scanned else _("asked"),
        _("pack scanned") if line.is_pack_scanned else "",
    ]
    text = _("{time}  {what} ({proof}) {name}").format(
        time=time_word(line.at, clock),
        what=care_words(line),
        proof=", ".join(filter(None, proofs)),
        name=printable(line.by, 30),
    )
    if line.note:
        text += f". {printable(line.note, 500)}"
    if line.taken_back:
        text = _("TAKEN BACK by {name}, {reason}: {text}").format(
            name=printable(line.taken_back_by, 30),
            reason=printable(line.taken_back, 300),
            text=text,
        )
    return Text(text)


def reading_words(reading: Reading, clock: Clock) -> str:
    """Return one value with its sign, time and author, to be picked from."""
    return _("{time}  {sign} {value}, {name}").format(
        time=time_word(reading.at, clock),
        sign=sign_word(reading.sign),
        value=SIGNS[reading.sign].words(reading.value),
        name=printable(reading.by, 30),
    )


def trend_lines(readings: Sequence[Reading], clock: Clock, room: int) -> list[Text]:
    """Return a bar for each value of one sign, from its least to its most.

    Args:
        readings: Of one sign.
        clock: The clinic's.
        room: Cells of a line.
    """
    if not readings:
        return [Text(_("none so far"))]
    values = [reading.value for reading in readings]
    least, most = min(values), max(values)
    width = max(8, room - 16 - 10 - 4)
    lines = []
    for reading in readings:
        share = (reading.value - least) / max(1, most - least)
        bar = "█" * (1 + round(share * (width - 1)))
        time = time_word(reading.at, clock)
        lines.append(Text(f"{time:<16} {marked(reading):>9}  {bar}", no_wrap=True))
    return lines


def _short(name: str) -> str:
    """Return the name of a sign for the head of a narrow column."""
    return {
        "weight": _("kg"),
        "height": _("cm"),
        "temperature": _("Temp"),
        "pulse": _("Heart"),
        "respiration": _("Resp"),
        "saturation": _("SpO2"),
        "glucose": _("Gluc"),
        "muac": _("MUAC"),
        "pain": _("Pain"),
    }.get(name, name)
