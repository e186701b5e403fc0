"""The audit trail: one chained entry for each write, and its verifier."""
