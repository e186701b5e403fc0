"""Whether a password is among those that guessing begins with. Pure."""

from __future__ import annotations

from wema_tui.data.common_passwords import common_passwords

SHORTEST = 4  # letters or digits in a word, a run or what is repeated

_DIGITS = "1234567890"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "".join(_ROWS), *_ROWS)
# Of digits any password can be made: round and round.
_ALL_RUNS = tuple(run[::step] for run in (_DIGITS * 13, *_RUNS) for step in (1, -1))
_LETTERS_FOR = str.maketrans("013457@$!", "oieastasi")


def is_common(password: str) -> bool:
    """Return whether *password* is a common word or a run of keys, dressed up or not.

    That is also the word with digits and signs around it, with signs for letters,
    or over and over again. Several different words in a row are a good password,
    however common each is.

    >>> is_common("P@ssw0rd-2024!"), is_common("maji ya kunywa safi")
    (True, False)
    """
    folded = password.casefold()
    if len(set(folded)) <= 3:
        return True
    dressed_up = _without_ends(folded).translate(_LETTERS_FOR)
    forms = (
        "".join(filter(str.isalnum, folded)),
        "".join(filter(str.isalpha, folded)),
        "".join(filter(str.isalpha, dressed_up)),
    )
    return any(_is_known(form) or _is_known(_repeated(form)) for form in forms)


def _is_known(text: str) -> bool:
    return len(text) >= SHORTEST and (
        text in common_passwords() or any(text in run for run in _ALL_RUNS)
    )


def _without_ends(text: str) -> str:
    """Return *text* from its first letter to its last."""
    places = [place for place, sign in enumerate(text) if sign.isalpha()]
    return text[places[0] : places[-1] + 1] if places else ""


def _repeated(text: str) -> str:
    """Return what *text* is made of over and over again, or all of it."""
    for size in range(1, len(text) // 2 + 1):
        if text[size:] == text[:-size]:
            return text[:size]
    return text
