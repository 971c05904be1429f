"""Cyclic garbage is collected on the window's thread, without examining every object each time."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ser_desktop.ui.toolkit.garbage import MAX_GROWTH, GarbageCollector


class Cycle:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GarbageCollector]:
    collector = GarbageCollector(qapp)
    yield collector
    collector.setParent(None)
    collector.deleteLater()


def look_until_set_aside(collector: GarbageCollector) -> None:
    """Make objects and look, until the collector has set aside what survived."""
    before, made = gc.get_freeze_count(), []
    for _ in range(20):
        made += [[number] for number in range(1000)]
        collector.look()
        if gc.get_freeze_count() > before:
            return
    raise AssertionError("nothing was set aside")


def test_garbage_is_collected_only_on_this_thread(collector: GarbageCollector) -> None:
    where: list[threading.Thread] = []

    class Telling(Cycle):
        def __del__(self) -> None:
            where.append(threading.current_thread())

    assert not gc.isenabled()
    Telling()
    other = threading.Thread(target=lambda: [[i] for i in range(100_000)])
    other.start()
    other.join()
    assert where == []
    kept = [[i] for i in range(2000)]
    collector.look()
    assert where == [threading.main_thread()]
    assert kept


def test_a_collection_does_not_examine_what_survived_earlier_ones(
    collector: GarbageCollector,
) -> None:
    recordings = [[number] for number in range(30_000)]
    look_until_set_aside(collector)
    made = []
    for _ in range(30):
        made += [[number] for number in range(1000)]
        collector.look()
        assert len(gc.get_objects()) < len(recordings) / 2, "the next collection examines these"


@pytest.mark.parametrize("may_pause", [True, False])
def test_objects_set_aside_are_examined_while_the_user_is_away(
    qapp: QApplication, may_pause: bool
) -> None:
    collector = GarbageCollector(qapp, may_pause=lambda: may_pause)
    cycle = Cycle()
    dialog = weakref.ref(cycle)
    look_until_set_aside(collector)
    del cycle
    gc.collect()
    assert dialog() is not None
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert dialog() is not None
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert (dialog() is None) == may_pause
    collector.setParent(None)
    collector.deleteLater()


def test_objects_set_aside_are_examined_when_their_number_has_grown(
    collector: GarbageCollector,
) -> None:
    collector.examine_all()
    cycle = Cycle()
    dialog = weakref.ref(cycle)
    look_until_set_aside(collector)
    del cycle
    collector._n_examined = gc.get_freeze_count() // (MAX_GROWTH + 1)
    look_until_set_aside(collector)
    assert dialog() is None
