"""Codes as scanners, hands and strangers send them."""
