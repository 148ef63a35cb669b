"""Everything that the environment decides."""

import os
import socket
import sys
import uuid
from urllib.parse import quote, urlsplit


def _flag(name, default):
    return os.environ.get(name, default).lower() in ("1", "yes", "true", "on")


def _one_of(name, default, values):
    value = os.environ.get(name, default).lower()
    if value not in values:
        sys.exit(f"FATAL: {name} is {value!r}, and must be one of: {', '.join(values)}")
    return value


def _database_url():
    """DATABASE_URL, with the password taken from the file DATABASE_PASSWORD_FILE when there is one."""
    url = os.environ.get("DATABASE_URL", "")
    file = os.environ.get("DATABASE_PASSWORD_FILE")
    if not (url and file):
        return url
    with open(file, encoding="utf-8") as secret:
        password = quote(secret.read().strip(), safe="")
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{parts.username or 'postgres'}:{password}@{place}").geturl()


PORT = int(os.environ.get("PORT", "8000"))
VERSION = os.environ.get("API_VERSION", "1")
SERVICE_NAME = os.environ.get("SERVICE_NAME", "api")
HOSTNAME = socket.gethostname()
# One instance is one start of the program: a restarted container keeps its host name and gets another of these.
INSTANCE = uuid.uuid4().hex[:12]

DATABASE_URL = _database_url()
# How many seconds to go on trying when the database does not answer at the start. 0: give up at once.
DATABASE_WAIT_SECONDS = float(os.environ.get("DATABASE_WAIT_SECONDS", "0"))
# Whether a lost connection is opened again. Off: the program ends when the database goes away.
DATABASE_RECONNECT = _flag("DATABASE_RECONNECT", "yes")

# Jobs for workers wait in this Redis.
REDIS_URL = os.environ.get("REDIS_URL", "")

# One line for each event: "text" for people, "json" for machines; what is below the level is not said.
LOG_FORMAT = _one_of("LOG_FORMAT", "text", ("text", "json"))
LOG_LEVEL = _one_of("LOG_LEVEL", "info", ("debug", "info", "warning", "error"))
