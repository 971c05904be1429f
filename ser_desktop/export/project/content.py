"""The contents of a project export, read one recording at a time to limit memory."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ser_desktop.emotion.interpretation import InterpretationSettings, corrected_tracks, interpret
from ser_desktop.emotion.results import MIX, Analysis, SegmentOptions, Track
from ser_desktop.errors import ProjectError
from ser_desktop.export.names import distinct_names
from ser_desktop.export.project.consent import has_consent, notice
from ser_desktop.export.project.project_title import title_of
from ser_desktop.export.project.pseudonyms import Pseudonyms
from ser_desktop.export.project.scopes import ALL, chosen_tracks, scope_of
from ser_desktop.export.project.without_result import WithoutResult, why_without_result
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Annotation, Recording
from ser_desktop.project.store import ProjectStore
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import ENGLISH, Message


@dataclass(frozen=True)
class ExportOptions:
    """Options of the export.

    Args:
        rater: annotations of this rater alone; empty takes those of all.
        pseudonymise: no names of people and files, and no notes.
        voice: corrects answers that were kept; None corrects none.
        voices: also the numbers by which speakers' voices are known: personal data, in JSON alone.
        language: of more columns of the CSV, with the words for the labels; None adds none.
        whose: whose rows of the model there are, one of ``scopes.WHOSE``. Annotations are not
            concerned.
        only_annotations: leave out the answers of the model.
    """

    rater: str = ""
    pseudonymise: bool = False
    voice: SpeakerAdapter | None = None
    voices: bool = False
    language: Language | None = None
    whose: str = ALL
    only_annotations: bool = False


@dataclass(frozen=True)
class ExportedRecording:
    """One recording of an export.

    Args:
        recording: the recording, with pseudonyms if requested.
        analysis: analysis under the project's settings; None without one.
        annotations: annotations in order of time.
        speakers: names of speakers by track.
        threshold_ratings: number of ratings behind the project's threshold; None without one.
        voices: numbers by which the voice of a track is known, by track, if asked for.
        whose: whose rows of the model there are, one of ``scopes.WHOSE``.
        only_annotations: whether answers of the model were left out.
        distinct_name: name of the file with the folders that tell it apart; "" is its name.
        without_result: why there is no analysis; None where there is one, or none is exported.
    """

    recording: Recording
    analysis: Analysis | None
    annotations: tuple[Annotation, ...]
    speakers: Mapping[str, str]
    threshold_ratings: int | None = None
    voices: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    whose: str = ALL
    only_annotations: bool = False
    distinct_name: str = ""
    without_result: WithoutResult | None = None

    @property
    def name(self) -> str:
        """Name of the file, with its folder if another recording has that name too."""
        return self.distinct_name or self.recording.name

    @property
    def duration_s(self) -> float:
        """Length in seconds; None if unknown."""
        if self.analysis is not None:
            return self.analysis.file.duration_s
        ends = [annotation.end_s for annotation in self.annotations]
        return self.recording.duration_s or max(ends, default=0.0)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks of which there are rows of the model, the mix first."""
        if self.analysis is None:
            return ()
        tracks = self.analysis.tracks
        chosen = chosen_tracks(
            {track.name: self.scope_of(track.name) for track in tracks}, self.whose
        )
        return tuple(track for track in tracks if track.name in chosen)

    @property
    def track_names(self) -> tuple[str, ...]:
        """Names of the tracks of rows and annotations, the mix first."""
        analysed = [track.name for track in self.tracks]
        annotated = [annotation.track for annotation in self.annotations]
        return tuple(dict.fromkeys([*analysed, *annotated])) or (MIX,)

    def statement(self) -> str:
        """Model and settings on one line, for formats without columns."""
        if self.analysis is None:
            id = "export.annotations_alone" if self.only_annotations else "export.no_model"
            return _joined([Message(id), *self._consent()])
        model, settings = self.analysis.model, self.analysis.settings
        model_sentence = Message(
            "export.by_model",
            model=f"{model.name} {model.version}",
            window_s=settings.window_s,
            hop_s=settings.hop_s,
            uncertain_below=settings.uncertain_below,
        )
        sentences = [model_sentence]
        if self.threshold_ratings is not None:
            sentences.append(Message("export.by_ratings", n=self.threshold_ratings))
        if settings.adapter is not None:
            sentences.append(Message("export.by_voice", name=settings.adapter.name))
        return _joined([*sentences, *self._consent()])

    def scope_of(self, track: str) -> str:
        """Return whose speech a track is, one of ``scopes.SCOPES``."""
        return scope_of(track, self.analysis, self.speakers)

    def _consent(self) -> list[Message]:
        consent = [Message("export.consent", consent=self.recording.consent)]
        participants = (
            [Message("export.told", notice=notice())] if has_consent(self.recording) else []
        )
        return [*consent, *participants]

    def speaker_of(self, track: str) -> str:
        """Return the speaker's name of a track, or else the track's name."""
        return self.speakers.get(track, track)


Shown = Callable[[Recording], Analysis | None]
"""What a window shows of a recording; None where it shows nothing yet."""


class ProjectContent:
    """The contents of a project for an export.

    Args:
        store: of the project, open.
        options: what a person wants.
        shown: goes before what was kept last, so that an export says what its window shows.

    Raises:
        ProjectError: the rater has no annotations, or voices and pseudonyms are both wanted.
    """

    def __init__(
        self,
        store: ProjectStore,
        options: ExportOptions = ExportOptions(),
        shown: Shown = lambda _recording: None,
    ) -> None:
        self._store, self._shown = store, shown
        self.options = options
        self._kept = KeptAnalyses(store)
        self._recordings = store.recordings()
        self._speakers = store.speakers()
        self._pseudonyms = Pseudonyms(store) if options.pseudonymise else None
        self.threshold: dict[str, Any] | None = _mapping(store.setting("threshold"))
        """The project's threshold and the number of ratings behind it."""
        self.note = "" if options.pseudonymise else str(store.setting("note", ""))
        self.title = "project" if options.pseudonymise else title_of(store, self._recordings)
        if options.voices and options.pseudonymise:
            raise ProjectError(Message("export.voices_name_people"))
        if options.rater and not any(a.rater == options.rater for a in store.annotations()):
            raise ProjectError(Message("export.no_such_rater", rater=options.rater))
        if options.only_annotations and not store.annotations():
            raise ProjectError(Message("export.no_annotations"))

    def __len__(self) -> int:
        return len(self._recordings)

    @property
    def paths(self) -> list[Path]:
        """Paths of the recordings in order, with pseudonyms if requested."""
        if self._pseudonyms is None:
            return [recording.path for recording in self._recordings]
        return [self._pseudonyms.recording(recording).path for recording in self._recordings]

    @property
    def has_file(self) -> list[bool]:
        """Whether a recording has a file of its own: one without annotations has none of them."""
        if not self.options.only_annotations:
            return [True] * len(self._recordings)
        annotated = {a.recording_id for a in self._store.annotations() if self._is_wanted(a)}
        return [recording.id in annotated for recording in self._recordings]

    def recordings(self) -> Iterator[ExportedRecording]:
        """Yield the recordings in the order of the list; each is read when it is needed."""
        names = {speaker.id: speaker.name for speaker in self._speakers}
        settings = self._interpretation()
        ratings = None if self.threshold is None else int(self.threshold.get("n_ratings", 0))
        distinct = distinct_names([recording.path for recording in self._recordings])
        for recording, name in zip(self._recordings, distinct, strict=True):
            speakers = {
                item.track: names[item.speaker_id]
                for item in self._store.track_speakers(recording.id)
                if item.speaker_id in names
            }
            analysis = self._shown(recording) or self._kept_analysis(recording, settings, speakers)
            is_without = analysis is None and not self.options.only_annotations
            exported = ExportedRecording(
                recording,
                analysis,
                tuple(a for a in self._store.annotations(recording.id) if self._is_wanted(a)),
                speakers,
                ratings,
                self._voices(recording) if self.options.voices else {},
                self.options.whose,
                distinct_name=name,
                without_result=why_without_result(recording.path) if is_without else None,
            )
            if self.options.only_annotations:
                exported = _without_model(exported)
            yield exported if self._pseudonyms is None else _hidden(exported, self._pseudonyms)

    def _kept_analysis(
        self, recording: Recording, settings: InterpretationSettings, speakers: Mapping[str, str]
    ) -> Analysis | None:
        scores = self._kept.latest(recording)
        if scores is None:
            return None
        voice = self.options.voice
        tracks = None if voice is None else corrected_tracks(voice.profile.name, speakers)
        return interpret(scores, settings, voice, tracks)

    def _voices(self, recording: Recording) -> dict[str, tuple[float, ...]]:
        known = {speaker.id: speaker.voiceprint for speaker in self._speakers}
        return {
            item.track: struct.unpack(f"<{len(voice) // 4}f", voice)
            for item in self._store.track_speakers(recording.id)
            if (voice := known.get(item.speaker_id, b""))
        }

    def _is_wanted(self, annotation: Annotation) -> bool:
        return not self.options.rater or annotation.rater == self.options.rater

    def _interpretation(self) -> InterpretationSettings:
        chosen = _mapping(self._store.setting("interpretation")) or {}
        below = (self.threshold or chosen).get("uncertain_below")
        options = SegmentOptions(
            int(chosen.get("smoothing_windows", 3)), float(chosen.get("min_s", 0.0))
        )
        spoken = str(chosen.get("spoken_language", ""))
        return InterpretationSettings(None if below is None else float(below), options, spoken)


def _without_model(exported: ExportedRecording) -> ExportedRecording:
    return replace(
        exported,
        recording=replace(exported.recording, duration_s=exported.duration_s),
        analysis=None,
        threshold_ratings=None,
        only_annotations=True,
    )


def _hidden(exported: ExportedRecording, pseudonyms: Pseudonyms) -> ExportedRecording:
    recording, without = pseudonyms.recording(exported.recording), exported.without_result
    return ExportedRecording(
        recording,
        None if exported.analysis is None else pseudonyms.analysis(exported.analysis, recording),
        tuple(map(pseudonyms.annotation, exported.annotations)),
        {
            pseudonyms.track(track): pseudonyms.speaker(name)
            for track, name in exported.speakers.items()
        },
        exported.threshold_ratings,
        whose=exported.whose,
        only_annotations=exported.only_annotations,
        without_result=None if without is None else replace(without, reason=without.kind),
    )


def _joined(sentences: Sequence[Message]) -> str:
    return " ".join(sentence.written_in(ENGLISH) for sentence in sentences)


def _mapping(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None
