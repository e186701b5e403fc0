"""Wards and beds: who lies where, from when to when."""
