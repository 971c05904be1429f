"""The right panel: the result of a recording, a summary, and facts of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ser_desktop.emotion.course import Course, course_of, has_course
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.places import Place, place_at
from ser_desktop.emotion.results import AdapterMark, Analysis, Span, Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.emotion.summary import summarise
from ser_desktop.project.annotated_spans import Said
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.annotation_card import AnnotationCard
from ser_desktop.ui.models.model_text import accuracy_text, languages_text, model_title
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.advice import advice, example_advice, live_doubts, uncertain_advice
from ser_desktop.ui.result.channel_switch import ChannelSwitch
from ser_desktop.ui.result.course_view import CourseView
from ser_desktop.ui.result.emotion_bars import EmotionBars
from ser_desktop.ui.result.facts import Facts
from ser_desktop.ui.result.moments import Moments
from ser_desktop.ui.result.more_facts import MoreFacts
from ser_desktop.ui.result.next_steps import NextSteps, make_link
from ser_desktop.ui.result.recording_state import state_messages
from ser_desktop.ui.result.result_header import ResultHeader
from ser_desktop.ui.result.speaker_chooser import SpeakerChooser
from ser_desktop.ui.result.summary_facts import show_summary
from ser_desktop.ui.result.transition_matrix import TransitionMatrix
from ser_desktop.ui.speakers.profile_text import mark_message
from ser_desktop.ui.toolkit.announce import announce
from ser_desktop.ui.toolkit.message_list import MessageList
from ser_desktop.ui.toolkit.number_text import confidence_text
from ser_desktop.ui.toolkit.reserved_width import reserve_width
from ser_desktop.ui.toolkit.steady_scroll_area import SteadyScrollArea
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_MIN_WIDTH = 270
_MOMENTS_STRETCH = 100
"""The list of moments takes the room that is left, up to its length."""
AGAINST = ("advice.clipped", "advice.quiet", "advice.short", "advice.is_example")
"""Ids of advice that is shown as a warning."""


class ResultPanel(SteadyScrollArea):
    """Shows the result or the state of one recording."""

    place_wanted = Signal(object)
    """(start, end) in seconds."""
    channel_chosen = Signal(int)
    cancel_wanted = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(_MIN_WIDTH, parent)
        self.setObjectName("resultPanel")
        self.setAccessibleName(str(Message("result.panel")))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAcceptDrops(False)
        self._info: ModelInfo | None = None
        self._analysis: Analysis | None = None
        self._course: Course | None = None
        """The course of the shown recording; None for a short one."""
        self._error: Message | None = None
        self._profile = Message("profile.none")
        self._speakers: Mapping[str, Speaker] = {}
        """The speaker of each track of the shown recording."""
        self._live_hint = Message("live.monitoring_hint")
        self._focus = ""  # the track of the chosen speaker
        self._channels = ChannelSwitch()
        self._channels.chosen.connect(self.channel_chosen)
        self.speaker_chooser = SpeakerChooser()
        self.next_steps = NextSteps()
        """In place of the speakers, until they are found, among others."""
        self.takes_folder: Path | None = None
        """Where takes are kept: after a take, practice is offered."""
        self.annotation_card = AnnotationCard(themes)
        self.said: Callable[[Span | None], Said | None] = lambda _span: None
        """What people said of a selection, or of the whole recording; set by the window."""
        self.header = ResultHeader(themes)
        self.header.cancel_button.clicked.connect(self.cancel_wanted)
        self.bars_heading = QLabel()
        self.bars_heading.setProperty("role", "heading")
        reserve_width(self.bars_heading, (_heading("shares"), _heading("probability")))
        self.meaning_button = make_link("resultMeaning", "result.meaning")
        self.bars = EmotionBars(themes)
        self.course = CourseView(themes)
        self.course.place_wanted.connect(self.place_wanted)
        self.summary = Facts("result.summary", ("speech", "most", "changes", "level"))
        self.moments = Moments(themes)
        self.transitions = TransitionMatrix(themes)
        self.model_facts = Facts("result.model", ("name", "accuracy", "languages", "voice"))
        below = (self.course, self.summary, self.transitions, self.model_facts)
        self.more = MoreFacts(below, themes)
        self.tip = MessageList("resultTip", "doubt")
        self._lay_out()
        self.show_recording(None)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        above_bars = QHBoxLayout()
        above_bars.addWidget(self.bars_heading, 1)
        above_bars.addWidget(self.meaning_button)
        column.addWidget(self.header)  # on top, so that nothing pushes it
        for choice in (self._channels, self.speaker_chooser, self.next_steps):
            column.addWidget(choice)
        column.addLayout(above_bars)
        column.addWidget(self.bars)
        # What a person said stands beside what the model said, above hints of any length.
        column.addWidget(self.annotation_card)
        column.addWidget(self.tip)
        column.addSpacing(GRID // 2)
        column.addWidget(self.moments, _MOMENTS_STRETCH)
        column.addWidget(self.more)
        column.addStretch(1)
        self.setWidget(body)

    def parts_that_come_and_go(self) -> tuple[QWidget, ...]:
        """The parts that only a result has: the panel has their width before it comes."""
        return self.moments, self.next_steps, self.speaker_chooser

    # Model and profile -----------------------------------------------------------------------

    def show_model(self, info: ModelInfo) -> None:
        """Show the model in use; a shown result keeps its own model."""
        self._info = info
        if self._analysis is None:
            self._show_model_facts(info)

    def show_profile(self, profile: Message) -> None:
        """Show the profile in use; a corrected result names its own profile."""
        self._profile = profile
        if self._analysis is None or self._analysis.settings.adapter is None:
            self.model_facts.show_value("voice", str(self._profile_here()))

    def _profile_here(self) -> Message:
        """Tell whether the profile in use corrects nobody in this recording."""
        tracks = () if self._analysis is None else self._analysis.tracks
        is_used = self._profile.id == "profile.in_use"
        if is_used and (self.speaker_chooser.count() or any(t.speaker for t in tracks)):
            return Message("profile.nobody_here", name=self._profile.fields["name"])
        return self._profile

    def _show_model_facts(self, info: ModelInfo, mark: AdapterMark | None = None) -> None:
        self.bars.set_labels(info.labels)
        self.moments.set_labels(info.labels)
        profile = self._profile_here() if mark is None else mark_message(mark)
        for key, text in (
            ("name", model_title(info)),
            ("accuracy", accuracy_text(info)),
            ("languages", languages_text(info)),
            ("voice", str(profile)),
        ):
            self.model_facts.show_value(key, text)

    # A recording -----------------------------------------------------------------------------

    def show_recording(self, recording: Recording | None) -> None:
        """Show the result of a recording, or its state: none, in progress, failed."""
        self.header.show_progress(recording.job if recording else None)
        self._channels.show_channels(recording)
        self.speaker_chooser.show_speakers(recording)
        before = self._analysis
        self._analysis = recording.focused if recording else None
        self._speakers = recording.document.speakers if recording else {}
        self._focus = recording.view.speaker if recording else ""
        self._error = recording.job.error if recording else None
        if self._analysis is None:
            self._show_no_result(recording)
        elif self._analysis is not before:
            self._show_whole(self._analysis)
        is_new = self._analysis is not None and self._analysis is not before
        self.show_selection(recording.view.selection_s if recording else None)
        if is_new:
            announce(self, self.header.spoken())

    def show_selection(self, span_s: Span | None) -> None:
        """Show the result of a selection (start, end) in seconds, or of the whole recording."""
        analysis = self._analysis
        place = None
        if analysis is not None and span_s:  # of whom all views are, though a speaker has the span
            place = place_at(analysis, *span_s, analysis.tracks[0].name)
        self.header.show_scope(span_s, place, self._speaker_name(place))
        if analysis is not None:
            self._show_bars(analysis.overall.probabilities is not None)
            overall = analysis.overall if place is None else place.answer
            course = None if span_s else self._course
            self.course.show_course(course)
            self._show_next_steps(course is not None)
            self._show_bars_heading("shares" if course else "probability")
            if course is None:
                self.header.show_overall(overall)
                self.bars.set_probabilities(overall.probabilities)
            else:
                self.header.show_course(course, overall)
                self.bars.set_shares(course.shares)
            said = self.said(span_s)
            if said is not None and said.comes_first:
                self.header.show_said(said)
            if self._error is not None:
                self._show_tip(self._error)
            else:
                hints = advice(analysis) or (uncertain_advice(overall) if course is None else [])
                self._show_tip(*example_advice(analysis), *hints)
        self.updateGeometry()  # the contents may have become wider

    def _speaker_name(self, place: Place | None) -> str:
        """The name of the chosen speaker, or of the speaker of a place; "" is everybody."""
        first = self._analysis.tracks[0].name if self._analysis is not None else ""
        is_other = place is not None and place.speaker is not None and place.track != first
        track = place.track if place is not None and is_other else self._focus
        speaker = self._speakers.get(track)
        return shown_name(speaker.name) if speaker is not None else track

    def _show_tip(self, *messages: Message) -> None:
        """Show messages; warnings get a coloured edge."""
        is_doubt = any(message.id in AGAINST or "warning." in message.id for message in messages)
        role = "doubt" if is_doubt or self._error is not None else "tip"
        self.tip.set_role(role)
        self.tip.show_message(*messages)

    def _show_no_result(self, recording: Recording | None) -> None:
        if self._info is not None:
            self._show_model_facts(self._info)
        self.bars.set_probabilities(None)
        self._show_bars_heading("probability")
        self.course.show_course(None)
        self.next_steps.show_steps()
        self.moments.hide()
        headline, *hints = state_messages(recording, has_model=self._info is not None)
        self.header.show_headline(headline)
        self._show_tip(*hints)
        self._show_bars(self._error is None)
        self.summary.clear()
        self.more.hide()  # there is nothing to summarise
        self.transitions.show_transitions(None)

    def _show_whole(self, analysis: Analysis) -> None:
        self._show_model_facts(analysis.model, analysis.settings.adapter)
        summary = summarise(analysis.segments)
        self.more.show()
        show_summary(self.summary, analysis, summary)
        self.moments.setVisible(analysis.overall.probabilities is not None)
        self._course = course_of(analysis) if has_course(analysis) else None
        self.transitions.show_transitions(summary.transitions, summary.labels)

    def _show_next_steps(self, has_course: bool) -> None:
        """Offer the next step of somebody with a conversation, or with a take."""
        path = None if self._analysis is None else self._analysis.file.path
        self.next_steps.show_steps(
            speakers=has_course and self.speaker_chooser.count() == 0,
            practise=path is not None and path.parent == self.takes_folder,
        )

    def _show_bars(self, shown: bool) -> None:
        """Show the bars, unless there will be none."""
        for part in (self.bars_heading, self.meaning_button, self.bars):
            part.setVisible(shown)

    def _show_bars_heading(self, of: str) -> None:
        self.bars_heading.setText(str(_heading(of)))

    # Live ------------------------------------------------------------------------------------

    def show_live_state(self, headline: Message, hint: Message) -> None:
        """Show that a take or monitoring is running."""
        self.show_recording(None)
        self.header.show_headline(headline)
        self._live_hint = hint
        self._show_tip(hint)
        self.next_steps.show_live(True)

    def show_live(self, window: Window, info: ModelInfo, mark: AdapterMark | None = None) -> None:
        """Show the result of the last seconds of the microphone."""
        self._analysis = None
        self._show_bars_heading("probability")
        self._show_model_facts(info, mark)
        below, share = info.uncertain_below, window.speech_share
        overall = overall_answer([window], info.labels, below, share, info.doubt)
        self.header.show_live_scope(info.window_s)
        self.header.show_overall(overall)
        self.bars.set_probabilities(overall.probabilities)
        self.summary.show_value("speech", confidence_text(overall.speech_share))
        self._show_tip(self._live_hint, *live_doubts(window))

    def headline(self) -> str:
        """The large word."""
        return self.header.text()


def _heading(of: str) -> Message:
    return Message(f"result.heading_{of}")
