"""Patients: who they are, which records are the same person, who looked at them."""
