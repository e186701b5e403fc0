"""The dashboard's parts as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from rich.text import Text

from screens.places import PLACES
from screens.widgets.bars import bar_lines
from screens.widgets.fitted import fitted
from wema_tui.i18n import _, ngettext
from wema_tui.money import money
from wema_tui.services.clinic.figures.dashboard import Dashboard
from wema_tui.services.clinic.figures.parts import (
    Alert,
    Figure,
    Severity,
    Unit,
    Waiting,
)
from wema_tui.services.clinic.figures.revenue import Revenue
from wema_tui.services.clinic.figures.spans import Step
from wema_tui.text import printable

_NUMBER = 11  # columns: 99,999,999
_NAME = 16  # columns at least: where there is less, earlier days are left out
_PLACE = 14
_LONG = 2_000  # characters: a list of names is cut by the screen, not before


def waiting_lines(waiting: Sequence[Waiting], width: int) -> list[Text]:
    """Return what waits for this person, and where it is decided."""
    known = {place.name for place in PLACES}
    lines = []
    for each in waiting:
        where = f":{each.place}" if each.place in known else ""
        words = fitted(f"> {each.words}", max(8, width - _PLACE))
        lines.append(Text(words + where, style="bold", no_wrap=True))
    return lines


def stale_lines(shown: Dashboard, why: str, width: int) -> list[Text]:
    """Return the line that says from when everything below it is."""
    words = _("As it was at {time}: {why}").format(
        time=shown.read_at.strftime("%H:%M"), why=printable(why, 200)
    )
    return [Text(fitted(words, width).rstrip(), style="bold reverse", no_wrap=True)]


def figure_lines(shown: Dashboard, has_titles: bool, width: int) -> list[Text]:
    """Return the appointments, and the figures of today, yesterday and a week ago."""
    heading = _in_columns(
        _("Up to this time of the day"),
        (_("today"), _("yesterday"), _("a week ago")),
        width,
    )
    lines = []
    if shown.appointments is not None:
        a = shown.appointments
        words = _(
            "Appointments: {scheduled} scheduled, {walk_in} walk-in, {done} done,"
            " {missed} missed"
        )
        lines.append(Text(fitted(words.format(**vars(a)), width).rstrip()))
    lines.append(Text(heading, style="dim", no_wrap=True))
    for group in shown.groups:
        if has_titles:
            lines.append(Text(fitted(group.title, width).rstrip(), style="bold"))
        for figure in group.figures:
            lines.append(_figure_line(figure, shown.currency, width))
    return lines


def _figure_line(figure: Figure, currency: str, width: int) -> Text:
    name, told_as = figure.name, "{:,}".format
    if figure.unit is Unit.MONEY:
        name = f"{name} ({printable(currency, 8)})"
        told_as = partial(money, currency=currency)
    numbers = (figure.today, figure.yesterday, figure.week_ago)
    told = ["" if number is None else told_as(number) for number in numbers]
    return Text(_in_columns(f" {name}", told, width).rstrip(), no_wrap=True)


def _in_columns(name: str, cells: Sequence[str], width: int) -> str:
    many = max(1, min(len(cells), (width - _NAME) // _NUMBER))
    columns = "".join(f"{cell:>{_NUMBER}.{_NUMBER}}" for cell in cells[:many])
    return fitted(name, max(1, width - len(columns))) + columns


def alert_lines(alerts: Sequence[Alert], more: str, width: int) -> list[Text]:
    """Return one line for each alert, and what is said of the others, if any."""
    words = [*map(_marked, alerts), *([f"    {more}"] if more else [])]
    return [Text(fitted(each, width).rstrip(), no_wrap=True) for each in words]


def alerts_in_full(alerts: Sequence[Alert]) -> list[str]:
    """Return every alert with all its words, and what to do."""
    if not alerts:
        return [_("There are no alerts.")]
    told = (f"{_marked(each)}\n   {each.remedy}" for each in alerts)
    return "\n\n".join(told).splitlines()


def _marked(alert: Alert) -> str:
    sign = "!!" if alert.severity is Severity.CRITICAL else " !"
    return f"{sign} {printable(alert.words, _LONG)}"


def feed_lines(shown: Dashboard, width: int) -> list[Text]:
    """Return who did what, the newest first; of an earlier day with its date."""
    lines = [Text(_("Who did what"), style="bold")] if shown.feed else []
    for act in shown.feed:
        is_today = act.at.date() == shown.read_at.date()
        time = act.at.strftime("%H:%M" if is_today else "%d/%m")
        line = fitted(f"{time} {printable(act.sentence, 240)}", width)
        lines.append(Text(line.rstrip(), no_wrap=True))
    return lines


def revenue_heading(shown: Revenue, by_department: bool) -> str:
    """Return what the chart is of."""
    many = len(shown.starts)
    span = {
        Step.DAY: ngettext("{n} day", "{n} days", many),
        Step.WEEK: ngettext("{n} week", "{n} weeks", many),
        Step.MONTH: ngettext("{n} month", "{n} months", many),
    }[shown.step].format(n=many)
    words = _("Revenue by department, the last {span} ({currency})")
    if not by_department:
        words = _("Revenue of the last {span} ({currency})")
    return words.format(span=span, currency=printable(shown.currency, 8))


def revenue_lines(shown: Revenue, by_department: bool, width: int) -> list[Text]:
    """Return the chart: a bar for each time, or for each department."""
    told_as = partial(money, currency=shown.currency)
    if by_department:
        sums = {title: sum(amounts) for title, amounts in shown.departments.items()}
        return bar_lines(list(sums.items()), width, told_as)
    names = [start_in_words(shown.step, start) for start in shown.starts]
    return bar_lines(list(zip(names, shown.totals, strict=True)), width, told_as)


def start_in_words(step: Step, start: date) -> str:
    """Return how a bar is called: the day, the Monday of the week, the month."""
    if step is Step.MONTH:
        return f"{start:%Y-%m}"
    weekday = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return f"{weekday[start.weekday()]} {start:%Y-%m-%d}"
