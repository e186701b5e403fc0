"""What a person left unfinished: told and offered at the next sign-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.base import Dialog, WemaScreen
from screens.dialogs.confirm import Confirm
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.drafts import Draft, DraftGone, drop, mine, take_up
from wema_tui.services.session import Session
from wema_tui.text import printable

_LISTED = 6  # drafts
_CODES = 12


@dataclass(frozen=True)
class Kind:
    """One kind of form that a screen can go on with.

    Attributes:
        in_words: Says what such a draft holds.
        go_on: Brings it back, once it was taken up.
    """

    in_words: Callable[[Draft], str]
    go_on: Callable[[Draft], None]


def offer(
    screen: WemaScreen[None],
    kinds: Mapping[str, Kind],
    when_quiet: Callable[[Callable[[], None]], None],
) -> None:
    """Ask whether to go on with what was left, if anything was.

    Args:
        screen: The person's home.
        kinds: Kind of a form, or its whole name -> how this screen goes on with
            it. Drafts of other forms stay where they are.
        when_quiet: Calls what it is given when a question may be asked.
    """
    session = screen.session

    def show(found: tuple[Draft, ...]) -> None:
        left = [
            (draft, kind)
            for draft in reversed(found)
            if (kind := kinds.get(draft.form) or kinds.get(draft.kind))
        ]
        if left:
            lines = [_line(session, draft, kind) for draft, kind in left]
            question = WorkLeft(lines, _codes([draft for draft, _kind in left]))
            when_quiet(lambda: question.open(screen.app, lambda do: act(left, do)))

    def act(left: list[tuple[Draft, Kind]], do: bool | None) -> None:
        for draft, kind in left:
            if do:
                _go_on(screen, draft, kind)
            elif do is False:
                _throw_away(screen, draft)

    if session.may("own.drafts"):
        screen.ask(lambda: mine(session), show)


class WorkLeft(Dialog[bool]):
    """Says what was left. True goes on, False throws it away, None asks again later.

    Args:
        lines: What was left, one line a draft.
        codes: What is not recorded and would be thrown away.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "go_on", "Go on", id="left.go_on"),
        Binding("f7,alt+7", "throw", "Throw away", id="left.throw"),
        Binding("escape", "cancel", "Later", id="left.later"),
    ]

    def __init__(self, lines: Sequence[str], codes: Sequence[str]) -> None:
        super().__init__()
        self._lines, self._codes = lines, codes

    def compose(self) -> ComposeResult:
        """Lay out what was left, and what can be done about it."""
        with Vertical(classes="dialog wide"):
            yield Label(_("You left work unfinished"), classes="title", markup=False)
            for line in self._lines[-_LISTED:]:
                yield Label(line, classes="problem", markup=False)
            more = len(self._lines) - _LISTED
            if more > 0:
                yield Label(_("and {n} more").format(n=more), markup=False)
            how = _(
                "F2 goes on with it. Nothing is counted twice: what was recorded"
                " after all is told so. Esc leaves it for the next sign-in."
            )
            how = self.wema.with_keys(how, F2="left.go_on")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        text = _(
            "The line was cut, the power went, or you signed out before this was"
            " finished. Only you see it.\n\nF2 brings it back. Esc keeps it: you are"
            " asked again when you sign in. F7 throws it away, after asking; the audit"
            " log then has the codes."
        )
        return self.wema.with_keys(text, F2="left.go_on", F7="left.throw")

    def action_go_on(self) -> None:
        """Go on with all of it."""
        self.leave(True)

    def action_throw(self) -> None:
        """Throw it away, after asking."""
        warning = ""
        if self._codes:
            shown = [printable(code, 24) for code in self._codes[:_CODES]]
            more = len(self._codes) - _CODES
            if more > 0:
                shown.append(_("and {n} more").format(n=more))
            warning = _("These stay NOT RECORDED: {codes}.").format(
                codes=", ".join(shown)
            )
        question = Confirm(_("Throw away what you left?"), warning)
        question.open(self.app, lambda yes: self.leave(False) if yes else None)


def _line(session: Session, draft: Draft, kind: Kind) -> str:
    at = session.clock.at_clinic(draft.changed_at)
    is_today = at.date() == session.clock.today()
    return _("At {time}, {station}: {what}").format(
        time=at.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M"),
        station=printable(draft.station, 60),
        what=kind.in_words(draft),
    )


def _codes(drafts: Sequence[Draft]) -> list[str]:
    codes = (draft.content.get("codes", []) for draft in drafts)
    return [str(code) for some in codes if isinstance(some, list) for code in some]


def _go_on(screen: WemaScreen[Any], draft: Draft, kind: Kind) -> None:
    session, request_id = screen.session, new_request_id()
    screen.ask(lambda: take_up(session, draft.form, request_id=request_id), kind.go_on)


def _throw_away(screen: WemaScreen[Any], draft: Draft) -> None:
    session, request_id = screen.session, new_request_id()

    def failed(error: WemaError) -> None:
        if not isinstance(error, DraftGone):  # then it is as wished
            screen.show_failure(error)

    screen.ask(
        lambda: drop(session, draft.form, "thrown_away", request_id=request_id),
        lambda _nothing: None,
        failed,
    )
