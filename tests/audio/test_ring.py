from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ser_desktop.audio.ring import Ring


def test_samples_are_read_once_and_in_order() -> None:
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


def test_overwritten_samples_are_counted() -> None:
    ring = Ring(100)
    ring.write(np.arange(250, dtype=np.float32))
    samples, position, lost = ring.read(0)
    np.testing.assert_array_equal(samples, np.arange(150, 250))
    assert (position, lost) == (250, 150)


class _Interrupting(np.ndarray):
    """Samples during whose copying somebody else comes to run."""

    meanwhile = staticmethod(lambda: None)

    def __setitem__(self, key, value) -> None:
        super().__setitem__(key, value)
        self.meanwhile()


def test_a_reader_never_gets_samples_that_are_being_overwritten() -> None:
    """It is a full buffer behind and reads while a block is half in its place."""
    ring = Ring(100)
    ring.write(np.arange(100, dtype=np.float32))
    reads = []
    ring._samples = ring._samples.view(_Interrupting)
    ring._samples.meanwhile = lambda: reads.append(ring.read(0))
    ring.write(np.arange(100, 130, dtype=np.float32))
    samples, position, lost = reads[0]
    assert (position, lost) == (100, 30)
    np.testing.assert_array_equal(np.asarray(samples), np.arange(30, 100))
    ring._samples.meanwhile = lambda: None
    np.testing.assert_array_equal(np.asarray(ring.read(position)[0]), np.arange(100, 130))


@given(st.lists(st.tuples(st.integers(0, 70), st.booleans()), max_size=30))
def test_every_sample_is_read_in_order_or_counted_as_lost(steps: list[tuple[int, bool]]) -> None:
    ring, written, position = Ring(50), 0, 0
    for n, reads in steps:
        ring.write(np.arange(written, written + n, dtype=np.float32))
        written += n
        if reads:
            samples, after, lost = ring.read(position)
            np.testing.assert_array_equal(samples, np.arange(position + lost, written))
            position = after
