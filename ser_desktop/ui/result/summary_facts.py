"""The facts of a recording below its answer: how much speech, what most often, how loud."""

from __future__ import annotations

from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.summary import Summary
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.result.facts import Facts
from ser_desktop.ui.toolkit.number_text import confidence_text, signed_text


def show_summary(facts: Facts, analysis: Analysis, summary: Summary) -> None:
    """Show the facts of an analysis.

    Args:
        facts: with the rows ``speech``, ``most``, ``changes`` and ``level``.
        analysis: of the recording, or of one speaker in it.
        summary: of its segments.
    """
    file = analysis.file
    level = "result.level_clipped" if file.clipped_share > 0 else "result.level_not_clipped"
    facts.clear()
    facts.show_value("speech", confidence_text(analysis.overall.speech_share))
    facts.show_value(
        "level", str(Message(level, level=signed_text(file.speech_level_dbfs, "dBFS")))
    )
    most = next(iter(summary.shares.items()), None)
    if most is not None:
        facts.show_value("most", f"{emotion_name(most[0])} {confidence_text(most[1])}")
        facts.show_value("changes", str(summary.changes))
