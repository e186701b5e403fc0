"""What must be fast, measured. Run with `make bench`; see docs/benchmarks.md.

Nothing here passes or fails: numbers are for people to compare, on one machine,
in one run.
"""
