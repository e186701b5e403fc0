"""What every expected failure has in common.

A `WemaError` is trouble that a person can do something about. It says what is
wrong, what to do next, and carries a stable code. Each service declares its own
below this root, beside the rule that raises them. A programming mistake is a
`ValueError`, never a `WemaError`.
"""

from __future__ import annotations


class WemaError(Exception):
    """A problem we can explain to the person at the keyboard.

    Args:
        message: What is wrong, one translated sentence.
        hint: What to do next, one translated sentence; may be empty.

    Attributes:
        code: Stable dotted name, for tests, logs and scripts.
        exit_code: What a command that ends with this error returns to the shell.
    """

    code = "wema.error"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, on one line."""
        if not self.hint or self.message.endswith((".", "!", "?")):
            return f"{self.message} {self.hint}".strip()
        return f"{self.message}. {self.hint}"  # it ends with a path, say
