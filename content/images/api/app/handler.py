"""Answers one HTTP request."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import settings
from database import DatabaseUnreachable

MAX_BODY = 1_000_000


class Health:
    """A service can be alive and ill: POST /sick makes the health check fail until POST /well."""

    sick = False


def make_handler(database):
    health = Health()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "lab-api"

        def do_GET(self):
            self.route({
                "/": self.whoami, "/whoami": self.whoami, "/healthz": self.healthz, "/livez": self.livez,
                "/env": self.env, "/db": self.db, "/notes": self.notes, "/crash": self.crash, "/slow": self.slow,
            })

        def do_POST(self):
            self.route({
                "/notes": self.write_note, "/crash": self.crash, "/slow": self.slow,
                "/sick": self.become_sick, "/well": self.become_well,
            })

        do_HEAD = do_GET

        def route(self, routes):
            self.url = urlsplit(self.path)
            action = routes.get(self.url.path.rstrip("/") or "/")
            if action is None:
                return self.answer(404, {"error": f"nothing at {self.command} {self.url.path}"})
            try:
                action()
            except DatabaseUnreachable as problem:
                self.answer(503, {"error": "the database does not answer", "detail": str(problem)})

        def whoami(self):
            self.answer(200, {
                "service": os.environ.get("SERVICE_NAME", "api"), "version": settings.VERSION,
                "hostname": settings.HOSTNAME, "instance": settings.INSTANCE,
            })

        def healthz(self):
            if health.sick:
                return self.answer(503, {"status": "sick"})
            database.ping()
            self.answer(200, {"status": "ok", "database": database.state})

        def livez(self):
            self.answer(200, {"status": "ok"})

        def env(self):
            self.answer(200, dict(os.environ))

        def db(self):
            self.answer(200, database.about())

        def notes(self):
            self.answer(200, {"notes": database.notes()})

        def write_note(self):
            text = self.note_text()
            if text is None:
                return self.answer(400, {"error": 'send {"text": "…"}'})
            self.answer(201, database.write(text))

        def note_text(self):
            """The text of a JSON body {"text": …}, or None."""
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= MAX_BODY:
                return None
            try:
                note = json.loads(self.rfile.read(length))
            except ValueError:
                return None
            text = note.get("text") if isinstance(note, dict) else None
            return text if isinstance(text, str) else None

        def slow(self):
            wanted = parse_qs(self.url.query).get("ms", ["1000"])[0]
            milliseconds = min(int(wanted) if wanted.isdigit() else 1000, 60_000)
            time.sleep(milliseconds / 1000)
            self.answer(200, {"waitedMs": milliseconds})

        def become_sick(self):
            health.sick = True
            self.answer(200, {"status": "sick"})

        def become_well(self):
            health.sick = False
            self.answer(200, {"status": "ok"})

        def crash(self):
            self.answer(200, {"status": "crashing"})
            print("FATAL: crashing, as asked", file=sys.stderr, flush=True)
            os._exit(1)

        def answer(self, status, value):
            body = (json.dumps(value, ensure_ascii=False) + "\n").encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Instance", settings.INSTANCE)
            self.send_header("X-Version", settings.VERSION)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format, *values):
            print(f"{self.client_address[0]} {format % values}")

    return Handler
