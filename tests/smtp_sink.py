"""A mail server that counts what it has said yes to, and can stand still at a word of the talk."""

from __future__ import annotations

import email
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

# The words of one talk, in their order. Before CALL answers nothing is said at all; TEXT is the
# whole mail, to which the answer is the yes that counts.
CALL, MAIL_FROM, RCPT, DATA, TEXT, QUIT = "CALL", "MAIL", "RCPT", "DATA", "TEXT", "QUIT"
ANSWERS = {"DATA": b"354 go on", "QUIT": b"221 bye"}


class Sink:
    """Listens until it is closed, to one at a time.

    *still_at*: where it answers no more, until whoever called is gone. *answers*: another answer
    to a word; an empty one hangs up instead.
    """

    def __init__(self, still_at: str = "", answers: dict[str, bytes] | None = None) -> None:
        self.still_at, self.answers = still_at, ANSWERS | (answers or {})
        self.taken: list[Message] = []
        self.stands_still, self.is_over = threading.Event(), threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.is_over.set()
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()

    def _listen(self) -> None:
        while True:
            try:
                call, _address = self.server.accept()
            except OSError:
                return
            with call, call.makefile("rb") as heard:
                try:
                    for word, mail in self._words(heard):
                        if not self._answer(call, word, mail):
                            break
                except OSError:
                    continue

    def _words(self, heard: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
        yield CALL, b""
        for line in heard:
            word = line[:4].decode().strip().upper()
            yield word, b""
            if word == DATA and self.answers[DATA].startswith(b"354"):
                lines: list[bytes] = []
                for part in heard:
                    if part == b".\r\n":
                        yield TEXT, b"".join(lines)
                        break
                    lines.append(part)

    def _answer(self, call: socket.socket, word: str, mail: bytes) -> bool:
        if word == self.still_at:
            self.stands_still.set()
            # Until the other end is closed, or all of this is.
            while not self.is_over.is_set():
                if select.select([call], [], [], 0.1)[0] and not call.recv(1024):
                    break
            return False
        answer = self.answers.get(word, b"220 here" if word == CALL else b"250 yes")
        if word == TEXT and answer.startswith(b"250"):
            self.taken.append(email.message_from_bytes(mail))
        if answer:
            call.sendall(answer + b"\r\n")
        return bool(answer) and word != QUIT


@contextmanager
def sink(still_at: str = "", answers: dict[str, bytes] | None = None) -> Iterator[Sink]:
    """A server for the time of one block."""
    made = Sink(still_at, answers)
    try:
        yield made
    finally:
        made.close()
