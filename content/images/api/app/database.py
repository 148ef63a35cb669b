"""Notes in a PostgreSQL database."""

import os
import threading
import time

import psycopg

import settings
from logs import log

CREATE = """
CREATE TABLE IF NOT EXISTS notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  text text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
)
"""


class DatabaseUnreachable(Exception):
    """The database does not answer, or refuses us."""


class NoDatabase:
    """Stands in when DATABASE_URL is not set: says so instead of failing in some odd way."""

    state = "none"

    def ping(self):
        pass

    def notes(self):
        raise DatabaseUnreachable("DATABASE_URL is not set")

    def write(self, text):
        raise DatabaseUnreachable("DATABASE_URL is not set")

    def about(self):
        raise DatabaseUnreachable("DATABASE_URL is not set")


class Database:
    """One connection, shared by all requests one after the other."""

    state = "ok"

    def __init__(self, url):
        self._url = url
        self._lock = threading.Lock()
        self._connection = None
        self._connect_at_start()

    def _connect(self):
        try:
            connection = psycopg.connect(self._url, autocommit=True, connect_timeout=3)
        except psycopg.Error as problem:
            raise DatabaseUnreachable(str(problem).strip()) from problem
        # Several replicas start at once: only one of them may create the table at a time.
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(4711)")
            connection.execute(CREATE)
        self._connection = connection

    def _connect_at_start(self):
        deadline = time.monotonic() + settings.DATABASE_WAIT_SECONDS
        while True:
            try:
                return self._connect()
            except DatabaseUnreachable as problem:
                if time.monotonic() >= deadline:
                    raise
                log("warning", f"the database does not answer yet, trying again: {problem}")
                time.sleep(1)

    def _run(self, query, values=()):
        """Rows of one statement. A connection that was lost is opened once more, if that is allowed."""
        with self._lock:
            for last_try in (False, True):
                try:
                    if self._connection is None:
                        self._connect()
                    cursor = self._connection.execute(query, values)
                    return cursor.fetchall() if cursor.description else []
                except psycopg.Error as problem:
                    self._forget(problem)
                    if last_try:
                        raise DatabaseUnreachable(str(problem).strip()) from problem

    def _forget(self, problem):
        if not settings.DATABASE_RECONNECT:
            log("error", f"FATAL: lost the database: {problem}")
            os._exit(1)
        log("warning", f"lost the database, connecting again: {problem}")
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def ping(self):
        self._run("SELECT 1")

    def notes(self):
        rows = self._run("SELECT id, text, written_at FROM notes ORDER BY id")
        return [{"id": row[0], "text": row[1], "writtenAt": row[2].isoformat()} for row in rows]

    def write(self, text):
        row = self._run("INSERT INTO notes (text) VALUES (%s) RETURNING id", (text,))[0]
        return {"id": row[0], "text": text}

    def about(self):
        row = self._run(
            "SELECT current_database(), current_user, inet_server_addr()::text, version(), count(*)"
            " FROM notes GROUP BY 1, 2, 3, 4"
            " UNION ALL SELECT current_database(), current_user, inet_server_addr()::text, version(), 0"
        )[0]
        names = ("database", "user", "address", "server", "notes")
        return dict(zip(names, row))
