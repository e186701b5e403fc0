"""On what it was measured: a number without its machine says nothing."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from db.sqlite import library_version


def description() -> str:
    """Return the machine in a few lines."""
    sqlite = ".".join(map(str, library_version()))
    return "\n".join(
        (
            f"{_processor()}, {os.cpu_count()} cores, Linux {platform.release()}",
            f"Python {platform.python_version()}, SQLite {sqlite}",
            f"load before: {os.getloadavg()[0]:.1f}; fsync: {_fsync():.2f} ms",
        )
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _fsync() -> float:
    """Return what the disk takes to keep 4 kB, in milliseconds, the middle of 50."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _nth in range(50):
            file.write(bytes(4096))
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
