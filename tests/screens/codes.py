"""Printed codes and GS1 texts for tests."""

from wema_tui.scanner.commands import COMMAND_CODES, Verb

COMMANDS = {
    command.argument or command.verb: code for code, command in COMMAND_CODES.items()
}
UNDO, FINISH, CANCEL = (COMMANDS[v] for v in (Verb.UNDO, Verb.FINISH, Verb.CANCEL))


def gs1(code, *, lot=None, expires=None, serial=None):
    """Return the text of a GS1 DataMatrix, with its AIM prefix."""
    text = f"]d201{code:0>14}"
    text += f"17{expires}" if expires else ""
    text += f"10{lot}\x1d" if lot else ""
    return (text + (f"21{serial}" if serial else "")).rstrip("\x1d")
