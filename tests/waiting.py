"""Waiting for what other processes do."""

import time

PATIENCE = 60.0  # seconds: only a test that fails waits so long, a busy machine may


def wait_until(condition, *, what, seconds=PATIENCE):
    """Return as soon as *condition()* holds, or fail naming *what* was missing."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.01)
