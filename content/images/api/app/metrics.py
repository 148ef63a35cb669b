"""Numbers for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/."""

import threading
import time
from collections import Counter

import settings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts requests; one object for the whole program, used by all its threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._requests = Counter()
        self._seconds = Counter()
        self._in_flight = 0
        self._started = time.time()

    def begin(self):
        with self._lock:
            self._in_flight += 1

    def end(self, method, path, status, seconds):
        with self._lock:
            self._in_flight -= 1
            self._requests[(method, path, status)] += 1
            self._seconds[(method, path)] += seconds

    def text(self, healthy):
        """All numbers in the text format. `healthy`: what /healthz would say now."""
        with self._lock:
            requests, seconds, in_flight = dict(self._requests), dict(self._seconds), self._in_flight
        lines = [
            *head("api_up", "gauge", "1 while the service is well, as /healthz says."),
            f"api_up {int(healthy)}",
            *head("api_info", "gauge", "Which version answers here."),
            f'api_info{{service="{settings.SERVICE_NAME}",version="{settings.VERSION}"}} 1',
            *head("api_start_time_seconds", "gauge", "When the program was started, in Unix time."),
            f"api_start_time_seconds {self._started:.3f}",
            *head("api_requests_in_flight", "gauge", "Requests that are being answered at this moment."),
            f"api_requests_in_flight {in_flight}",
            *head("api_requests_total", "counter", "Requests answered since the start."),
        ]
        for (method, path, status), count in sorted(requests.items()):
            lines.append(f'api_requests_total{{method="{method}",path="{path}",status="{status}"}} {count}')
        lines += head("api_request_seconds_total", "counter", "Time spent answering.")
        for (method, path), total in sorted(seconds.items()):
            lines.append(f'api_request_seconds_total{{method="{method}",path="{path}"}} {total:.6f}')
        return "\n".join(lines) + "\n"


def head(name, kind, meaning):
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
