"""Whose speech a row is about, and whose rows an export has.

A recording is heard as a whole, and once more for each speaker or channel: these rows are about the
same seconds. ``scope`` keeps them apart in every table, so that nobody adds them up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ser_desktop.emotion.results import MIX, Analysis

EVERYBODY, SPEAKER, CHANNEL = "everybody", "speaker", "channel"
SCOPES = (EVERYBODY, SPEAKER, CHANNEL)
ALL, SPEAKERS = "all", "speakers"
WHOSE = (ALL, EVERYBODY, SPEAKERS)
"""The choices of an export. Only ``everybody`` and ``speakers`` have each second once."""
_CHANNEL = re.compile(r"left|right|channel-\d+")


def scope_of(track: str, analysis: Analysis | None, speakers: Mapping[str, str]) -> str:
    """Return one of :data:`SCOPES` for a track; a channel of a known speaker is the speaker's.

    Args:
        track: name of the track.
        analysis: the analysis of its recording; None without one.
        speakers: names of speakers by track.
    """
    if track in ("", MIX):
        return EVERYBODY
    if track in speakers:
        return SPEAKER
    if analysis is not None:
        for known in analysis.tracks:
            if known.name == track and known.kind == "speaker":
                return SPEAKER
    return CHANNEL if _CHANNEL.fullmatch(track) else SPEAKER


def once(whose: str) -> str:
    """Return the choice of a format that shows all rows on one line of time: each second once."""
    return SPEAKERS if whose == ALL else whose


def chosen_tracks(scopes: Mapping[str, str], whose: str) -> frozenset[str]:
    """Return the tracks of which an export has the model's rows.

    A recording without speakers has the rows of everybody, and one without those the rows of its
    channels, so that no recording is missing.

    Args:
        scopes: scope of each track of the analysis.
        whose: one of :data:`WHOSE`.
    """
    if whose == ALL:
        return frozenset(scopes)
    order = (SPEAKER, EVERYBODY, CHANNEL) if whose == SPEAKERS else (EVERYBODY, CHANNEL, SPEAKER)
    for scope in order:
        tracks = frozenset(track for track, has in scopes.items() if has == scope)
        if tracks:
            return tracks
    return frozenset()
