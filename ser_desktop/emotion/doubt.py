"""How reliable an answer is: sets of emotions that contain the true one, and warnings.

The thresholds are part of the model (``training/evaluate/doubt.py`` fits them on unseen speakers).
A model without them gives no sets and no warning about unlike voices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model_info import CalibratedDoubt, ModelInfo
from ser_desktop.emotion.results import Analysis, Overall, Segment, Window
from ser_desktop.emotion.sound_doubt import (
    UNMEASURED,
    HeardSound,
    heard_warnings,
    level_warnings,
    telephone_warnings,
)
from ser_desktop.emotion.spoken_language import language_warnings
from ser_desktop.emotion.window_columns import WindowColumns
from ser_desktop.texts.messages import Message

UNLIKE_MARGIN = 1.3
"""Factor of a model's limit, which is that of single clips: windows across two sentences are less
like these, and a recording is full of them. Chosen by ``training.evaluate.unlike``."""
MIN_SPEECH_S = 1.5
"""With less speech than this, in seconds, an answer is unreliable: models are trained on 3 s."""
VERY_SHORT_S = 0.5
"""With less speech than this, in seconds, an answer is shown as uncertain, whatever its confidence:
a word lasts about so long, and a model hears mostly the silence around it."""
MIN_LEVEL_RANGE_DB = 10.0
"""Level difference, in dB, between the loudest and the quietest tenth of a recording's 50 ms
frames. With less, noise covers the voice. Clean clips hardly ever fall below it; clips with white
noise as strong as the clip nearly always do. Weaker noise and other voices are not detected
(``training/results/level_range.json``)."""


def emotion_set(
    probabilities: NDArray[np.float32], labels: Sequence[str], doubt: CalibratedDoubt | None
) -> tuple[str, ...]:
    """Return the emotions that hold the truth with the stated coverage, likeliest first.

    Args:
        probabilities: [labels], of a whole answer.
        labels: labels of the model.
        doubt: doubt of the model; None gives an empty set.
    """
    if doubt is None:
        return ()
    order = np.argsort(-probabilities, kind="stable")
    chosen = [i for i in order if probabilities[i] >= doubt.set_above] or [order[0]]
    return tuple(labels[i] for i in chosen)


Sureness = Literal["sure", "fairly_sure", "unsure"]
SURE_FROM = 0.8
"""Confidence from which an answer of a model without sets is sure."""
CLEARLY = 2.0
"""The likeliest emotion is clearly ahead if it has this many times the probability of the next."""


def is_very_short(overall: Overall) -> bool:
    """Return whether an answer rests on too little speech to be more than a guess."""
    is_answer = overall.probabilities is not None and overall.label != NO_SPEECH
    return is_answer and overall.speech_s is not None and overall.speech_s < VERY_SHORT_S


def is_guess(segment: Segment) -> bool:
    """Return whether the answer for a segment rests on too little speech to be more than a guess.

    Such a segment is labelled *uncertain* (:mod:`ser_desktop.emotion.guesses`).
    """
    if segment.label == NO_SPEECH or segment.speech_s is None:
        return False
    return segment.speech_s < VERY_SHORT_S


def is_clear(overall: Overall) -> bool:
    """Return whether the likeliest emotion is at least twice as likely as the next."""
    if overall.probabilities is None or len(overall.probabilities) < 2:
        return overall.probabilities is not None
    second, first = np.sort(overall.probabilities)[-2:]
    return bool(first >= CLEARLY * second)


def shown_label(overall: Overall) -> str:
    """Return the label under which an answer is shown: *uncertain* also if it is very short.

    Files keep the label of the mean beside it, and evaluations score that one.
    """
    return UNCERTAIN if is_very_short(overall) else overall.label


def sureness(overall: Overall) -> Sureness | None:
    """Return how sure an answer is, as a word; None without an answer.

    *Sure*: the set that holds the truth has one emotion. *Fairly sure*: the likeliest emotion is at
    least twice as likely as the next. *Unsure*: all other answers, and every uncertain one, which
    one with very little speech is too. A fixed limit of the confidence would be misleading: 51 % is
    a clear answer if the next emotion has 12 %, but not if it has 45 %.
    """
    if overall.probabilities is None or overall.label == NO_SPEECH:
        return None
    if shown_label(overall) == UNCERTAIN:
        return "unsure"
    if len(overall.set) == 1 or (not overall.set and overall.probabilities.max() >= SURE_FROM):
        return "sure"
    return "fairly_sure" if is_clear(overall) else "unsure"


def sure_share(windows: Sequence[Window], uncertain_below: float) -> float:
    """Return the share of speech in windows that are at least fairly sure, 0..1.

    Args:
        windows: of a track.
        uncertain_below: smaller confidences are uncertain.
    """
    columns = WindowColumns.of(windows)
    spoken = columns.is_speech & columns.is_answered
    if not spoken.any():
        return 0.0
    rows = np.sort(columns.answers[spoken], axis=1)
    seconds = rows[:, -2] if rows.shape[1] > 1 else np.zeros(len(rows))
    is_sure = (rows[:, -1] >= CLEARLY * seconds) & (rows[:, -1] >= uncertain_below)
    return float(np.average(is_sure, weights=columns.speech_shares[spoken]))


def unlikeness(windows: Sequence[Window]) -> float | None:
    """Return the mean square of the embeddings, weighted by speech share; None without any.

    Embeddings of a model with :class:`CalibratedDoubt` have mean 0 and deviation 1 over its
    training data: 1 is usual, and larger values are less similar to the training data.
    """
    columns = WindowColumns.of(windows)
    known = columns.is_speech & ~np.isnan(columns.unlikeness)
    if not known.any():
        return None
    return float(np.average(columns.unlikeness[known], weights=columns.speech_shares[known]))


def _is_unlike(model: ModelInfo, windows: Sequence[Window]) -> bool:
    """Whether the voice, its microphone or its room is unlike what the model learned from."""
    doubt, distance = model.doubt, unlikeness(windows)
    if doubt is None or distance is None:
        return False
    return distance > UNLIKE_MARGIN * doubt.unlike_above


def answer_warnings(analysis: Analysis) -> list[Message]:
    """Return warnings about file, sound and voice: reasons why an answer may be wrong."""
    file, overall = analysis.file, analysis.overall
    warnings = file.warnings() + level_warnings(file, overall.probabilities is not None)
    if overall.probabilities is None:
        return warnings
    speech_s = overall.speech_share * file.duration_s
    if speech_s < MIN_SPEECH_S:
        warnings.append(Message("warning.short_speech", speech_s=round(speech_s, 2)))
    warnings += telephone_warnings(file.sample_rate_hz, file.high_band_db)
    range_db = file.speech_level_dbfs - file.noise_level_dbfs
    if range_db < MIN_LEVEL_RANGE_DB:
        warnings.append(Message("warning.low_snr", range_db=round(range_db, 1)))
    if _is_unlike(analysis.model, analysis.windows):
        warnings.append(Message("warning.unlike_training"))
    return warnings + language_warnings(analysis.settings.spoken_language, analysis.model.languages)


def live_warnings(
    window: Window,
    model: ModelInfo,
    spoken_language: str = "",
    sound: HeardSound = UNMEASURED,
) -> list[Message]:
    """Return the warnings for one window of live sound.

    Args:
        window: with its speech share and embedding.
        model: that answered.
        spoken_language: as stated by the user.
        sound: what was measured of the sound.
    """
    warnings = heard_warnings(sound, window.is_speech)
    if not window.is_speech:
        return warnings
    speech_s = window.speech_share * (window.end_s - window.start_s)
    if speech_s < MIN_SPEECH_S:
        warnings.append(Message("warning.short_speech", speech_s=round(speech_s, 2)))
    if _is_unlike(model, [window]):
        warnings.append(Message("warning.unlike_training"))
    return warnings + language_warnings(spoken_language, model.languages)
