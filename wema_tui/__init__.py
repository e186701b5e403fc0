"""WEMA: a hospital management system in a terminal."""

__version__ = "0.1.0"
