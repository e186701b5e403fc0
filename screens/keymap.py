"""How keys are called, in which order they are shown, which may be given out.

What each key does stands in the `BINDINGS` of the screens, each with an id. Who
wants another key puts the id into `[keys]` of wema.toml, see `screens.remapping`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import punctuation

from textual.keys import _character_to_key

from wema_tui.i18n import _

_NAMES = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
_SIGNS = {_character_to_key(sign): sign for sign in punctuation}
_FUNCTION_KEY = re.compile(r"f(\d+)")
_BEFORE_F10 = 9.5


def key_name(key: str) -> str:
    """Return what is printed on the key: `F7`, `Alt+7`, `Ctrl+L`, `Esc`.

    >>> [key_name(key) for key in ("f7", "alt+7", "ctrl+l", "slash", "shift+tab")]
    ['F7', 'Alt+7', 'Ctrl+L', '/', 'Shift+Tab']
    """
    *modifiers, last = key.split("+")
    name = _NAMES.get(last) or sign_of(last) or last.capitalize()
    if not modifiers:
        return name
    return "+".join([*(word.capitalize() for word in modifiers), name.capitalize()])


def sign_of(key: str) -> str:
    """Return the letter or sign that a key types; empty for every other key."""
    return key if len(key) == 1 else _SIGNS.get(key, "")


def place_in_row(key: str) -> float:
    """Return where a key is shown: function keys by their number, Esc before F10."""
    if key == "escape":
        return _BEFORE_F10
    number = _FUNCTION_KEY.fullmatch(key)
    return float(number[1]) if number else 99.0


def what_it_does(binding_id: str, otherwise: str) -> str:
    """Return what a key does in some words more than the footer has room for.

    Args:
        binding_id: Of the binding.
        otherwise: Its description, which says enough for most.
    """
    return {
        "help": _("Help for where you are"),
        "menu": _("Menu: all that you may do here"),
        "jump": _("Do something by its short name"),
        "stock": _("Stock: what is on hand, by name"),
        "scan.finish": _("Finish the delivery, or post the count"),
        "scan.find": _("Find a medicine without a code"),
        "scan.mode": _("Mode: choose what a scan does"),
        "scan.undo": _("Undo the last movement"),
        "scan.deal": _("Deal with what is NOT RECORDED"),
        "scan.forget": _("Forget a half-typed code or amount"),
        "sign_in.register": _("Register: make an account of your own"),
        "users.new": _("New account"),
        "user.close": _("Close the account"),
        "user.reopen": _("Open the account again"),
        "user.code": _("Code: six digits for a new password"),
        "reception.check_in": _("Check in: a visit begins"),
        "reception.boards": _("Queues: who waits where"),
        "patient.card": _("Print the card"),
        "queue.next": _("Call the next patient"),
        "queue.call": _("Call this patient, out of turn"),
        "queue.back": _("Back to the queue: take a call back"),
        "queue.send": _("Send on to another service point"),
        "queue.done": _("Done here: the patient has been seen"),
        "queue.left": _("Left without being seen"),
        "queue.end": _("End the visit"),
        "queue.urgency": _("Urgency: say how urgent it is"),
        "doctor.point": _("My room: the service point where I work"),
    }.get(binding_id, otherwise)


_IN_SENTENCES = {
    "F1": "help",
    "F2": "scan.finish",
    "F3": "scan.find",
    "F6": "scan.mode",
    "F7": "scan.undo",
    "F8": "scan.deal",
    "F10": "menu",
    "Ctrl+L": "lock",
    "Ctrl+T": "scanner",
}


def with_keys(sentence: str, keymap: Mapping[str, str], ids: Mapping[str, str]) -> str:
    """Return *sentence* with the keys that were given out anew.

    Args:
        sentence: Names keys as they come: `F8`. Below the screens nobody knows more.
        keymap: Id -> its keys, for those that were changed.
        ids: What a key does where the sentence is shown, if not on the scan screen.

    >>> with_keys("F8: deal with it.", {"scan.deal": "f12,alt+d"}, {})
    'F12: deal with it.'
    """
    if not keymap:
        return sentence

    def todays(found: re.Match[str]) -> str:
        binding_id = ({**_IN_SENTENCES, **ids}).get(found[0], "")
        keys = keymap.get(binding_id)
        return key_name(keys.split(",")[0]) if keys else found[0]

    return re.sub(r"\b(?:F\d+|Ctrl\+[A-Z])\b", todays, sentence)
