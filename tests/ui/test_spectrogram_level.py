"""The level of the spectrogram's colours while a recording is still being decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.audio.spectrogram import Spectrogram, SpectrogramOptions
from ser_desktop.ui.timeline import spectrogram_track
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramLook, SpectrogramTrack


@dataclass(eq=False)
class DecodingClip:
    complete: bool
    loudest_db: float


class AtOnce:
    """Workers that do the work in the calling thread."""

    def start(self, _lane: str, work: Callable[[object], Any], done: Callable[[Any], None]) -> None:
        done(work(None))


def picture_of(
    clip: DecodingClip, start_s: float, end_s: float, n_columns: int, options: SpectrogramOptions
) -> Spectrogram:
    db = np.full((options.n_bands, n_columns), clip.loudest_db, np.float32)
    return Spectrogram(start_s, end_s, options.highest_hz, db)


def test_what_is_not_decoded_yet_does_not_set_the_level(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spectrogram_track, "spectrogram", picture_of)
    layout = pg.GraphicsLayoutWidget()
    qtbot.addWidget(layout)
    track = SpectrogramTrack(layout, 0, AtOnce(), SpectrogramLook())  # type: ignore[arg-type]
    clip = DecodingClip(complete=False, loudest_db=-160.0)
    track.request(clip, 0.0, 1.0, 10)  # type: ignore[arg-type]
    clip.complete, clip.loudest_db = True, -20.0
    track.request(clip, 0.0, 1.0, 10)  # type: ignore[arg-type]
    assert track._loudest_db == -20.0
    clip.loudest_db = -50.0
    track.request(clip, 0.5, 1.0, 10)  # type: ignore[arg-type]
    assert track._loudest_db == -20.0, "one level for every view of a recording"
