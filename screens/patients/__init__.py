"""Patients: find, register, look at, correct and merge them."""
