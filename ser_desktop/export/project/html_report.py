"""One self-contained HTML page with results, model, settings and annotations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ser_desktop import __version__
from ser_desktop.emotion.doubt import answer_warnings, shown_label
from ser_desktop.emotion.headline import answer_headline, headline_of
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_summary import responses, speaker_summaries
from ser_desktop.emotion.summary import summarise
from ser_desktop.export.formats import open_replacing
from ser_desktop.export.project.content import ExportedRecording, ProjectContent
from ser_desktop.export.project.recording_rows import annotated_words
from ser_desktop.export.project.report_template import TEMPLATE
from ser_desktop.export.project.scopes import EVERYBODY
from ser_desktop.project.importing.label_words import labels_text
from ser_desktop.project.model_answers import model_answer
from ser_desktop.project.written_text import as_written
from ser_desktop.texts.messages import ENGLISH, Message, emotion_name

COLOURS = {
    "neutral": "#999999",
    "calm": "#56B4E9",
    "happy": "#F0E442",
    "sad": "#0072B2",
    "angry": "#D55E00",
    "fearful": "#CC79A7",
    "disgust": "#009E73",
    "surprised": "#E69F00",
    NO_SPEECH: "none",
    UNCERTAIN: "url(#uncertain)",
}
_OTHER = "#DDDDDD"
_WIDTH = 900.0


def write(content: ProjectContent, path: Path) -> None:
    """Write the page. Texts of users are escaped, and the page loads nothing.

    Raises:
        OutputError: the disk does not take it.
    """
    from jinja2 import Environment

    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(TEMPLATE)
    ratings = None
    if content.threshold is not None:
        n = int(content.threshold.get("n_ratings", 0))
        ratings = Message("export.by_ratings", n=n).written_in(ENGLISH)
    with open_replacing(path) as handle:
        for part in page.generate(
            title=Message("report.title", name=content.title).written_in(ENGLISH),
            notice=Message("report.notice").written_in(ENGLISH),
            note=content.note,
            ratings=ratings,
            version=__version__,
            n=len(content),
            recordings=(_recording(exported) for exported in content.recordings()),
        ):
            handle.write(part)


def _recording(exported: ExportedRecording) -> dict[str, Any]:
    analysis, recording = exported.analysis, exported.recording
    overall = None if analysis is None else analysis.overall
    headline = None if analysis is None else headline_of(analysis)
    is_course = headline is not None and headline.is_course
    is_one = headline is not None and not is_course and headline.label != UNCERTAIN
    has_speakers = exported.whose != EVERYBODY
    return {
        "name": as_written(exported.name),
        "duration": f"{exported.duration_s:.1f} s",
        "statement": exported.statement(),
        "note": recording.note,
        "tags": ", ".join(recording.tags),
        "consent": recording.consent,
        "consent_note": recording.consent_note,
        "annotated": annotated_words(exported),
        "label": "" if headline is None else headline.text(),
        "confidence": _percent(overall.confidence if overall is not None and is_one else None),
        "others": []
        if is_course or overall is None or headline is None
        else [emotion_name(one, ENGLISH) for one in overall.set if one not in headline.labels],
        "warnings": []
        if analysis is None
        else [w.written_in(ENGLISH) for w in answer_warnings(analysis)],
        "tracks": list(_tracks(exported)),
        "speakers": [] if analysis is None or not has_speakers else _speakers(exported, analysis),
        "responses": [] if analysis is None or not has_speakers else _responses(exported, analysis),
        "annotations": [
            {
                "start": f"{a.start_s:.2f}",
                "end": f"{a.end_s:.2f}",
                "track": exported.speaker_of(a.track),
                "labels": labels_text(a.labels),
                "rater": a.rater,
                "note": a.note,
                "model": _model_text(exported, a.track, a.start_s, a.end_s),
            }
            for a in exported.annotations
        ],
    }


def _speakers(exported: ExportedRecording, analysis: Analysis) -> list[dict[str, Any]]:
    """The speakers side by side; none where speakers were not looked for."""
    return [
        {
            "name": exported.speaker_of(one.track),
            "spoken": f"{one.spoken_s:.1f} s",
            "share": _percent(one.share),
            "changes": one.summary.changes,
            "shares": ", ".join(
                f"{emotion_name(label, ENGLISH)} {_percent(share)}"
                for label, share in one.summary.shares.items()
            ),
            "moments": ", ".join(
                f"{emotion_name(moment.label, ENGLISH)} {_percent(moment.confidence)} "
                f"at {moment.start_s:.1f} s"
                for moment in one.moments
            ),
        }
        for one in speaker_summaries(analysis)
    ]


def _responses(exported: ExportedRecording, analysis: Analysis) -> list[dict[str, Any]]:
    """Which emotion of one speaker follows which of another, as tables of counts."""
    tables = []
    for response in responses(analysis):
        columns = [i for i in range(len(response.labels)) if response.counts[:, i].any()]
        tables.append(
            {
                "first": exported.speaker_of(response.first),
                "second": exported.speaker_of(response.second),
                "columns": [emotion_name(response.labels[i], ENGLISH) for i in columns],
                "rows": [
                    {
                        "label": emotion_name(label, ENGLISH),
                        "counts": [int(counts[i]) for i in columns],
                    }
                    for label, counts in zip(response.labels, response.counts, strict=True)
                    if counts.any()
                ],
            }
        )
    return tables


def _tracks(exported: ExportedRecording) -> Iterator[dict[str, Any]]:
    for name in exported.track_names:
        track = next((t for t in exported.tracks if t.name == name), None)
        segments = () if track is None else track.segments
        shares = summarise(segments).shares
        annotated = [a for a in exported.annotations if a.track == name]
        whole_s = max(exported.duration_s, 0.001)
        yield {
            "name": exported.speaker_of(name),
            "picture": Message(
                "report.timeline", name=as_written(exported.name), track=exported.speaker_of(name)
            ).written_in(ENGLISH),
            "width": _WIDTH,
            "model": [_box(s.start_s, s.end_s, s.label, whole_s) for s in segments],
            "people": [_box(a.start_s, a.end_s, a.label or a.note, whole_s) for a in annotated],
            "shares": [
                {
                    "label": emotion_name(label, ENGLISH),
                    "percent": _percent(share),
                    "width": round(300 * share, 1),
                    "colour": COLOURS.get(label, _OTHER),
                }
                for label, share in shares.items()
            ],
        }


def _box(start_s: float, end_s: float, label: str, whole_s: float) -> dict[str, Any]:
    return {
        "x": round(_WIDTH * start_s / whole_s, 2),
        "width": round(max(_WIDTH * (end_s - start_s) / whole_s, 0.5), 2),
        "colour": COLOURS.get(label, _OTHER),
        "initial": emotion_name(label, ENGLISH)[:1].upper() if label != NO_SPEECH else "",
        "title": f"{emotion_name(label, ENGLISH)}, {start_s:.2f} to {end_s:.2f} s",
    }


def _model_text(exported: ExportedRecording, track: str, start_s: float, end_s: float) -> str:
    if exported.analysis is None:
        return ""
    answer = model_answer(exported.analysis, track, start_s, end_s)
    words = answer_headline(answer).text()
    is_uncertain = shown_label(answer) == UNCERTAIN
    return words if is_uncertain else f"{words} {_percent(answer.confidence)}".strip()


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
