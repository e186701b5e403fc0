"""What a terminal sends for the keys that are no characters."""

F1, F2, F3, F4 = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"
F6, F7, F8, F10 = b"\x1b[17~", b"\x1b[18~", b"\x1b[19~", b"\x1b[21~"
UP, DOWN, PAGE_DOWN = b"\x1b[A", b"\x1b[B", b"\x1b[6~"
ESC, LOCK, SET_UP = b"\x1b", b"\x0c", b"\x14"  # Ctrl+L, Ctrl+T
