"""What can be done now: which actions the state leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.recordings.recordings_model import Recording
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.toolkit.state import State

_NEED_PICTURES = (
    *("back", "forward", "back_fine", "forward_fine", "back_far", "forward_far"),
    *("home", "end", "zoom_in", "zoom_out", "fit", "fit_height", "loop"),
    *("select_all", "select_from", "select_to"),
)


def is_answered(row: Recording) -> bool:
    """Whether it can be learned from: speech was heard in it."""
    return row.progress is None and any(found.overall.top for found in row.found)


def enabled_actions(control: Controller, chosen: Sequence[Recording]) -> dict[str, bool]:
    """Enabled or not, by the names of :mod:`.actions`; others are always enabled.

    ``chosen`` are the rows that some of them are for.
    """
    state, current = control.state, control.current
    monitoring = state is State.MONITORING
    has_clip = current is not None and current.clip is not None
    running = any(row.progress is not None for row in chosen)
    resting = any(row.progress is None for row in chosen)
    has_selection = has_clip and current is not None and current.selection_s is not None
    rows = control.recordings.rows()
    known = control.model.info.labels if control.model is not None else ()
    spoken = any(is_answered(row) for row in chosen) and not state.is_take
    return {
        "record": True,  # without a microphone it says so
        "pause": state.is_take,
        "stop": state.is_take or monitoring or state is State.PLAYING,
        "monitor": not state.is_take,
        "rescan": not state.is_take,
        "play": has_clip and not state.is_take,
        "split": current is not None and current.clip is not None and current.clip.channels == 2,
        "other_channel": current is not None and len(current.analyses) > 1,
        "details": has_clip,
        "compare": current is not None and not state.is_take,
        "export": current is not None and current.analysis is not None,
        "export_all": any(row.analyses for row in rows),
        "rename": current is not None and current.progress is None and not state.is_take,
        "show_in_folder": current is not None,
        "remove": bool(chosen),
        "undo": control.can_undo,
        "analyse": resting,
        "analyse_rest": any(not row.analyses and row.progress is None for row in rows),
        "cancel": running,
        "cancel_all": any(row.progress is not None for row in rows),
        "zoom_selection": has_selection,
        "select_none": has_selection,
        **dict.fromkeys(_NEED_PICTURES, has_clip),
        **{f"said_{emotion}": spoken and emotion in known for emotion in EMOTIONS},
    }
