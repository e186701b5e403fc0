"""The clinic as a whole: found it, open it, check it."""
