"""Tiers of a recording: one for each track and rater, and the model's."""

from __future__ import annotations

from dataclasses import dataclass

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.project.importing.label_words import labels_text, share_text
from ser_desktop.project.items import Annotation
from ser_desktop.project.tiers import UNLABELLED, model_tier_name, tier_name


@dataclass(frozen=True)
class Interval:
    """An interval of a tier with a text."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class Tier:
    """A tier: intervals in order of time that do not overlap."""

    name: str
    intervals: tuple[Interval, ...]


def tiers_of(exported: ExportedRecording) -> list[Tier]:
    """Return the tiers of a recording: for each track those of raters, then the model's.

    The last tier states model and settings.

    Overlapping annotations of one rater go to further tiers, ``mix/ann (2)``.
    """
    tiers: list[Tier] = []
    for track in exported.track_names:
        shown = exported.speaker_of(track)
        annotations = [a for a in exported.annotations if a.track == track]
        for rater in dict.fromkeys(a.rater for a in annotations):
            mine = [a for a in annotations if a.rater == rater]
            for number, layer in enumerate(_layers(mine), start=1):
                name = tier_name(shown, rater, number)
                tiers.append(Tier(name, tuple(map(_interval, layer))))
        for analysed in exported.tracks:
            if analysed.name == track:
                intervals = tuple(
                    Interval(s.start_s, s.end_s, s.label)
                    for s in analysed.segments
                    if s.label != NO_SPEECH
                )
                tiers.append(Tier(model_tier_name(shown), intervals))
    about = Interval(0.0, exported.duration_s, exported.statement())
    return [*_named_apart(tiers), Tier(model_tier_name("about"), (about,))]


def annotation_text(annotation: Annotation) -> str:
    """Return labels with weights, intensity, confidence and the note, on one line."""
    note = " ".join(annotation.note.split())
    shares = [
        "" if share is None else f"{name}:{share_text(share)}"
        for name, share in (
            ("intensity", annotation.intensity),
            ("confidence", annotation.confidence),
        )
    ]
    return " | ".join(part for part in (labels_text(annotation.labels), *shares, note) if part)


def _interval(annotation: Annotation) -> Interval:
    text = annotation_text(annotation) or UNLABELLED
    return Interval(annotation.start_s, annotation.end_s, text)


def _layers(annotations: list[Annotation]) -> list[list[Annotation]]:
    layers: list[list[Annotation]] = []
    for annotation in sorted(annotations, key=lambda a: (a.start_s, a.end_s)):
        free = next((x for x in layers if x[-1].end_s <= annotation.start_s + 1e-9), None)
        if free is None:
            layers.append([annotation])
        else:
            free.append(annotation)
    return layers


def _named_apart(tiers: list[Tier]) -> list[Tier]:
    """Number equal names, since programs identify a tier by its name."""
    seen: dict[str, int] = {}
    named = []
    for tier in tiers:
        seen[tier.name] = seen.get(tier.name, 0) + 1
        apart = "" if seen[tier.name] == 1 else f" [{seen[tier.name]}]"
        named.append(Tier(tier.name + apart, tier.intervals))
    return named
