"""What the program says: one line for each event, as plain text or, with LOG_FORMAT=json, as JSON for machines."""

import datetime
import json
import sys

import settings

LEVELS = ("debug", "info", "warning", "error")


def log(level, message, **fields):
    """Writes one line, unless its level is below LOG_LEVEL."""
    if LEVELS.index(level) < LEVELS.index(settings.LOG_LEVEL):
        return
    if settings.LOG_FORMAT == "json":
        line = {
            "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
            "level": level,
            "service": settings.SERVICE_NAME,
            "hostname": settings.HOSTNAME,
            "message": message,
            **fields,
        }
        write(sys.stdout, json.dumps(line, ensure_ascii=False))
    else:
        write(sys.stderr if level in ("warning", "error") else sys.stdout, message)


def write(stream, line):
    """In one piece: print() writes the line's end apart, and another thread may come in between."""
    stream.write(f"{line}\n")
    stream.flush()
