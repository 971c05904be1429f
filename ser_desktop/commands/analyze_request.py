"""The request of ``ser-desktop analyze``: recordings, model and settings."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ser_desktop.batch.places import Place, expand_places, is_address, without_doubles
from ser_desktop.batch.recording_state import settings_text
from ser_desktop.batch.task import ModelRef, refer_to
from ser_desktop.commands.hearing import check_paths_exist
from ser_desktop.commands.voice_option import helpful_adapter, load_voice
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.inference_options import InferenceOptions, window_and_hop_s
from ser_desktop.emotion.interpretation import InterpretationSettings, interpret
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, AnalysisSettings, SegmentOptions, WindowScores
from ser_desktop.errors import OutputError
from ser_desktop.paths import Profile
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.streams import say
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import load_language
from ser_desktop.texts.messages import Message, joined


@dataclass(frozen=True)
class AnalyzeRequest:
    """The parsed command line.

    Args:
        given: paths as given.
        paths: recordings at these paths, as shown in results.
        files: paths from which they are read.
        model_ref: reference of the model for workers.
        model: metadata of the model.
        heard: windows and channels of the inference.
        speakers: number of people who speak; 0 finds it, None asks for no tracks of speakers.
        interpretation: threshold and segments.
        adapter: corrects the results by a voice; None where none was asked for.
        workers: processes.
        scheduler: address of the scheduler of a Dask cluster; "" is this computer.
        language: of one more column of the summary; None where none was asked for.
    """

    given: list[str]
    paths: list[str]
    files: list[Place]
    model_ref: ModelRef
    model: ModelInfo
    heard: InferenceOptions
    speakers: int | None
    interpretation: InterpretationSettings
    adapter: SpeakerAdapter | None
    workers: int
    scheduler: str
    language: Language | None

    @classmethod
    def of(cls, options: argparse.Namespace, profile: Profile) -> AnalyzeRequest:
        """Make a request from the parsed arguments.

        Raises:
            SerError: a path is missing, the model or the voice cannot be used, or options
            contradict each other.
        """
        check_paths_exist(options.paths)
        others: list[str] = []
        paths = without_doubles(list(expand_places(options.paths, others.append)))
        _say_what_is_skipped(others)
        if options.out not in ("", "-"):
            refuse_recordings([Path(options.out)], paths)
        model = load_model(options.model, profile.models)
        adapter = None
        if options.voice is not None:
            voice = load_voice(options.voice, profile.voices, model)
            adapter = helpful_adapter(voice, options.voice_anyway)
        heard = InferenceOptions(
            options.window,
            options.hop,
            split=options.channels == "split",
            parallel_calls=1 if options.workers > 1 or options.scheduler else None,
            embeddings=adapter is not None,
        )
        window_and_hop_s(model, heard)
        segments = SegmentOptions(options.smooth, options.min_segment)
        return cls(
            given=options.paths,
            paths=paths,
            files=[path if is_address(path) else Path(path) for path in paths],
            model_ref=refer_to(model, profile.models),
            model=model.info,
            heard=heard,
            speakers=options.speakers,
            interpretation=InterpretationSettings(
                options.uncertain_below, segments, options.language
            ),
            adapter=adapter,
            workers=options.workers,
            scheduler=options.scheduler,
            language=load_language(options.translate) if options.translate else None,
        )

    def interpret(self, scores: WindowScores, path: str) -> Analysis:
        """Interpret the model's scores, and print the warnings."""
        file = replace(scores.file, path=Path(path))
        scores = replace(scores, file=file, model=self.model)
        analysis = interpret(scores, self.interpretation, self.adapter)
        for warning in answer_warnings(analysis):
            say(str(Message("analyze.warning", path=path, warning=warning)))
        voice = analysis.settings.adapter
        if voice is not None and voice.assigned_labels:
            taught = Message(
                "analyze.taught", voice=voice.name, emotions=joined(voice.assigned_labels)
            )
            say(str(Message("analyze.warning", path=path, warning=taught)))
        return analysis

    def settings_text(self) -> str:
        """Return model and settings as text."""
        below = self.interpretation.uncertain_below
        window_s = self.model.window_s if self.heard.window_s is None else self.heard.window_s
        hop_s = min(self.model.hop_s, window_s) if self.heard.hop_s is None else self.heard.hop_s
        settings = AnalysisSettings(
            window_s,
            hop_s,
            self.model.uncertain_below if below is None else below,
            None,
            self.interpretation.segments,
            None if self.adapter is None else self.adapter.mark(),
            self.interpretation.spoken_language,
            GATE_VERSION,
        )
        return settings_text(self.model, settings, self._tracks())

    def _tracks(self) -> str:
        """Return the requested tracks as text for the record of a folder."""
        if self.speakers is not None:
            return f"speakers {self.speakers or 'auto'}"
        return "split" if self.heard.split else "mix"


def _say_what_is_skipped(others: Sequence[str]) -> None:
    if others:
        say(str(Message("analyze.others_skipped", n=len(set(map(os.path.abspath, others))))))


def refuse_recordings(targets: Iterable[Path], recordings: Iterable[str]) -> None:
    """Raise if an output file is one of the recordings.

    Raises:
        OutputError: the message names the first one.
    """
    real = {os.path.realpath(path) for path in recordings}
    for target in targets:
        if os.path.realpath(target) in real:
            raise OutputError(Message("output.is_recording", path=target))
