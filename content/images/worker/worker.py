"""The lab's worker: takes jobs from a list in Redis, one at a time. Read README.md for its settings."""

import json
import os
import signal
import socket
import sys
import time

from jobs import DONE, WAITING
from logs import log
from redis import Redis, RedisUnreachable

HOSTNAME = socket.gethostname()
REDIS_URL = os.environ.get("REDIS_URL", "redis://redis:6379")
LONGEST_JOB_MS = 60_000


class Worker:
    """Asked to stop, it finishes the job in its hands first: what was taken from the list would otherwise be lost."""

    def __init__(self):
        self._redis = Redis(REDIS_URL)
        self._stopping = False
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, _signal, _frame):
        log("info", "stopping after this job, as asked")
        self._stopping = True

    def run(self):
        log("info", f"worker {HOSTNAME} takes jobs from {REDIS_URL.rpartition('@')[2]}")
        while not self._stopping:
            try:
                taken = self._redis.command("BLPOP", WAITING, 1, wait_seconds=1)
            except RedisUnreachable as problem:
                log("warning", f"Redis does not answer, trying again: {problem}")
                time.sleep(1)
                continue
            if taken is not None:
                self.work(json.loads(taken[1]))

    def work(self, job):
        time.sleep(min(int(job.get("ms", 0)), LONGEST_JOB_MS) / 1000)
        self._redis.command("HINCRBY", DONE, HOSTNAME, 1)
        log("info", f"job {job.get('id')} done by {HOSTNAME}", job=job.get("id"))


try:
    Worker().run()
except RedisUnreachable as problem:
    log("error", f"FATAL: lost Redis in the middle of a job: {problem}")
    sys.exit(1)
