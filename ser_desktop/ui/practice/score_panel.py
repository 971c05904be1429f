"""The selected take: score with uncertainty, bars, measures and changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.practice.changes import changes
from ser_desktop.practice.share import bar_message
from ser_desktop.texts.messages import Message
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.practice.practice_text import (
    doubt_messages,
    figures_text,
    headline,
    strength_message,
    verdict_message,
)
from ser_desktop.ui.result.emotion_bars import EmotionBars
from ser_desktop.ui.toolkit.announce import announce
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.number_text import unbroken
from ser_desktop.ui.toolkit.screen_size import text_scale
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_HEADLINE_PX = 24
WIDTH = 300


class ScorePanel(QScrollArea):
    """Without a take, it shows what will appear here."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practiceScorePanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(round(WIDTH * text_scale()))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAcceptDrops(False)  # the window takes every drop
        self._take: PracticeTake | None = None
        self.headline = QLabel()
        self.headline.setObjectName("practiceScore")
        self.headline.setStyleSheet(f"font-size: {_HEADLINE_PX}px; font-weight: 700;")
        self.headline.setWordWrap(True)
        self.verdict = MessageLabel("practiceVerdict")
        self.strength = MessageLabel("practiceStrengthHeard", "muted")
        self.doubt = MessageLabel("practiceDoubt", "muted")
        self.sound = MessageLabel("practiceSound", "doubt")
        self.bars = EmotionBars(themes, number_text=lambda share: str(bar_message(share)))
        self.bars.setObjectName("practiceBars")
        self.bars.setToolTip("")
        self.figures = MessageLabel("practiceFigures", "muted")
        self.changed_title = _heading("practice.changed")
        self.changed_between = MessageLabel("practiceChangedBetween", "muted")
        self.changed = MessageLabel("practiceChanged")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        # What changed is what the next take is made for: it comes before the bars.
        answer = (self.headline, self.verdict, self.strength, self.sound)
        changed = (self.changed_title, self.changed_between, self.changed)
        for part in (*answer, *changed, self.bars, self.doubt, self.figures):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inner)
        self.show_take(None, ("", ""))

    def show_take(self, take: PracticeTake | None, scale: tuple[str, str]) -> None:
        """Show a take.

        Args:
            take: the chosen one, or None.
            scale: model and voice in use; different ones of the take are shown.
        """
        is_new, self._take = take is not self._take, take
        score = take.score if take is not None else None
        for label in (self.verdict, self.strength, self.doubt, self.sound, self.figures):
            label.show_message()
        if take is None or score is None:
            self._show_nothing(take)
            return
        before, text = self.headline.text(), headline(score)
        self.headline.setText(text)
        if score.probability is not None:
            self.verdict.show_message(verdict_message(score))
            self.strength.show_message(strength_message(score))
        doubts = doubt_messages(score)
        if (take.model, take.voice) != scale:
            doubts.append(Message("practice.other_model", model=take.model))
        self.doubt.show_message(*doubts)
        intro = () if score.is_reliable or score.probability is None else (_NOT_COUNTED,)
        self.sound.show_message(*map(Message, intro), *score.doubts)
        if take.problem is not None:
            self.sound.show_message(take.problem)
        self._show_bars(take)
        if take.measures is not None:
            self.figures.show_text(figures_text(take.measures))
        if not is_new and before != text:
            announce(self, f"{text}. {self.verdict.text()}")

    def show_changes(
        self, take: PracticeTake | None, before: PracticeTake | None, is_best: bool
    ) -> None:
        """Show the changes from another take to the chosen one.

        Args:
            take: the chosen one.
            before: the take that it is compared with.
            is_best: whether that is the best other take.
        """
        now = take.entry() if take is not None else None
        then = before.entry() if before is not None else None
        if now is None or then is None:
            self.changed_between.show_message()
            has_failed = any(one is not None and one.problem is not None for one in (take, before))
            id = "practice.changed_empty" if before is None else "practice.measuring"
            self.changed.show_message(Message(id))
            for label in (self.changed_title, self.changed):
                label.setVisible(take is not None and not has_failed)
            return
        self.changed_title.show()
        is_same = now.sentence == then.sentence
        best = "practice.changed_best" if is_same and now.sentence else "practice.changed_best_aim"
        id = best if is_best else "practice.changed_between"
        between = [Message(id, n=now.number, before=then.number)]
        if not is_same:
            between.append(Message("practice.other_sentence"))
        self.changed_between.show_message(*between)
        differences = changes(then, now)
        self.changed.messages = tuple(differences)
        self.changed.setTextFormat(Qt.TextFormat.RichText)
        self.changed.setText(_as_list(differences))
        self.changed.show()

    def _show_nothing(self, take: PracticeTake | None) -> None:
        self.bars.set_labels(EMOTIONS)
        self.bars.mark("")
        self.bars.setVisible(take is not None)
        if take is None:
            self.headline.setText("")
            self.headline.hide()
            self.verdict.show_message(Message("practice.invitation_score"))
            return
        self.headline.show()
        id = "practice.analysing" if take.is_studying else "practice.failed"
        self.headline.setText(str(Message(id)).capitalize())
        if take.problem is not None:
            self.sound.show_message(take.problem)

    def _show_bars(self, take: PracticeTake) -> None:
        assert take.score is not None
        self.headline.show()
        self.bars.show()
        values = take.score.probabilities
        self.bars.set_labels(list(values) or EMOTIONS)
        if values:
            self.bars.set_probabilities(np.array(list(values.values()), dtype=np.float32))
        self.bars.mark(take.score.target.emotion)


_NOT_COUNTED = "practice.not_counted"
_UNIT = re.compile(r"(\d) (s|Hz|dB)\b")
"""A number and its unit, which stay on one line."""


def _as_list(messages: Sequence[Message]) -> str:
    """Return lines with dots; a line that is wrapped goes on beside its dot, not below it."""
    texts = (_UNIT.sub(r"\1&nbsp;\2", unbroken(escape(str(message)))) for message in messages)
    rows = (f"<tr><td>•&nbsp;</td><td>{text}</td></tr>" for text in texts)
    return f"<table cellspacing='0' cellpadding='0'>{''.join(rows)}</table>"


def _heading(id: str) -> QLabel:
    label = QLabel(str(Message(id)).upper())
    label.setProperty("role", "heading")
    label.setAccessibleName(str(Message(id)))
    return label
