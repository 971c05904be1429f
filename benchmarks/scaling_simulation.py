"""What a cluster would take: a simulation event by event, from costs that were measured.

A file passes six stations: the client sends its task, the scheduler passes it on, a worker takes
it, the storage sends the sound, the worker hears it, and scheduler and client pass the result back.
Client, scheduler and storage serve one file after the other; there are many workers. Workers are
lost now and then, and what they had is done again.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

MIN_TASKS, TASKS_PER_THREAD = 8, 3  # as ser_desktop/batch/cluster_runner.py has them


@dataclass(frozen=True)
class Costs:
    """What a file costs each station: a part for the file, a part for each second or window."""

    worker_s_per_file: float
    worker_s_per_window: float
    scheduler_s_per_file: float
    client_s_per_file: float
    client_s_per_sound_s: float
    sound_bytes_per_s: float
    result_bytes_per_file: float
    result_bytes_per_sound_s: float

    def worker_s(self, sound_s: float) -> float:
        """Seconds of one core."""
        return self.worker_s_per_file + self.worker_s_per_window * windows(sound_s)

    def client_s(self, sound_s: float) -> float:
        """Seconds of the client."""
        return self.client_s_per_file + self.client_s_per_sound_s * sound_s

    def result_bytes(self, sound_s: float) -> float:
        """Size of what comes back."""
        return self.result_bytes_per_file + self.result_bytes_per_sound_s * sound_s


def windows(sound_s: float) -> float:
    """Number of windows of 3 s, one each second, and one of a shorter file."""
    return max(1.0, sound_s - 2.0)


@dataclass(frozen=True)
class Site:
    """The machines; none of these numbers is measured."""

    n_workers: int
    storage_bytes_per_s: float
    worker_bytes_per_s: float
    scheduler_bytes_per_s: float
    hours_between_losses: float
    replaced_after_s: float


@dataclass(frozen=True)
class Outcome:
    """What came of a simulated run."""

    sound_s_per_s: float
    shares_busy: dict[str, float]
    tasks_done_again: int

    @property
    def limit(self) -> str:
        """The busiest station."""
        return max(self.shares_busy, key=lambda name: self.shares_busy[name])


@dataclass
class _Station:
    """Serves one after the other, in the order of arrival."""

    free_s: float = 0.0
    busy_s: float = 0.0

    def serve(self, now_s: float, takes_s: float) -> float:
        self.free_s = max(self.free_s, now_s) + takes_s
        self.busy_s += takes_s
        return self.free_s


@dataclass
class _Run:
    costs: Costs
    site: Site
    sound_s: float
    n_files: int
    events: list[tuple[float, int, str]] = field(default_factory=list)
    n_events: int = 0

    def __post_init__(self) -> None:
        self.client, self.scheduler, self.storage = _Station(), _Station(), _Station()
        self.random = random.Random(0)
        self.idle = self.site.n_workers
        self.waiting: deque[None] = deque()
        self.sent = self.in_flight = self.again = 0
        self.workers_busy_s = 0.0
        self.done_s: list[float] = []

    def at(self, time_s: float, what: str) -> None:
        self.n_events += 1
        heapq.heappush(self.events, (time_s, self.n_events, what))

    def run(self) -> float:
        """Returns how long it took."""
        limit = max(MIN_TASKS, TASKS_PER_THREAD * self.site.n_workers)
        for _ in range(min(limit, self.n_files)):
            self.send(0.0)
        now_s = 0.0
        while len(self.done_s) < self.n_files:
            now_s, _, what = heapq.heappop(self.events)
            getattr(self, what)(now_s)
        return now_s

    def send(self, now_s: float) -> None:
        if self.sent < self.n_files:
            self.sent += 1
            self.at(self.client.serve(now_s, self.costs.client_s(self.sound_s) / 2), "passed_on")

    def passed_on(self, now_s: float) -> None:
        self.at(self.scheduler.serve(now_s, self.costs.scheduler_s_per_file / 2), "ready")

    def ready(self, now_s: float) -> None:
        self.waiting.append(None)
        self.start(now_s)

    def start(self, now_s: float) -> None:
        while self.idle and self.waiting:
            self.waiting.popleft()
            self.idle -= 1
            n_bytes = self.costs.sound_bytes_per_s * self.sound_s
            there_s = self.storage.serve(now_s, n_bytes / self.site.storage_bytes_per_s)
            there_s += n_bytes / self.site.worker_bytes_per_s
            takes_s = self.costs.worker_s(self.sound_s)
            until_loss_s = self.random.expovariate(1 / (3600 * self.site.hours_between_losses))
            if until_loss_s < takes_s:
                self.at(there_s + until_loss_s, "lost")
            else:
                self.workers_busy_s += takes_s
                self.at(there_s + takes_s, "heard")

    def lost(self, now_s: float) -> None:
        self.again += 1
        self.at(now_s + self.site.replaced_after_s, "replaced")
        self.passed_on(now_s)

    def replaced(self, now_s: float) -> None:
        self.idle += 1
        self.start(now_s)

    def heard(self, now_s: float) -> None:
        self.replaced(now_s)
        takes_s = self.costs.scheduler_s_per_file / 2
        takes_s += self.costs.result_bytes(self.sound_s) / self.site.scheduler_bytes_per_s
        self.at(self.scheduler.serve(now_s, takes_s), "told")

    def told(self, now_s: float) -> None:
        self.at(self.client.serve(now_s, self.costs.client_s(self.sound_s) / 2), "written")

    def written(self, now_s: float) -> None:
        self.done_s.append(now_s)
        self.send(now_s)


def simulate(costs: Costs, site: Site, sound_s: float, n_files: int) -> Outcome:
    """Let files of one length through a cluster.

    Returns the sound heard in a second, from the second to the last but one tenth of the files.
    """
    run = _Run(costs, site, sound_s, n_files)
    total_s = run.run()
    first, last = n_files // 5, n_files - 1 - n_files // 5
    elapsed_s = run.done_s[last] - run.done_s[first]
    return Outcome(
        (last - first) * sound_s / elapsed_s,
        {
            "workers": run.workers_busy_s / total_s / site.n_workers,
            "client": run.client.busy_s / total_s,
            "scheduler": run.scheduler.busy_s / total_s,
            "storage": run.storage.busy_s / total_s,
        },
        run.again,
    )


def ceilings(costs: Costs, site: Site, sound_s: float) -> dict[str, float]:
    """The most workers that each of the other stations keeps busy with files of one length."""
    each_s = costs.worker_s(sound_s)
    n_bytes = costs.sound_bytes_per_s * sound_s
    each_s += n_bytes / site.worker_bytes_per_s
    back_s = costs.result_bytes(sound_s) / site.scheduler_bytes_per_s
    serving_s = {
        "client": costs.client_s(sound_s),
        "scheduler": costs.scheduler_s_per_file + back_s,
        "storage": n_bytes / site.storage_bytes_per_s,
    }
    return {name: each_s / takes_s for name, takes_s in serving_s.items() if takes_s > 0}


def fitted(short: tuple[float, float], long: tuple[float, float]) -> tuple[float, float]:
    """A cost per file and one per unit of its length, from the costs of short and of long files.

    Each is (length, cost); neither part is below zero.
    """
    (few, small), (many, large) = short, long
    each = max(0.0, (large - small) / (many - few))
    return max(0.0, small - each * few), each


def figures(outcome: Outcome, sound_h: float) -> dict[str, Any]:
    """Plain values of an outcome, rounded, with the time for so much sound."""
    days = sound_h / outcome.sound_s_per_s / 24
    return {
        "times_real_time": round(outcome.sound_s_per_s),
        "days": float(f"{days:.3g}") if math.isfinite(days) else None,
        "limit": outcome.limit,
        "shares_busy": {name: round(share, 3) for name, share in outcome.shares_busy.items()},
        "tasks_done_again": outcome.tasks_done_again,
    }
