"""Jobs that workers do: a list in Redis holds what waits, a hash counts what each worker has done."""

import json
import threading
import uuid

from redis import Redis

WAITING = "jobs"
DONE = "jobs:done"


class Jobs:
    """One connection, shared by all requests one after the other."""

    def __init__(self, url):
        self._redis = Redis(url)
        self._lock = threading.Lock()

    def add(self, count, milliseconds):
        """Puts so many jobs on the list, each of which takes a worker so long."""
        jobs = [json.dumps({"id": uuid.uuid4().hex[:12], "ms": milliseconds}) for _ in range(count)]
        with self._lock:
            waiting = self._redis.command("RPUSH", WAITING, *jobs)
        return {"added": count, "waiting": waiting}

    def state(self):
        with self._lock:
            waiting = self._redis.command("LLEN", WAITING)
            flat = self._redis.command("HGETALL", DONE)
        workers = {name: int(count) for name, count in zip(flat[::2], flat[1::2])}
        return {"waiting": waiting, "done": sum(workers.values()), "workers": workers}
