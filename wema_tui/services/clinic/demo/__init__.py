"""The demo clinic: months of invented work, done through the real services.

Staff sign in, deliveries come, patients get their medicines, wards fetch stock,
things break, shelves are counted. Every movement goes through the same verbs,
ledger and audit chain as a real one, so that all checks hold on it.
"""

from wema_tui.services.clinic.demo.making import make_demo
from wema_tui.services.clinic.demo.plan import (
    Demo,
    DemoCode,
    DemoPlan,
    DemoUser,
    UnusablePlan,
)

__all__ = ["Demo", "DemoCode", "DemoPlan", "DemoUser", "UnusablePlan", "make_demo"]
