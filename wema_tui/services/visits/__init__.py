"""Visits: checking in, who waits where, sending on, and how a visit ends."""
