"""What a patient's page says, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from screens.patients.opened import Opened
from screens.patients.words import about
from screens.wards.words import bed_word
from screens.widgets.born_input import born_words
from screens.widgets.fitted import fitted
from screens.words import time_word
from wema_tui.clock import Clock
from wema_tui.days import time_text
from wema_tui.i18n import _, ngettext
from wema_tui.money import money
from wema_tui.services.patients.records import PatientPage, VisitLine
from wema_tui.services.patients.rules import medical_id, sex_words
from wema_tui.services.visits.points import point_words
from wema_tui.services.visits.stages import Stage
from wema_tui.text import printable

_LABEL, _POINT = 20, 22  # cells


def page_lines(opened: Opened, clock: Clock) -> list[str]:
    """Return all that one may see about one patient."""
    page = opened.page
    return [
        *_standing(page),
        *(_fact(label, text) for label, text in facts(page, clock)),
        *_merged(page, clock),
        *_here(opened, clock),
        *_booked(opened),
        *_owed(opened),
        *_record(opened),
        "",
        _("Visits"),
        *([f"  {_visit(each)}" for each in page.visits] or [f"  {_('none')}"]),
    ]


def _standing(page: PatientPage) -> Iterator[str]:
    """Say first what changes everything else."""
    if page.survivor is not None:
        said = _("!! MERGED: this is the same person as {who}. Go on there.")
        yield about(said, page.survivor)
    if page.row.died_on is not None:
        yield _("!! DIED on {day}").format(day=page.row.died_on)


def facts(page: PatientPage, clock: Clock) -> list[tuple[str, str]]:
    """Return what is known, each with its label; of every patient the same labels."""
    row, known = page.row, page.particulars
    born = _("not known")
    if row.born is not None:
        born = born_words(row.born, row.died_on or clock.today())
    phones = ", ".join(filter(None, (known.phone, known.other_phone)))
    contact = (known.contact_name, known.contact_relation, known.contact_phone)
    registered = _("{time} by {who}").format(
        time=time_word(page.created_at, clock), who=page.created_by or _("the console")
    )
    found = [
        (_("Name"), row.full_name),
        (_("Sex"), sex_words()[row.sex]),
        (_("Born"), born),
        (_("Phone"), phones),
        (_("Lives in"), known.place),
        (_("In an emergency"), ", ".join(filter(None, contact))),
        (_("Pays"), f"{row.insurer} {row.member_number}".strip() or _("the patient")),
        (_("Blood group"), known.blood_group or _("not known")),
        (_("Registered"), registered),
    ]
    return [(label, printable(text or "-", 400)) for label, text in found]


def _merged(page: PatientPage, clock: Clock) -> Iterator[str]:
    for each in page.merged:
        yield _fact(
            _("Also registered as"),
            _("{id} {name}; merged {time} by {who}: {reason}").format(
                id=medical_id(each.number),
                name=printable(each.full_name, 60),
                time=time_word(each.at, clock),
                who=printable(each.by or _("the console"), 60),
                reason=printable(each.reason, 300),
            ),
        )


def _here(opened: Opened, clock: Clock) -> Iterator[str]:
    """Say where the patient is now: in which queue, in which bed."""
    visit, bed = opened.visit, opened.bed
    if visit is not None:
        said = _("{stage}, checked in {time}").format(
            stage=visit.stage.words, time=time_word(visit.opened_at, clock)
        )
        yield _fact(_("Here now"), printable(said, 200))
    if bed is not None:
        yield _fact(_("Lies in"), bed_word(bed))


def _booked(opened: Opened) -> Iterator[str]:
    for each in opened.booked:
        said = _("{day} {time} with {doctor}: {reason}").format(
            day=f"{each.day:%d/%m/%Y}",
            time=time_text(each.minute),
            doctor=printable(each.doctor_name, 40),
            reason=printable(each.reason, 60) or "-",
        )
        yield _fact(_("Appointment"), said)


def _owed(opened: Opened) -> Iterator[str]:
    if opened.owed:
        sums = sum(each.owed for each in opened.owed)
        said = ngettext("{sum} for {n} thing", "{sum} for {n} things", len(opened.owed))
        text = said.format(sum=money(sums, opened.currency), n=len(opened.owed))
        yield _fact(_("NOT PAID"), text)


def _record(opened: Opened) -> Iterator[str]:
    """Say whether the clinical part is open to somebody whose work it is."""
    if opened.is_closed:
        closed = _("closed: not in care here now. In an emergency e opens it.")
        yield _fact(_("Clinical part"), closed)
    elif opened.access is not None and opened.access.emergency_id is not None:
        yield _fact(_("Clinical part"), _("OPEN in an emergency: it is written down"))


def _visit(visit: VisitLine) -> str:
    ended = Stage(visit.outcome).words if visit.closed_at else _("OPEN")
    point = printable(point_words(visit.point, visit.point_name), _POINT)
    return (
        f"{visit.day} {fitted(point, _POINT)} {printable(visit.reason, 60)} · {ended}"
    )


def _fact(label: str, text: str) -> str:
    return f"{fitted(label, _LABEL)} {text}"
