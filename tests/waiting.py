"""Waiting for what other processes do."""

import time


def wait_until(condition, *, what, seconds=10.0):
    """Return as soon as *condition()* holds, or fail naming *what* was missing."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.01)
