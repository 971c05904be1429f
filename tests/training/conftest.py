"""Networks of these tests are small: one thread is as fast, and does not wait for a busy core."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    """Where another program has a core, threads that meet after every layer wait for the last one:
    seconds become minutes."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
