"""Screens about appointments and the hours of doctors."""
