"""The answer: emotion, confidence, bars, a summary, and what the model is worth."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark, Analysis, Overall, Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.emotion.summary import answer_between, strongest_moments, summarise
from ser_desktop.ui.announce import announce, show_value
from ser_desktop.ui.models.recordings import Recording
from ser_desktop.ui.theme import GRID, ThemeManager
from ser_desktop.ui.voices import mark_text
from ser_desktop.ui.widgets.channel_switch import ChannelSwitch
from ser_desktop.ui.widgets.emotion_bars import EmotionBars
from ser_desktop.ui.widgets.moments import Moments
from ser_desktop.ui.widgets.transition_matrix import TransitionMatrix
from ser_desktop.ui.words import (
    breakable,
    confidence_text,
    confidence_word,
    intensity_word,
    position_text,
    remaining_text,
    tip,
)

_EMPTY = "–"
_LEAST_WIDTH = 270
_WHOLE = "WHOLE RECORDING"
_PILLS = ("Confidence", "Confidence in a word", "Intensity")
_SUMMARY = ("Speech", "Most of the time", "Changes", "Level")


class ResultPanel(QScrollArea):
    """Shows one recording's state; keeps its places so that nothing jumps."""

    seek_wanted = Signal(float)
    channel_chosen = Signal(int)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultPanel")
        self.setAccessibleName("Result")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(False)
        self._themes = themes
        self._info: ModelInfo | None = None
        self._analysis: Analysis | None = None
        self._problem = ""
        self._shown: Overall | None = None
        self._live_label = ""
        self._voice_text = "none"
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(2 * GRID, GRID * 3 // 2, 2 * GRID, 2 * GRID)
        self._column.setSpacing(GRID)
        self._add_answer()
        self.bars = EmotionBars(themes)
        self._column.addWidget(self.bars)
        self._column.addSpacing(GRID // 2)
        self._facts: dict[str, QLabel] = {}
        self._add_facts("SUMMARY", _SUMMARY)
        self.moments = Moments(themes)
        self.moments.seek_wanted.connect(self.seek_wanted)
        self._column.addWidget(self.moments)
        self.transitions = TransitionMatrix(themes)
        self._column.addWidget(self.transitions)
        self._add_facts("MODEL", ("Name", "Right on unseen voices", "Languages", "Voice"))
        # Last, so that nothing moves when a tip comes or goes.
        self._tip = _label("", "resultTip", "tip")
        self._tip.setWordWrap(True)
        self._tip.setMinimumWidth(1)
        self._column.addWidget(self._tip)
        self._column.addStretch(1)
        self.setWidget(body)
        themes.changed.connect(self._paint_chip)
        self.show_recording(None)

    def minimumSizeHint(self) -> QSize:
        """As wide as what it shows: there is no bar to scroll sideways with."""
        least = super().minimumSizeHint()
        body = self.widget()
        if body is None:
            return least
        bar = self.verticalScrollBar().sizeHint().width()
        wanted = body.minimumSizeHint().width() + bar + 2 * self.frameWidth()
        return QSize(max(_LEAST_WIDTH, wanted), least.height())

    def show_model(self, info: ModelInfo) -> None:
        """The model in use; an answer that is shown keeps the one it came from."""
        self._info = info
        if self._analysis is None:
            self._show_worth(info)

    def show_voice(self, text: str) -> None:
        """The voice in use, in a few words; an answer that it corrected says so itself."""
        self._voice_text = text
        if self._analysis is None or self._analysis.settings.adapter is None:
            self._set_fact("Voice", text)

    def _show_worth(self, info: ModelInfo, voice: AdapterMark | None = None) -> None:
        self.bars.set_labels(info.labels)
        self._set_fact("Name", f"{info.name} {info.version}")
        self._set_fact("Right on unseen voices", unseen_accuracy(info) or "not stated")
        self._set_fact("Languages", languages_text(info))
        self._set_fact("Voice", self._voice_text if voice is None else mark_text(voice))

    def show_recording(self, recording: Recording | None) -> None:
        """Show where a recording stands: nothing, under way, failed, or answered."""
        analysis = recording.analysis if recording else None
        self._live_label = ""
        running = recording is not None and recording.progress is not None
        self._below_emotion.setCurrentIndex(1 if running else 0)
        if running and recording is not None and recording.progress is not None:
            self._progress.setRange(0, 100 if recording.progress else 0)
            self._progress.setValue(round(100 * recording.progress))
        self._channels.show_channels(recording)
        known, self._analysis = self._analysis, analysis
        self._problem = (recording.error if recording else None) or ""
        if analysis is None:
            self._show_no_answer(recording)
        elif analysis is not known:
            self._show_whole(analysis)
            overall = analysis.overall
            announce(self, f"{overall.label} {confidence_text(overall.confidence)}")
        self.show_selection(recording.selection_s if recording else None)

    def show_selection(self, span_s: tuple[float, float] | None) -> None:
        """The answer between two times in seconds, or for the whole."""
        self._scope.setText(
            f"SELECTION {position_text(span_s[0])} – {position_text(span_s[1])}"
            if span_s
            else _WHOLE
        )
        analysis, self._shown = self._analysis, None
        if analysis is not None:
            self._shown = answer_between(analysis, *span_s) if span_s else analysis.overall
            self._show_overall(self._shown)
            hint = tip(analysis) or self._uncertain_hint(self._shown)
            hints = [self._problem] if self._problem else [_said_hint(analysis), hint]
            self._set_tip(" ".join(text for text in hints if text))
        self._paint_chip()
        self.updateGeometry()  # what is shown may have become wider

    def show_live_state(self, words: tuple[str, str]) -> None:
        """A take or monitoring is under way: a headline and a hint."""
        self.show_recording(None)
        show_value(self._emotion, "Emotion", words[0])
        self._set_tip(words[1])

    def show_live(self, window: Window, info: ModelInfo, voice: AdapterMark | None = None) -> None:
        """The answer for the last few seconds of a take."""
        self._analysis = None
        self._show_worth(info, voice)
        overall = overall_answer([window], info.labels, info.uncertain_below, window.speech_share)
        self._live_label = overall.label
        self._scope.setText(f"LAST {info.window_s:g} S")
        self._show_overall(overall)
        self._set_fact("Speech", confidence_text(overall.speech_share))
        self._paint_chip()

    def headline(self) -> str:
        """The large word."""
        return self._emotion.text()

    def _show_no_answer(self, recording: Recording | None) -> None:
        if self._info is not None:
            self._show_worth(self._info)
        self.bars.set_probabilities(None)
        headline, hint = "No recording", "Drop one anywhere or press Record."
        if recording is not None:
            headline, hint = "Analysing…", remaining_text(recording.remaining_s)
            if recording.begun_at is None:
                loading = self._info is None
                headline = "Waiting…"
                hint = "" if loading else "Other recordings are analysed first."
            if recording.error:
                headline, hint = "Not analysed", recording.error
            elif recording.progress is None:
                headline, hint = "Stopped", "The analysis was cancelled. F5 starts it again."
        show_value(self._emotion, "Emotion", headline)
        for pill in self._pills:
            pill.setText("")
            pill.hide()
        self._set_tip(hint)
        for name in _SUMMARY:
            self._set_fact(name, _EMPTY)
        self.moments.show_moments([])
        self.transitions.show_transitions(None)

    def _show_overall(self, overall: Overall) -> None:
        show_value(self._emotion, "Emotion", overall.label.capitalize())
        self.bars.set_probabilities(overall.probabilities)
        texts = ["", "", ""]
        if overall.confidence is not None:
            texts[0] = confidence_text(overall.confidence)
            texts[1] = confidence_word(overall.confidence)
            if overall.intensity is not None:
                texts[2] = intensity_word(overall.intensity)
        for pill, title, text in zip(self._pills, _PILLS, texts, strict=True):
            show_value(pill, title, text)
            pill.setVisible(bool(text))

    def _show_whole(self, analysis: Analysis) -> None:
        file = analysis.file
        self._show_worth(analysis.model, analysis.settings.adapter)
        self._set_fact("Speech", confidence_text(analysis.overall.speech_share))
        clipping = "clipped" if file.clipped_share > 0 else "no clipping"
        level = f"{file.speech_level_dbfs:.0f} dBFS, {clipping}".replace("-", "−")
        self._set_fact("Level", level)
        summary = summarise(analysis.segments)
        most = next(iter(summary.shares.items()), None)
        self._set_fact(
            "Most of the time", f"{most[0]} {confidence_text(most[1])}" if most else _EMPTY
        )
        self._set_fact("Changes", str(summary.changes) if most else _EMPTY)
        self.moments.show_moments(strongest_moments(analysis))
        self.transitions.show_transitions(summary.transitions)

    @staticmethod
    def _uncertain_hint(overall: Overall) -> str:
        if overall.label in EMOTIONS or len(overall.top) < 2:
            return ""
        return f"Most like {overall.top[0]}, then {overall.top[1]}; not sure enough to say."

    def _set_fact(self, name: str, text: str) -> None:
        show_value(self._facts[name], name, text)

    def _set_tip(self, text: str) -> None:
        self._tip.setText(breakable(text))
        self._tip.setVisible(bool(text))

    def _add_answer(self) -> None:
        self._channels = ChannelSwitch()
        self._channels.chosen.connect(self.channel_chosen)
        self._column.addWidget(self._channels)
        self._scope = _label(_WHOLE, "resultScope", "heading")
        self._column.addWidget(self._scope)
        row = QHBoxLayout()
        row.setSpacing(GRID * 3 // 2)
        self._chip = QFrame()
        self._chip.setFixedSize(14, 34)
        self._emotion = _label("", "resultEmotion", "")
        font = self._emotion.font()
        font.setPointSizeF(font.pointSizeF() * 2.3)
        font.setBold(True)
        self._emotion.setFont(font)
        self._emotion.setAccessibleName("Emotion")
        row.addWidget(self._chip)
        row.addWidget(self._emotion, 1)
        self._column.addLayout(row)
        pills_page = QWidget()
        pills = QHBoxLayout(pills_page)
        pills.setContentsMargins(0, 0, 0, 0)
        pills.setSpacing(GRID)
        self._pills = [
            _label("", f"result{name}", "pill") for name in ("Confidence", "Word", "Intensity")
        ]
        for pill, title in zip(self._pills, _PILLS, strict=True):
            pill.setAccessibleName(title)
            pill.setToolTip(title)
            pills.addWidget(pill, 0, Qt.AlignmentFlag.AlignVCenter)
        pills.addStretch(1)
        self._progress = QProgressBar()
        self._progress.setObjectName("analysisProgress")
        self._progress.setAccessibleName("Analysis progress")
        self._progress.setTextVisible(False)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setObjectName("cancelAnalysis")
        self.cancel_button.setAccessibleName("Cancel analysis")
        progress_page = QWidget()
        progress_row = QHBoxLayout(progress_page)
        progress_row.setContentsMargins(0, 0, 0, 0)
        progress_row.addWidget(self._progress, 1)
        progress_row.addWidget(self.cancel_button)
        # Pills and progress share one place of one height.
        self._below_emotion = QStackedWidget()
        self._below_emotion.addWidget(pills_page)
        self._below_emotion.addWidget(progress_page)
        self._below_emotion.setFixedHeight(self.cancel_button.sizeHint().height() + GRID)
        self._column.addWidget(self._below_emotion)

    def _add_facts(self, title: str, names: tuple[str, ...]) -> None:
        self._column.addWidget(_label(title, "", "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        for i, name in enumerate(names):
            value = _label(_EMPTY, f"fact{name.title().replace(' ', '')}", "")
            value.setAccessibleName(name)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setWordWrap(True)
            grid.addWidget(_label(name, "", "muted"), i, 0)
            grid.addWidget(value, i, 1)
            self._facts[name] = value
        self._column.addLayout(grid)

    def _paint_chip(self) -> None:
        theme = self._themes.theme
        label = self._shown.label if self._shown else self._live_label
        if label in EMOTIONS:
            colour = theme.emotions[EMOTIONS.index(label)]
            border = "transparent" if theme.dark else theme.muted
        else:
            colour, border = "transparent", theme.border
        self._chip.setStyleSheet(
            f"background: {colour}; border: 1px solid {border}; border-radius: 3px;"
        )


def _said_hint(analysis: Analysis) -> str:
    voice = analysis.settings.adapter
    if voice is None or not voice.assigned_labels:
        return ""
    said = " and ".join(voice.assigned_labels)
    return f"{voice.name} was told that this was {said}: its answer here proves little."


def unseen_accuracy(info: ModelInfo) -> str | None:
    """``76 %``: measured on actors the measured models never heard."""
    return None if info.unseen_accuracy is None else confidence_text(info.unseen_accuracy)


def languages_text(info: ModelInfo) -> str:
    """``English, German``: what the model was trained on."""
    names = [QLocale.languageToString(QLocale(code).language()) for code in info.languages]
    return ", ".join(names) or "not stated"


def _label(text: str, name: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if name:
        label.setObjectName(name)
    if role:
        label.setProperty("role", role)
    return label
