"""Measure what must be fast: start-up, memory, one scan, many scans."""

from __future__ import annotations

import argparse

from benchmarks import (
    bytes,
    commits,
    figures,
    log,
    machine,
    memory,
    patients,
    scans,
    slow_line,
    startup,
)

ALL = {
    "startup": startup.run,
    "memory": memory.run,
    "scans": scans.run,
    "bytes": bytes.run,
    "slow_line": slow_line.run,
    "commits": commits.run,
    "figures": figures.run,
    "log": log.run,
    "patients": patients.run,
}


def main() -> None:
    """Run the benchmarks that were asked for, else all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(ALL))
    parser.add_argument("--quick", action="store_true", help="less exact, sooner")
    parser.add_argument(
        "--size", type=int, metavar="N", help="patients: only among so many"
    )
    args = parser.parse_args()
    if unknown := set(args.names) - set(ALL):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    print(machine.description())
    for name in args.names or ALL:
        options = {"size": args.size} if name == "patients" else {}
        ALL[name](quick=args.quick, **options)


if __name__ == "__main__":
    main()
