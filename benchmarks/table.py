"""How long something takes, and results as a table of plain text."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

_TIMES = 15


def show(title: str, heading: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; the first column is text, the others are numbers."""
    cells = [list(heading), *[[_text(value) for value in row] for row in rows]]
    widths = [max(len(row[n]) for row in cells) for n in range(len(heading))]
    print(f"\n{title}\n")
    for nth, row in enumerate(cells):
        first, *others = zip(row, widths, strict=True)
        line = [
            first[0].ljust(first[1]),
            *[text.rjust(width) for text, width in others],
        ]
        print("  " + "  ".join(line).rstrip())
        if nth == 0:
            print("  " + "  ".join("-" * width for width in widths))


def _text(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def milliseconds(call: Callable[[], object]) -> list[float]:
    """Return how long *call* takes: the middle of several, and the worst."""
    call()  # compiles the queries
    taken = []
    for _nth in range(_TIMES):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return [sorted(taken)[_TIMES // 2], max(taken)]
