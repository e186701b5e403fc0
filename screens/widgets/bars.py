"""A bar chart of text: the amount stands beside each bar, for who sees no bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text

from screens.widgets.fitted import fitted

_FULL = "█"  # `#` where there is only ASCII
_LEAST = 8  # columns of a name


def bar_lines(
    bars: Sequence[tuple[str, int]],
    width: int,
    told_as: Callable[[int], str] = "{:,}".format,
) -> list[Text]:
    """Return a line for each bar: its name, its amount, and so many blocks.

    The largest fills the width. What is not nothing has a block at least.

    Args:
        bars: Name and amount.
        width: Columns.
        told_as: Writes an amount.

    >>> for line in bar_lines([("Mon", 1500), ("Tue", 3000), ("Wed", 1)], 18):
    ...     print(line)
    Mon  1,500  ███
    Tue  3,000  ██████
    Wed      1  █
    """
    amounts = [told_as(amount) for _name, amount in bars]
    column = max(map(len, amounts), default=0)
    longest = max((len(name) for name, _amount in bars), default=0)
    names = min(longest, max(_LEAST, width - column - 4))
    room = max(0, width - names - column - 4)
    most = max((amount for _name, amount in bars), default=0)
    lines = []
    for (name, amount), told in zip(bars, amounts, strict=True):
        blocks = max(1, round(amount * room / most)) if amount > 0 else 0
        line = f"{fitted(name, names)}  {told:>{column}}  {_FULL * min(blocks, room)}"
        lines.append(Text(line.rstrip(), no_wrap=True))
    return lines
