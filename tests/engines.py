"""The databases that the tests run on: both, unless WEMA_TEST_ENGINES chooses."""

import os

ENGINES = ("sqlite", "postgresql")


def chosen_engines():
    """Return the engines to test on, from WEMA_TEST_ENGINES=sqlite,postgresql.

    A word that is no engine is an error: nothing tested must not look green.
    """
    chosen = os.environ.get("WEMA_TEST_ENGINES", ",".join(ENGINES)).split(",")
    if unknown := set(chosen) - set(ENGINES):
        raise ValueError(
            f"WEMA_TEST_ENGINES: expected some of {ENGINES}, got {unknown}"
        )
    return tuple(chosen)
