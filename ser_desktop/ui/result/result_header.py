"""The top of the result panel: scope, emotion in large, confidence, or progress."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.course import Course
from ser_desktop.emotion.doubt import is_very_short, shown_label
from ser_desktop.emotion.headline import answer_headline, course_headline
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.moments import alternatives
from ser_desktop.emotion.places import Place
from ser_desktop.emotion.results import Overall, Span
from ser_desktop.project.annotated_spans import Said
from ser_desktop.texts.capitals import as_sentences, capitalised
from ser_desktop.texts.messages import Message, either, emotion_name, joined, localised
from ser_desktop.ui.annotations.annotation_text import rater_name
from ser_desktop.ui.recordings.recording import AnalysisJob
from ser_desktop.ui.result.advice import intensity_level, sureness_message
from ser_desktop.ui.result.pills import Pills
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.emotion_chip import EmotionChip
from ser_desktop.ui.toolkit.fitted_label import FittedLabel
from ser_desktop.ui.toolkit.number_text import confidence_text, percent_text, position_text
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_PILLS = {
    "confidence": "resultConfidence",
    "confidence_level": "resultWord",
    "intensity": "resultIntensity",
}
"""Pills by the value they show, with their object names."""
_HEADLINE_SCALE, _MIN_HEADLINE_SCALE = 2.0, 1.2
MIN_NAMED_SHARE = 0.05
"""Emotions with a smaller share of speech are left out of the headline."""


class ResultHeader(QWidget):
    """Its parts keep their places, so that nothing moves when a result arrives."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.headline: Message | None = None
        """The state that is shown in place of an emotion; None without one."""
        self._words = ""
        """The model's answer in a few words."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self._scope = QLabel()
        self._scope.setObjectName("resultScope")
        self._scope.setProperty("role", "heading")
        self._scope.setWordWrap(True)  # a speaker's name may be long
        self._scope.setMinimumWidth(1)
        column.addWidget(self._scope)
        column.addLayout(self._make_emotion())
        self._also = QLabel()
        self._also.setObjectName("resultAlso")
        self._also.setProperty("role", "muted")
        self._also.setTextFormat(Qt.TextFormat.PlainText)
        self._also.setWordWrap(True)
        keeps_room = self._also.sizePolicy()  # without alternatives the bars keep their place
        keeps_room.setRetainSizeWhenHidden(True)
        self._also.setSizePolicy(keeps_room)
        self._also.setMinimumHeight(self._also.fontMetrics().height())
        column.addWidget(self._also)
        self._pills = Pills(_PILLS)
        progress = self._make_progress()
        # Pills and progress bar share one place of fixed height.
        self._below = QStackedWidget()
        self._below.addWidget(self._pills)
        self._below.addWidget(progress)
        self._below.setFixedHeight(self.cancel_button.sizeHint().height())
        column.addWidget(self._below)

    def text(self) -> str:
        """The large word."""
        return self._emotion.whole_text

    def spoken(self) -> str:
        """The large word and how sure it is, as they are read out."""
        return as_sentences(self.text(), self._also.text(), ", ".join(self._pills.texts()))

    def show_scope(
        self, span_s: Span | None, place: Place | None = None, speaker: str = ""
    ) -> None:
        """Show whether the result is of the whole recording, a segment or another selection.

        Args:
            span_s: the selection; None is the whole recording.
            place: the selection as a place of the analysis; None without one.
            speaker: name of the speaker whose answer it is; "" is everybody.
        """
        if span_s is None:
            parts = [str(Message("result.whole_recording")), *([speaker] if speaker else [])]
            self._scope.setText(" · ".join(parts))
            return
        is_segment = place is not None and place.segment is not None
        start, end = map(position_text, span_s)
        id = "result.segment_scope" if is_segment else "result.selection"
        parts = [str(Message(id, start=start, end=end))]
        if place is not None and not is_segment and place.n_segments > 1:
            parts.append(str(Message("segments.count", n=place.n_segments)).upper())
        self._scope.setText(" · ".join([*parts, *([speaker] if speaker else [])]))

    def show_live_scope(self, seconds: float) -> None:
        """Show that the result is of the last seconds of the microphone."""
        self._scope.setText(str(Message("result.last_seconds", seconds=localised(f"{seconds:g}"))))

    def show_headline(self, headline: Message) -> None:
        """Show a state instead of an emotion."""
        self.headline = headline
        self._show_also("")
        self._show_emotion(str(headline))
        self._show_pills({})
        self.chip.show_labels(())

    def show_overall(self, overall: Overall) -> None:
        """Show an emotion and its confidence."""
        self.headline = None
        headline = answer_headline(overall)
        self._words = str(headline.message())
        self._show_emotion(capitalised(self._words))
        self._show_also(str(also_message(overall) or ""))
        texts = dict.fromkeys(_PILLS, "")
        if overall.confidence is not None:
            texts["confidence"] = confidence_text(overall.confidence)
            if shown_label(overall) == UNCERTAIN and overall.top:  # no confidence without speech
                likeliest = f"{emotion_name(overall.top[0])} {confidence_text(overall.confidence)}"
                texts["confidence"] = likeliest
            texts["confidence_level"] = str(sureness_message(overall) or "")
            if overall.intensity is not None and not is_very_short(overall):
                texts["intensity"] = str(intensity_level(overall.intensity))
        self._show_pills(texts)
        self.chip.show_labels(headline.labels)

    def show_course(self, course: Course, overall: Overall) -> None:
        """Show the shares of a recording's speech instead of an average."""
        self.headline = None
        headline = course_headline(course.shares)
        self._words = ""  # its numbers have them
        self._show_emotion(capitalised(str(headline.message())))
        may_be = also_message(overall) if headline.label == UNCERTAIN else None
        sure = Message("result.sure_share", share=percent_text(course.sure_share))
        said = " ".join(str(part) for part in (may_be, sure) if part is not None)
        show_value(self._also, _title("how_sure"), said)
        self._also.setVisible(True)
        texts = dict.fromkeys(_PILLS, "")
        # The largest shares show why no emotion is named.
        for key, label in zip(_PILLS, headline.labels or course.shares, strict=False):
            share = course.shares[label]
            if share >= MIN_NAMED_SHARE:
                texts[key] = f"{emotion_name(label)} {percent_text(share)}"
        self._show_pills(texts, _title("share"))
        self.chip.show_labels(headline.labels)

    def show_said(self, said: Said) -> None:
        """Put what people said first, and the model's answer, shown so far, on the line below."""
        numbers = ", ".join(self._pills.texts())
        answer = f"{self._words} ({numbers})" if self._words and numbers else self._words or numbers
        model = str(Message("result.model_says", answer=answer))
        self._show_also(" ".join([model, self._also.text()]).strip())
        self._show_emotion(capitalised(str(said.headline.message())))
        self.chip.show_labels(said.headline.labels)
        names = joined([rater_name(rater) for rater in said.raters])
        texts = dict.fromkeys(_PILLS, "")
        texts["confidence"] = str(Message("annotation.card_one", rater=names))
        if len(said.annotations) == 1:
            one = said.annotations[0]
            shares = {"intensity": one.intensity, "confidence": one.confidence}
            said_too = [
                str(Message(f"annotation.{key}", share=percent_text(share)))
                for key, share in shares.items()
                if share is not None
            ]
            texts |= dict(zip(("confidence_level", "intensity"), said_too, strict=False))
        self._show_pills(texts, str(Message("annotation.column_emotion")))

    def _show_pills(self, texts: dict[str, str], title: str = "") -> None:
        self._pills.show_texts(texts, {key: title or _title(key) for key in _PILLS})

    def _show_also(self, text: str) -> None:
        show_value(self._also, _title("also"), text)
        self._also.setVisible(bool(text))

    def show_progress(self, job: AnalysisJob | None) -> None:
        """Show the progress of a waiting or running analysis in place of the pills."""
        is_active = job is not None and job.is_active
        self._below.setCurrentIndex(1 if is_active else 0)
        if job is not None and job.progress is not None:
            self._progress.setRange(0, 100 if job.progress else 0)
            self._progress.setValue(round(100 * job.progress))

    def _show_emotion(self, text: str) -> None:
        show_value(self._emotion, _title("emotion"), text)

    def _make_emotion(self) -> QHBoxLayout:
        self.chip = EmotionChip(self._themes)
        self._emotion = FittedLabel(_HEADLINE_SCALE, _MIN_HEADLINE_SCALE)
        self._emotion.setObjectName("resultEmotion")
        self.chip.setFixedSize(14, max(34, self._emotion.fontMetrics().ascent()))
        row = QHBoxLayout()
        row.setSpacing(GRID * 3 // 2)
        row.addWidget(self.chip)
        row.addWidget(self._emotion, 1)
        return row

    def _make_progress(self) -> QWidget:
        self._progress = QProgressBar()
        self._progress.setObjectName("analysisProgress")
        self._progress.setAccessibleName(str(Message("result.progress")))
        self._progress.setTextVisible(False)
        self.cancel_button = push_button("result.cancel", "cancelAnalysis", lambda: None)
        self.cancel_button.setAccessibleName(str(Message("result.cancel_spoken")))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._progress, 1)
        row.addWidget(self.cancel_button)
        return page


def also_message(overall: Overall) -> Message | None:
    """Return a text with the alternatives to an answer; None without any."""
    others = [emotion_name(label) for label in alternatives(overall)]
    if not others or overall.label == NO_SPEECH:
        return None
    if shown_label(overall) == UNCERTAIN:  # two of them are the headline
        further = others[2:]
        id = "result.very_short" if is_very_short(overall) else "result.undecided"
        id = f"{id}_or" if further else id
        return Message(id, emotions=either(further))
    return Message("result.or_be", emotions=either(others))


def _title(key: str) -> str:
    return str(Message(f"result.{key}"))
