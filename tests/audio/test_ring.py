from __future__ import annotations

import numpy as np

from ser_desktop.audio.ring import Ring


def test_what_is_written_is_read_once_and_in_order() -> None:
    ring = Ring(1000)
    position, heard = 0, []
    for start in range(0, 5000, 137):
        ring.write(np.arange(start, min(start + 137, 5000), dtype=np.float32))
        samples, position, lost = ring.read(position)
        assert lost == 0
        heard.append(samples)
    np.testing.assert_array_equal(np.concatenate(heard), np.arange(5000))


def test_two_readers_keep_their_own_pace() -> None:
    ring = Ring(100)
    ring.write(np.arange(60, dtype=np.float32))
    first, position, _ = ring.read(0)
    ring.write(np.arange(60, 90, dtype=np.float32))
    np.testing.assert_array_equal(ring.read(position)[0], np.arange(60, 90))
    np.testing.assert_array_equal(ring.read(0)[0], np.arange(90))
    assert len(first) == 60


def test_what_was_overwritten_is_counted() -> None:
    ring = Ring(100)
    ring.write(np.arange(250, dtype=np.float32))
    samples, position, lost = ring.read(0)
    np.testing.assert_array_equal(samples, np.arange(150, 250))
    assert (position, lost) == (250, 150)
