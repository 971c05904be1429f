"""The card that sums up what people said of a recording."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.annotation_card import AnnotationCard
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.projects import annotation


@pytest.mark.parametrize(
    ("origin", "labels", "said"),
    [
        ("hand", {"sad": 1.0}, "sad"),
        ("blind", {"sad": 1.0}, str(Message("annotation.rated_blind"))),
        ("hand", {}, str(Message("annotation.no_label"))),
    ],
)
def test_blind_ratings_are_neither_shown_nor_taken_for_none(
    qtbot: QtBot, themes: ThemeManager, origin: str, labels: dict[str, float], said: str
) -> None:
    card = AnnotationCard(themes)
    qtbot.addWidget(card)
    one = annotation("r0", origin=origin, labels=labels)
    card.show_several([one])
    facts = card.findChild(QLabel, "annotationFacts")
    assert facts is not None
    assert facts.text() == said
