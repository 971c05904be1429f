"""What is said of a faint recording, and of a recording without long stretches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ser_desktop.emotion.course import Course, Stretch
from ser_desktop.ui.result.advice import advice
from ser_desktop.ui.result.course_view import CourseView
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis


@pytest.mark.parametrize(
    ("labels", "level_dbfs", "said"),
    [
        (["no speech"], -58.0, ["advice.no_speech", "advice.quiet"]),
        (["no speech"], -20.0, ["advice.no_speech", "advice.missed_speech"]),
        (["happy"], -58.0, ["advice.quiet"]),
        (["happy"], -20.0, []),
    ],
)
def test_a_faint_recording_is_told_so_with_and_without_speech(
    labels: list[str], level_dbfs: float, said: list[str]
) -> None:
    made = made_analysis(5 * labels)
    file = replace(made.file, speech_level_dbfs=level_dbfs, peak=0.5)
    told = [message.id for message in advice(replace(made, file=file))]
    assert [id for id in told if id.startswith("advice.")] == said


def test_a_clip_too_short_for_speech_is_said_to_be_short() -> None:
    made = made_analysis(["no speech"])
    file = replace(made.file, speech_level_dbfs=-20.0, peak=0.5, duration_s=0.2)
    told = [message.id for message in advice(replace(made, file=file))]
    assert told == ["advice.no_speech", "advice.short"]


def test_a_course_without_content_has_no_heading(themes: ThemeManager) -> None:
    view = CourseView(themes)
    stretch = Stretch(0.0, 9.0, "happy")
    for stretches, has_trend, shown in (((stretch,), False, True), ((), False, False)):
        view.show_course(Course({"happy": 1.0}, stretches, None, has_trend=has_trend))
        assert view.isHidden() != shown
    view.show_course(None)
    assert view.isHidden()
