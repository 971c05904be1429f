"""Small answers end in one large array, in the order in which they were asked."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ser_desktop.speakers.diarization.kept_rows import InOrder, KeptRows


def test_rows_are_copied_into_one_array() -> None:
    kept = KeptRows()
    assert len(kept.all) == 0
    parts = [np.full((n % 40, 3), n, np.float32) for n in range(200)]
    for part in parts:
        kept.add(part)
        part += 1  # what was given is not held
    expected = np.concatenate(parts) - 1
    np.testing.assert_array_equal(kept.all, expected)
    assert kept.all.base is not None
    assert len(kept.all.base) < 3 * len(expected)


def test_answers_are_taken_in_order_and_few_wait() -> None:
    taken: list[int] = []
    begun: list[int] = []

    def answer(number: int) -> int:
        begun.append(number)
        time.sleep(0.002 * (number % 3))
        return number

    with ThreadPoolExecutor(2) as pool:
        calls = InOrder(taken.append, most=4)
        for number in range(30):
            calls.ask(pool.submit(answer, number))
            assert len(taken) >= number - 3
        calls.finish()
    assert taken == list(range(30))
