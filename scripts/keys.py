"""Write the page about keys, docs/keys.md, from the keys themselves: make keys."""

from __future__ import annotations

from pathlib import Path

from screens.keymap import key_name, what_it_does
from screens.remapping import BOX_KEYS, KeyRow, key_table

PAGE = Path(__file__).parents[1] / "docs/keys.md"

_HEAD = """# Every key

Made by `make keys` from the program itself. **F1** shows the keys that work where you
are, **F10** lists what you may do there, by name.

- The same key means the same everywhere: F1 help, F2 save or confirm, F3 find, F10
  menu, Esc one step back. F4 and F9 are kept for filter and print.
- **Alt and the digit** is the same as the F-key, for terminals and lines that lose
  F-keys: Alt+7 is F7, Alt+0 is F10. In tmux say `set -s escape-time 20`: otherwise it
  takes Esc and then a digit for Alt and the digit.
- **:** and a short name does it too: `:lock`, `:stock amox`, `:mode count`, `:out` to
  sign out. The short name is the last part of the id below; its beginning is enough.
  In the scan field type the line and press Enter. Elsewhere `:` opens a box for it,
  where no other box has the cursor.
- Enter goes to the next field, and from the last one saves. It never does anything
  dangerous: a scanner presses Enter.
- Letters and signs are keys only where there is no box to type into.

| key | does | where | id |
| --- | --- | --- | --- |
"""

_TAIL = """
## Other keys

Put the id and its keys into `wema.toml`. The first one is shown on the screen. Give
all computers of the clinic the same keys: people change places.

    [keys]
    "scan.undo" = "f7, alt+u"
    "lock" = "ctrl+n"

What cannot work is refused when WEMA starts, in one line that says why:

- two things on one key of one screen; the line names both;
- a name that is no id, a key that is none;
- Ctrl with B, C, D, H, I, J, M, Q, S or Z: a line or a scanner sends it for something
  else;
- a key that edits the text in a box: {box}.
"""


def page() -> str:
    """Return the page."""
    lines = "".join(_line(row) for row in key_table())
    names = sorted(key_name(key) for key in BOX_KEYS if "super" not in key)
    text = _TAIL.format(box=", ".join(names))
    return _HEAD + lines + text


def _line(row: KeyRow) -> str:
    keys = ", ".join(key_name(key) for key in row.keys)
    words = what_it_does(row.id, row.words)
    return f"| {keys} | {words[0].lower()}{words[1:]} | {row.where} | `{row.id}` |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
