"""The simulated cluster: where the limits are known, it finds them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.scaling_simulation import Costs, Site, ceilings, fitted, simulate

COSTS = Costs(
    worker_s_per_file=0.1,
    worker_s_per_window=0.0,
    scheduler_s_per_file=0.002,
    client_s_per_file=0.001,
    client_s_per_sound_s=0.0,
    sound_bytes_per_s=100.0,
    result_bytes_per_file=0.0,
    result_bytes_per_sound_s=0.0,
)
SITE = Site(
    n_workers=10,
    storage_bytes_per_s=1e12,
    worker_bytes_per_s=1e12,
    scheduler_bytes_per_s=1e12,
    hours_between_losses=1e9,
    replaced_after_s=1.0,
)


def test_workers_are_the_limit_while_they_are_few() -> None:
    found = simulate(COSTS, SITE, 10.0, 2_000)
    assert found.sound_s_per_s == pytest.approx(10 * 10.0 / 0.1, rel=0.02)
    assert found.limit == "workers"


def test_the_scheduler_is_the_limit_of_many() -> None:
    found = simulate(COSTS, replace(SITE, n_workers=200), 10.0, 4_000)
    assert found.sound_s_per_s == pytest.approx(10.0 / 0.002, rel=0.02)
    assert found.limit == "scheduler"
    most = ceilings(COSTS, SITE, 10.0)
    assert min(most, key=lambda name: most[name]) == "scheduler"
    assert most["scheduler"] == pytest.approx(50)


def test_the_storage_is_the_limit_of_large_files() -> None:
    found = simulate(COSTS, replace(SITE, storage_bytes_per_s=1e4), 10.0, 2_000)
    assert found.sound_s_per_s == pytest.approx(100.0, rel=0.02)
    assert found.limit == "storage"


def test_lost_workers_lose_only_their_tasks() -> None:
    lossy = simulate(COSTS, replace(SITE, hours_between_losses=1 / 3600), 10.0, 2_000)
    calm = simulate(COSTS, SITE, 10.0, 2_000)
    lost = 1 - math.exp(-0.1)
    assert lossy.tasks_done_again == pytest.approx(2_000 * lost / (1 - lost), rel=0.2)
    assert lossy.sound_s_per_s < calm.sound_s_per_s
    assert calm.tasks_done_again == 0


def test_a_cost_is_parted_into_file_and_length() -> None:
    assert fitted((1, 3.0), (5, 11.0)) == (1.0, 2.0)
    assert fitted((1, 1.0), (2, 3.0)) == (0.0, 2.0)
