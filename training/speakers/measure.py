"""Measures diarization and emotions of speakers: ``python -m training.speakers.measure``.

The conversations are of test speakers only. Writes ``training/results/diarization.json``. Emotions
are evaluated on EmoDB only: the bundled model was trained on everybody of RAVDESS and CREMA-D.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.paths import Profile, resource
from ser_desktop.speakers.diarization.diarize import Diarization, HeardSpeech, who_speaks
from ser_desktop.speakers.diarization.embedder import OnnxEmbedder
from training.places import RESULTS, add_place_options
from training.speakers.choose import same_person_errors
from training.speakers.conversations import TrueTurn
from training.speakers.error_rate import ErrorTimes, best_mapping, error_times
from training.speakers.scenes import Case, cases, hear
from training.speakers.spoken import RATE_HZ

STEP_S = 0.1
_DRAWS = 2000


@dataclass(frozen=True)
class Judged:
    """One conversation and its diarization."""

    case: Case
    heard: HeardSpeech
    given: Diarization
    found: Diarization

    def errors(self, given: bool) -> ErrorTimes:
        """Compute diarization errors with the number of speakers given or detected."""
        return error_times(self.case.truth, _turns(self.given if given else self.found))


def main() -> None:
    """Run the command ``python -m training.speakers.measure``."""
    parser = _parser()
    options = parser.parse_args()
    if options.only_heard and options.heard is None:
        parser.error("--only-heard needs --heard")
    embedder = OnnxEmbedder(options.encoder, resource("speakers", "voice_timbre.onnx"))
    started, seconds = time.perf_counter(), 0.0
    judged = []
    seeds = {int(path.stem) for path in options.heard.glob("*.npz")} if options.only_heard else None
    for case in cases(options.corpora, "judged", options.repetitions, seeds):
        kept = options.heard / f"{case.seed}.npz" if options.heard else None
        heard, its_seconds = hear_once(case, embedder, kept)
        before = time.process_time()
        given = who_speaks(heard, embedder, case.scene.n_speakers)
        found = who_speaks(heard, embedder)
        seconds += its_seconds + time.process_time() - before
        judged.append(Judged(case, heard, given, found))
    table = _diarization_table(judged, embedder, seconds)
    _write(options.out, table)
    changing = [
        one for one in judged if one.case.corpus == "emodb" and one.case.scene.mood == "changing"
    ][: options.emotions]
    if changing:
        model = load_model("", Profile.default().models)
        table["emotion"] = emotion_figures(changing, model)
    _write(options.out, table)
    print(json.dumps(table, indent=2))
    print(f"{time.perf_counter() - started:.0f} s")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", type=Path, default=resource("speakers", "voice_encoder.onnx"))
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--emotions", type=int, default=9, help="conversations judged by emotion")
    parser.add_argument("--heard", type=Path, help="folder that keeps what was heard")
    parser.add_argument(
        "--only-heard",
        action="store_true",
        help="judge the conversations kept in that folder alone",
    )
    parser.add_argument("--out", type=Path, default=RESULTS / "diarization.json")
    add_place_options(parser)
    return parser


def _diarization_table(
    judged: Sequence[Judged], embedder: OnnxEmbedder, seconds: float
) -> dict[str, Any]:
    """Return the figures of all conversations, which took ``seconds`` of processor time."""
    hours = sum(len(one.case.conversation.samples) for one in judged) / RATE_HZ / 3600
    return {
        "conversations": len(judged),
        "hours": round(hours, 2),
        "collar_s": 0.25,
        "overlap_counted": True,
        "times_real_time_on_one_core": round(3600 * hours / seconds, 1),
        "settings": asdict(embedder.settings),
        "number_given": _figures(judged, given=True),
        "number_found": _figures(judged, given=False),
        "number_right": round(
            float(np.mean([len(o.found.voices) == o.case.scene.n_speakers for o in judged])), 3
        ),
        "same_person_across_conversations": same_person_errors(
            [(one.case, one.heard) for one in judged], embedder.settings
        ),
    }


def hear_once(case: Case, embedder: OnnxEmbedder, kept: Path | None) -> tuple[HeardSpeech, float]:
    """Encode a conversation, or read its kept encoding.

    Args:
        case: the conversation.
        embedder: the voice encoder.
        kept: the file that keeps the encoding; None keeps nothing.

    Returns:
        the encoding, and the seconds of processor time.
    """
    if kept is not None and kept.is_file():
        with np.load(kept) as stored:
            arrays = {name: stored[name] for name in stored}
        seconds = float(arrays.pop("seconds"))
        return HeardSpeech(**arrays), seconds
    before = time.process_time()
    heard = hear(case.conversation, embedder)
    seconds = time.process_time() - before
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, seconds=seconds, **vars(heard))
    return heard, seconds


def _write(path: Path, figures: dict[str, Any]) -> None:
    """Write the figures so far, since emotions take longer than speakers."""
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _figures(judged: Sequence[Judged], given: bool) -> dict[str, Any]:
    """Compute error rates of all conversations and of each kind."""
    sides: dict[str, Callable[[Judged], str]] = {
        "speakers": lambda one: str(one.case.scene.n_speakers),
        "condition": lambda one: one.case.scene.condition,
        "mood": lambda one: one.case.scene.mood,
        "corpus": lambda one: one.case.corpus,
    }
    total = ErrorTimes()
    parts: dict[str, dict[str, ErrorTimes]] = {side: defaultdict(ErrorTimes) for side in sides}
    for one in judged:
        errors = one.errors(given)
        total += errors
        for side, name in sides.items():
            parts[side][name(one)] += errors
    return {
        "error_rate": round(total.rate, 4),
        "error_rate_95": interval([one.errors(given) for one in judged]),
        "missed": round(total.missed_s / total.speech_s, 4),
        "false": round(total.false_s / total.speech_s, 4),
        "confused": round(total.confused_s / total.speech_s, 4),
        **{
            side: {name: round(errors.rate, 4) for name, errors in kinds.items()}
            for side, kinds in parts.items()
        },
    }


def interval(errors: Sequence[ErrorTimes]) -> list[float]:
    """Compute the 95 % interval of the error rate, by resampling conversations."""
    rng = np.random.default_rng(0)
    wrong = np.array([one.missed_s + one.false_s + one.confused_s for one in errors])
    speech = np.array([one.speech_s for one in errors])
    drawn = rng.integers(len(errors), size=(_DRAWS, len(errors)))
    rates = wrong[drawn].sum(axis=1) / speech[drawn].sum(axis=1)
    return [round(float(limit), 4) for limit in np.quantile(rates, (0.025, 0.975))]


def emotion_figures(judged: Sequence[Judged], model: EmotionClassifier) -> dict[str, float]:
    """Compute the share of speech with the right emotion, as a mean over people.

    It compares the mix, the tracks of the detected speakers (number given), and tracks by the true
    turns.
    """
    right: dict[str, list[float]] = defaultdict(list)
    for one in judged:
        turns = one.case.conversation.turns
        true_turns = tuple(SpeakerTurn(turn.speaker, turn.start_s, turn.end_s) for turn in turns)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "conversation.wav"
            soundfile.write(path, one.case.conversation.samples, RATE_HZ)
            by_found = analyze(path, model, AnalysisOptions(turns=one.given.turns))
            by_truth = analyze(path, model, AnalysisOptions(turns=true_turns))
        mapping = best_mapping(one.case.truth, _turns(one.given))
        found_tracks = {mapping.get(t.speaker or "", ""): t.segments for t in by_found.tracks}
        true_tracks = {track.speaker: track.segments for track in by_truth.tracks}
        for speaker in {turn.speaker for turn in turns}:
            own = [turn for turn in turns if turn.speaker == speaker]
            right["mix"].append(_right(own, by_found.segments))
            right["speaker_tracks"].append(_right(own, found_tracks.get(speaker, ())))
            right["speaker_tracks_by_true_turns"].append(_right(own, true_tracks[speaker]))
    figures = {name: round(float(np.mean(shares)), 4) for name, shares in right.items()}
    return {"people": len(right["mix"]), **figures}


def _right(turns: Sequence[TrueTurn], segments: Sequence[Segment]) -> float:
    """Compute the share of steps whose segment has the true emotion; calm counts as neutral."""
    hits = []
    for turn in turns:
        for at_s in np.arange(turn.start_s + STEP_S / 2, turn.end_s, STEP_S):
            said = next((s.label for s in segments if s.start_s <= at_s < s.end_s), "")
            hits.append(("neutral" if said == "calm" else said) == turn.emotion)
    return float(np.mean(hits))


def _turns(found: Diarization) -> list[tuple[str, float, float]]:
    return [(turn.speaker, turn.start_s, turn.end_s) for turn in found.turns]


if __name__ == "__main__":
    main()
