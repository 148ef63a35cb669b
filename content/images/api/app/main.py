"""The lab's API service. Read README.md for its endpoints and settings."""

import signal
import sys
from http.server import ThreadingHTTPServer

import settings
from database import Database, DatabaseUnreachable, NoDatabase
from handler import make_handler
from jobs import Jobs
from logs import log


def open_database():
    """The database of DATABASE_URL; the program ends here when it cannot be reached at the start."""
    if not settings.DATABASE_URL:
        return NoDatabase()
    try:
        return Database(settings.DATABASE_URL)
    except DatabaseUnreachable as problem:
        log("error", f"FATAL: cannot reach the database: {problem}")
        sys.exit(1)


def stop(_signal, _frame):
    log("info", "stopping, as asked")
    sys.exit(0)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # Python's own 5 turn visitors away who come six at a time.
    request_queue_size = 128


def main():
    signal.signal(signal.SIGTERM, stop)
    database = open_database()
    jobs = Jobs(settings.REDIS_URL) if settings.REDIS_URL else None
    server = Server(("0.0.0.0", settings.PORT), make_handler(database, jobs))
    log("info", f"api version {settings.VERSION}, instance {settings.INSTANCE}, listening on port {settings.PORT}")
    server.serve_forever()


main()
