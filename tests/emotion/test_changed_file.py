"""A file that changes while it is read gives an error, not the result of a mixture."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference import infer
from ser_desktop.errors import AudioFileError

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def small() -> EmotionClassifier:
    return load_model("ser-small", Path("none"))


@pytest.fixture
def minute(tmp_path: Path) -> Path:
    path = tmp_path / "minute.wav"
    noise = np.random.default_rng(0).normal(0, 0.01, 60 * RATE_HZ)
    soundfile.write(path, noise, RATE_HZ, subtype="PCM_16")
    return path


def _after_the_first_block(change: object) -> object:
    done: list[float] = []

    def on_progress(share: float) -> None:
        if not done:
            change()  # type: ignore[operator]
        done.append(share)

    return on_progress


def test_a_file_that_is_cut_or_overwritten_while_it_is_read_is_refused(
    minute: Path, small: EmotionClassifier
) -> None:
    whole = minute.read_bytes()

    def overwritten() -> None:
        with minute.open("r+b") as handle:
            handle.seek(-1000, os.SEEK_END)
            handle.write(bytes(1000))
        os.utime(minute, ns=(0, 1))

    def grown() -> None:
        with minute.open("ab") as handle:
            handle.write(bytes(2000))

    for change in (lambda: os.truncate(minute, len(whole) // 2), overwritten, grown):
        minute.write_bytes(whole)
        with pytest.raises(AudioFileError) as refused:
            infer(minute, small, on_progress=_after_the_first_block(change))  # type: ignore[arg-type]
        assert refused.value.kind == "vanished"  # so that the next run tries it again
        assert refused.value.message_id == "file.changed"


def test_an_error_of_a_file_that_was_emptied_meanwhile_says_that_it_changed(
    minute: Path, small: EmotionClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ser_desktop.emotion import inference

    def failing(*_: object) -> None:
        os.truncate(minute, 10)
        raise AudioFileError("unreadable", "cut")

    monkeypatch.setattr(inference, "_infer", failing)
    with pytest.raises(AudioFileError) as refused:
        infer(minute, small)
    assert refused.value.message_id == "file.changed"


def test_a_file_that_is_touched_or_deleted_after_it_was_opened_keeps_its_result(
    minute: Path, small: EmotionClassifier
) -> None:
    def touched() -> None:
        os.utime(minute, ns=(0, 1))

    before = infer(minute, small).file
    for change in (touched, minute.unlink):
        found = infer(minute, small, on_progress=_after_the_first_block(change)).file  # type: ignore[arg-type]
        assert (found.sha256, found.duration_s) == (before.sha256, before.duration_s)
