"""Answers one HTTP request."""

import json
import os
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import settings
from database import DatabaseUnreachable
from logs import log
from metrics import CONTENT_TYPE, Metrics
from redis import RedisUnreachable

MAX_BODY = 1_000_000
MAX_JOBS = 1000


class Health:
    """A service can be alive and ill: POST /sick makes the health check fail until POST /well."""

    sick = False


def make_handler(database, jobs):
    health = Health()
    metrics = Metrics()
    eaten = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "lab-api"

        def parse_request(self):
            self.began = time.monotonic()
            return super().parse_request()

        def do_GET(self):
            self.route({
                "/": self.whoami, "/whoami": self.whoami, "/healthz": self.healthz, "/livez": self.livez,
                "/env": self.env, "/db": self.db, "/notes": self.notes, "/crash": self.crash, "/slow": self.slow,
                "/metrics": self.show_metrics, "/jobs": self.show_jobs,
            })

        def do_POST(self):
            self.route({
                "/notes": self.write_note, "/crash": self.crash, "/slow": self.slow,
                "/sick": self.become_sick, "/well": self.become_well, "/jobs": self.add_jobs, "/eat": self.eat,
            })

        do_HEAD = do_GET

        def route(self, routes):
            self.url = urlsplit(self.path)
            self.status = 500
            path = self.url.path.rstrip("/") or "/"
            metrics.begin()
            try:
                self.act(routes.get(path))
            finally:
                # Paths that do not exist are countless, and every label value is a series of its own.
                known = path if path in routes else "other"
                metrics.end(self.command, known, self.status, time.monotonic() - self.began)

        def act(self, action):
            if action is None:
                return self.answer(404, {"error": f"nothing at {self.command} {self.url.path}"})
            try:
                action()
            except DatabaseUnreachable as problem:
                self.answer(503, {"error": "the database does not answer", "detail": str(problem)})
            except RedisUnreachable as problem:
                self.answer(503, {"error": "Redis does not answer", "detail": str(problem)})

        def whoami(self):
            self.answer(200, {
                "service": settings.SERVICE_NAME, "version": settings.VERSION,
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

        def number(self, name, default, most):
            """A number from the query, such as ?ms=500."""
            wanted = parse_qs(self.url.query).get(name, [""])[0]
            return min(int(wanted) if wanted.isdigit() else default, most)

        def show_metrics(self):
            self.send(200, CONTENT_TYPE, metrics.text(self.is_well()))

        def is_well(self):
            try:
                database.ping()
            except DatabaseUnreachable:
                return False
            return not health.sick

        def show_jobs(self):
            if jobs is None:
                return self.answer(503, {"error": "REDIS_URL is not set"})
            self.answer(200, jobs.state())

        def add_jobs(self):
            if jobs is None:
                return self.answer(503, {"error": "REDIS_URL is not set"})
            self.answer(202, jobs.add(self.number("count", 1, MAX_JOBS), self.number("ms", 100, 60_000)))

        def eat(self):
            """Takes memory and never gives it back, as a leak does. Answers first: it may not live to answer later."""
            megabytes = self.number("mb", 64, 4096)
            self.answer(202, {"eatingMb": megabytes})
            for _ in range(megabytes):
                eaten.append(bytes(range(256)) * 4096)
            log("warning", f"holding {len(eaten)} MB more than needed")

        def slow(self):
            milliseconds = self.number("ms", 1000, 60_000)
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
            log("error", "FATAL: crashing, as asked")
            os._exit(1)

        def answer(self, status, value):
            body = json.dumps(value, ensure_ascii=False) + "\n"
            self.send(status, "application/json; charset=utf-8", body)

        def send(self, status, content_type, text):
            body = text.encode()
            self.status = status
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Instance", settings.INSTANCE)
            self.send_header("X-Version", settings.VERSION)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_request(self, code=0, size="-"):
            status = int(code)
            path = getattr(self, "path", None)
            level = "error" if status >= 500 else "warning" if status >= 400 else "info"
            log(
                level, f'{self.client_address[0]} "{self.requestline}" {status}',
                method=self.command, path=path, status=status,
                milliseconds=round((time.monotonic() - self.began) * 1000, 1),
            )

        def log_message(self, format, *values):
            log("warning", f"{self.client_address[0]} {format % values}")

    return Handler
