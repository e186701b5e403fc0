"""The screens of doctors."""
