"""What this person may do here and now, by name: for the menu and the jump box."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from textual.binding import ActiveBinding

from screens.base import WemaScreen
from screens.keymap import key_name, what_it_does
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

ChoiceT = TypeVar("ChoiceT")

JUMP = ":"
"""What a line begins with that is an order and no code."""

_NOT_LISTED = ("menu", "jump", "list.", "field.")  # they are how one gets there


class UnknownJump(WemaError):
    """A line behind `:` that names nothing that can be done, or more than one."""

    code = "jump.unknown"


class NoSuchArgument(WemaError):
    """What stands behind the name of a jump means nothing there."""

    code = "jump.argument"


@dataclass(frozen=True)
class Doable:
    """One thing that can be done.

    Attributes:
        name: What is typed behind `:`; one word, the same in every language.
        words: What it does, translated.
        do: Does it. Gets what was typed behind the name, mostly nothing.
        key: Its key as people call it; empty if it has none.
    """

    name: str
    words: str
    do: Callable[[str], Any]
    key: str = ""


def of_screen(screen: WemaScreen[Any]) -> list[Doable]:
    """Return what the keys do that work on *screen* now, each once."""
    found: dict[str, Doable] = {}
    for active in screen.active_bindings.values():
        binding_id = active.binding.id
        if not binding_id or not active.enabled or binding_id in found:
            continue
        if not binding_id.startswith(_NOT_LISTED):
            name = binding_id.rpartition(".")[2]
            do = partial(_act, screen, name, active)
            key = key_name(active.binding.key)
            words = what_it_does(binding_id, active.binding.description)
            found[binding_id] = Doable(name, words, do, key)
    return list(found.values())


def _act(
    screen: WemaScreen[Any], name: str, active: ActiveBinding, argument: str
) -> None:
    if argument and screen.do_with(name, argument):
        return
    if argument:
        said = _(":{name} takes nothing behind it.").format(name=name)
        raise NoSuchArgument(said, hint=_("Type it alone."))
    namespace, _dot, action = active.binding.action.rpartition(".")
    node = screen.app if namespace == "app" else active.node
    getattr(node, f"action_{action}")()


def resolve(line: str, names: Collection[str]) -> tuple[str, str]:
    """Say which of *names* a line means, and what stands behind it.

    The beginning of a name is enough where no other begins so.

    Args:
        line: As typed, with or without its `:`.
        names: What can be done.

    Returns:
        The name, and the rest of the line without spaces around it.

    Raises:
        UnknownJump: None of them, or more than one.

    >>> resolve(":sto amox", ["stock", "lock"])
    ('stock', 'amox')
    """
    typed, _space, argument = line.strip().removeprefix(JUMP).strip().partition(" ")
    typed = typed.casefold()
    meant = [typed] if typed in names else [n for n in names if n.startswith(typed)]
    if typed and len(meant) == 1:
        return meant[0], argument.strip()
    problem = _("There is no command :{name}.")
    if typed and meant:
        problem = _(":{name} could mean more than one command.")
    known = " ".join(f"{JUMP}{name}" for name in sorted(meant or names))
    raise UnknownJump(
        problem.format(name=printable(typed, 24)),
        hint=_("Known here: {all}").format(all=known),
    )


def one_of(names: Mapping[ChoiceT, Sequence[str]], typed: str) -> ChoiceT:
    """Return the one choice of which a name begins as typed behind a command.

    Args:
        names: Choice -> what it may be called; the first is told where it is asked.
        typed: Large or small letters.

    Raises:
        NoSuchArgument: None of them, or more than one.
    """
    meant = [
        choice
        for choice, known in names.items()
        if any(name.casefold().startswith(typed.casefold()) for name in known)
    ]
    if len(meant) != 1:
        raise NoSuchArgument(
            _("{name} is none of them, or more than one.").format(
                name=printable(typed, 24)
            ),
            hint=_("Known here: {all}").format(
                all=", ".join(names[choice][0] for choice in meant or names)
            ),
        )
    return meant[0]
