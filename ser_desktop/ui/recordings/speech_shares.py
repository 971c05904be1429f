"""Shares of the emotions in the speech of a recording, computed once for each analysis."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ser_desktop.emotion.labels import in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.summary import summarise
from ser_desktop.ui.recordings.recording import Recording

_kept: WeakKeyDictionary[Recording, tuple[Analysis, dict[str, float]]] = WeakKeyDictionary()
"""Cached, since lists are painted often and a long recording has hundreds of segments."""


def speech_shares(recording: Recording) -> dict[str, float]:
    """Return the shares by label, largest first; empty without a result."""
    analysis = recording.analysis
    if analysis is None:
        return {}
    kept = _kept.get(recording)
    if kept is None or kept[0] is not analysis:
        kept = _kept[recording] = (analysis, summarise(analysis.segments).shares)
    return kept[1]


def shares_in_order(recording: Recording) -> dict[str, float]:
    """Return the shares in the order of the emotions, for a bar."""
    shares = speech_shares(recording)
    return {label: shares[label] for label in in_order(shares)}
