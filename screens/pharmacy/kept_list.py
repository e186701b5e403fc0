"""What is not recorded, as a draft keeps it, and how it comes back.

Each scan comes back with the request id that it had, with its mode, amount and
reason. Whether it was recorded after all, which nobody knew when the line broke,
the database tells when it is tried again: it can never count twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from screens.drafts import texts
from screens.pharmacy import questions
from screens.pharmacy.carry_out import Refused, Task
from screens.pharmacy.under_way import Answered
from screens.widgets.attention import Problem, heading
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import MAX_CODE
from wema_tui.services.drafts import Content, Draft
from wema_tui.services.pharmacy.counter import CancelSaid, FinishSaid, UndoSaid
from wema_tui.services.pharmacy.kept_orders import kept_order, order_again
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.session import SessionEnded
from wema_tui.services.trouble import DatabaseTrouble

KIND: Final = "pharmacy.not_recorded"

_KINDS: Final[dict[type[Any], str]] = {
    Refused: "refused",
    UndoSaid: "undo",
    FinishSaid: "finish",
    CancelSaid: "cancel",
}


class Left(WemaError):
    """Why something was not done, as it was said in an earlier session.

    Attributes:
        is_tried: It is tried once by itself when the person goes on.
    """

    def __init__(self, message: str, *, hint: str, code: str, is_tried: bool) -> None:
        super().__init__(message, hint=hint)
        self.code, self.is_tried = code, is_tried


class CannotGoOn(WemaError):
    """A line that cannot be read any more: only its code is left."""

    code = "pharmacy.cannot_go_on"

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be tried again as it was."),
            hint=_("Look at your last movements; scan it again if it is not there."),
        )


def kept(problem: Problem) -> dict[str, Any]:
    """Return one line of the list as plain values."""
    error = problem.error
    return {
        "code": _cut(problem.code),
        "is_scan": problem.is_scan,
        "typed": dict(problem.typed),
        "task": _kept_task(problem.task),
        "error": {"message": error.message, "hint": error.hint, "code": error.code},
        "is_tried": _is_tried(problem),
    }


def content(
    lines: Sequence[dict[str, Any]], waiting: Sequence[Answered]
) -> Content | None:
    """Return what is to be kept: the list, and what has failed since.

    On the database thread, behind all of *waiting*: each has an outcome.

    Args:
        lines: The list, as `kept` returns it.
        waiting: Tasks whose outcome the screen does not know yet.
    """
    outcomes = {each.task.request_id: each.failure() for each in waiting}
    found = [line for line in lines if _request_id(line) not in outcomes]
    found += [kept(problem) for problem in outcomes.values() if problem is not None]
    if not found:
        return None
    return {"lines": found, "codes": [x["code"] for x in found if x["is_scan"]]}


def brought_back(draft: Draft) -> list[Problem]:
    """Return the lines of a draft, as far as they can be read."""
    lines = draft.content.get("lines")
    return [_problem(line) for line in (lines if isinstance(lines, list) else [])]


def in_words(draft: Draft) -> str:
    """Say what a draft of this kind holds: `3 scans NOT RECORDED`."""
    problems = brought_back(draft)
    words = [heading(problems)]
    if any(any(problem.typed.values()) for problem in problems):
        words.append(_("a form half filled"))
    return ", ".join(words)


def _problem(line: Any) -> Problem:
    try:
        error, is_tried = line["error"], line["is_tried"] is True
        return Problem(
            str(line["code"]),
            Left(
                str(error["message"]),
                hint=str(error["hint"]),
                code=str(error["code"]),
                is_tried=is_tried,
            ),
            _task(line["task"]),
            is_scan=line["is_scan"] is True,
            typed=texts(line["typed"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        code = line.get("code", "?") if isinstance(line, dict) else "?"
        return Problem(str(code), CannotGoOn())


def _is_tried(problem: Problem) -> bool:
    """Return whether going on tries it by itself.

    What asks a question asks it anew, with the shelf as it is then. What only met
    a database in trouble or a session that had ended was to be recorded anyway.
    All else a person has to decide: they may have dealt with it otherwise.
    """
    error = problem.error
    if isinstance(error, Left):
        return error.is_tried
    is_passing = isinstance(error, SessionEnded) or (
        isinstance(error, DatabaseTrouble) and error.is_passing
    )
    return questions.is_question(problem) or (is_passing and problem.order is not None)


def _kept_task(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    if isinstance(task, ScanOrder):
        return {"kind": "scan", **kept_order(task)}
    return {
        "kind": _KINDS[type(task)],
        "mode": str(task.mode),
        "request_id": task.request_id,
    }


def _task(plain: Mapping[str, Any] | None) -> Task | None:
    if plain is None:
        return None
    if plain["kind"] == "scan":
        return order_again(plain)
    mode, request_id = Mode(plain["mode"]), str(plain["request_id"])
    if plain["kind"] == "refused":
        return Refused(CannotGoOn(), mode, request_id)
    if plain["kind"] == "undo":
        return UndoSaid(mode, request_id)
    return (FinishSaid if plain["kind"] == "finish" else CancelSaid)(mode, request_id)


def _request_id(line: Mapping[str, Any]) -> str:
    return str((line["task"] or {}).get("request_id", ""))


def _cut(code: str) -> str:
    """Return as much of a code as anybody looks at; the rest is never read."""
    return code[: MAX_CODE + 1]
