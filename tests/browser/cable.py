"""A cable between browser and server that can be pulled out: real refused connections."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from contextlib import suppress


class Cable:
    """Listens on a port of its own and passes everything on, while it is plugged in.

    It counts what the server sends, to the byte, by the address that was asked for.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener: socket.socket | None = None
        self.open: set[socket.socket] = set()
        self.sent: Counter[str] = Counter()
        self.port = 0
        self.plug()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def plug(self) -> None:
        """The server is there (again), at the same address."""
        if self.listener is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.listener, self.port = listener, listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def pull(self) -> None:
        """Nothing answers any more, and what was under way breaks off."""
        if self.listener is None:
            return
        listener, self.listener = self.listener, None
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for each in list(self.open):
            self._end(each)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            asked: list[str] = []
            for source, sink in ((near, far), (far, near)):
                self.open.add(source)
                work = (source, sink, asked, sink is far)
                threading.Thread(target=self._pass, args=work, daemon=True).start()

    def _pass(
        self, source: socket.socket, sink: socket.socket, asked: list[str], is_asking: bool
    ) -> None:
        """A browser asks on a connection for one thing after the other, and waits between."""
        with suppress(OSError):
            while data := source.recv(65536):
                if not is_asking:
                    self.sent[asked[-1]] += len(data)
                elif data.startswith((b"GET ", b"POST ", b"HEAD ")):
                    asked.append(data.split(b" ", 2)[1].decode())
                sink.sendall(data)
        self._end(source)
        self._end(sink)

    def _end(self, each: socket.socket) -> None:
        self.open.discard(each)
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
