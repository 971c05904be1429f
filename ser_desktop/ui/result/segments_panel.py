"""The segment table with its filters and the number of segments shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN, in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.project.items import Annotation
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.filter_bar import FilterBar
from ser_desktop.ui.result.no_rows import NoRows
from ser_desktop.ui.result.segment_table import SegmentTable
from ser_desktop.ui.result.speaker_chooser import SpeakerChooser
from ser_desktop.ui.result.speaking import Speaking
from ser_desktop.ui.toolkit.elided_combo_box import ElidedComboBox
from ser_desktop.ui.toolkit.theme import GRID

LEVELS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
_FILTERED = (*EMOTIONS, UNCERTAIN, NO_SPEECH)
YOURS = ("", "with", "without", "differs")


class SegmentsPanel(QWidget):
    """The filter row and the table under the timeline."""

    def __init__(self, table: SegmentTable, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("segmentsPanel")
        self.table, self._settings = table, settings
        self._labels: tuple[str, ...] = ()
        names = [str(Message("segments.all_emotions")), *map(emotion_name, _FILTERED)]
        self._emotion = _chip("segmentEmotion", "segments.filter_emotion", names)
        levels = [_level_text(level) for level in LEVELS]
        self._confidence = _chip("segmentConfidence", "segments.filter_confidence", levels)
        for level, text in zip(LEVELS, levels, strict=True):
            self._confidence.addItem(text, level)
        several = (str(Message("speakers.everybody")), str(Message("speakers.name", n=2)))
        self.speaker = SpeakerChooser("segmentSpeaker", several)
        """Whose segments are shown; the panel beside it has the same choice."""
        yours = [str(Message(f"segments.yours_{key or 'all'}")) for key in YOURS]
        self._yours = _chip("segmentYours", "segments.filter_yours", yours)
        for key, text in zip(YOURS, yours, strict=True):
            self._yours.addItem(text, key)
        self._yours.hide()
        self._silence = QCheckBox(str(Message("segments.hide_silence")))
        self._silence.setObjectName("hideSilence")
        self._silence.setChecked(settings["hide_silent_segments"])
        self.count = QLabel()
        """How many segments are shown, for the corner of the tabs."""
        self.count.setObjectName("segmentCount")
        self.count.setProperty("role", "muted")
        self.count.setMinimumWidth(1)
        self.count.setContentsMargins(GRID, 0, GRID, GRID)  # on the line of the tabs' words
        self.no_rows = NoRows(table)
        self.no_rows.show_all_wanted.connect(self._show_all)
        self._lay_out()
        self._emotion.activated.connect(self._filter)
        self._confidence.activated.connect(self._filter)
        self._yours.activated.connect(self._filter)
        self._silence.toggled.connect(self._on_silence)
        table.rows.modelReset.connect(self._show_count)
        table.rows.layoutChanged.connect(self._show_count)
        self._fill_emotions()
        self._filter()

    def _lay_out(self) -> None:
        # What comes and goes stands last, so that the others keep their places.
        filters = (self._emotion, self._confidence, self._silence)
        self.bar = FilterBar(filters, [self.speaker, self._yours])
        """The filters. The owner may put them elsewhere (:meth:`take_bar_back`)."""
        self.bar.setObjectName("segmentFilters")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)
        self._column.addWidget(self.table, 1)
        self.take_bar_back()

    def take_bar_back(self) -> None:
        """Put the filters above the table."""
        self._column.insertWidget(0, self.bar)
        self.bar.show()

    def show_annotations(self, annotations: Sequence[Annotation]) -> None:
        """Show annotations beside the model's answers; with annotations, also their filter."""
        self.table.show_annotations(annotations)
        self._yours.setVisible(bool(annotations))
        if not annotations:
            self._yours.setCurrentIndex(0)
        if not annotations or self._yours.currentIndex() > 0:
            self._filter()

    def show_recording(self, recording: Recording | None) -> None:
        """Show the segments of a recording, and who speaks in them."""
        self.speaker.show_speakers(recording)
        self.show_analysis(None if recording is None else recording.focused)
        self.table.show_speaking(Speaking.of(recording))
        self.bar.fit()

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show another analysis, or none."""
        labels = () if analysis is None else tuple({s.label for s in analysis.segments})
        if set(labels) != set(self._labels):
            self._labels = labels
            self._fill_emotions()
            self._filter()
        self.table.show_analysis(analysis)
        self._show_count()

    def choose_emotion(self, emotion: str) -> None:
        """Show only the segments of one emotion; "" shows all."""
        self._emotion.setCurrentIndex(max(0, self._emotion.findData(emotion)))
        self._filter()

    def _fill_emotions(self) -> None:
        chosen = self._emotion.currentData() or ""
        self._emotion.clear()
        self._emotion.addItem(str(Message("segments.all_emotions")), "")
        last = [label for label in (UNCERTAIN, NO_SPEECH) if label in self._labels]
        for label in [*in_order(x for x in sorted(self._labels) if x not in last), *last]:
            self._emotion.addItem(emotion_name(label), label)
        self._emotion.setCurrentIndex(max(0, self._emotion.findData(chosen)))

    def _filter(self) -> None:
        emotion, level = self._emotion.currentData() or "", self._confidence.currentData() or 0.0
        yours = self._yours.currentData() or ""
        self.table.rows.set_filter(emotion, level, self._silence.isChecked(), yours)
        for chip in (self._emotion, self._confidence, self._yours):
            chip.setProperty("chosen", chip.currentIndex() > 0)
            chip.style().polish(chip)
        self._show_count()

    def _on_silence(self, hidden: bool) -> None:
        self._settings["hide_silent_segments"] = hidden
        self._filter()

    def _show_count(self) -> None:
        rows = self.table.rows
        source = rows.sourceModel()
        n, shown = source.rowCount() if source else 0, rows.rowCount()
        filtered = Message("segments.count_filtered", shown=shown, n=n)
        self.count.setText(str(Message("segments.count", n=n) if shown == n else filtered))
        self.no_rows.show_reason(self._why_empty() if n and not shown else None)

    def _why_empty(self) -> Message:
        """Say why a table with segments shows none."""
        is_silent = set(self._labels) == {NO_SPEECH} and self._silence.isChecked()
        return Message("segments.silence_hidden" if is_silent else "segments.none_match")

    def _show_all(self) -> None:
        """Remove every filter that hides rows."""
        for chip in (self._emotion, self._confidence, self._yours):
            chip.setCurrentIndex(0)
        self._silence.setChecked(False)
        self._filter()


def _level_text(level: float) -> str:
    at_least = Message("segments.at_least", percent=round(100 * level))
    return str(at_least if level else Message("segments.any_confidence"))


def _chip(name: str, text: str, texts: Sequence[str]) -> QComboBox:
    chip = ElidedComboBox(texts)
    chip.setObjectName(name)
    chip.setProperty("role", "chip")
    chip.setAccessibleName(str(Message(text)))
    chip.setToolTip(str(Message(text)))
    return chip
