"""As much of Redis as the lab needs: one command, one answer (https://redis.io/docs/latest/develop/reference/protocol-spec/)."""

import socket
from urllib.parse import unquote, urlsplit


class RedisUnreachable(Exception):
    """Redis does not answer, or refuses us."""


class Redis:
    """One connection, made when it is first needed, and made anew after it was lost."""

    def __init__(self, url):
        parts = urlsplit(url)
        self._place = (parts.hostname or "redis", parts.port or 6379)
        self._password = unquote(parts.password) if parts.password else None
        self._stream = None

    def command(self, *words, wait_seconds=0):
        """The answer as int, str, list or None. `wait_seconds`: for commands that wait for something."""
        try:
            return self._ask(words, wait_seconds)
        except OSError as problem:
            self.close()
            raise RedisUnreachable(f"{self._place[0]}:{self._place[1]}: {problem}") from problem

    def close(self):
        if self._stream is not None:
            self._stream.close()
        self._stream = None

    def _ask(self, words, wait_seconds):
        if self._stream is None:
            self._connect()
        self._socket.settimeout(5 + wait_seconds)
        return self._exchange(words)

    def _connect(self):
        self._socket = socket.create_connection(self._place, timeout=5)
        self._stream = self._socket.makefile("rwb")
        if self._password is not None:
            self._exchange(("AUTH", self._password))

    def _exchange(self, words):
        encoded = [str(word).encode() for word in words]
        self._stream.write(b"*%d\r\n" % len(encoded))
        for word in encoded:
            self._stream.write(b"$%d\r\n%s\r\n" % (len(word), word))
        self._stream.flush()
        return self._read()

    def _read(self):
        line = self._stream.readline()
        if not line.endswith(b"\r\n"):
            raise OSError("the connection was closed")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise OSError(rest.decode())
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        length = int(rest)
        if length < 0:
            return None
        if kind == b"*":
            return [self._read() for _ in range(length)]
        return self._stream.read(length + 2)[:-2].decode()
