"""Names of tiers in files of other programs: track or speaker, a slash, and who says it."""

from __future__ import annotations

MODEL_RATER = "model"
"""Stands for the rater where the model says it."""


def tier_name(track: str, rater: str) -> str:
    """Return ``left/ann``; what has no rater is ``annotation``."""
    return f"{track.replace('/', '-')}/{(rater or 'annotation').replace('/', '-')}"


def tier_parts(name: str) -> tuple[str, str]:
    """Return track (or speaker) and rater; a tier of another program is a rater's, of the mix."""
    track, slash, rater = name.rpartition("/")
    if not slash:
        return "", name
    return track, "" if rater == "annotation" else rater
