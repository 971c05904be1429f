"""Choose settings on the validation people: ``python -m training.speakers.choose``.

Every window is encoded once and clustered with many settings. The best settings go into the
encoder's metadata. The people here are neither training nor test speakers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from ser_desktop.paths import resource
from ser_desktop.speakers.diarization.diarize import HeardSpeech, SpeakerVoice, who_speaks
from ser_desktop.speakers.diarization.embedder import DiarizationSettings, OnnxEmbedder
from training.places import add_place_options
from training.speakers.error_rate import (
    ErrorTimes,
    best_mapping,
    equal_error_rate,
    error_times,
)
from training.speakers.scenes import Case, cases, hear

Heard = Sequence[tuple[Case, HeardSpeech]]
Scores = NDArray[np.float32]

GRID: dict[str, tuple[float, ...]] = {
    "timbre_weight": (0.5, 0.6, 0.7, 0.8),
    "sharpness": (30.0, 40.0, 60.0),
    "change_cost": (2.0, 4.5),
    "overlap_above": (1.0, 3.0),
}
"""Settings chosen with the number of speakers given, one after the other."""
GRID_OF_NUMBER: dict[str, tuple[float, ...]] = {
    "gain_of_speaker": (0.0275, 0.03, 0.0325, 0.035),
    "min_speech_s": (3.0, 4.0),
}
"""Settings chosen with the number of speakers detected."""


class _Settings:
    """Replaces the encoder, since all windows are encoded already."""

    def __init__(self, settings: DiarizationSettings) -> None:
        self.settings = settings

    def voices(self, speech: object, firsts: object, stops: object) -> object:
        raise NotImplementedError

    def timbre(self, speech: object) -> object:
        raise NotImplementedError


def rate(heard: Heard, settings: DiarizationSettings, given: bool) -> float:
    """Compute the diarization error rate of all conversations together."""
    return sum((errors(case, speech, settings, given) for case, speech in heard), ErrorTimes()).rate


def errors(
    case: Case, speech: HeardSpeech, settings: DiarizationSettings, given: bool
) -> ErrorTimes:
    """Compute the errors of one conversation."""
    return error_times(case.truth, found_turns(case, speech, settings, given))


def found_turns(
    case: Case, speech: HeardSpeech, settings: DiarizationSettings, given: bool
) -> list[tuple[str, float, float]]:
    """Return the detected turns."""
    n_speakers = case.scene.n_speakers if given else None
    diarization = who_speaks(speech, _Settings(settings), n_speakers)  # type: ignore[arg-type]
    return [(turn.speaker, turn.start_s, turn.end_s) for turn in diarization.turns]


def better(
    heard: Heard, settings: DiarizationSettings, grid: dict[str, tuple[float, ...]], given: bool
) -> DiarizationSettings:
    """Search a grid, one setting after the other."""
    best = rate(heard, settings, given)
    for name, values in grid.items():
        for value in values:
            tried = replace(settings, **{name: value})
            error = rate(heard, tried, given)
            if error < best:
                best, settings = error, tried
    return settings


def same_person_threshold(heard: Heard, settings: DiarizationSettings) -> float:
    """Find the threshold at which misses and confusions of speakers are equally frequent."""
    same, other = _speaker_pairs(heard, settings)
    threshold = min(
        np.linspace(0, 1, 401),
        key=lambda at: abs(float(np.mean(same < at)) - float(np.mean(other >= at))),
    )
    return round(float(threshold), 4)


def same_person_errors(heard: Heard, settings: DiarizationSettings) -> dict[str, float]:
    """Count errors of finding speakers again in other conversations, at the threshold."""
    same, other = _speaker_pairs(heard, settings)
    return {
        "pairs_of_one_person": len(same),
        "pairs_of_two_people": len(other),
        "equal_error_rate": round(equal_error_rate([same], [other]), 4),
        "missed": round(float(np.mean(same < settings.same_person_above)), 4),
        "taken_for_another": round(float(np.mean(other >= settings.same_person_above)), 4),
    }


def _speaker_pairs(heard: Heard, settings: DiarizationSettings) -> tuple[Scores, Scores]:
    voices: list[tuple[str, int, SpeakerVoice]] = []
    for number, (case, speech) in enumerate(heard):
        diarization = who_speaks(speech, _Settings(settings), case.scene.n_speakers)  # type: ignore[arg-type]
        turns = [(turn.speaker, turn.start_s, turn.end_s) for turn in diarization.turns]
        mapping = best_mapping(case.truth, turns)
        voices += [
            (f"{case.corpus} {mapping[voice.speaker]}", number, voice)
            for voice in diarization.voices
            if voice.speaker in mapping
        ]
    return _pairs(voices)


def _pairs(voices: Iterable[tuple[str, int, SpeakerVoice]]) -> tuple[Scores, Scores]:
    """Compute similarities of pairs of one person and of two, within each corpus."""
    listed = list(voices)
    similarity = np.stack([voice.voice for *_, voice in listed])
    similarity = similarity @ similarity.T
    same: list[float] = []
    other: list[float] = []
    for i, (name, number, _) in enumerate(listed):
        for j, (second, its_number, _) in enumerate(listed[:i]):
            if number == its_number or name.split()[0] != second.split()[0]:
                continue
            (same if name == second else other).append(float(similarity[i, j]))
    return np.array(same, np.float32), np.array(other, np.float32)


def main() -> None:
    """Run the command ``python -m training.speakers.choose``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", type=Path, default=resource("speakers", "voice_encoder.onnx"))
    parser.add_argument("--repetitions", type=int, default=2)
    parser.add_argument("--hop", type=float, default=0.2)
    add_place_options(parser)
    options = parser.parse_args()
    embedder = OnnxEmbedder(options.encoder, resource("speakers", "voice_timbre.onnx"))
    settings = embedder.settings = replace(embedder.settings, hop_s=options.hop)
    heard = [
        (case, hear(case.conversation, embedder))
        for case in cases(options.corpora, "validation", options.repetitions)
    ]
    settings = better(heard, settings, GRID, given=True)
    settings = better(heard, settings, GRID_OF_NUMBER, given=False)
    settings = replace(settings, same_person_above=same_person_threshold(heard, settings))
    graph = onnx.load(str(options.encoder))
    metadata = {item.key: item.value for item in graph.metadata_props}
    onnx.helper.set_model_props(graph, {**metadata, "settings": json.dumps(asdict(settings))})
    onnx.save(graph, str(options.encoder))
    print(json.dumps(asdict(settings), indent=2))
    print(f"validation: number given {rate(heard, settings, True):.3f}, "
          f"found {rate(heard, settings, False):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
