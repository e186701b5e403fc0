"""Several people at the same moment."""

from threading import Barrier, Thread

from wema_tui.errors import WemaError


def at_once(*calls, store=None):
    """Run *calls* in threads that start together; return what each came to, sorted.

    That is the name of the result's class or of the `WemaError`; any other error
    fails the test.
    """
    outcomes, surprises, start = [], [], Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            outcomes.append(type(call()).__name__)
        except WemaError as error:
            outcomes.append(type(error).__name__)
        except BaseException as error:
            surprises.append(error)
        finally:
            if store is not None:
                store.release()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert surprises == []
    return sorted(outcomes)
