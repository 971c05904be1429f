"""The levels of the spectrogram's colours are those of the settings, for every take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.audio.spectrogram import Spectrogram, SpectrogramOptions
from ser_desktop.settings import Settings
from ser_desktop.ui.timeline import spectrogram_track
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramLook, SpectrogramTrack


@dataclass(eq=False)
class Sound:
    complete: bool
    loudest_db: float


class AtOnce:
    """Workers that do the work in the calling thread."""

    def start(self, _lane: str, work: Callable[[object], Any], done: Callable[[Any], None]) -> None:
        done(work(None))


def picture_of(
    clip: Sound, start_s: float, end_s: float, n_columns: int, options: SpectrogramOptions
) -> Spectrogram:
    db = np.full((options.n_bands, n_columns), clip.loudest_db, np.float32)
    return Spectrogram(start_s, end_s, options.highest_hz, db)


@pytest.fixture
def track(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SpectrogramTrack:
    monkeypatch.setattr(spectrogram_track, "spectrogram", picture_of)
    layout = pg.GraphicsLayoutWidget()
    qtbot.addWidget(layout)
    made = SpectrogramTrack(layout, 0, AtOnce(), SpectrogramLook())  # type: ignore[arg-type]
    made._layout = layout  # type: ignore[attr-defined]
    return made


def shown(track: SpectrogramTrack, sound: Sound, start_s: float = 0.0) -> tuple[int, object]:
    """The colour of a sound, and what the legend says."""
    track.clear(has_legend=True)
    track.request(sound, start_s, 1.0, 10)  # type: ignore[arg-type]
    return int(track._image.image.max()), track._legend._levels_db


def test_takes_of_any_loudness_have_the_same_colours(track: SpectrogramTrack) -> None:
    loud, levels = shown(track, Sound(True, -20.0))
    assert (loud, levels) == (255, (-100.0, -20.0))
    quiet, still = shown(track, Sound(True, -60.0))
    assert still == levels
    assert quiet == 127, "half of the range below: take and take can be compared"
    assert shown(track, Sound(True, -60.0), 0.5)[0] == quiet, "and so can any part of it"
    assert shown(track, Sound(False, -60.0))[0] == quiet, "while it is decoded as well"


def test_the_levels_are_kept(track: SpectrogramTrack, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings["spectrogram_top_db"] = -40.0
    settings["spectrogram_range_db"] = 50.0
    look = SpectrogramLook.of(Settings(tmp_path / "settings.json"))
    assert (look.top_db, look.range_db) == (-40.0, 50.0)
    shown(track, Sound(True, -65.0))
    assert not track.set_look(look), "the same picture in other colours"
    assert int(track._image.image.max()) == 127
    assert track._legend._levels_db == (-90.0, -40.0)
