"""A line to a PostgreSQL server that breaks at the worst moment."""

import contextlib
import socket
import tempfile
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit


class CutLine:
    """Passes everything on until the client says COMMIT; then the line is dead.

    Args:
        url: Where the server is, by its Unix socket.
        is_heard: Whether the server still gets the COMMIT: then it is done, and
            nobody says so.
    """

    def __init__(self, url, *, is_heard):
        parts = urlsplit(url)
        (host,) = parse_qs(parts.query)["host"]
        self._server = f"{host}/.s.PGSQL.5432"
        self._is_heard = is_heard
        self._folder = tempfile.TemporaryDirectory(prefix="wema-line-", dir="/tmp")
        query = urlencode({"host": self._folder.name, "port": 5432}, safe="/")
        self.url = parts._replace(query=query).geturl()
        self.is_cutting = False
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(Path(self._folder.name) / ".s.PGSQL.5432"))
        self._door.listen()
        self._threads = [threading.Thread(target=self._admit)]
        self._threads[0].start()

    def close(self):
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join()
        self._folder.cleanup()

    def _admit(self):
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            for one, other, is_client in (
                (client, server, True),
                (server, client, False),
            ):
                thread = threading.Thread(
                    target=self._pass, args=(one, other, is_client)
                )
                thread.start()
                self._threads.append(thread)

    def _pass(self, source, target, is_client):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if is_client and self.is_cutting and b"COMMIT\0" in data:
                    # Nobody hears the answer, whatever it is.
                    source.shutdown(socket.SHUT_RDWR)
                    if not self._is_heard:
                        break
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_WR)
        if not is_client:
            source.close()
            target.close()


@contextlib.contextmanager
def cut_line(url, *, is_heard):
    line = CutLine(url, is_heard=is_heard)
    try:
        yield line
    finally:
        line.close()
