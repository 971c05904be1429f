"""The truth of a joined recording, and how a timeline is scored against it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from tests.support.made_corpus import write_corpus
from training.data.corpora.ravdess import scan
from training.evaluate.timeline import STEP_S, figures, join


def test_the_truth_is_the_clips_and_the_pauses(tmp_path: Path) -> None:
    clips, _ = scan(write_corpus(tmp_path, range(1, 2)))
    interview = join(clips[:6], tmp_path, np.random.default_rng(0))
    assert len(interview.samples) / interview.sample_rate_hz == pytest.approx(
        len(interview.truth) * STEP_S, abs=STEP_S
    )
    spoken = [label for label in interview.truth if label not in ("", NO_SPEECH)]
    assert len(spoken) * STEP_S == pytest.approx(6 * 1.5, abs=1.0)
    assert {clip.emotion for clip in clips[:6]} == set(spoken)
    assert NO_SPEECH in interview.truth
    power = np.square(interview.samples)
    step = round(STEP_S * interview.sample_rate_hz)
    loud = [power[i * step : (i + 1) * step].mean() for i in range(len(interview.truth))]
    assert all(
        level > 1e-5
        for level, label in zip(loud, interview.truth, strict=True)
        if label not in ("", NO_SPEECH)
    )


def test_uncertain_is_no_answer_and_silence_counts_apart() -> None:
    truth = ["happy"] * 4 + [NO_SPEECH] * 4 + [""] * 2
    shown_labels = [
        "happy",
        "sad",
        UNCERTAIN,
        NO_SPEECH,
        NO_SPEECH,
        NO_SPEECH,
        NO_SPEECH,
        "sad",
        "x",
        "y",
    ]
    shares = figures(truth, shown_labels)
    assert shares["speech_right"] == 0.25
    assert shares["speech_answered"] == 0.5
    assert shares["answered_right"] == 0.5
    assert shares["speech_missed"] == 0.25
    assert shares["silence_found"] == 0.75
