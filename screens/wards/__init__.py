"""Wards: who lies where, admit, move, discharge, and the census."""
