"""Headline of a recording and shares of its speech, computed once for each analysis."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from ser_desktop.emotion.headline import Headline, headline_of
from ser_desktop.emotion.labels import in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.ui.recordings.recording import Recording

_kept: WeakKeyDictionary[Recording, tuple[Analysis, Headline]] = WeakKeyDictionary()
"""Cached, since lists are painted often and a long recording has hundreds of segments."""


def recording_headline(recording: Recording) -> Headline | None:
    """Return the headline of the model's answer; None without a result."""
    analysis = recording.analysis
    if analysis is None:
        return None
    kept = _kept.get(recording)
    if kept is None or kept[0] is not analysis:
        kept = _kept[recording] = (analysis, headline_of(analysis))
    return kept[1]


def speech_shares(recording: Recording) -> Mapping[str, float]:
    """Return the shares by label, largest first; empty without a result."""
    headline = recording_headline(recording)
    return {} if headline is None else headline.shares


def shares_in_order(recording: Recording) -> dict[str, float]:
    """Return the shares in the order of the emotions, for a bar."""
    shares = speech_shares(recording)
    return {label: shares[label] for label in in_order(shares)}
