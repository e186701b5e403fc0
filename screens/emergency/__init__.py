"""Emergency access to a record, and its review."""
