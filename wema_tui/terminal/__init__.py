"""Between Textual and the terminal: what comes in, what may go out."""
