"""What a person would see: a terminal that understands what our program writes."""

import codecs
import re

from tests.terminal.vt import Screen, Stream

# What pyte 0.8 would draw as text, or choke on: private and intermediate forms,
# colons between parameters, and strings for the terminal rather than the person.
_NOT_FOR_PYTE = re.compile(
    rb"\x1b\[[<=>][^@-~\x1b]*[@-~]"
    rb"|\x1b\[[0-9;:?]*[ -/]+[@-~]"
    rb"|\x1b\[[0-9;?]*:[0-9;:]*[@-~]"
    rb"|\x1b\[\?[0-9;]*[@-IL-gi-km-~]"
    rb"|\x1b[]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"
)
_CONTROL = re.compile(rb"(\x1b\[[^@-~\x1b]*[@-~])")
_UNFINISHED = re.compile(
    rb"\x1b(?:\[[^@-~\x1b]*|[]PX^_][^\x07\x1b]*\x1b?)?\Z",
)


class Terminal:
    """Bytes in, a screen out. Not safe for threads by itself."""

    def __init__(self, columns, rows):
        self.screen = Screen(columns, rows)
        self.screen.write_process_input = self._answer
        self._stream = Stream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._unfinished = b""
        self._answers = b""

    def feed(self, data):
        """Show *data*, which may end in the middle of anything."""
        data = _NOT_FOR_PYTE.sub(b"", self._unfinished + data)
        self._unfinished = b""
        if match := _UNFINISHED.search(data):
            data, self._unfinished = data[: match.start()], match[0]
        # Terminals pass over what they do not know; pyte raises, and starts anew.
        for piece in _CONTROL.split(data):
            try:
                self._stream.feed(self._decode(piece))
            except (TypeError, ValueError, IndexError, KeyError, AttributeError):
                continue

    def _answer(self, text):
        self._answers += text.encode()

    def answers(self):
        """Return what it has to say to the program (ESC[0n), and forget it."""
        answers, self._answers = self._answers, b""
        return answers

    def cells(self):
        """Return every row as a list of cells, without what nobody can see."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        return [[buffer[y][x].seen for x in columns] for y in range(self.screen.lines)]

    def lines(self):
        """Return what each row shows, without the blanks at its end."""
        return ["".join(cell.data for cell in row).rstrip() for row in self.cells()]


# What a program switches on and must switch off again: name and private modes.
SWITCHES = {
    "alternate screen": {"47", "1047", "1049"},
    "mouse": {"1000", "1001", "1002", "1003", "1005", "1006", "1015", "1016"},
    "focus reports": {"1004"},
    "bracketed paste": {"2004"},
    "size reports": {"2048"},
    "synchronized output": {"2026"},
}


def left_on(output):
    """Return the names of what *output*, all of a program's, did not switch back."""
    on = set()
    for modes, final in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", output):
        numbers = set(modes.decode().split(";"))
        on = on | numbers if final == b"h" else on - numbers
    hidden = output.rfind(b"\x1b[?25l") > output.rfind(b"\x1b[?25h")
    pushed = len(re.findall(rb"\x1b\[>[0-9]*u", output))
    popped = len(re.findall(rb"\x1b\[<[0-9]*u", output))
    return [
        *(name for name, modes in SWITCHES.items() if modes & on),
        *(["hidden cursor"] if hidden else []),
        *(["kitty keyboard"] if pushed > popped else []),
    ]
