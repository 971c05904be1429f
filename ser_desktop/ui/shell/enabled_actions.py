"""Decides which actions are enabled."""

from __future__ import annotations

from collections.abc import Sequence

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.annotations.annotations import Annotations
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.toolkit.state import State

_NEED_CLIP = (
    *("back", "forward", "back_fine", "forward_fine", "back_far", "forward_far"),
    *("home", "end", "zoom_in", "zoom_out", "fit", "fit_height", "loop"),
    *("select_all", "select_from", "select_to", "details"),
    *("next_segment", "previous_segment", "say_position"),
)
_NUDGES = (
    *("nudge_back", "nudge_forth", "nudge_start_back", "nudge_start_forth"),
    *("nudge_end_back", "nudge_end_forth"),
)


def has_speech(recording: Recording) -> bool:
    """Whether a recording can be an example: it has a result with speech."""
    raw = recording.document.raw_analyses
    return not recording.job.is_active and any(analysis.overall.top for analysis in raw)


def enabled_actions(
    control: Controller, selected: Sequence[Recording], annotations: Annotations
) -> dict[str, bool]:
    """Return whether each action is enabled, by key; missing ones are always enabled.

    Args:
        control: the controller.
        selected: recordings of the selected rows.
        annotations: those of the shown recording.
    """
    return {
        **_by_annotations(control, annotations),
        **_by_state(control),
        **_by_shown(control),
        **_by_list(control, selected),
    }


def _by_state(control: Controller) -> dict[str, bool]:
    state = control.state
    return {
        "record": True,  # without a microphone the action shows a message
        "pause": state.is_take,
        "stop": state.is_take or state in (State.MONITORING, State.PLAYING),
        "monitor": not state.is_take,
        "rescan": not state.is_take,
        **dict.fromkeys(("new_project", "open_project"), not state.is_take),
        "undo": control.undo_stack.canUndo(),
        "redo": control.undo_stack.canRedo(),
    }


def _by_shown(control: Controller) -> dict[str, bool]:
    current, is_take = control.current, control.state.is_take
    clip = current.view.clip if current else None
    has_selection = clip is not None and current is not None and bool(current.view.selection_s)
    n_channels = len(current.document.displayed_analyses) if current else 0
    return {
        "play": clip is not None and not is_take,
        "split": clip is not None and clip.channels == 2,
        "other_channel": n_channels > 1,
        "compare": current is not None and not is_take,
        "export": current is not None and current.analysis is not None,
        **dict.fromkeys(
            ("next_moment", "previous_moment"),
            clip is not None and current is not None and current.analysis is not None,
        ),
        "move_to_speaker": current is not None and bool(current.document.turns) and not is_take,
        "compare_speakers": current is not None
        and current.analysis is not None
        and bool(current.document.turns),
        "find_speakers": clip is not None and not is_take,
        "rename": current is not None and not current.job.is_active and not is_take,
        "show_in_folder": current is not None,
        "zoom_selection": has_selection,
        "select_none": has_selection,
        **dict.fromkeys(_NEED_CLIP, clip is not None),
    }


def _by_annotations(control: Controller, annotations: Annotations) -> dict[str, bool]:
    current = control.current
    is_free = current is not None and not control.state.is_take
    can_annotate = is_free and current is not None and bool(current.duration_s)
    one = annotations.one
    return {
        **{f"annotate_{emotion}": can_annotate for emotion in EMOTIONS},
        "edit_annotation": can_annotate,
        "split_annotation": can_annotate and bool(annotations.shown),
        "merge_annotations": can_annotate and len(annotations.shown) > 1,
        "delete_annotation": bool(annotations.selected),
        "copy_segments": is_free and current is not None and current.analysis is not None,
        "import_annotations": control.recordings.rowCount() > 0,
        **dict.fromkeys(("next_annotation", "previous_annotation"), bool(annotations.shown)),
        **dict.fromkeys(_NUDGES, one is not None),
        "teach_annotation": one is not None and bool(one.label) and control.model is not None,
    }


def _by_list(control: Controller, selected: Sequence[Recording]) -> dict[str, bool]:
    counts = control.recordings.counts
    info = control.model_in_use.info
    labels = info.labels if info else ()
    can_label = not control.state.is_take and any(has_speech(row) for row in selected)
    return {
        "export_all": counts.with_result > 0,
        "analyse_rest": counts.without_result > 0,
        "cancel_all": counts.active > 0,
        "export_project": control.recordings.rowCount() > 0,
        "rate_blind": control.recordings.rowCount() > 0 and not control.state.is_take,
        "notes": bool(selected),
        "remove": bool(selected),
        "analyse": any(not row.job.is_active for row in selected),
        "cancel": any(row.job.is_active for row in selected),
        **{f"said_{emotion}": can_label and emotion in labels for emotion in EMOTIONS},
    }
