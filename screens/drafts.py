"""Keeps what open forms hold: while somebody types, and once more at the end.

A form says its name and what it holds; the rest happens here. Two seconds after
the last key, and at least every ten while the typing goes on, what is new is put
on the disk, behind everything that was asked of the database before. So a power
cut costs a few seconds of typing, and typing costs no write for each key.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from screens.timing import call_after
from wema_tui.database_thread import DatabaseThread
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.drafts import (
    Content,
    Draft,
    DraftGone,
    DraftTooLong,
    Why,
    drop,
    keep,
)
from wema_tui.services.session import Session, SessionEnded
from wema_tui.services.trouble import DatabaseTrouble
from wema_tui.text import printable

if TYPE_CHECKING:
    from textual.app import App

logger = logging.getLogger(__name__)

_PAUSE = 2.0  # seconds without a key until what was typed is kept
_LONGEST = 10.0  # seconds that typing without a pause may stay unkept

Say = Callable[[], Content | None]


@dataclass
class _Watched:
    """One thing that is being kept.

    Attributes:
        session: Whose it is.
        form: Its name, of the draft too.
        snapshot: Called on the screen's side; returns what says, on the database
            thread, what is to be kept then: None for nothing.
        kept: What is on the disk; the database thread's own.
        instead_of: Older drafts that are in this one too, and go with the next keep.
        since: When it changed and was not kept yet; None while all is kept.
        due: When to keep it at the latest.
        is_waiting: A timer runs.
        is_under_way: The database thread is at it.
    """

    session: Session
    form: str
    snapshot: Callable[[], Say]
    kept: Content | None = None
    instead_of: list[str] = field(default_factory=list)
    since: float | None = None
    due: float = 0.0
    is_waiting: bool = False
    is_under_way: bool = False


class DraftDesk:
    """Keeps the drafts of whoever is signed in.

    Args:
        app: The application: for its timers and notes.
        database: Keeps, in order with everything else.
    """

    def __init__(self, app: App[Any], database: DatabaseThread) -> None:
        self._app, self._database = app, database
        self._watched: dict[str, _Watched] = {}
        self._taken: dict[str, Content] = {}

    def watch(
        self,
        session: Session,
        form: str,
        snapshot: Callable[[], Say],
        kept: Content | None = None,
    ) -> None:
        """Keep *form* from now on, until `let_go` or `end`.

        Args:
            session: Whose it is.
            form: Its name.
            snapshot: See `_Watched`.
            kept: What is on the disk already.
        """
        self._watched[form] = _Watched(session, form, snapshot, kept)

    def open_form(self, session: Session, form: str) -> FormDraft:
        """Return the draft of a form that opens, with what was taken up of it."""
        return FormDraft(self, session, form, self._taken.pop(form, None))

    def take(self, draft: Draft) -> None:
        """Have a draft ready for the form that opens next under its name."""
        self._taken[draft.form] = draft.content

    def moved(self, form: str, old: str) -> None:
        """Drop the draft *old* with the next keeping of *form*: it is in there too."""
        if form in self._watched:
            self._watched[form].instead_of.append(old)

    def changed(self, form: str, *, at_once: bool = False) -> None:
        """Note that *form* holds something new.

        Args:
            form: Its name; one that is not watched any more is passed over.
            at_once: Do not wait for a pause.
        """
        watched = self._watched.get(form)
        if watched is None:
            return
        now, pause = time.monotonic(), 0.0 if at_once else _PAUSE
        if watched.since is None:
            watched.since, watched.due = now, now + pause
        elif watched.due > now:  # what is due already is not put off
            watched.due = min(now + pause, watched.since + _LONGEST)
        self._when_due(watched)

    def let_go(self, form: str, why: Why) -> None:
        """Keep *form* no more, and drop its draft: it was saved or given up."""
        watched = self._watched.pop(form, None)
        if watched is not None:
            request_id = new_request_id()
            self._database.run_unseen(lambda: _drop(watched, why, request_id))

    def keep_all(self) -> None:
        """Keep everything now. It is on its way; nobody waits for it here."""
        for watched in self._watched.values():
            self._keep(watched)

    def end(self) -> None:
        """Keep everything for the last time: the person leaves, or was cut off."""
        self.keep_all()
        self._watched.clear()
        self._taken.clear()

    def _when_due(self, watched: _Watched) -> None:
        """Keep it if it is due, else look again when it is."""
        if self._watched.get(watched.form) is not watched or watched.since is None:
            return
        left = watched.due - time.monotonic()
        if left <= 0 and not watched.is_under_way:
            self._keep(watched)
        elif not watched.is_waiting and not watched.is_under_way:
            watched.is_waiting = True
            call_after(self._app, left, lambda: self._time_is_up(watched))

    def _time_is_up(self, watched: _Watched) -> None:
        watched.is_waiting = False
        self._when_due(watched)

    def _keep(self, watched: _Watched) -> None:
        watched.since, watched.is_under_way = None, True
        say, old = watched.snapshot(), tuple(watched.instead_of)
        watched.instead_of.clear()
        done = self._database.submit(lambda: _write(watched, say, old))
        done.add_done_callback(lambda done: self._tell(watched, old, done))

    def _tell(
        self, watched: _Watched, old: tuple[str, ...], done: Future[Draft | None]
    ) -> None:
        """Go on on the screen's side, if there still is one."""
        with suppress(RuntimeError):  # the program has ended
            self._app.call_later(self._told, watched, old, done)

    def _told(
        self, watched: _Watched, old: tuple[str, ...], done: Future[Draft | None]
    ) -> None:
        watched.is_under_way = False
        error = done.exception()
        if error is None:
            self._say_replaced(watched, done.result())
            self._when_due(watched)
        elif isinstance(error, DatabaseTrouble):
            watched.instead_of.extend(old)
            self.changed(watched.form)  # again in a moment
        elif isinstance(error, DraftTooLong):
            self._app.notify(
                error.hint, title=error.message, severity="error", markup=False
            )
        elif not isinstance(error, SessionEnded):  # the next scan or save tells that
            logger.error("a draft could not be kept", exc_info=error)

    def _say_replaced(self, watched: _Watched, before: Draft | None) -> None:
        if before is not None:
            at = watched.session.clock.at_clinic(before.changed_at)
            self._app.notify(
                _("The draft of {time}, {station}, is replaced by this one.").format(
                    time=at.strftime("%H:%M"), station=printable(before.station, 60)
                ),
                severity="warning",
                timeout=15,
                markup=False,
            )


class OpenForm(Protocol):
    """Where a form puts what was typed so far.

    Attributes:
        typed: Box -> text, to begin with.
        request_id: For saving the form: the same after the power was gone.
    """

    typed: Mapping[str, str]
    request_id: str

    def changed(self, typed: Mapping[str, str]) -> None:
        """Note what the boxes hold now."""

    def done(self, why: Why) -> None:
        """Drop it: the form was saved or given up."""


class FormDraft:
    """The draft of one open form. What was only looked at is not kept.

    Args:
        desk: Keeps it.
        session: Whose it is.
        form: Its name.
        content: What was left the last time, if the person goes on with it.
    """

    def __init__(
        self, desk: DraftDesk, session: Session, form: str, content: Content | None
    ) -> None:
        self._desk, self._form, self._content = desk, form, content
        self.typed: Mapping[str, str] = texts(content and content.get("typed"))
        known = content and content.get("request_id")
        self.request_id = known if isinstance(known, str) else new_request_id()
        desk.watch(session, form, self._snapshot, content)

    def changed(self, typed: Mapping[str, str]) -> None:
        """Note what the boxes hold now."""
        self._content = {"typed": dict(typed), "request_id": self.request_id}
        self._desk.changed(self._form)

    def done(self, why: Why) -> None:
        """Drop it: the form was saved or given up."""
        self._desk.let_go(self._form, why)

    def _snapshot(self) -> Say:
        content = self._content
        return lambda: content


def texts(kept: Any) -> dict[str, str]:
    """Return what a draft says about boxes: only what can be in one."""
    boxes = kept if isinstance(kept, dict) else {}
    return {name: text for name, text in boxes.items() if isinstance(text, str)}


# -- on the database thread ----------------------------------------------------------


def _write(watched: _Watched, say: Say, old: tuple[str, ...]) -> Draft | None:
    """Bring the disk up to date; return another terminal's draft that this replaced."""
    content, before = say(), None
    if content is None:
        _drop(watched, "settled", new_request_id())
    elif content != watched.kept or old:
        before = keep(watched.session, watched.form, content, instead_of=old)
    watched.kept = content
    return before


def _drop(watched: _Watched, why: Why, request_id: str) -> None:
    if watched.kept is not None:
        with suppress(DraftGone):  # at another terminal of the same person
            drop(watched.session, watched.form, why, request_id=request_id)
